/* Answers: in the exchange that waits, or another way and then a word in it. */
#include "base/arena.h"
#include "io/clock.h"
#include "platform/mattermost/replying.h"
#include "platform/mattermost/session.h"
#include "platform_texts.h"

enum { body_max_bytes = 1024 * 1024 }; /* the server reads no more */

static void note_language(struct session *s, struct str user, const struct answer *a)
{
    if (a->kind == ANSWER_CARD || a->kind == ANSWER_REPLACE)
        tongues_note(&s->calls.tongues, user, a->card->lang);
    else if (a->kind == ANSWER_FORM)
        tongues_note(&s->calls.tongues, user, a->form->lang);
}

static struct str done_word(struct session *s, const struct handle *h)
{
    struct str word =
        tongues_say(&s->calls.tongues, s->o.texts, s->out, h->user, platform_done);
    return reply_text(s->out, h->asked, word);
}

/* What the exchange is answered, where the answer goes there. */
static struct str in_exchange(struct session *s, const struct handle *h, enum way way,
                              const struct answer *a)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(body_max_bytes);
    struct json_w w = JSON_W(&out);
    const struct origin origin = reply_origin(h, way, STR(""), STR(""));
    const struct render r = session_render(s, &origin);
    if (way == WAY_DONE)
        return done_word(s, h);
    if (way == WAY_ERRORS) {
        render_errors(&w, &r, a);
    } else if (way == WAY_EXCHANGE || way == WAY_UPDATE) {
        jw_object(&w);
        (way == WAY_EXCHANGE ? render_ephemeral : render_update)(&w, &r, a->card);
        jw_end_object(&w);
    }
    return arena_buf(s->out, &out);
}

/* False where it must go another way. */
static bool answer_at_once(struct session *s, const struct handle *h, enum way way,
                           const struct answer *a)
{
    switch (way) {
    case WAY_NONE:
    case WAY_EXCHANGE:
    case WAY_UPDATE:
    case WAY_ERRORS:
    case WAY_DONE:
        return h->exchange == 0 ||
               calls_answer(s, h->exchange, in_exchange(s, h, way, a));
    case WAY_REFUSE:
        return talks_refuse(s, h, a);
    case WAY_HOOK:
    case WAY_DIRECT:
    case WAY_PATCH:
    case WAY_DELETE:
    case WAY_WINDOW:
    case WAY_TALK:
    case WAY_PAGE:
        break;
    }
    return false;
}

/* Where the exchange no longer waits, or there is no talk to refuse. */
static struct reply_plan other_plan(struct reply_plan plan)
{
    if (plan.first == WAY_REFUSE)
        return (struct reply_plan){ WAY_DIRECT, WAY_NONE };
    return (struct reply_plan){ plan.second,
                                plan.second == WAY_PATCH ? WAY_DIRECT : WAY_NONE };
}

static bool is_at_once(enum way way)
{
    return way == WAY_NONE || way == WAY_EXCHANGE || way == WAY_UPDATE ||
           way == WAY_ERRORS || way == WAY_DONE || way == WAY_REFUSE;
}

enum replied session_reply(struct platform *p, struct str reply,
                           const struct answer *answer)
{
    struct session *s = (struct session *)p;
    struct handle h;
    arena_reset(s->out);
    if (!handle_read(s->out, reply, &h))
        return REPLY_EXPIRED;
    struct reply_plan plan = reply_choose(&h, answer->kind, clock_wall_ms());
    if (plan.first == WAY_WINDOW && !render_fits_dialog(answer->form))
        plan = (struct reply_plan){ WAY_TALK, WAY_NONE };
    if (h.asked == ASKED_PAGE) {
        pages_show(s, h.user, h.origin.stand == STAND_EPHEMERAL,
                   plan.first == WAY_PAGE ? answer->page : NULL);
        return REPLIED;
    }
    note_language(s, h.user, answer);
    if (h.asked == ASKED_MESSAGE || h.asked == ASKED_TYPED)
        catchup_answered(s, h.channel);
    if (answer_at_once(s, &h, plan.first, answer)) {
        pages_wish(s, h.user, plan.first == WAY_EXCHANGE);
        return REPLIED;
    }
    if (is_at_once(plan.first))
        plan = other_plan(plan);
    if (plan.first == WAY_NONE)
        return REPLY_EXPIRED;
    replying_begin(s, reply, plan, answer);
    return REPLIED;
}
