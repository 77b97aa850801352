#include "mattermost_reader.h"

#include "base/arena.h"
#include "base/auto.h"
#include "base/buf.h"
#include "base/utf8.h"

#include <string.h>

enum { read_max_bytes = 8 * 1024 * 1024 };

static const struct str no_width = STR_INIT("\xE2\x80\x8B");

/* The text in three ways. */
struct read {
    struct buf seen;    /* as people see it */
    struct buf outside; /* the same without links */
    const char *wrong;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_in(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static char at(struct str s, size_t i)
{
    return i < s.n ? s.p[i] : '\0';
}

static char before(struct str s, size_t i)
{
    return i > 0 ? s.p[i - 1] : '\0';
}

static void see(struct read *r, struct str s, bool is_link)
{
    buf_add(&r->seen, s);
    buf_add(&r->outside, is_link ? STR(" ") : s);
}

/* ---- Markdown ---- */

/* Bold marks of ours stand around a number or a link. */
static size_t read_bold(struct str md, size_t i)
{
    bool is_open = is_digit(at(md, i + 2)) || at(md, i + 2) == '[';
    bool is_close = is_digit(before(md, i)) || before(md, i) == ')';
    return at(md, i) == '*' && at(md, i + 1) == '*' && (is_open || is_close) ? 2 : 0;
}

/* The sign that an entity stands for. */
static size_t read_entity(struct read *r, struct str md, size_t i, bool is_link)
{
    struct str rest = str_skip(md, i);
    ptrdiff_t end = str_find_char(rest, ';');
    int64_t code = 0;
    struct str name = end > 0 ? str_take(str_skip(rest, 1), (size_t)end - 1) : rest;
    if (str_eq(name, STR("amp")))
        code = '&';
    else if (str_eq(name, STR("lt")))
        code = '<';
    else if (!str_starts(name, STR("#")) || !str_to_int(str_skip(name, 1), &code) ||
             code < ' ' || code > '~')
        return 0;
    char c = (char)code;
    see(r, (struct str){ &c, 1 }, is_link);
    return (size_t)end + 1;
}

static const char *wrong_href(struct str href)
{
    if (!str_starts(href, STR("https://")) && !str_starts(href, STR("http://")) &&
        !str_starts(href, STR("mailto:")))
        return "a link of another kind";
    for (size_t i = 0; i < href.n; i++) {
        if ((unsigned char)href.p[i] <= ' ' || is_in(href.p[i], "()<>[]*`|\\\""))
            return "a link with a mark in it";
    }
    return NULL;
}

static size_t read_link(struct read *r, struct str md, size_t i)
{
    struct str rest = str_skip(md, i);
    ptrdiff_t close = str_find(rest, STR("]("));
    if (close < 2)
        return 0;
    struct str tail = str_skip(rest, (size_t)close + 2);
    ptrdiff_t end = str_find_char(tail, ')');
    struct str label = str_take(str_skip(rest, 1), (size_t)close - 1);
    if (end < 0)
        return 0;
    r->wrong = wrong_href(str_take(tail, (size_t)end));
    buf_add(&r->seen, no_width); /* what is in a link is read by itself */
    for (size_t k = 0; k < label.n && !r->wrong;) {
        size_t n = label.p[k] == '&' ? read_entity(r, label, k, true) : 1;
        if (n == 0 || is_in(label.p[k], "*~`[]|\\$<"))
            r->wrong = "a mark in the words of a link";
        else if (n == 1)
            buf_add_char(&r->seen, label.p[k]);
        k += n;
    }
    buf_add(&r->seen, no_width);
    return (size_t)close + 2 + (size_t)end + 1;
}

static bool is_line_mark(struct str md, size_t i)
{
    size_t n = i;
    if (i > 0 && md.p[i - 1] != '\n')
        return false;
    while (is_digit(at(md, n)))
        n++;
    return is_in(at(md, i), "#>+-= \t") || (n > i && is_in(at(md, n), ".)"));
}

static bool is_mark(struct str md, size_t i)
{
    if (md.p[i] == '_')
        return !is_word(before(md, i)) || !is_word(at(md, i + 1));
    return is_in(md.p[i], "*~`[]|\\$<&");
}

static void read_all(struct read *r, struct str md)
{
    for (size_t i = 0; i < md.n && !r->wrong;) {
        size_t n = read_bold(md, i);
        if (n == 0 && md.p[i] == '&')
            n = read_entity(r, md, i, false);
        else if (n == 0 && md.p[i] == '[')
            n = read_link(r, md, i);
        if (n == 0 && (is_mark(md, i) || is_line_mark(md, i)))
            r->wrong = "a mark that is not ours";
        if (n == 0) {
            see(r, str_take(str_skip(md, i), 1), false);
            n = 1;
        }
        i += n;
    }
}

/* ---- what is looked for in the text ---- */

/* The web client: (?:\B|\b_+)@[a-z0-9.\-_]+ */
static bool is_mention(struct str s, size_t i)
{
    return s.p[i] == '@' && !is_word(before(s, i)) &&
           (is_word(at(s, i + 1)) || is_in(at(s, i + 1), "._-"));
}

static bool is_in_server_word(char c)
{
    return is_word(c) || is_in(c, ":.-_@") || (unsigned char)c >= 0x80;
}

/* The server: words of letters, digits and these; then their parts. */
static bool pings(struct str word)
{
    size_t from = 0;
    for (size_t i = 0; i <= word.n; i++) {
        if (i < word.n && !is_in(word.p[i], ":.-"))
            continue;
        struct str part = str_take(str_skip(word, from), i - from);
        while (part.n > 0 && part.p[0] == '_')
            part = str_skip(part, 1);
        if (part.n > 1 && part.p[0] == '@')
            return true;
        from = i + 1;
    }
    return false;
}

static bool server_pings(struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i <= s.n; i++) {
        bool is_gap = str_starts(str_skip(s, i), no_width);
        if (i < s.n && !is_gap && is_in_server_word(s.p[i]))
            continue;
        if (pings(str_take(str_skip(s, from), i - from)))
            return true;
        i += is_gap ? no_width.n - 1 : 0;
        from = i + 1;
    }
    return false;
}

static bool is_picture(struct str s, size_t i)
{
    static const char *const smileys[] = { ":)",  ":-)", ";)", ";-)", ":o", ":-o", ":]",
                                           ":-]", ":D",  ":p", ":@",  ":[", ":(",  ":'(",
                                           ":/",  ":s",  ":|", ":$",  "<3", "</3" };
    size_t n = i + 1;
    while (is_word(at(s, n)) || is_in(at(s, n), "_+-"))
        n++;
    if (s.p[i] == ':' && n > i + 1 && at(s, n) == ':')
        return true;
    for (size_t k = 0; k < COUNT(smileys) && !is_word(before(s, i)); k++) {
        struct str smiley = str_from_c(smileys[k]);
        if (str_eq_nocase(str_take(str_skip(s, i), smiley.n), smiley))
            return true;
    }
    return false;
}

static const char *wrong_text(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char next = at(s, i + 1);
        bool is_letter = (is_word(next) && !is_digit(next)) || (next & 0x80);
        bool is_gap = str_starts(str_skip(s, i + 1), no_width);
        if (is_mention(s, i))
            return "a mention";
        if (s.p[i] == '#' && !is_word(before(s, i)) && is_letter && !is_gap)
            return "a hashtag";
        if (s.p[i] == '~' && is_word(next))
            return "a link to a channel";
        if (is_picture(s, i))
            return "a picture";
    }
    return server_pings(s) ? "a ping" : NULL;
}

