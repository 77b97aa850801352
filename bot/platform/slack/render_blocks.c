/* A card as a row of blocks. */
#include "base/arena.h"
#include "platform/bare.h"
#include "platform/slack/blocks.h"
#include "platform/slack/names.h"
#include "platform_texts.h"

enum {
    max_url = 3000,
    max_ref = 255, /* of an action_id */
    fields_in_section = 10,
    buttons_in_row = 25,
    menu_options = 5,
    tail_blocks = 8, /* kept free for what stands below a long list */
};

bool block_open(struct blocks *b, const char *type)
{
    if (b->n >= b->max) {
        b->is_full = true;
        return false;
    }
    b->n++;
    jw_object(b->w);
    jw_kc(b->w, "type", type);
    return true;
}

void block_close(struct blocks *b)
{
    jw_end_object(b->w);
}

void blocks_text(struct blocks *b, struct str mrkdwn)
{
    struct str rest = mrkdwn;
    for (;;) {
        struct str piece = slack_piece(b->r->mem, &rest, section_chars);
        if (piece.n == 0 || !block_open(b, "section"))
            return;
        put_text(b->w, "text", "mrkdwn", piece);
        block_close(b);
    }
}

void blocks_context(struct blocks *b, const char *type, struct str text)
{
    struct str rest = text;
    for (;;) {
        struct str piece = slack_piece(b->r->mem, &rest, field_chars);
        if (piece.n == 0 || !block_open(b, "context"))
            return;
        jw_key(b->w, "elements");
        jw_array(b->w);
        jw_object(b->w);
        jw_kc(b->w, "type", type);
        jw_kv(b->w, "text", piece);
        jw_end_object(b->w);
        jw_end_array(b->w);
        block_close(b);
    }
}

static void add_title(struct blocks *b, struct str title)
{
    struct str t = str_trim(title);
    if (t.n == 0 || b->is_titled)
        return;
    if (slack_cut(b->r->mem, t, header_chars, false) < t.n) {
        blocks_text(b, arena_fmt(b->r->mem, "*" STR_FMT "*",
                                 STR_ARG(slack_escape(b->r->mem, t))));
    } else if (block_open(b, "header")) {
        put_text(b->w, "text", "plain_text", t);
        block_close(b);
    }
}

/* One grey box, whatever its length: nothing in it is markup. */
static void add_copy(struct blocks *b, struct str copy)
{
    if (copy.n == 0 || !block_open(b, "rich_text"))
        return;
    jw_key(b->w, "elements");
    jw_array(b->w);
    jw_object(b->w);
    jw_kc(b->w, "type", "rich_text_preformatted");
    jw_key(b->w, "elements");
    jw_array(b->w);
    while (copy.n > 0) {
        size_t n = slack_cut(b->r->mem, copy, section_chars, false);
        jw_object(b->w);
        jw_kc(b->w, "type", "text");
        jw_kv(b->w, "text", str_take(copy, n));
        jw_end_object(b->w);
        copy = str_skip(copy, n);
    }
    jw_end_array(b->w);
    jw_end_object(b->w);
    jw_end_array(b->w);
    block_close(b);
}

/* Slack knows it once it is uploaded; until then the card goes without. */
static void add_picture(struct blocks *b, const struct picture *p)
{
    if (p->handle.n == 0 || !block_open(b, "image"))
        return;
    jw_key(b->w, "slack_file");
    jw_object(b->w);
    jw_kv(b->w, "id", p->handle);
    jw_end_object(b->w);
    jw_kv(b->w, "alt_text",
          p->alt.n > 0 ? slack_shorten(b->r->mem, p->alt, alt_chars) : STR("-"));
    block_close(b);
}

