/* Markdown: links, code blocks, our markup; and where texts are cut. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/grapheme.h"
#include "base/utf8.h"
#include "codec/markup.h"
#include "platform/mattermost/bricks.h"

#include <string.h>

static const struct str ellipsis = STR_INIT("\xE2\x80\xA6");

enum { url_max_bytes = 2048 }; /* of one that somebody typed */

/* ---- addresses ---- */

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Length of "http://", "https://" or "www." at s; 0: none of these. */
static size_t url_head(struct str s)
{
    static const struct str heads[] = { STR_INIT("https://"), STR_INIT("http://"),
                                        STR_INIT("www.") };
    for (size_t i = 0; i < COUNT(heads); i++) {
        if (str_eq_nocase(str_take(s, heads[i].n), heads[i]))
            return heads[i].n;
    }
    return 0;
}

/* Signs that Mattermost reads as a space or a line break end it, too. */
static bool is_in_url(struct str s)
{
    static const struct str gaps[] = { STR_INIT("\xC2\xA0"), STR_INIT("\xE2\x80\x8B"),
                                       STR_INIT("\xE2\x90\xA4") };
    for (size_t i = 0; i < COUNT(gaps); i++) {
        if (str_starts(s, gaps[i]))
            return false;
    }
    char c = s.p[0];
    return (unsigned char)c > ' ' && c != 0x7F && strchr("<>\"`\\|^{}", c) == NULL;
}

/* What ends a sentence, or a bracket around the address, is not part of it. */
static size_t url_tail(struct str s)
{
    size_t n = s.n;
    while (n > 0 && (strchr("?!.,:;*_~'[]", s.p[n - 1]) != NULL ||
                     (s.p[n - 1] == ')' && str_find_char(str_take(s, n), '(') < 0)))
        n--;
    return n;
}

size_t text_url(struct str s)
{
    size_t head = url_head(s), n = head;
    if (head == 0)
        return 0;
    while (n < s.n && n < url_max_bytes && is_in_url(str_skip(s, n)))
        n++;
    struct str url = utf8_take(str_take(s, n), n);
    n = url_tail(url);
    bool has_host = n > head && (is_alnum(s.p[head]) || (unsigned char)s.p[head] >= 0x80);
    return has_host ? n : 0;
}

static bool is_scheme(struct str url)
{
    return str_starts(url, STR("https://")) || str_starts(url, STR("http://")) ||
           str_starts(url, STR("mailto:"));
}

/* "&copy;" in an address would become a sign. */
static bool is_entity(struct str s)
{
    size_t n = 1;
    while (n < s.n && (is_alnum(s.p[n]) || s.p[n] == '#'))
        n++;
    return n > 1 && n < s.n && s.p[n] == ';';
}

static struct str href_of(struct arena *mem, struct str url)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(4 * json_max_bytes);
    bool is_bare = str_eq_nocase(str_take(url, 4), STR("www."));
    bool is_loud = str_eq_nocase(str_take(url, 4), STR("http")) && !is_scheme(url);
    ptrdiff_t colon = str_find_char(url, ':');
    if (is_bare)
        buf_add(&out, STR("http://"));
    else if (is_loud && colon > 0)
        buf_add(&out, colon == 5 ? STR("https") : STR("http"));
    else if (!is_scheme(url))
        return STR("");
    for (size_t i = is_loud && colon > 0 ? (size_t)colon : 0; i < url.n; i++) {
        char c = url.p[i];
        if ((unsigned char)c <= ' ' || (unsigned char)c >= 0x80 ||
            strchr("\"()*<>[\\]^`{|}\x7F", c) != NULL)
            buf_addf(&out, "%%%02X", (unsigned char)c);
        else if (c == '&' && is_entity(str_skip(url, i)))
            buf_add(&out, STR("&amp;"));
        else
            buf_add_char(&out, c);
    }
    return arena_buf(mem, &out);
}

struct str text_link(struct arena *mem, struct str label, struct str url, bool is_bold)
{
    struct str href = href_of(mem, url), words = text_plain(mem, IN_LINK, label);
    const char *mark = is_bold ? "**" : "";
    if (href.n == 0 || words.n == 0) {
        struct str plain = text_plain(mem, IN_MARKS, url.n > 0 ? url : label);
        return label.n == 0 || url.n == 0 || str_eq(label, url)
                   ? plain
                   : arena_fmt(mem, STR_FMT " (" STR_FMT ")", STR_ARG(words),
                               STR_ARG(plain));
    }
    return arena_fmt(mem, "%s[" STR_FMT "](" STR_FMT ")%s", mark, STR_ARG(words),
                     STR_ARG(href), mark);
}

struct str text_joined(struct arena *mem, struct str a, const char *between, struct str b)
{
    if (a.n == 0 || b.n == 0)
        return a.n > 0 ? a : b;
    return arena_fmt(mem, STR_FMT "%s" STR_FMT, STR_ARG(a), between, STR_ARG(b));
}

/* A number and its label do not part at the end of a line. The spaces are narrow ones:
 * the web client turns the usual one that does not break into one that does. */
struct str text_numbered(struct arena *mem, size_t number, struct str label)
{
    return arena_fmt(mem, "**%zu**\xE2\x80\xAF\xE2\x80\xAF" STR_FMT, number,
                     STR_ARG(text_plain(mem, IN_MARKS, label)));
}

