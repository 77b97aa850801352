/* Cards for the terminal: 80 columns, everything that can be pressed numbered. */
#include "base/arena.h"
#include "base/utf8.h"
#include "codec/markup.h"
#include "platform/playground/render.h"

/* How many columns a word takes; near enough for the letters of our languages. */
static size_t columns_of(struct str s)
{
    size_t columns = 0;
    while (s.n) {
        uint32_t cp = 0;
        size_t n = utf8_decode(s, &cp);
        s = str_skip(s, n ? n : 1);
        bool joins = cp == 0x200d || (cp >= 0xfe00 && cp <= 0xfe0f);
        bool is_wide = cp >= 0x1100 && (cp <= 0x115f || (cp >= 0x2e80 && cp <= 0xffdc) ||
                                        (cp >= 0x1f300 && cp <= 0x1faff));
        columns += joins ? 0 : is_wide ? 2 : 1;
    }
    return columns;
}

static void wrap_line(struct buf *out, struct str line, size_t width, struct str indent)
{
    size_t at = 0;
    if (!str_trim(line).n) {
        while (indent.n && indent.p[indent.n - 1] == ' ')
            indent.n--;
        buf_add(out, indent);
        buf_add_char(out, '\n');
        return;
    }
    buf_add(out, indent);
    for (struct str word = str_word(&line); word.n; word = str_word(&line)) {
        size_t n = columns_of(word);
        if (at && at + 1 + n > width) {
            buf_add_char(out, '\n');
            buf_add(out, indent);
            at = 0;
        }
        if (at) {
            buf_add_char(out, ' ');
            at++;
        }
        buf_add(out, word);
        at += n;
    }
    buf_add_char(out, '\n');
}

void render_wrap(struct buf *out, struct str text, size_t columns, struct str indent)
{
    size_t used = columns_of(indent);
    size_t width = columns > used + 20 ? columns - used : 20;
    while (text.n)
        wrap_line(out, str_cut(&text, '\n'), width, indent);
}

/* Control characters of a text must not reach the terminal. */
static struct str without_controls(struct buf *out, struct str s)
{
    size_t from = out->n;
    for (size_t i = 0; i < s.n; i++) {
        bool is_control =
            ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n') || s.p[i] == 0x7f;
        buf_add_char(out, is_control ? ' ' : s.p[i]);
    }
    return str_skip(buf_str(out), from);
}

/* What one card's rendering shares. */
struct ink {
    struct buf *out;
    struct buf clean; /* texts without control characters */
    struct arena *mem;
    const struct render_words *words;
    struct choices *choices;
    bool fancy;
};

static struct str clean(struct ink *k, struct str s)
{
    buf_cut(&k->clean, 0);
    return without_controls(&k->clean, s);
}

static void paragraph(struct ink *k, struct str text)
{
    if (text.n)
        render_wrap(k->out, clean(k, text), terminal_columns, STR("  "));
}

static void styled(struct ink *k, struct str text, const char *escape)
{
    if (!text.n)
        return;
    if (k->fancy)
        buf_addf(k->out, "\033[%sm", escape);
    paragraph(k, text);
    if (k->fancy)
        buf_add(k->out, STR("\033[0m"));
}

static struct str plain(struct ink *k, struct str markup)
{
    return markup_plain(k->mem, markup);
}

static void copy_box(struct ink *k, struct str text)
{
    if (!text.n)
        return;
    struct str bar = k->fancy ? STR("  │ ") : STR("  | ");
    buf_addf(k->out, "\n  " STR_FMT "\n", STR_ARG(k->words->text_to_copy));
    render_wrap(k->out, clean(k, text), terminal_columns, bar);
}

static void picture(struct ink *k, const struct picture *p)
{
    if (!p->alt.n)
        return;
    buf_add_char(k->out, '\n');
    AUTO(buf_clear) struct buf line = BUF_INIT(8192);
    buf_addf(&line, "[" STR_FMT ": " STR_FMT "]", STR_ARG(k->words->picture),
             STR_ARG(p->alt));
    paragraph(k, buf_str(&line));
}

