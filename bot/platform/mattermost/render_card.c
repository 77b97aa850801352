/*
 * A card as attachments: one for the card, one below it for each question with two
 * buttons, one for the picture. In the first, what a person in a hurry needs stands on
 * top: the links. What may be long (the text to copy, lists) stands in fields: the web
 * client folds the text of an attachment up beyond 200 pixels, but not its fields.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "codec/markup.h"
#include "mattermost_texts.h"
#include "platform/mattermost/bricks.h"
#include "platform/mattermost/names.h"

#define COLOR "#147d8f"
/* Narrow ones; the web client turns the usual one into a space. */
#define NO_BREAK "\xE2\x80\xAF\xE2\x80\xAF"

enum { label_max_bytes = 120, fact_max_bytes = 4000, title_max_bytes = 1000 };

struct speech sheet_speech(const struct sheet *s)
{
    return (struct speech){ .texts = s->r->texts, .lang = s->lang, .mem = s->r->mem };
}

bool sheet_takes(struct sheet *s, struct str text)
{
    if (text.n == 0 || s->bytes + text.n > post_max_bytes) {
        s->is_full = s->is_full || text.n > 0;
        return false;
    }
    s->bytes += text.n;
    return true;
}

void sheet_open(struct sheet *s, struct str fallback)
{
    struct str line = text_shorten(s->r->mem, str_trim(fallback), fallback_max_bytes);
    jw_object(s->w);
    if (s->n++ == 0)
        jw_kv_given(s->w, "fallback", line);
    jw_kc(s->w, "color", COLOR);
}

void sheet_close(struct sheet *s)
{
    jw_end_object(s->w);
}

bool card_is_sentence(const struct card *c)
{
    return c->title.n == 0 && c->quiet.n == 0 && c->copy.n == 0 && c->note.n == 0 &&
           c->picture.handle.n == 0 && c->n_facts == 0 && c->n_items == 0 &&
           c->n_buttons == 0 && c->select.ref.n == 0 && c->menu.ref.n == 0;
}

/* ---- buttons ---- */

static struct str label_of(const struct button *b)
{
    return str_trim(b->label);
}

static bool is_press(const struct button *b)
{
    return b->ref.n > 0 && label_of(b).n > 0;
}

static bool is_link(const struct button *b)
{
    return b->ref.n == 0 && (b->url.n > 0 || label_of(b).n > 0);
}

static bool is_question(const struct item *it)
{
    return is_press(&it->button) && is_press(&it->other);
}

static bool is_choice(const struct choice *c)
{
    for (size_t i = 0; i < c->n_options; i++) {
        if (c->ref.n > 0 && c->options[i].value.n > 0)
            return true;
    }
    return false;
}

static const char *style_of(enum button_style style)
{
    switch (style) {
    case BUTTON_PLAIN:
        break;
    case BUTTON_PRIMARY:
        return "primary";
    case BUTTON_DANGER:
        return "danger";
    }
    return "default";
}

/* Opens an action; false when there are too many. */
static bool action_open(struct sheet *s, struct str name, struct str ref,
                        const char *type, bool *is_open)
{
    struct arena *mem = s->r->mem;
    struct str words = text_plain(mem, IN_NAME, text_shorten(mem, name, label_max_bytes));
    if (s->actions == actions_max || !sheet_takes(s, ref)) {
        s->is_full = true;
        return false;
    }
    if (!*is_open) {
        jw_key(s->w, "actions");
        jw_array(s->w);
    }
    *is_open = true;
    s->actions++;
    jw_object(s->w);
    jw_kv(s->w, "id", arena_fmt(mem, "a%u", s->next_id++));
    jw_kc(s->w, "type", type);
    jw_kv(s->w, "name", words);
    return true;
}

static void action_close(struct sheet *s, struct str ref)
{
    jw_key(s->w, "integration");
    jw_object(s->w);
    jw_kv(s->w, "url",
          arena_fmt(s->r->mem, STR_FMT MATTERMOST_PATH_ACTION,
                    STR_ARG(s->r->callback_url)));
    jw_key(s->w, "context");
    jw_object(s->w);
    jw_kv(s->w, "ref", ref);
    jw_kv(s->w, "seal", s->seal);
    jw_end_object(s->w);
    jw_end_object(s->w);
    jw_end_object(s->w);
}

static void put_button(struct sheet *s, const struct button *b, struct str name,
                       bool *is_open)
{
    if (!is_press(b) || !action_open(s, name, b->ref, "button", is_open))
        return;
    jw_kc(s->w, "style", style_of(b->style));
    action_close(s, b->ref);
}

