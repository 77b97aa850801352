/* The Events API: what happens in the workspace. */
#include "base/arena.h"
#include "platform/slack/handle.h"
#include "platform/slack/wire.h"

/* The inner event, and what every answer to it needs. */
struct inner {
    const struct wire *w;
    const struct envelope *e;
    const struct json *event;
    struct str id; /* "Ev..." */
};

static struct str reply_to(const struct inner *in, struct handle h)
{
    h.asked = ASKED_EVENT;
    h.takes_payload = false;
    h.socket = in->w->socket;
    h.envelope = in->e->id;
    return slack_handle_write(in->w->mem, &h);
}

static struct event blank(const struct inner *in, enum event_kind kind)
{
    struct event ev = {
        .kind = kind,
        .workspace = in->w->workspace,
        .at_ms = wire_ts_ms(json_str(in->event, "event_ts")),
    };
    if (in->id.n > 0)
        ev.id = arena_fmt(in->w->mem, "ev:" STR_FMT, STR_ARG(in->id));
    return ev;
}

/* A message that a person wrote, not a machine, an edit or a notice. */
static bool is_said(const struct inner *in)
{
    static const struct str said[] = { STR_INIT(""), STR_INIT("file_share"),
                                       STR_INIT("thread_broadcast"),
                                       STR_INIT("me_message") };
    struct str user = json_str(in->event, "user");
    if (user.n == 0 || str_eq(user, in->w->bot_user) ||
        json_str(in->event, "bot_id").n > 0)
        return false;
    struct str subtype = json_str(in->event, "subtype");
    for (size_t i = 0; i < COUNT(said); i++) {
        if (str_eq(subtype, said[i]))
            return true;
    }
    return false;
}

static bool names_us(const struct inner *in, struct str text)
{
    if (in->w->bot_user.n == 0)
        return false;
    struct str mention = arena_fmt(in->w->mem, "<@" STR_FMT, STR_ARG(in->w->bot_user));
    return str_find(text, mention) >= 0;
}

/* message.* and app_mention: one of them may come besides the other, so the id is
 * the message's own. */
static enum heard hear_message(const struct inner *in, struct event *out)
{
    const struct json *m = in->event;
    struct str ts = json_str(m, "ts"), thread = json_str(m, "thread_ts");
    struct str raw = json_str(m, "text"), channel = json_str(m, "channel");
    if (!is_said(in) || ts.n == 0 || channel.n == 0)
        return HEARD_NOTHING;
    struct event ev = blank(in, EVENT_MESSAGE);
    ev.id =
        arena_fmt(in->w->mem, "msg:" STR_FMT ":" STR_FMT, STR_ARG(channel), STR_ARG(ts));
    ev.user = json_str(m, "user");
    ev.channel = channel;
    ev.message = ts;
    ev.thread = str_eq(thread, ts) ? STR("") : thread;
    ev.at_ms = wire_ts_ms(ts);
    ev.is_direct = str_eq(json_str(m, "channel_type"), STR("im")) ||
                   (json_str(m, "channel_type").n == 0 && str_starts(channel, STR("D")));
    ev.is_mention = !ev.is_direct && (str_eq(json_str(m, "type"), STR("app_mention")) ||
                                      names_us(in, raw));
    ev.text = str_trim(wire_text(in->w->mem, raw, in->w->bot_user));
    ev.reply = reply_to(
        in, (struct handle){ .channel = channel, .thread = ev.thread, .user = ev.user });
    *out = ev;
    return HEARD_EVENT;
}

/* team_join and user_change. */
static enum heard hear_user(const struct inner *in, struct event *out)
{
    bool is_join = str_eq(json_str(in->event, "type"), STR("team_join"));
    struct member *m = ARENA_NEW(in->w->mem, struct member);
    if (!slack_member(in->w, json_at(in->event, "user"), m))
        return HEARD_NOTHING;
    struct event ev = blank(in, is_join ? EVENT_JOIN : EVENT_MEMBERS);
    ev.user = m->user;
    ev.members = m;
    ev.n_members = 1;
    ev.reply = reply_to(in, (struct handle){ .user = m->user });
    *out = ev;
    return HEARD_EVENT;
}

static enum heard hear_home(const struct inner *in, struct event *out)
{
    struct str user = json_str(in->event, "user");
    if (!str_eq(json_str(in->event, "tab"), STR("home")) || user.n == 0)
        return HEARD_NOTHING;
    struct event ev = blank(in, EVENT_HOME);
    ev.user = user;
    ev.reply = reply_to(in, (struct handle){ .shown = SHOWN_HOME, .user = user });
    *out = ev;
    return HEARD_EVENT;
}

static enum heard hear_reaction(const struct inner *in, struct event *out)
{
    const struct json *r = in->event;
    struct str user = json_str(r, "user");
    if (user.n == 0 || str_eq(user, in->w->bot_user) || json_str(r, "item.ts").n == 0)
        return HEARD_NOTHING;
    struct event ev = blank(in, EVENT_REACTION);
    ev.user = user;
    ev.channel = json_str(r, "item.channel");
    ev.message = json_str(r, "item.ts");
    ev.text = json_str(r, "reaction");
    ev.is_direct = str_starts(ev.channel, STR("D"));
    ev.reply = reply_to(in, (struct handle){ .channel = ev.channel, .user = user });
    *out = ev;
    return HEARD_EVENT;
}

static enum heard hear_joined_channel(const struct inner *in, struct event *out)
{
    if (in->w->bot_user.n == 0 || !str_eq(json_str(in->event, "user"), in->w->bot_user))
        return HEARD_NOTHING;
    *out = (struct event){ .channel = json_str(in->event, "channel") };
    return out->channel.n > 0 ? HEARD_BOT_JOINED : HEARD_NOTHING;
}

static enum heard hear_revoked(const struct inner *in, struct event *out)
{
    bool is_tokens = str_eq(json_str(in->event, "type"), STR("tokens_revoked"));
    (void)out;
    if (is_tokens && json_count(json_at(in->event, "tokens.bot")) == 0)
        return HEARD_NOTHING; /* of a person, not ours */
    return HEARD_REVOKED;
}

/* Without an inner event when Slack holds events back. */
static enum heard hear_too_much(const struct inner *in, struct event *out)
{
    (void)in;
    (void)out;
    return HEARD_TOO_MUCH;
}

enum heard wire_hear_event(const struct wire *w, const struct envelope *e,
                           struct event *out)
{
    static const struct {
        struct str type;
        enum heard (*hear)(const struct inner *, struct event *);
    } types[] = {
        { STR_INIT("message"), hear_message },
        { STR_INIT("app_mention"), hear_message },
        { STR_INIT("app_home_opened"), hear_home },
        { STR_INIT("user_change"), hear_user },
        { STR_INIT("team_join"), hear_user },
        { STR_INIT("reaction_added"), hear_reaction },
        { STR_INIT("member_joined_channel"), hear_joined_channel },
        { STR_INIT("app_uninstalled"), hear_revoked },
        { STR_INIT("tokens_revoked"), hear_revoked },
        { STR_INIT("app_rate_limited"), hear_too_much },
    };
    const struct inner in = {
        .w = w,
        .e = e,
        .event = json_at(e->payload, "event"),
        .id = json_str(e->payload, "event_id"),
    };
    struct str type = json_str(in.event, "type");
    if (type.n == 0)
        type = json_str(e->payload, "type");
    for (size_t i = 0; i < COUNT(types); i++) {
        if (str_eq(types[i].type, type))
            return types[i].hear(&in, out);
    }
    return HEARD_NOTHING;
}
