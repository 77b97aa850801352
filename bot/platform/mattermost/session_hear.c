/* Frames and posts, each to the part that it concerns. */
#include "base/arena.h"
#include "base/log.h"
#include "platform/mattermost/session.h"

enum { post_max_bytes = 4 * 1024 * 1024 };

/* ---- posts ---- */

/* How a message is answered; a talk or a pick makes its own of it. */
static struct str handle_of(struct session *s, const struct post_seen *p, bool is_direct)
{
    const struct handle h = {
        .asked = ASKED_MESSAGE,
        .user = p->user,
        .channel = p->channel,
        .is_direct = is_direct,
        .thread = p->root,
        .message = p->id,
        .origin = { .answers = p->id },
    };
    return handle_write(s->mem, &h);
}

bool session_heard_post(struct session *s, const struct post_seen *p, bool is_direct)
{
    struct wire w = session_wire(s);
    struct event ev;
    if (!wire_message(&w, p, is_direct, &ev))
        return false;
    catchup_heard(s, p->channel);
    if (p->is_answered) { /* of direct messages the answer itself tells: talks.h */
        catchup_answered(s, p->channel);
        return true;
    }
    ev.reply = handle_of(s, p, is_direct);
    if (is_direct) {
        directs_note(s, p->user, p->channel);
        talks_hear(s, p, &ev);
    } else {
        session_emit(s, &ev);
    }
    return true;
}

/* Where the server does not say what kind of channel it is, we may know. */
static void hear_post(struct session *s, const struct frame *f)
{
    AUTO(json_freep) struct json *j = NULL;
    struct wire w = session_wire(s);
    struct post_seen p;
    if (!json_parse_max(&j, f->post, post_max_bytes, NULL) || !wire_post(&w, j, &p)) {
        LOG(LOG_WARN, "mattermost", "bad_post", KS("workspace", s->base.workspace),
            KI("bytes", (int64_t)f->post.n));
        return;
    }
    bool is_direct = str_eq(f->channel_type, STR("D")) || directs_has(s, p.channel);
    bool is_served = f->team.n == 0 || directory_team(s, f->team);
    if (p.is_ours && is_direct)
        talks_shown(s, &p);
    else if (f->kind == FRAME_POSTED && is_served)
        session_heard_post(s, &p, is_direct);
}

/* ---- people, channels, teams ---- */

/* Of others we hear when they leave; of ourselves also when we are added. */
static void hear_team(struct session *s, const struct frame *f)
{
    if (f->user.n > 0 && !str_eq(f->user, str_from_c(s->bot_user)))
        directory_left(s, f->user, STR(""));
    else
        directory_team_changed(s);
}

void session_hear(struct session *s, const struct frame *f)
{
    switch (f->kind) {
    case FRAME_POSTED:
    case FRAME_EDITED:
        hear_post(s, f);
        break;
    case FRAME_USER:
        directory_changed(s, f->user);
        break;
    case FRAME_JOINED:
        directory_joined(s, f->user, f->channel);
        break;
    case FRAME_LEFT:
        directory_left(s, f->user, f->channel);
        break;
    case FRAME_CHANNEL:
        directory_channel(s, f->channel);
        break;
    case FRAME_TEAM:
        hear_team(s, f);
        break;
    case FRAME_NEW_USER: /* not in a team yet: FRAME_JOINED follows */
    case FRAME_DELETED:
    case FRAME_HELLO:
    case FRAME_REPLY:
    case FRAME_OTHER:
        break;
    }
}