static void put_select(struct sheet *s, const struct choice *c, bool *is_open)
{
    struct speech say = sheet_speech(s);
    struct str name = str_trim(c->label).n > 0 ? c->label : mattermost_choose(&say);
    bool has_selected = false;
    if (!is_choice(c) || !action_open(s, name, c->ref, "select", is_open))
        return;
    jw_key(s->w, "options");
    jw_array(s->w);
    for (size_t i = 0; i < c->n_options; i++) {
        const struct option *o = &c->options[i];
        struct str label = o->label.n > 0 ? o->label : o->value;
        if (o->value.n == 0 || !sheet_takes(s, label) || !sheet_takes(s, o->value))
            continue;
        has_selected = has_selected || str_eq(c->selected, o->value);
        jw_object(s->w);
        jw_kv(s->w, "text", label);
        jw_kv(s->w, "value", o->value);
        jw_end_object(s->w);
    }
    jw_end_array(s->w);
    if (has_selected)
        jw_kv(s->w, "default_option", c->selected);
    action_close(s, c->ref);
}

/* ---- fields ---- */

void put_field(struct json_w *w, struct str title, struct str value, bool is_short)
{
    jw_object(w);
    jw_kv(w, "title", title);
    jw_kv(w, "value", value);
    jw_kb(w, "short", is_short);
    jw_end_object(w);
}

static void add_copy(struct sheet *s, struct str copy)
{
    struct speech say = sheet_speech(s);
    struct str cut = text_shorten(s->r->mem, copy, copy_max_bytes);
    struct str fence = text_fence(s->r->mem, cut);
    if (str_trim(copy).n == 0 || !sheet_takes(s, fence))
        return;
    s->is_full = s->is_full || cut.n < copy.n;
    put_field(s->w, mattermost_copy_title(&say), fence, false);
}

static void add_facts(struct sheet *s, const struct card *card)
{
    struct arena *mem = s->r->mem;
    for (size_t i = 0; i < card->n_facts; i++) {
        const struct fact *f = &card->facts[i];
        struct str name =
            text_plain(mem, IN_NAME, text_shorten(mem, f->name, label_max_bytes));
        struct str value =
            text_plain(mem, IN_TEXT, text_shorten(mem, f->value, fact_max_bytes));
        if (sheet_takes(s, value) && (name.n == 0 || sheet_takes(s, name)))
            put_field(s->w, name, value, true);
    }
}

static const struct button *single_of(const struct item *it)
{
    if (is_press(&it->button) == is_press(&it->other))
        return NULL;
    return is_press(&it->button) ? &it->button : &it->other;
}

/* What the items of a card have in common. */
struct rows {
    size_t singles, questions;  /* with one button, with two */
    const struct button *first; /* single */
    bool is_same;               /* all single ones say the same */
    size_t n;                   /* singles so far */
};

static struct rows rows_of(const struct card *card)
{
    struct rows r = { .is_same = true };
    for (size_t i = 0; i < card->n_items; i++) {
        const struct button *one = single_of(&card->items[i]);
        r.questions += is_question(&card->items[i]);
        if (!one)
            continue;
        if (r.singles++ == 0)
            r.first = one;
        r.is_same = r.is_same && str_eq(label_of(one), label_of(r.first));
    }
    return r;
}

struct str number_of(struct sheet *s, struct pick pick)
{
    struct str label = text_shorten(s->r->mem, str_trim(pick.label), label_max_bytes);
    size_t n = label.n > 0 ? choices_add(s->choices, pick) : 0;
    if (n == 0) {
        s->is_full = true;
        return STR("");
    }
    return arena_fmt(s->r->mem, "**%zu**" NO_BREAK STR_FMT, n,
                     STR_ARG(text_plain(s->r->mem, IN_MARKS, label)));
}

static struct str number_of_button(struct sheet *s, const struct button *b)
{
    if (!is_press(b))
        return STR("");
    return number_of(s, (struct pick){ .label = b->label, .ref = b->ref });
}

static struct str joined(struct arena *mem, struct str a, const char *between,
                         struct str b)
{
    if (a.n == 0 || b.n == 0)
        return a.n > 0 ? a : b;
    return arena_fmt(mem, STR_FMT "%s" STR_FMT, STR_ARG(a), between, STR_ARG(b));
}

static struct str link_of_button(struct sheet *s, const struct button *b, bool is_bold)
{
    struct str label = text_shorten(s->r->mem, label_of(b), label_max_bytes);
    if (!is_link(b))
        return STR("");
    return text_link(s->r->mem, label.n > 0 ? label : b->url, b->url, is_bold);
}

