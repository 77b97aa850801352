/* "Send me the text": on a phone a long press copies a whole message, so the text comes
 * alone, and what else is needed in a second message. */
#include "advocacy/gate.h"
#include "advocacy/library.h"
#include "base/arena.h"
#include "share.h"
#include "share_texts.h"

/* The inbox sees to it that an event is run once, so an id of ours is enough: what has
 * no id of its own is not a second time the same. */
static struct str key_of(struct turn *t, const char *part)
{
    return arena_fmt(t->mem, "send:%lld:%s", (long long)turn_id(t), part);
}

static const struct card *text_card(struct turn *t, struct str text)
{
    struct card *card = ARENA_NEW(t->mem, struct card);
    *card = (struct card){ .lang = t->say.lang, .copy = text, .summary = text };
    return card;
}

/* The share card's button and picture; the text has just been sent. */
static const struct card *way_card(struct turn *t, const struct card *shown)
{
    struct card *card = ARENA_NEW(t->mem, struct card);
    bool has_picture = shown->picture.hash.n > 0;
    bool has_link = shown->n_buttons > 0 && shown->buttons[0].url.n > 0;
    *card = (struct card){ .lang = t->say.lang,
                           .text = has_picture ? share_sent_picture(&t->say)
                                               : share_sent_open(&t->say),
                           .picture = shown->picture,
                           .buttons = shown->buttons,
                           .n_buttons = has_link ? 1 : 0 };
    return has_picture || has_link ? card : NULL;
}

bool share_send_by_message(struct turn *t, const struct shown *s, bool *sent,
                           struct err *err)
{
    *sent = false;
    struct str text;
    const struct card *shown = NULL;
    const struct contact *to = NULL;
    if (!share_text(t, s, &text, err) ||
        !share_card(t, s, &(struct card_extra){ 0 }, &shown, err) ||
        !gate_ask(t, CONTACT_ANSWER, STR("text"), &to, err))
        return false;
    if (!to || !shown || text.n == 0)
        return true;
    *sent = true;
    int64_t until = 0; /* own words do not outlive themselves in the outbox */
    if (s->is_mine && !own_words_until(t, s->deal.post, s->deal.network, &until, err))
        return false;
    if (!fx_direct_until(t, to, text_card(t, text), key_of(t, "text"), LANE_ANSWER, until,
                         err))
        return false;
    const struct card *way = way_card(t, shown);
    return !way || fx_direct_until(t, to, way, key_of(t, "way"), LANE_ANSWER, until, err);
}
