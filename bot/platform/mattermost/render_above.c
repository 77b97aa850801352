/*
 * A card's texts as the message of its post: a message counts by itself, while in the
 * attachments they would share with the buttons what an old server stores. What must be
 * there has its room kept: the text to copy before links, links before the rest.
 */
#include "base/arena.h"
#include "platform/mattermost/above.h"

enum {
    line_max = 300,     /* bytes of title and quiet line; escaped they are more */
    text_max = 3000,    /* bytes of text and note */
    copy_most = 9000,   /* code points kept for the text to copy */
    lists_least = 3500, /* kept for what comes below it */
    link_least = 3300,  /* one compose link */
};

bool above_add(struct sheet *s, struct str text, size_t room)
{
    size_t n = text_runes(text) + 2;
    if (text.n == 0 || s->above_runes + n > room) {
        s->is_full = s->is_full || text.n > 0;
        return false;
    }
    s->above = text_joined(s->r->mem, s->above, "\n\n", text);
    s->above_runes += n;
    return true;
}

static size_t left(const struct sheet *s, size_t room)
{
    return s->above_runes < room ? room - s->above_runes : 0;
}

/* Its links in a row, those of that kind. */
static struct str add_links(struct sheet *s, const struct card *card, struct str all,
                            bool is_primary, size_t room)
{
    for (size_t i = 0; i < card->n_buttons; i++) {
        const struct button *b = &card->buttons[i];
        if ((b->style == BUTTON_PRIMARY) != is_primary)
            continue;
        struct str link = button_link(s, b, is_primary);
        if (text_runes(all) + text_runes(link) + 3 > room)
            s->is_full = true;
        else
            all = text_joined(s->r->mem, all, " · ", link);
    }
    return all;
}

static void add_text(struct sheet *s, struct str markup, size_t room)
{
    size_t most = left(s, room) < text_max ? left(s, room) : text_max;
    if (most > line_max || markup.n == 0)
        above_add(s, text_markup(s->r, markup, most), room);
    else
        s->is_full = true;
}

static void add_copy(struct sheet *s, struct str copy)
{
    enum { fence = 16 };
    size_t room = left(s, above_most - lists_least);
    struct str cut = copy;
    if (text_runes(copy) + fence > room)
        cut = text_shorten(s->r->mem, copy, room > fence ? room - fence : 0);
    s->is_full = s->is_full || cut.n < copy.n;
    if (str_trim(cut).n > 0)
        above_add(s, text_fence(s->r->mem, cut), above_most);
}

void above_card(struct sheet *s, const struct card *card)
{
    struct arena *mem = s->r->mem;
    size_t copy = text_runes(card->copy);
    size_t room = above_most - lists_least - (copy < copy_most ? copy : copy_most);
    struct str title =
        text_plain(mem, IN_MARKS, text_shorten(mem, str_trim(card->title), line_max));
    struct str quiet =
        text_plain(mem, IN_TEXT, text_shorten(mem, str_trim(card->quiet), line_max));
    if (title.n > 0)
        above_add(s, arena_fmt(mem, "**" STR_FMT "**", STR_ARG(title)), above_most);
    above_add(s, quiet, above_most);
    size_t for_links = left(s, room) > link_least ? left(s, room) : link_least;
    struct str links = add_links(s, card, STR(""), true, for_links);
    above_add(s, add_links(s, card, links, false, for_links), above_most);
    add_text(s, card->text, room);
    add_text(s, card->note, room);
    add_copy(s, card->copy);
}
