/* Frames and commands. */
#include "platform/slack/wire.h"

#include "base/arena.h"
#include "platform/slack/handle.h"

static enum envelope_kind kind_of(struct str type)
{
    static const struct {
        struct str type;
        enum envelope_kind kind;
    } kinds[] = {
        { STR_INIT("hello"), ENVELOPE_HELLO },
        { STR_INIT("disconnect"), ENVELOPE_DISCONNECT },
        { STR_INIT("events_api"), ENVELOPE_EVENT },
        { STR_INIT("slash_commands"), ENVELOPE_COMMAND },
        { STR_INIT("interactive"), ENVELOPE_INTERACTIVE },
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_eq(kinds[i].type, type))
            return kinds[i].kind;
    }
    return ENVELOPE_UNKNOWN;
}

static enum hangup hangup_of(struct str reason)
{
    static const struct {
        struct str reason;
        enum hangup hangup;
    } reasons[] = {
        { STR_INIT("warning"), HANGUP_WARNING },
        { STR_INIT("refresh_requested"), HANGUP_REFRESH },
        { STR_INIT("link_disabled"), HANGUP_DISABLED },
        { STR_INIT("too_many_websockets"), HANGUP_TOO_MANY },
    };
    for (size_t i = 0; i < COUNT(reasons); i++) {
        if (str_eq(reasons[i].reason, reason))
            return reasons[i].hangup;
    }
    return HANGUP_OTHER;
}

bool wire_envelope(const struct json *frame, struct envelope *out)
{
    if (!json_is_object(frame))
        return false;
    *out = (struct envelope){
        .kind = kind_of(json_str(frame, "type")),
        .id = json_str(frame, "envelope_id"),
        .takes_payload = json_bool(frame, "accepts_response_payload"),
        .payload = json_at(frame, "payload"),
    };
    if (out->kind == ENVELOPE_HELLO) {
        int64_t s = json_int(frame, "debug_info.approximate_connection_time", 0);
        out->connections = json_int(frame, "num_connections", 0);
        out->lifetime_ms = s > 0 && s < 7 * 86400 ? s * 1000 : 0;
    }
    if (out->kind == ENVELOPE_DISCONNECT)
        out->hangup = hangup_of(json_str(frame, "reason"));
    return true;
}

enum heard wire_hear_command(const struct wire *w, const struct envelope *e,
                             struct event *out)
{
    const struct json *p = e->payload;
    struct str command = json_str(p, "command");
    if (str_starts(command, STR("/")))
        command = str_skip(command, 1);
    if (command.n == 0 || json_str(p, "user_id").n == 0)
        return HEARD_NOTHING;
    const struct handle h = {
        .asked = ASKED_COMMAND,
        .takes_payload = e->takes_payload,
        .socket = w->socket,
        .envelope = e->id,
        .response_url = json_str(p, "response_url"),
        .trigger = json_str(p, "trigger_id"),
        .channel = json_str(p, "channel_id"),
        .user = json_str(p, "user_id"),
    };
    *out = (struct event){
        .kind = EVENT_COMMAND,
        .id = arena_fmt(w->mem, "cmd:" STR_FMT, STR_ARG(e->id)),
        .workspace = w->workspace,
        .user = h.user,
        .channel = h.channel,
        .command = command,
        .text = str_trim(wire_text(w->mem, json_str(p, "text"), STR(""))),
        .reply = slack_handle_write(w->mem, &h),
    };
    return HEARD_EVENT;
}

enum heard wire_hear(const struct wire *w, const struct envelope *e, struct event *out)
{
    switch (e->kind) {
    case ENVELOPE_EVENT:
        return wire_hear_event(w, e, out);
    case ENVELOPE_COMMAND:
        return wire_hear_command(w, e, out);
    case ENVELOPE_INTERACTIVE:
        return wire_hear_interactive(w, e, out);
    case ENVELOPE_HELLO:
    case ENVELOPE_DISCONNECT:
    case ENVELOPE_UNKNOWN:
        break;
    }
    return HEARD_NOTHING;
}

struct str wire_ack(struct arena *mem, struct str envelope, struct str payload)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(1024 * 1024);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    jw_kv(&w, "envelope_id", envelope);
    if (payload.n > 0) {
        jw_key(&w, "payload");
        jw_raw(&w, payload);
    }
    jw_end_object(&w);
    return arena_buf(mem, &out);
}