/* What the clients make a link of by themselves. */
static const char *wrong_outside(struct str s)
{
    static const char *const schemes[] = { "http:", "https:", "mailto:", "tel:", "ftp:" };
    for (size_t i = 0; i < s.n; i++) {
        struct str rest = str_skip(s, i);
        if (is_word(before(s, i)))
            continue;
        for (size_t k = 0; k < COUNT(schemes); k++) {
            struct str scheme = str_from_c(schemes[k]);
            char next = at(rest, scheme.n);
            if (str_eq_nocase(str_take(rest, scheme.n), scheme) &&
                (is_word(next) || next == '/'))
                return "an address";
        }
        size_t n = 3;
        while (is_digit(at(rest, n)))
            n++;
        if (str_eq_nocase(str_take(rest, 3), STR("www")) && at(rest, n) == '.' &&
            (is_word(at(rest, n + 1))))
            return "a web address";
    }
    return NULL;
}

const char *reader_wrong(struct arena *mem, struct str md)
{
    struct read r = { BUF_INIT(read_max_bytes), BUF_INIT(read_max_bytes), NULL };
    read_all(&r, md);
    struct str seen = arena_buf(mem, &r.seen), outside = arena_buf(mem, &r.outside);
    buf_clear(&r.seen);
    buf_clear(&r.outside);
    if (!r.wrong)
        r.wrong = wrong_text(seen);
    return r.wrong ? r.wrong : wrong_outside(outside);
}