/* The line of a choice that has this number; 0: it has none. */
static void numbered(struct ink *k, size_t number, struct str label, struct str url)
{
    if (number == 0)
        return;
    buf_addf(k->out, k->fancy ? "  \033[1m%2zu\033[0m  " : "  %2zu  ", number);
    buf_add(k->out, clean(k, label));
    buf_add_char(k->out, '\n');
    if (url.n) {
        buf_add(k->out, STR("      "));
        buf_add(k->out, clean(k, url));
        buf_add_char(k->out, '\n');
    }
}

static void labelled(struct ink *k, const struct button *b, struct str label)
{
    struct pick pick = { .label = label, .ref = b->ref, .url = b->url };
    numbered(k, choices_add(k->choices, pick), label, b->url);
}

static void button(struct ink *k, const struct button *b)
{
    labelled(k, b, b->label);
}

static void choice(struct ink *k, const struct choice *c)
{
    if (!c->ref.n)
        return;
    if (c->label.n) {
        buf_add_char(k->out, '\n');
        paragraph(k, c->label);
    }
    for (size_t i = 0; i < c->n_options; i++)
        numbered(k, choices_add_option(k->choices, c, &c->options[i]),
                 c->options[i].label, (struct str){ 0 });
}

/* The number stands before the line, what its button says behind the first one. Two
 * buttons stand below. */
static void item(struct ink *k, const struct item *item)
{
    struct str rest = plain(k, item->text);
    if (!item->button.label.n || item->other.label.n)
        paragraph(k, rest);
    if (item->other.label.n) {
        button(k, &item->button);
        button(k, &item->other);
    }
    if (!item->button.label.n || item->other.label.n)
        return;
    struct str first = str_cut(&rest, '\n');
    struct str label = arena_fmt(k->mem, STR_FMT " [" STR_FMT "]", STR_ARG(first),
                                 STR_ARG(item->button.label));
    labelled(k, &item->button, label);
    if (rest.n)
        render_wrap(k->out, clean(k, rest), terminal_columns, STR("      "));
}

static void facts_and_items(struct ink *k, const struct card *c)
{
    if (c->n_facts || c->n_items)
        buf_add_char(k->out, '\n');
    for (size_t i = 0; i < c->n_facts; i++) {
        AUTO(buf_clear) struct buf line = BUF_INIT(8192);
        buf_addf(&line, STR_FMT ": " STR_FMT, STR_ARG(c->facts[i].name),
                 STR_ARG(c->facts[i].value));
        paragraph(k, buf_str(&line));
    }
    for (size_t i = 0; i < c->n_items; i++)
        item(k, &c->items[i]);
}

void render_card_text(struct buf *out, const struct card *card,
                      const struct render_words *words, bool fancy,
                      struct choices *choices)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct ink k = { .out = out,
                     .clean = BUF_INIT(render_max_bytes),
                     .mem = mem,
                     .words = &words[card->lang],
                     .choices = choices,
                     .fancy = fancy };
    styled(&k, card->title, "1");
    styled(&k, card->quiet, "2");
    if (card->text.n) {
        if (card->title.n)
            buf_add_char(out, '\n');
        paragraph(&k, plain(&k, card->text));
    }
    copy_box(&k, card->copy);
    picture(&k, &card->picture);
    facts_and_items(&k, card);
    if (card->n_buttons)
        buf_add_char(out, '\n');
    for (size_t i = 0; i < card->n_buttons; i++)
        button(&k, &card->buttons[i]);
    choice(&k, &card->menu);
    choice(&k, &card->select);
    if (card->note.n)
        buf_add_char(out, '\n');
    styled(&k, plain(&k, card->note), "2");
    buf_clear(&k.clean);
}

void render_form_text(struct buf *out, const struct form *form)
{
    render_wrap(out, form->title, terminal_columns, STR("  "));
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct field *f = &form->fields[i];
        buf_add_char(out, '\n');
        render_wrap(out, f->label, terminal_columns, STR("  "));
        render_wrap(out, f->value, terminal_columns, STR("  | "));
        for (size_t k = 0; k < f->n_options; k++)
            render_wrap(out, f->options[k].label, terminal_columns, STR("  - "));
    }
}
