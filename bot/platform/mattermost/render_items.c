/* What a card lists, and what can be pressed by number. */
#include "base/arena.h"
#include "mattermost_texts.h"
#include "platform/mattermost/above.h"

static struct str label_of(const struct button *b)
{
    return str_trim(b->label);
}

bool button_presses(const struct button *b)
{
    return b->ref.n > 0 && label_of(b).n > 0;
}

static bool is_link(const struct button *b)
{
    return b->ref.n == 0 && (b->url.n > 0 || label_of(b).n > 0);
}

bool item_is_question(const struct item *it)
{
    return button_presses(&it->button) && button_presses(&it->other);
}

const struct button *item_single(const struct item *it)
{
    if (button_presses(&it->button) == button_presses(&it->other))
        return NULL;
    return button_presses(&it->button) ? &it->button : &it->other;
}

struct rows card_rows(const struct card *card)
{
    struct rows r = { .is_same = true };
    for (size_t i = 0; i < card->n_items; i++) {
        const struct button *one = item_single(&card->items[i]);
        r.questions += item_is_question(&card->items[i]);
        if (!one)
            continue;
        if (r.singles++ == 0)
            r.first = one;
        r.is_same = r.is_same && str_eq(label_of(one), label_of(r.first));
    }
    return r;
}

/* ---- links and numbers ---- */

struct str button_link(struct sheet *s, const struct button *b, bool is_bold)
{
    struct str label = text_shorten(s->r->mem, label_of(b), label_max_bytes);
    if (!is_link(b))
        return STR("");
    return text_link(s->r->mem, label.n > 0 ? label : b->url, b->url, is_bold);
}

/* "**3** Label" of the pick that got this number; empty for 0: it got none. */
static struct str number_shown(struct sheet *s, size_t n)
{
    s->is_full = s->is_full || (n == 0 && s->choices->n >= s->presses_max);
    if (n == 0)
        return STR("");
    struct str label = str_trim(s->choices->at[n - 1].label);
    label = text_shorten(s->r->mem, label, label_max_bytes);
    return text_numbered(s->r->mem, n, label);
}

static struct str number_of(struct sheet *s, const struct button *b)
{
    struct pick pick = { .label = b->label, .ref = b->ref };
    if (s->is_mute || !button_presses(b))
        return STR("");
    return number_shown(s, s->choices->n < s->presses_max ? choices_add(s->choices, pick)
                                                          : 0);
}

/* ---- items ---- */

/* Its number, if it has a button of its own, before what it says. */
static struct str numbered_line(struct sheet *s, const struct button *one,
                                struct rows *rows, struct str text)
{
    struct arena *mem = s->r->mem;
    bool is_list = rows->singles > 1;
    if (!s->choices)
        return is_list ? arena_fmt(mem, "%zu · " STR_FMT, ++rows->n, STR_ARG(text))
                       : text;
    struct str number = number_of(s, one);
    if (is_list && rows->is_same && number.n > 0)
        return arena_fmt(mem, "**%zu** · " STR_FMT, s->choices->n, STR_ARG(text));
    return text_joined(mem, number, ": ", text);
}

/* The lines of an item: what it says, its links, the answers to a question. */
static struct str lines_of_item(struct sheet *s, const struct item *it, struct rows *rows)
{
    struct arena *mem = s->r->mem;
    struct str text = text_markup(s->r, str_trim(it->text), item_max_bytes);
    const struct button *one = item_single(it);
    text = text_joined(mem, text, "\n", button_link(s, &it->button, false));
    text = text_joined(mem, text, "\n", button_link(s, &it->other, false));
    if (one)
        return numbered_line(s, one, rows, text);
    if (!s->choices || !item_is_question(it))
        return text;
    struct str answers = number_of(s, &it->button);
    answers = text_joined(mem, answers, " · ", number_of(s, &it->other));
    return text_joined(mem, text, "\n", answers);
}

/* How to pick from the items: above them. */
static struct str how_to_pick(struct sheet *s, const struct rows *rows)
{
    struct speech say = sheet_speech(s);
    if (!s->choices || s->is_mute || rows->singles + rows->questions == 0)
        return STR("");
    if (rows->singles > 1 && rows->is_same)
        return mattermost_numbers_for(&say, sheet_name(s, label_of(rows->first)));
    return mattermost_numbers_title(&say);
}

/* Whether the list may grow by that. What is not shown cannot be pressed either. */
static bool takes_item(struct sheet *s, struct str all, struct str lines)
{
    size_t n = text_runes(all) + text_runes(lines) + 2;
    if (!s->is_above)
        return sheet_takes(s, lines);
    return s->above_runes + n <= above_lists;
}

bool put_items(struct sheet *s, const struct card *card)
{
    struct rows rows = card_rows(card);
    struct str all = { 0 }, how = how_to_pick(s, &rows);
    for (size_t i = 0; i < card->n_items && i < s->items_max; i++) {
        const struct item *it = &card->items[i];
        size_t numbers = s->choices ? s->choices->n : 0;
        if (!s->choices && item_is_question(it))
            continue;
        struct str lines = lines_of_item(s, it, &rows);
        if (lines.n > 0 && takes_item(s, all, lines)) {
            all = text_joined(s->r->mem, all, "\n\n", lines);
        } else if (lines.n > 0 && s->is_above) {
            s->items_max = i;
            if (s->choices)
                s->choices->n = numbers;
        }
    }
    s->is_full = s->is_full || s->items_max < card->n_items;
    if (all.n > 0)
        put_field(s, how, all, false);
    return all.n > 0 && how.n > 0;
}

/* ---- the rest of the card ---- */

static struct str numbers_of_choice(struct sheet *s, const struct choice *c)
{
    struct arena *mem = s->r->mem;
    struct str all = { 0 };
    for (size_t i = 0; i < c->n_options && !s->is_mute; i++) {
        size_t n = s->choices->n < s->presses_max
                       ? choices_add_option(s->choices, c, &c->options[i])
                       : 0;
        all = text_joined(mem, all, " · ", number_shown(s, n));
    }
    if (all.n == 0 || c->label.n == 0)
        return all;
    struct str label = text_shorten(mem, c->label, label_max_bytes);
    return arena_fmt(mem, STR_FMT ": " STR_FMT, STR_ARG(text_plain(mem, IN_MARKS, label)),
                     STR_ARG(all));
}

static struct str numbers_of_card(struct sheet *s, const struct card *card)
{
    struct arena *mem = s->r->mem;
    struct str all = { 0 };
    for (size_t i = 0; i < card->n_buttons; i++)
        all = text_joined(mem, all, " · ", number_of(s, &card->buttons[i]));
    all = text_joined(mem, all, "\n", numbers_of_choice(s, &card->menu));
    return text_joined(mem, all, "\n", numbers_of_choice(s, &card->select));
}

bool card_presses(const struct card *card)
{
    struct rows rows = card_rows(card);
    size_t n = rows.singles + rows.questions;
    for (size_t i = 0; i < card->n_buttons; i++)
        n += button_presses(&card->buttons[i]);
    return n > 0 || card->menu.ref.n > 0 || card->select.ref.n > 0;
}

void put_numbers(struct sheet *s, const struct card *card, bool was_said)
{
    struct speech say = sheet_speech(s);
    if (s->is_mute && card_presses(card))
        put_field(s, STR(""), mattermost_write_me(&say), false);
    struct str all = numbers_of_card(s, card);
    struct str how = was_said ? STR("") : mattermost_numbers_title(&say);
    if (all.n > 0 && sheet_takes(s, all))
        put_field(s, how, all, false);
}
