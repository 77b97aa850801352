/* One exchange: `try --as anna --say '/share linkedin'`. */
#include "base/arena.h"
#include "base/mem.h"
#include "codec/card_json.h"
#include "platform/playground/inside.h"
#include "platform/playground/world.h"

#include <stdlib.h>

struct once {
    struct playground_exchange x; /* as and say live in mem */
    struct arena *mem;
    struct buf answer;
    bool is_said, is_answered;
};

void once_free(struct once *o)
{
    if (!o)
        return;
    buf_clear(&o->answer);
    arena_free(o->mem);
    free(o);
}

bool playground_say(struct platform *p, const struct playground_exchange *x,
                    struct err *err)
{
    struct playground *g = (struct playground *)p;
    if (g->once)
        return err_set(err, ERR_CONFLICT, "another exchange is under way");
    if (!world_person(x->as))
        return err_set(err, ERR_NOTFOUND,
                       "there is nobody called \"" STR_FMT "\": try anna, tom or mira",
                       STR_ARG(x->as));
    struct once *o = mem_new(1, sizeof *o);
    o->mem = arena_new();
    o->x = *x;
    o->x.as = arena_str(o->mem, x->as);
    o->x.say = arena_str(o->mem, x->say);
    o->answer = BUF_INIT(render_max_bytes);
    g->once = o;
    loop_defer(g->o.loop, &g->work);
    return true;
}

static void say(struct playground *g, struct once *o)
{
    struct event ev = { .user = o->x.as, .is_direct = true };
    ev.channel = arena_fmt(o->mem, "D-" STR_FMT, STR_ARG(o->x.as));
    wire_say(o->mem, o->x.say, &ev);
    o->is_said = playground_event(g, &ev, TAB_ONCE);
}

void once_step(struct playground *g)
{
    struct once *o = g->once;
    if (!o || !g->is_announced)
        return;
    if (!o->is_said)
        say(g, o);
    if (!o->is_answered)
        return;
    g->once = NULL;
    o->x.done(o->x.self, buf_str(&o->answer));
    once_free(o);
}

static void as_text(struct playground *g, struct buf *out, const struct answer *a,
                    enum lang lang)
{
    struct choices choices = { 0 };
    if (a->kind == ANSWER_CARD || a->kind == ANSWER_REPLACE)
        render_card_text(out, a->card, g->words, false, &choices);
    for (size_t i = 0; a->kind == ANSWER_PAGE && i < a->page->n_cards; i++)
        render_card_text(out, &a->page->cards[i], g->words, false, &choices);
    if (a->kind == ANSWER_PAGE && !a->page->n_cards)
        render_wrap(out, g->words[lang].empty_page, terminal_columns, STR("  "));
    if (a->kind == ANSWER_FORM)
        render_form_text(out, a->form);
}

void once_answer(struct playground *g, const struct answer *answer)
{
    struct once *o = g->once;
    if (!o || o->is_answered)
        return;
    if (o->x.json)
        answer_encode(&o->answer, answer);
    else
        as_text(g, &o->answer, answer, world_person(o->x.as)->lang);
    o->is_answered = true;
    loop_defer(g->o.loop, &g->work);
}
