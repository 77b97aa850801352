/* Answers: the acknowledgement on the link by which the question came, then what does
 * not fit in there. */
#include "base/arena.h"
#include "base/mem.h"
#include "platform/slack/session.h"

#include <stdlib.h>

/* A step under way, and what to do if it fails: texts live in the arena. */
struct replying {
    struct session *s;
    struct arena *mem;
    struct step second;
};

static void drop(void *ctx)
{
    struct replying *r = ctx;
    arena_free(r->mem);
    free(r);
}

static void take_step(struct replying *r, const struct step *step);

static void answered(void *ctx, const struct web_answer *a)
{
    struct replying *r = ctx;
    struct step second = r->second;
    r->second = (struct step){ 0 };
    if (a->kind == WEB_NO && second.kind != STEP_NONE)
        take_step(r, &second);
    else
        drop(r);
}

static void take_step(struct replying *r, const struct step *step)
{
    const struct web_request q = { .method = step->method,
                                   .body = step->body,
                                   .done = answered,
                                   .drop = drop,
                                   .ctx = r };
    if (step->kind == STEP_URL) {
        struct web_request to_url = q;
        to_url.method = METHOD_POST_EPHEMERAL; /* what it is most like */
        web_post(r->s, step->url, &to_url);
    } else {
        web_call(r->s, &q);
    }
}

static void begin(struct session *s, const struct reply_plan *plan)
{
    struct replying *r = mem_new(1, sizeof(*r));
    r->s = s;
    r->mem = arena_new();
    r->second = plan->second;
    r->second.url = arena_str(r->mem, plan->second.url);
    r->second.body = arena_str(r->mem, plan->second.body);
    take_step(r, &plan->first);
}

enum replied slack_reply(struct platform *p, struct str reply,
                         const struct answer *answer)
{
    struct session *s = (struct session *)p;
    const struct render r = { .texts = s->o.texts, .mem = s->out };
    struct handle h;
    struct reply_plan plan;
    arena_reset(s->out);
    if (!slack_handle_read(s->out, reply, &h))
        return REPLY_EXPIRED;
    reply_plan(&plan, &r, &h, answer);
    struct link *l = plan.ack.n > 0 ? links_find(s, h.socket) : NULL;
    bool is_acked = l && links_send(l, plan.ack);
    if (plan.is_in_ack)
        return is_acked ? REPLIED : REPLY_LOST;
    if (plan.first.kind != STEP_NONE)
        begin(s, &plan);
    else if (plan.ack.n > 0 && !is_acked)
        return REPLY_LOST;
    return REPLIED;
}
