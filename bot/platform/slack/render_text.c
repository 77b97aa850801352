/* Slack's texts: escaped, cut, split. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/grapheme.h"
#include "base/utf8.h"
#include "codec/markup.h"
#include "platform/slack/blocks.h"

static void add_escaped(struct buf *out, char c)
{
    if (c == '&')
        buf_add(out, STR("&amp;"));
    else if (c == '<')
        buf_add(out, STR("&lt;"));
    else if (c == '>')
        buf_add(out, STR("&gt;"));
    else
        buf_add_char(out, c);
}

static bool is_mark(char c)
{
    return c == '*' || c == '_' || c == '~' || c == '`';
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (unsigned char)c >= 0x80;
}

/* Length of the run at s that means nothing special. */
static size_t plain_run(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] != '&' && s.p[n] != '<' && s.p[n] != '>' && !is_mark(s.p[n]))
        n++;
    return n;
}

/* mrkdwn knows no escapes: a mark where a word begins stands between two spaces
 * without width, and so begins nothing. */
static void add_text(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        size_t n = plain_run(str_skip(s, i));
        buf_add(out, str_take(str_skip(s, i), n));
        i += n;
        if (i == s.n)
            return;
        bool opens = is_mark(s.p[i]) && (i == 0 || !is_word(s.p[i - 1]));
        if (opens)
            buf_add(out, STR("\xE2\x80\x8B"));
        add_escaped(out, s.p[i]);
        if (opens)
            buf_add(out, STR("\xE2\x80\x8B"));
    }
}

static void add_marked(struct buf *out, char mark, struct str s)
{
    if (str_find_char(s, mark) >= 0) {
        add_text(out, s);
        return;
    }
    buf_add_char(out, mark);
    for (size_t i = 0; i < s.n; i++)
        add_escaped(out, s.p[i]);
    buf_add_char(out, mark);
}

static void add_url(struct buf *out, struct str url)
{
    for (size_t i = 0; i < url.n; i++) {
        if (url.p[i] == '|')
            buf_add(out, STR("%7C"));
        else
            add_escaped(out, url.p[i]);
    }
}

static void add_span(struct buf *out, const struct span *span)
{
    switch (span->kind) {
    case SPAN_TEXT:
        add_text(out, span->text);
        break;
    case SPAN_BOLD:
        add_marked(out, '*', span->text);
        break;
    case SPAN_ITALIC:
        add_marked(out, '_', span->text);
        break;
    case SPAN_CODE:
        add_marked(out, '`', span->text);
        break;
    case SPAN_LINK:
        buf_add_char(out, '<');
        add_url(out, span->url);
        buf_add_char(out, '|');
        add_text(out, span->text);
        buf_add_char(out, '>');
        break;
    case SPAN_MENTION:
        buf_addf(out, "<@" STR_FMT ">", STR_ARG(span->text));
        break;
    case SPAN_BREAK:
        buf_add_char(out, '\n');
        break;
    }
}

struct str slack_escape(struct arena *mem, struct str plain)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(4 * json_max_bytes);
    add_text(&out, plain);
    return arena_buf(mem, &out);
}

struct str slack_markup(struct arena *mem, struct str markup)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(4 * json_max_bytes);
    struct markup m = MARKUP(markup, mem);
    struct span span;
    while (markup_next(&m, &span))
        add_span(&out, &span);
    return arena_buf(mem, &out);
}

/* Where one may cut, from the best kind to the worst; bytes from the start. */
struct cuts {
    size_t paragraph, line, space, any;
};

static size_t best_cut(const struct cuts *c, size_t hard)
{
    const size_t kinds[] = { c->paragraph, c->line, c->space };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (kinds[i] > 0 && kinds[i] >= c->any / 2)
            return kinds[i];
    }
    return c->any > 0 ? c->any : hard;
}

/* Within "<...>" or "&...;" there is no place to cut. */
static bool is_inside(bool inside, uint32_t before)
{
    if (before == '<' || before == '&')
        return true;
    return before == '>' || before == ';' ? false : inside;
}

/* The text may be cut before code point i. */
static void note_cut(struct cuts *cuts, const struct runes *r, size_t i)
{
    uint32_t before = r->c[i - 1];
    cuts->any = r->at[i];
    if (before == ' ')
        cuts->space = r->at[i];
    if (before == '\n')
        cuts->line = r->at[i];
    if (before == '\n' && i > 1 && r->c[i - 2] == '\n')
        cuts->paragraph = r->at[i];
}

size_t slack_cut(struct arena *mem, struct str s, size_t max, bool is_mrkdwn)
{
    struct runes r;
    if (s.n <= max) /* a code unit takes a byte at least */
        return s.n;
    if (!runes_of(&r, s, mem))
        return utf8_take(s, max).n;
    struct cuts cuts = { 0 };
    size_t units = 0;
    bool inside = false;
    for (size_t i = 0; i < r.n;) {
        size_t end = grapheme_end(&r, i, GRAPHEME_CONJUNCTS);
        if (i > 0 && !inside)
            note_cut(&cuts, &r, i);
        units += runes_utf16(&r, i, end);
        if (units > max)
            return best_cut(&cuts, i > 0 ? r.at[i] : utf8_take(s, max).n);
        for (; i < end; i++)
            inside = is_mrkdwn && is_inside(inside, r.c[i]);
    }
    return s.n;
}

struct str slack_shorten(struct arena *mem, struct str s, size_t max)
{
    if (slack_cut(mem, s, max, false) == s.n)
        return s;
    struct str head = str_trim(str_take(s, slack_cut(mem, s, max - 1, false)));
    return arena_fmt(mem, STR_FMT "\xE2\x80\xA6", STR_ARG(head));
}

struct str slack_piece(struct arena *mem, struct str *rest, size_t max)
{
    *rest = str_trim(*rest);
    size_t n = slack_cut(mem, *rest, max, true);
    struct str piece = str_trim(str_take(*rest, n));
    *rest = str_trim(str_skip(*rest, n));
    return piece;
}

void put_text(struct json_w *w, const char *key, const char *type, struct str text)
{
    jw_key(w, key);
    jw_object(w);
    jw_kc(w, "type", type);
    jw_kv(w, "text", text);
    jw_end_object(w);
}

void put_plain(struct json_w *w, const struct render *r, const char *key, struct str text,
               size_t max)
{
    put_text(w, key, "plain_text", slack_shorten(r->mem, text, max));
}

void put_option(struct json_w *w, const struct render *r, const struct option *o)
{
    jw_object(w);
    put_plain(w, r, "text", o->label.n > 0 ? o->label : o->value, label_chars);
    jw_kv(w, "value", o->value);
    jw_end_object(w);
}

static void put_list(struct json_w *w, const struct render *r, const struct option *o,
                     size_t n)
{
    jw_key(w, "options");
    jw_array(w);
    for (size_t i = 0; i < n; i++)
        put_option(w, r, &o[i]);
    jw_end_array(w);
}

/* More than a hundred: groups of a hundred, named after their first option. */
void put_options(struct json_w *w, const struct render *r, const struct option *options,
                 size_t n)
{
    if (n <= select_options) {
        put_list(w, r, options, n);
        return;
    }
    jw_key(w, "option_groups");
    jw_array(w);
    for (size_t i = 0; i < n && i < (size_t)select_options * select_options;
         i += select_options) {
        jw_object(w);
        put_plain(w, r, "label", options[i].label, label_chars);
        put_list(w, r, options + i, n - i < select_options ? n - i : select_options);
        jw_end_object(w);
    }
    jw_end_array(w);
}
