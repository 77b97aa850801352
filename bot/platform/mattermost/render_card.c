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
#include "platform/mattermost/above.h"
#include "platform/mattermost/names.h"
#include "platform/mattermost/posting.h"

#define COLOR "#147d8f"

enum { title_max_bytes = 1000 };

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

/* ---- fields ---- */

struct str sheet_name(struct sheet *s, struct str name)
{
    return text_plain(s->r->mem, s->is_above ? IN_MARKS : IN_NAME,
                      text_shorten(s->r->mem, name, label_max_bytes));
}

static struct str field_above(struct sheet *s, struct str title, struct str value)
{
    struct str bold =
        title.n > 0 ? arena_fmt(s->r->mem, "**" STR_FMT "**", STR_ARG(title)) : STR("");
    return text_joined(s->r->mem, bold, "\n", value);
}

bool put_field(struct sheet *s, struct str title, struct str value, bool is_short)
{
    struct json_w *w = s->w;
    if (s->is_above)
        return above_add(s, field_above(s, title, value), above_numbers);
    jw_object(w);
    jw_kv(w, "title", title);
    jw_kv(w, "value", value);
    jw_kb(w, "short", is_short);
    jw_end_object(w);
    return true;
}

static void add_copy(struct sheet *s, struct str copy)
{
    struct speech say = sheet_speech(s);
    struct str cut = text_shorten(s->r->mem, copy, copy_max_bytes);
    struct str fence = text_fence(s->r->mem, cut);
    if (s->is_copy_elsewhere || str_trim(copy).n == 0 || !sheet_takes(s, fence))
        return;
    s->is_full = s->is_full || cut.n < copy.n;
    put_field(s, mattermost_copy_title(&say), fence, false);
}

static void add_facts(struct sheet *s, const struct card *card)
{
    struct arena *mem = s->r->mem;
    for (size_t i = 0; i < card->n_facts; i++) {
        const struct fact *f = &card->facts[i];
        struct str name = sheet_name(s, f->name);
        struct str value =
            text_plain(mem, IN_TEXT, text_shorten(mem, f->value, item_max_bytes));
        bool has_name = sheet_takes(s, name), has_value = sheet_takes(s, value);
        if (has_name || has_value)
            put_field(s, has_name ? name : STR(""), has_value ? value : STR(""), true);
    }
}

static bool has_fields(const struct card *card)
{
    return card->copy.n > 0 || card->n_facts > 0 || card->n_items > 0 ||
           card->n_buttons > 0 || card->menu.ref.n > 0 || card->select.ref.n > 0;
}

/* Facts, items, and what has a number. */
static void put_rest(struct sheet *s, const struct card *card)
{
    add_facts(s, card);
    bool was_said = put_items(s, card);
    if (s->choices)
        put_numbers(s, card, was_said);
}

static void put_fields(struct sheet *s, const struct card *card)
{
    if (!has_fields(card))
        return;
    jw_key(s->w, "fields");
    jw_array(s->w);
    add_copy(s, card->copy);
    put_rest(s, card);
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
        struct str link = button_link(s, b, is_first);
        if (link.n > 0 && is_first)
            first = text_joined(mem, first, " · ", link);
        else
            rest = text_joined(mem, rest, " · ", link);
    }
    return text_joined(mem, first, " · ", rest);
}

static void put_text(struct sheet *s, const struct card *card)
{
    struct arena *mem = s->r->mem;
    struct str text = text_plain(mem, IN_TEXT, str_trim(card->quiet));
    text = text_joined(mem, text, "\n\n", links_of(s, card));
    text =
        text_joined(mem, text, "\n\n", text_markup(s->r, card->text, message_max_bytes));
    text =
        text_joined(mem, text, "\n\n", text_markup(s->r, card->note, message_max_bytes));
    if (sheet_takes(s, text))
        jw_kv(s->w, "text", text);
}

/* Of "TEAM:FILE:POST,TEAM:FILE:POST" the "FILE:POST" that this person's team can see. */
static struct str picture_of(struct str handle, struct str team)
{
    while (handle.n > 0) {
        struct str rest = str_cut(&handle, ',');
        struct str of = str_cut(&rest, ':');
        if (rest.n > 0 && (team.n == 0 || str_eq(of, team)))
            return rest;
    }
    return STR("");
}

static void put_image(struct sheet *s, struct str file, struct str alt)
{
    struct arena *mem = s->r->mem;
    jw_kv(s->w, "image_url",
          arena_fmt(mem, STR_FMT "/api/v4/files/" STR_FMT "/preview", STR_ARG(s->r->site),
                    STR_ARG(file)));
    jw_kv_given(s->w, "footer", text_shorten(mem, alt, caption_max_bytes));
}

/* Opening the post lets them into the channel: there they see it. */
static void put_picture_link(struct sheet *s, struct str post, struct str alt)
{
    struct arena *mem = s->r->mem;
    struct speech say = sheet_speech(s);
    struct str words = alt.n > 0 ? text_shorten(mem, alt, label_max_bytes)
                                 : mattermost_picture_open(&say);
    struct str link = text_link(mem, words, posting_link(s->r, post), false);
    jw_kv(s->w, "text", mattermost_picture(&say, link));
}

/* Without a picture that they can see the card goes without. */
static void put_picture(struct sheet *s, const struct picture *p)
{
    struct str post = picture_of(p->handle, s->r->origin.team);
    struct str file = str_cut(&post, ':'), alt = str_trim(p->alt);
    bool is_link = !s->r->shows_files && post.n > 0;
    if (file.n == 0 || !sheet_takes(s, file))
        return;
    sheet_open(s, STR(""));
    if (is_link)
        put_picture_link(s, post, alt);
    else
        put_image(s, file, alt);
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

/* The message says it all; below it stands what can be pressed. */
static void card_above(struct sheet *s, const struct card *card)
{
    above_card(s, card);
    put_rest(s, card);
    if (s->choices || !card_presses(card))
        return;
    sheet_open(s, STR(""));
    put_actions(s, card);
    sheet_close(s);
}

static void card_inside(struct sheet *s, const struct card *card)
{
    struct arena *mem = s->r->mem;
    struct str title = text_shorten(mem, str_trim(card->title), title_max_bytes);
    sheet_open(s, summary_of(s, card));
    if (sheet_takes(s, title))
        jw_kv(s->w, "title", text_plain(mem, IN_MARKS, title));
    put_text(s, card);
    put_fields(s, card);
    if (!s->choices)
        put_actions(s, card);
    sheet_close(s);
}

void sheet_card(struct sheet *s, const struct card *card)
{
    s->lang = card->lang;
    if (s->is_above)
        card_above(s, card);
    else
        card_inside(s, card);
    if (!s->choices)
        put_questions(s, card);
    put_picture(s, &card->picture);
}