bool text_in_list(struct str list, struct str value)
{
    while (list.n > 0) {
        if (str_eq(str_trim(str_cut(&list, ',')), value))
            return true;
    }
    return false;
}

/* ---- code ---- */

static size_t longest_run(struct str s)
{
    size_t most = 0, n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n = s.p[i] == '`' ? n + 1 : 0;
        most = n > most ? n : most;
    }
    return most;
}

static void add_run(struct buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_char(out, '`');
}

/* Without the signs that a JSON text or a line must not have. */
static void add_code(struct buf *out, struct str s, bool is_line)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool is_break = c == '\n' && !is_line;
        bool is_half = c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n';
        if (c == '\r' && !is_half && !is_line)
            buf_add_char(out, '\n');
        else if (!is_half)
            buf_add_char(out, (unsigned char)c < ' ' && !is_break ? ' ' : c);
    }
}

struct str text_fence(struct arena *mem, struct str text)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(4 * json_max_bytes);
    size_t run = longest_run(text);
    run = run < 3 ? 3 : run + 1;
    add_run(&out, run);
    buf_add_char(&out, '\n');
    add_code(&out, text, false);
    buf_add_char(&out, '\n');
    add_run(&out, run);
    return arena_buf(mem, &out);
}

static void add_code_span(struct buf *out, struct str text)
{
    size_t run = longest_run(text) + 1;
    const char *pad = run > 1 ? " " : "";
    add_run(out, run);
    buf_addf(out, "%s", pad);
    add_code(out, text, true);
    buf_addf(out, "%s", pad);
    add_run(out, run);
}

/* ---- markup ---- */

static void add_marked(struct buf *out, const char *mark, struct str s)
{
    buf_addf(out, "%s", mark);
    text_add(out, IN_MARKS, s);
    buf_addf(out, "%s", mark);
}

/* "/share" as it is typed where no slash command is published: Mattermost would refuse
 * the slash before we saw it. */
static struct str as_typed(const struct render *r, struct str code)
{
    return r->has_no_commands && str_starts(code, STR("/")) ? str_skip(code, 1) : code;
}

static void add_span(struct buf *out, const struct render *r, const struct span *span)
{
    struct arena *mem = r->mem;
    switch (span->kind) {
    case SPAN_TEXT:
        text_add(out, IN_TEXT, span->text);
        break;
    case SPAN_BOLD:
        add_marked(out, "**", span->text);
        break;
    case SPAN_ITALIC:
        add_marked(out, "_", span->text);
        break;
    case SPAN_CODE:
        add_code_span(out, as_typed(r, span->text));
        break;
    case SPAN_LINK:
        buf_add(out, text_link(mem, span->text, span->url, false));
        break;
    case SPAN_MENTION: /* nobody can be addressed by id here */
        text_add(out, IN_TEXT, arena_fmt(mem, "@" STR_FMT, STR_ARG(span->text)));
        break;
    case SPAN_BREAK:
        buf_add_char(out, '\n');
        break;
    }
}

/* No mark reaches over the end of a line, so all lines that fit stay right. */
static struct str whole_lines(struct str md, size_t max_bytes)
{
    size_t n = max_bytes;
    while (n > 0 && md.p[n] != '\n')
        n--;
    return str_trim(str_take(md, n));
}

struct str text_markup(const struct render *r, struct str markup, size_t max_bytes)
{
    struct arena *mem = r->mem;
    AUTO(buf_clear) struct buf out = BUF_INIT(8 * json_max_bytes);
    struct markup m = MARKUP(markup, mem);
    struct span span;
    while (markup_next(&m, &span))
        add_span(&out, r, &span);
    if (out.n <= max_bytes)
        return arena_buf(mem, &out);
    struct str lines = whole_lines(buf_str(&out), max_bytes - ellipsis.n - 1);
    if (lines.n > 0)
        return arena_fmt(mem, STR_FMT "\n" STR_FMT, STR_ARG(lines), STR_ARG(ellipsis));
    enum { longest_entity = 6 };
    struct str plain = markup_plain(mem, markup);
    return text_plain(mem, IN_MARKS,
                      text_shorten(mem, plain, max_bytes / longest_entity));
}

/* ---- cutting ---- */

size_t text_runes(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

struct str text_shorten(struct arena *mem, struct str s, size_t max_bytes)
{
    struct runes r;
    if (s.n <= max_bytes)
        return s;
    size_t room = max_bytes > ellipsis.n ? max_bytes - ellipsis.n : 0;
    if (!runes_of(&r, s, mem))
        return utf8_take(s, max_bytes);
    size_t end = 0, space = 0;
    for (size_t i = 0; i < r.n && r.at[grapheme_end(&r, i, GRAPHEME_CONJUNCTS)] <= room;
         i = grapheme_end(&r, i, GRAPHEME_CONJUNCTS)) {
        end = r.at[grapheme_end(&r, i, GRAPHEME_CONJUNCTS)];
        if (r.c[i] == ' ' || r.c[i] == '\n')
            space = r.at[i];
    }
    struct str head = str_trim(str_take(s, space > end / 2 ? space : end));
    return arena_fmt(mem, STR_FMT STR_FMT, STR_ARG(head), STR_ARG(ellipsis));
}