/* Its number, if it has a button of its own, before what it says. */
static struct str numbered_line(struct sheet *s, const struct button *one,
                                struct rows *rows, struct str text)
{
    struct arena *mem = s->r->mem;
    bool is_list = rows->singles > 1;
    if (!s->choices)
        return is_list ? arena_fmt(mem, "%zu · " STR_FMT, ++rows->n, STR_ARG(text))
                       : text;
    struct str number = number_of_button(s, one);
    if (is_list && rows->is_same && number.n > 0)
        return arena_fmt(mem, "**%zu** · " STR_FMT, s->choices->n, STR_ARG(text));
    return joined(mem, number, ": ", text);
}

/* The lines of an item: what it says, its links, the answers to a question. */
static struct str lines_of_item(struct sheet *s, const struct item *it, struct rows *rows)
{
    struct arena *mem = s->r->mem;
    struct str text = text_markup(mem, str_trim(it->text), fact_max_bytes);
    const struct button *one = single_of(it);
    text = joined(mem, text, "\n", link_of_button(s, &it->button, false));
    text = joined(mem, text, "\n", link_of_button(s, &it->other, false));
    if (one)
        return numbered_line(s, one, rows, text);
    if (!s->choices || !is_question(it))
        return text;
    struct str answers = number_of_button(s, &it->button);
    answers = joined(mem, answers, " · ", number_of_button(s, &it->other));
    return joined(mem, text, "\n", answers);
}

/* How to pick from the items: above them. */
static struct str how_to_pick(struct sheet *s, const struct rows *rows)
{
    struct speech say = sheet_speech(s);
    if (!s->choices || rows->singles + rows->questions == 0)
        return STR("");
    if (rows->singles > 1 && rows->is_same)
        return mattermost_numbers_for(
            &say, text_plain(s->r->mem, IN_NAME, label_of(rows->first)));
    return mattermost_numbers_title(&say);
}

/* All items but the questions that get an attachment of their own. True when it was
 * said how to pick. */
static bool add_items(struct sheet *s, const struct card *card)
{
    struct rows rows = rows_of(card);
    struct str all = { 0 }, how = how_to_pick(s, &rows);
    for (size_t i = 0; i < card->n_items; i++) {
        const struct item *it = &card->items[i];
        if (!s->choices && is_question(it))
            continue;
        struct str lines = lines_of_item(s, it, &rows);
        if (lines.n > 0 && sheet_takes(s, lines))
            all = joined(s->r->mem, all, "\n\n", lines);
    }
    if (all.n > 0)
        put_field(s->w, how, all, false);
    return all.n > 0 && how.n > 0;
}

static struct str numbers_of_choice(struct sheet *s, const struct choice *c)
{
    struct arena *mem = s->r->mem;
    struct str all = { 0 };
    if (c->ref.n == 0)
        return all;
    for (size_t i = 0; i < c->n_options; i++) {
        const struct option *o = &c->options[i];
        if (c->selected.n > 0 && str_eq(c->selected, o->value))
            continue;
        struct pick pick = { .label = o->label.n > 0 ? o->label : o->value,
                             .ref = c->ref,
                             .value = o->value };
        all = joined(mem, all, " · ", number_of(s, pick));
    }
    if (all.n == 0 || c->label.n == 0)
        return all;
    struct str label = text_shorten(mem, c->label, label_max_bytes);
    return arena_fmt(mem, STR_FMT ": " STR_FMT, STR_ARG(text_plain(mem, IN_MARKS, label)),
                     STR_ARG(all));
}

struct str numbers_of_card(struct sheet *s, const struct card *card)
{
    struct arena *mem = s->r->mem;
    struct str all = { 0 };
    for (size_t i = 0; i < card->n_buttons; i++)
        all = joined(mem, all, " · ", number_of_button(s, &card->buttons[i]));
    all = joined(mem, all, "\n", numbers_of_choice(s, &card->menu));
    return joined(mem, all, "\n", numbers_of_choice(s, &card->select));
}

static void add_numbers(struct sheet *s, const struct card *card, bool was_said)
{
    struct speech say = sheet_speech(s);
    struct str all = numbers_of_card(s, card);
    struct str how = was_said ? STR("") : mattermost_numbers_title(&say);
    if (all.n > 0 && sheet_takes(s, all))
        put_field(s->w, how, all, false);
}

static bool has_fields(const struct card *card)
{
    return card->copy.n > 0 || card->n_facts > 0 || card->n_items > 0 ||
           card->n_buttons > 0 || card->menu.ref.n > 0 || card->select.ref.n > 0;
}

static void put_fields(struct sheet *s, const struct card *card)
{
    if (!has_fields(card))
        return;
    jw_key(s->w, "fields");
    jw_array(s->w);
    add_copy(s, card->copy);
    add_facts(s, card);
    bool was_said = add_items(s, card);
    if (s->choices)
        add_numbers(s, card, was_said);
    jw_end_array(s->w);
}

/* ---- the whole ---- */

