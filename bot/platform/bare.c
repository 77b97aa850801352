#include "platform/bare.h"

static bool is_bare(const struct card *c)
{
    return c->title.n == 0 && c->quiet.n == 0 && c->note.n == 0 &&
           c->picture.handle.n == 0 && c->n_facts == 0 && c->n_items == 0 &&
           c->n_buttons == 0 && c->select.ref.n == 0 && c->menu.ref.n == 0;
}

bool card_is_sentence(const struct card *c)
{
    return c->copy.n == 0 && is_bare(c);
}

bool card_is_copy(const struct card *c)
{
    return c->text.n == 0 && str_trim(c->copy).n > 0 && is_bare(c);
}
