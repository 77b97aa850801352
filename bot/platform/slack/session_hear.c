/* Frames: from JSON to events, or straight to an acknowledgement. */
#include "base/arena.h"
#include "base/log.h"
#include "platform/slack/session.h"

static void acknowledge(struct session *s, struct link *l, const struct envelope *e)
{
    if (e->id.n > 0)
        links_send(l, wire_ack(s->mem, e->id, STR("")));
}

static void hear_envelope(struct session *s, struct link *l, const struct envelope *e)
{
    struct wire w = slack_wire(s, l->serial);
    struct event ev = { 0 };
    switch (wire_hear(&w, e, &ev)) {
    case HEARD_EVENT:
        slack_emit(s, &ev); /* acknowledged by its answer, after the commit */
        return;
    case HEARD_BOT_JOINED:
        slack_directory_joined(s, ev.channel);
        break;
    case HEARD_REVOKED:
        slack_line(s, LINE_REFUSED,
                   "the app was removed from the workspace, or its tokens were taken "
                   "back: install it again and put the new tokens into the "
                   "configuration");
        break;
    case HEARD_TOO_MUCH:
        LOG(LOG_WARN, "slack", "events_held_back", KS("workspace", s->base.workspace));
        break;
    case HEARD_NOTHING:
        break;
    }
    acknowledge(s, l, e);
}

void slack_hear(struct session *s, struct link *l, struct str frame)
{
    AUTO(json_freep) struct json *j = NULL;
    struct err err = { 0 };
    struct envelope e;
    if (s->is_draining)
        return; /* Slack gives it to the next one who asks */
    if (!json_parse(&j, frame, &err) || !wire_envelope(j, &e)) {
        LOG(LOG_WARN, "slack", "bad_frame", KS("workspace", s->base.workspace),
            KI("bytes", (int64_t)frame.n), KC("why", err.msg));
        return;
    }
    arena_reset(s->mem);
    if (e.kind == ENVELOPE_HELLO)
        links_hello(s, l, &e);
    else if (e.kind == ENVELOPE_DISCONNECT)
        links_hangup(s, l, &e);
    else
        hear_envelope(s, l, &e);
}
