/* Answers: where they belong is in the handle that the event carried. */
#include "platform/playground/inside.h"
#include "platform/playground/terminal.h"
#include "platform/playground/world.h"

#include "base/arena.h"

static struct reply_place place_of(struct str handle)
{
    struct reply_place to = { 0 };
    to.user = str_cut(&handle, '|');
    to.tab = str_cut(&handle, '|');
    to.channel = str_cut(&handle, '|');
    to.message = str_cut(&handle, '|');
    to.is_form = str_eq(handle, STR("f"));
    return to;
}

/* A new card; from the person's own page it comes by direct message. */
static void add(struct playground *g, struct reply_place *to, const struct card *card,
                struct arena *a)
{
    if (!to->channel.n)
        to->channel = arena_fmt(a, "D-" STR_FMT, STR_ARG(to->user));
    to->message = show_add(
        g, &(struct shown){ .channel = to->channel, .only = to->user, .card = card });
}

/* Afterwards *to is the place of the card that was shown. */
static void to_browser(struct playground *g, struct reply_place *to,
                       const struct answer *answer, struct arena *a)
{
    switch (answer->kind) {
    case ANSWER_CARD:
        add(g, to, answer->card, a);
        break;
    case ANSWER_REPLACE:
        if (!show_edit(g, to->channel, to->message, answer->card))
            add(g, to, answer->card, a);
        break;
    case ANSWER_REMOVE:
        show_remove(g, to->channel, to->message);
        break;
    case ANSWER_FORM:
    case ANSWER_FORM_ERRORS:
    case ANSWER_PAGE:
        show_answer(g, to, answer);
        return;
    case ANSWER_NOTHING:
        break;
    }
    if (to->is_form)
        show_answer(g, to, &(struct answer){ .kind = ANSWER_NOTHING });
}

/* Only the person's own card may be changed by an answer to them. */
static bool is_theirs(const struct playground *g, const struct reply_place *to)
{
    const struct world_message *m = world_find(g->world, to->channel, to->message);
    return m && (str_eq(m->only, to->user) || str_starts(m->channel, STR("D-")));
}

enum replied playground_reply(struct platform *p, struct str reply,
                              const struct answer *answer)
{
    struct playground *g = (struct playground *)p;
    struct reply_place to = place_of(reply);
    if (!g->is_started || !world_person(to.user))
        return REPLY_EXPIRED;
    if (str_eq(to.tab, TAB_ONCE)) {
        once_answer(g, answer);
        return REPLIED;
    }
    struct answer changed = *answer;
    if (answer->kind == ANSWER_REPLACE && !is_theirs(g, &to))
        changed.kind = ANSWER_CARD;
    if (answer->kind == ANSWER_REMOVE && !is_theirs(g, &to))
        changed.kind = ANSWER_NOTHING;
    AUTO(arena_freep) struct arena *a = arena_new();
    to_browser(g, &to, &changed, a);
    if (str_eq(to.tab, TAB_TERMINAL) && g->terminal)
        terminal_answer(g->terminal, &to, &changed);
    return REPLIED;
}