static void add_facts(struct blocks *b, const struct fact *facts, size_t n)
{
    struct arena *mem = b->r->mem;
    for (size_t i = 0; i < n; i++) {
        if (i % fields_in_section == 0) {
            if (!block_open(b, "section"))
                return;
            jw_key(b->w, "fields");
            jw_array(b->w);
        }
        struct str text = arena_fmt(mem, "*" STR_FMT "*\n" STR_FMT,
                                    STR_ARG(slack_escape(mem, facts[i].name)),
                                    STR_ARG(slack_escape(mem, facts[i].value)));
        size_t cut = slack_cut(mem, text, field_chars - 1, true);
        if (cut < text.n)
            text = arena_fmt(mem, STR_FMT "\xE2\x80\xA6", STR_ARG(str_take(text, cut)));
        jw_object(b->w);
        jw_kc(b->w, "type", "mrkdwn");
        jw_kv(b->w, "text", text);
        jw_end_object(b->w);
        if (i % fields_in_section == fields_in_section - 1 || i + 1 == n) {
            jw_end_array(b->w);
            block_close(b);
        }
    }
}

/* Slack's buttons open web pages only, of limited length. */
static bool is_button_url(struct str url)
{
    return url.n <= max_url &&
           (str_starts(url, STR("https://")) || str_starts(url, STR("http://")));
}

/* A longer address loses its query: the bare page, beside the text to copy. */
static struct str fit_url(struct str url)
{
    ptrdiff_t query = url.n > max_url ? str_find_char(url, '?') : -1;
    return query > 0 ? str_take(url, (size_t)query) : url;
}

static bool is_button(const struct button *bt)
{
    return bt->label.n > 0 && (bt->ref.n > 0 || is_button_url(fit_url(bt->url)));
}

static void put_button(struct blocks *b, const struct button *bt)
{
    struct json_w *w = b->w;
    jw_object(w);
    jw_kc(w, "type", "button");
    put_plain(w, b->r, "text", bt->label, label_chars);
    bool is_link = bt->ref.n == 0;
    const char *kind = is_link ? SLACK_URL_ACTION : SLACK_REF_ACTION;
    jw_kv(w, "action_id", arena_fmt(b->r->mem, "%s%u", kind, b->next_id++));
    if (is_link)
        jw_kv(w, "url", fit_url(bt->url));
    else
        jw_kv(w, "value", bt->ref);
    if (bt->style == BUTTON_PRIMARY)
        jw_kc(w, "style", "primary");
    if (bt->style == BUTTON_DANGER)
        jw_kc(w, "style", "danger");
    jw_end_object(w);
}

/* What cannot be a button (mailto:) is a link in the text. */
static void add_link(struct blocks *b, const struct button *bt)
{
    struct arena *mem = b->r->mem;
    struct str url = slack_escape(mem, fit_url(bt->url));
    struct str label = slack_escape(mem, slack_shorten(mem, bt->label, label_chars));
    if (label.n == 0)
        return;
    bool fits =
        url.n > 0 && url.n + label.n + 3 <= section_chars && str_find_char(url, '|') < 0;
    blocks_text(b, fits ? arena_fmt(mem, "<" STR_FMT "|" STR_FMT ">", STR_ARG(url),
                                    STR_ARG(label))
                        : label);
}

/* Two buttons stand in a row below the text, one beside it. */
static void put_item_buttons(struct blocks *b, const struct item *it)
{
    if (!is_button(&it->button) || !is_button(&it->other) || !block_open(b, "actions"))
        return;
    jw_key(b->w, "elements");
    jw_array(b->w);
    put_button(b, &it->button);
    put_button(b, &it->other);
    jw_end_array(b->w);
    block_close(b);
}

static void add_item(struct blocks *b, const struct item *it)
{
    bool has_first = is_button(&it->button), has_other = is_button(&it->other);
    const struct button *one = has_first ? &it->button : &it->other;
    struct str rest = slack_markup(b->r->mem, it->text);
    struct str first = slack_piece(b->r->mem, &rest, section_chars);
    if (first.n == 0 && (has_first || has_other))
        first = slack_escape(b->r->mem, one->label);
    if (first.n == 0 || !block_open(b, "section"))
        return;
    put_text(b->w, "text", "mrkdwn", first);
    if (has_first != has_other) {
        jw_key(b->w, "accessory");
        put_button(b, one);
    }
    block_close(b);
    blocks_text(b, rest);
    put_item_buttons(b, it);
    if (!has_first)
        add_link(b, &it->button);
    if (!has_other)
        add_link(b, &it->other);
}

