#include "codec/markup.h"

#include "base/arena.h"
#include "base/buf.h"

#include <string.h>

enum { plain_max_bytes = 1024 * 1024 };

static bool is_word_char(char c)
{
    unsigned char u = (unsigned char)c;
    return (u >= '0' && u <= '9') || ((u | 0x20) >= 'a' && (u | 0x20) <= 'z') ||
           u >= 0x80;
}

/* What a backslash may take its meaning from. */
static bool is_mark(char c)
{
    return c != 0 && strchr("\\*_`[]()<>", c) != NULL;
}

static char char_at(struct str s, size_t i)
{
    return i < s.n ? s.p[i] : 0;
}

static bool is_escape(struct str s, size_t i)
{
    return char_at(s, i) == '\\' && is_mark(char_at(s, i + 1));
}

/* Index of the first `mark` from i on that is not escaped, in the same line; s.n when
 * there is none. */
static size_t find_mark(struct str s, size_t i, char mark)
{
    size_t end = s.n - i < markup_max_span ? s.n : i + markup_max_span;
    for (; i < end && s.p[i] != '\n'; i++) {
        if (is_escape(s, i))
            i++;
        else if (s.p[i] == mark)
            return i;
    }
    return s.n;
}

static struct str part(struct str s, size_t from, size_t to)
{
    return str_take(str_skip(s, from), to - from);
}

static struct str unescape(struct arena *a, struct str s)
{
    if (str_find_char(s, '\\') < 0)
        return s;
    char *out = arena_alloc(a, s.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (is_escape(s, i))
            i++;
        out[n++] = s.p[i];
    }
    return (struct str){ out, n };
}

/* Each reader looks at i, where its mark stands, and returns the index after the
 * span, or 0 when there is none; then *out holds escapes still. */

static size_t read_pair(struct str s, size_t i, enum span_kind kind, struct span *out)
{
    char mark = s.p[i];
    size_t end = find_mark(s, i + 1, mark);
    if (end == s.n || end == i + 1)
        return 0;
    if (mark != '`' &&
        ((i > 0 && is_word_char(s.p[i - 1])) || is_word_char(char_at(s, end + 1)) ||
         s.p[i + 1] == ' ' || s.p[end - 1] == ' '))
        return 0;
    *out = (struct span){ .kind = kind, .text = part(s, i + 1, end) };
    return end + 1;
}

static bool is_url(struct str url)
{
    static const struct str schemes[] = { STR_INIT("https://"), STR_INIT("http://"),
                                          STR_INIT("mailto:") };
    bool has_scheme = false;
    for (size_t i = 0; i < COUNT(schemes); i++)
        has_scheme = has_scheme || (str_starts(url, schemes[i]) && url.n > schemes[i].n);
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= ' ' || c == 0x7F || c == '<' || c == '>' || c == '"')
            return false;
    }
    return has_scheme;
}

static size_t read_link(struct str s, size_t i, struct span *out)
{
    size_t close = find_mark(s, i + 1, ']');
    if (close == s.n || close == i + 1 || char_at(s, close + 1) != '(')
        return 0;
    size_t end = find_mark(s, close + 2, ')');
    if (end == s.n)
        return 0;
    *out = (struct span){ SPAN_LINK, part(s, i + 1, close), part(s, close + 2, end) };
    return end + 1;
}

static bool is_user(struct str user)
{
    for (size_t i = 0; i < user.n; i++) {
        char c = user.p[i];
        if ((!is_word_char(c) && c != '-' && c != '_' && c != '.') || (c & 0x80))
            return false;
    }
    return user.n > 0;
}

static size_t read_mention(struct str s, size_t i, struct span *out)
{
    if (char_at(s, i + 1) != '@')
        return 0;
    size_t end = find_mark(s, i + 2, '>');
    if (end == s.n || !is_user(part(s, i + 2, end)))
        return 0;
    *out = (struct span){ .kind = SPAN_MENTION, .text = part(s, i + 2, end) };
    return end + 1;
}

static size_t read_span(const struct markup *m, size_t i, struct span *out)
{
    size_t end = 0;
    switch (m->all.p[i]) {
    case '\n':
        *out = (struct span){ .kind = SPAN_BREAK };
        return i + 1;
    case '*':
        end = read_pair(m->all, i, SPAN_BOLD, out);
        break;
    case '_':
        end = read_pair(m->all, i, SPAN_ITALIC, out);
        break;
    case '`':
        end = read_pair(m->all, i, SPAN_CODE, out);
        break;
    case '[':
        end = read_link(m->all, i, out);
        break;
    case '<':
        end = read_mention(m->all, i, out);
        break;
    default:
        break;
    }
    if (end == 0)
        return 0;
    out->text = unescape(m->mem, out->text);
    out->url = unescape(m->mem, out->url);
    return out->kind != SPAN_LINK || is_url(out->url) ? end : 0;
}

bool markup_next(struct markup *m, struct span *out)
{
    struct span span;
    if (m->at >= m->all.n)
        return false;
    size_t from = m->at, i = from;
    for (; i < m->all.n; i++) {
        size_t end = read_span(m, i, &span);
        if (end && i == from) {
            *out = span;
            m->at = end;
            return true;
        }
        if (end)
            break;
        if (is_escape(m->all, i))
            i++;
    }
    m->at = i < m->all.n ? i : m->all.n;
    *out = (struct span){ .text = unescape(m->mem, part(m->all, from, m->at)) };
    return true;
}

static void add_escaped(struct buf *b, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (is_mark(text.p[i]))
            buf_add_char(b, '\\');
        buf_add_char(b, text.p[i]);
    }
}

struct str markup_escape(struct arena *a, struct str text)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(2 * text.n + 1);
    add_escaped(&b, text);
    return arena_buf(a, &b);
}

struct str markup_link(struct arena *a, struct str text, struct str url)
{
    if (!is_url(url) || text.n == 0 || str_find_char(text, '\n') >= 0 ||
        2 * text.n >= markup_max_span || 2 * url.n >= markup_max_span)
        return markup_escape(a, text);
    AUTO(buf_clear) struct buf b = BUF_INIT(2 * (text.n + url.n) + 5);
    buf_add_char(&b, '[');
    add_escaped(&b, text);
    buf_add(&b, STR("]("));
    add_escaped(&b, url);
    buf_add_char(&b, ')');
    return arena_buf(a, &b);
}

struct str markup_mention(struct arena *a, struct str user)
{
    if (!is_user(user))
        return markup_escape(a, user);
    return arena_fmt(a, "<@" STR_FMT ">", STR_ARG(user));
}

struct str markup_plain(struct arena *a, struct str markup)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(plain_max_bytes);
    struct markup m = MARKUP(markup, a);
    struct span span;
    while (markup_next(&m, &span)) {
        if (span.kind == SPAN_BREAK)
            buf_add_char(&b, '\n');
        if (span.kind == SPAN_MENTION)
            buf_add_char(&b, '@');
        buf_add(&b, span.text);
        if (span.kind == SPAN_LINK)
            buf_addf(&b, " (" STR_FMT ")", STR_ARG(span.url));
    }
    return arena_buf(a, &b);
}