const char *reader_wrong_name(struct arena *mem, struct str name)
{
    struct str s = arena_str(mem, name);
    return wrong_text(s);
}

static struct str without_gaps(struct arena *mem, struct str s)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(read_max_bytes);
    for (size_t i = 0; i < s.n; i++) {
        if (str_starts(str_skip(s, i), no_width))
            i += no_width.n - 1;
        else
            buf_add_char(&out, s.p[i]);
    }
    return arena_buf(mem, &out);
}

struct str reader_text(struct arena *mem, struct str md)
{
    struct read r = { BUF_INIT(read_max_bytes), BUF_INIT(read_max_bytes), NULL };
    read_all(&r, md);
    struct str seen = without_gaps(mem, buf_str(&r.seen));
    buf_clear(&r.seen);
    buf_clear(&r.outside);
    return seen;
}

/* ---- code ---- */

static size_t run_at(struct str s)
{
    size_t n = 0;
    while (at(s, n) == '`')
        n++;
    return n;
}

struct str reader_code(struct str md)
{
    struct str none = { NULL, 0 }, rest = md, line = str_cut(&rest, '\n'), text = rest;
    size_t run = run_at(line);
    if (run < 3 || run != line.n)
        return none;
    while (rest.p) {
        line = str_cut(&rest, '\n');
        if (run_at(str_trim(line)) < run)
            continue;
        size_t n = (size_t)(line.p - text.p);
        return rest.p || line.n != run || n == 0 ? none : str_take(text, n - 1);
    }
    return none;
}

/* ---- what was typed ---- */

/* A line break at s, in any spelling; 0: none. */
static size_t break_at(struct str s)
{
    if (str_starts(s, STR("\r\n")))
        return 2;
    if (str_starts(s, STR("\xE2\x90\xA4")))
        return 3;
    return s.n > 0 && (s.p[0] == '\n' || s.p[0] == '\r') ? 1 : 0;
}

struct str reader_typed(struct arena *mem, struct str typed)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(read_max_bytes);
    bool is_begun = false;
    while (typed.n > 0) {
        size_t n = break_at(typed);
        bool is_blank = (unsigned char)typed.p[0] <= ' ' || typed.p[0] == 0x7F;
        bool is_hard = str_starts(typed, STR("\xC2\xA0"));
        if (n > 0)
            buf_add_char(&out, '\n');
        else if (is_begun || (!is_blank && !is_hard))
            buf_add_char(&out, is_blank ? ' ' : typed.p[0]);
        is_begun = n == 0 && (is_begun || (!is_blank && !is_hard));
        typed = str_skip(typed, n > 0 ? n : !is_begun && is_hard ? 2 : 1);
    }
    return without_gaps(mem, buf_str(&out));
}