static void put_choice(struct blocks *b, const struct choice *c, const char *type)
{
    struct json_w *w = b->w;
    jw_object(w);
    jw_kc(w, "type", type);
    jw_kv(w, "action_id", c->ref);
    put_options(w, b->r, c->options, c->n_options);
    bool is_select = str_eq(str_from_c(type), STR("static_select"));
    if (is_select && c->label.n > 0)
        put_plain(w, b->r, "placeholder", c->label, placeholder_chars);
    for (size_t i = 0; is_select && i < c->n_options; i++) {
        if (c->selected.n > 0 && str_eq(c->options[i].value, c->selected)) {
            jw_key(w, "initial_option");
            put_option(w, b->r, &c->options[i]);
            break;
        }
    }
    jw_end_object(w);
}

static bool is_choice(const struct choice *c)
{
    return c->ref.n > 0 && c->ref.n <= max_ref && c->n_options > 0;
}

/* The menu behind three dots holds two to five; other numbers make a select. */
static bool is_overflow(const struct choice *c)
{
    return is_choice(c) && c->n_options >= 2 && c->n_options <= menu_options;
}

static void add_select(struct blocks *b, const struct choice *c)
{
    if (!is_choice(c) || !block_open(b, "actions"))
        return;
    jw_key(b->w, "elements");
    jw_array(b->w);
    put_choice(b, c, "static_select");
    jw_end_array(b->w);
    block_close(b);
}

/* Buttons and the menu side by side. */
static void add_buttons(struct blocks *b, const struct card *card)
{
    size_t in_row = 0;
    for (size_t i = 0; i <= card->n_buttons; i++) {
        bool is_menu = i == card->n_buttons;
        if (is_menu ? !is_overflow(&card->menu) : !is_button(&card->buttons[i]))
            continue;
        if (in_row == 0) {
            if (!block_open(b, "actions"))
                return;
            jw_key(b->w, "elements");
            jw_array(b->w);
        }
        if (is_menu)
            put_choice(b, &card->menu, "overflow");
        else
            put_button(b, &card->buttons[i]);
        if (++in_row == buttons_in_row) {
            jw_end_array(b->w);
            block_close(b);
            in_row = 0;
        }
    }
    if (in_row > 0) {
        jw_end_array(b->w);
        block_close(b);
    }
}

static void add_links(struct blocks *b, const struct card *card)
{
    for (size_t i = 0; i < card->n_buttons; i++) {
        if (!is_button(&card->buttons[i]))
            add_link(b, &card->buttons[i]);
    }
}

void blocks_full(struct blocks *b)
{
    struct speech say = { .texts = b->r->texts, .lang = b->lang, .mem = b->r->mem };
    blocks_context(b, "plain_text", platform_more_than_fits(&say));
}

void blocks_card(struct blocks *b, const struct card *card)
{
    if (card_is_copy(card)) { /* a box would be copied along */
        blocks_text(b, slack_escape(b->r->mem, card->copy));
        return;
    }
    size_t max = b->max;
    b->max = max > tail_blocks ? max - tail_blocks : 0;
    add_title(b, card->title);
    blocks_context(b, "plain_text", card->quiet);
    blocks_text(b, slack_markup(b->r->mem, card->text));
    add_copy(b, card->copy);
    add_picture(b, &card->picture);
    add_facts(b, card->facts, card->n_facts);
    for (size_t i = 0; i < card->n_items; i++)
        add_item(b, &card->items[i]);
    b->max = max;
    if (b->is_full)
        blocks_full(b);
    add_links(b, card);
    add_buttons(b, card);
    if (!is_overflow(&card->menu))
        add_select(b, &card->menu);
    add_select(b, &card->select);
    blocks_context(b, "mrkdwn", slack_markup(b->r->mem, card->note));
}