/* The links in a row, the primary one first and bold. */
static struct str links_of(struct sheet *s, const struct card *card)
{
    struct arena *mem = s->r->mem;
    struct str first = { 0 }, rest = { 0 };
    for (size_t i = 0; i < card->n_buttons; i++) {
        const struct button *b = &card->buttons[i];
        bool is_first = b->style == BUTTON_PRIMARY;
        struct str link = link_of_button(s, b, is_first);
        if (link.n > 0 && is_first)
            first = joined(mem, first, " · ", link);
        else
            rest = joined(mem, rest, " · ", link);
    }
    return joined(mem, first, " · ", rest);
}

static void put_text(struct sheet *s, const struct card *card)
{
    struct arena *mem = s->r->mem;
    struct str text = text_plain(mem, IN_TEXT, str_trim(card->quiet));
    text = joined(mem, text, "\n\n", links_of(s, card));
    text = joined(mem, text, "\n\n", text_markup(mem, card->text, message_max_bytes));
    text = joined(mem, text, "\n\n", text_markup(mem, card->note, message_max_bytes));
    if (sheet_takes(s, text))
        jw_kv(s->w, "text", text);
}

static void put_actions(struct sheet *s, const struct card *card)
{
    struct rows rows = rows_of(card);
    bool is_open = false;
    size_t n = 0;
    for (size_t i = 0; i < card->n_items; i++) {
        const struct button *one = single_of(&card->items[i]);
        if (!one)
            continue;
        struct str name = one->label;
        if (rows.singles > 1)
            name = arena_fmt(s->r->mem, "%zu · " STR_FMT, ++n, STR_ARG(name));
        put_button(s, one, name, &is_open);
    }
    for (size_t i = 0; i < card->n_buttons; i++)
        put_button(s, &card->buttons[i], card->buttons[i].label, &is_open);
    put_select(s, &card->menu, &is_open);
    put_select(s, &card->select, &is_open);
    if (is_open)
        jw_end_array(s->w);
}

static void put_questions(struct sheet *s, const struct card *card)
{
    for (size_t i = 0; i < card->n_items; i++) {
        const struct item *it = &card->items[i];
        struct str text = text_markup(s->r->mem, it->text, fact_max_bytes);
        bool is_open = false;
        if (!is_question(it) || s->actions + 2 > actions_max || !sheet_takes(s, text))
            continue;
        sheet_open(s, STR(""));
        jw_kv(s->w, "text", text);
        put_button(s, &it->button, it->button.label, &is_open);
        put_button(s, &it->other, it->other.label, &is_open);
        if (is_open)
            jw_end_array(s->w);
        sheet_close(s);
    }
}

/* Of "TEAM:FILE,TEAM:FILE" the file that this person's team can see. */
static struct str picture_file(struct str handle, struct str team)
{
    while (handle.n > 0) {
        struct str rest = str_cut(&handle, ',');
        struct str of = str_cut(&rest, ':');
        if (rest.n > 0 && (team.n == 0 || str_eq(of, team)))
            return rest;
    }
    return STR("");
}

/* Without a picture that they can see the card goes without. */
static void put_picture(struct sheet *s, const struct picture *p)
{
    struct arena *mem = s->r->mem;
    struct str file = picture_file(p->handle, s->r->origin.team);
    if (file.n == 0 || !sheet_takes(s, file))
        return;
    sheet_open(s, STR(""));
    jw_kv(s->w, "image_url",
          arena_fmt(mem, STR_FMT "/api/v4/files/" STR_FMT "/preview", STR_ARG(s->r->site),
                    STR_ARG(file)));
    jw_kv_given(s->w, "footer", text_shorten(mem, str_trim(p->alt), caption_max_bytes));
    sheet_close(s);
}

/* What notifications show. */
static struct str summary_of(struct sheet *s, const struct card *card)
{
    const struct str given[] = { card->summary, card->title,
                                 markup_plain(s->r->mem, card->text), card->quiet,
                                 card->copy };
    for (size_t i = 0; i < COUNT(given); i++) {
        if (str_trim(given[i]).n > 0)
            return given[i];
    }
    return STR("");
}

void sheet_card(struct sheet *s, const struct card *card)
{
    struct arena *mem = s->r->mem;
    struct str title = text_shorten(mem, str_trim(card->title), title_max_bytes);
    s->lang = card->lang;
    sheet_open(s, summary_of(s, card));
    if (sheet_takes(s, title))
        jw_kv(s->w, "title", text_plain(mem, IN_MARKS, title));
    put_text(s, card);
    put_fields(s, card);
    if (!s->choices)
        put_actions(s, card);
    sheet_close(s);
    if (!s->choices)
        put_questions(s, card);
    put_picture(s, &card->picture);
}
