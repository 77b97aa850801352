/* The writer. */
#include "base/json.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

static void before_value(struct json_w *w)
{
    if (w->need_comma)
        buf_add_char(w->out, ',');
    w->need_comma = true;
}

static void open_with(struct json_w *w, char c)
{
    before_value(w);
    buf_add_char(w->out, c);
    w->need_comma = false;
}

static void close_with(struct json_w *w, char c)
{
    buf_add_char(w->out, c);
    w->need_comma = true;
}

void jw_object(struct json_w *w)
{
    open_with(w, '{');
}

void jw_array(struct json_w *w)
{
    open_with(w, '[');
}

void jw_end_object(struct json_w *w)
{
    close_with(w, '}');
}

void jw_end_array(struct json_w *w)
{
    close_with(w, ']');
}

static void add_escape(struct buf *out, unsigned char c)
{
    switch (c) {
    case '"':
        buf_add(out, STR("\\\""));
        return;
    case '\\':
        buf_add(out, STR("\\\\"));
        return;
    case '\n':
        buf_add(out, STR("\\n"));
        return;
    case '\t':
        buf_add(out, STR("\\t"));
        return;
    case '\r':
        buf_add(out, STR("\\r"));
        return;
    case '\0':
        buf_add(out, STR("\xEF\xBF\xBD"));
        return;
    default:
        buf_addf(out, "\\u%04x", c);
    }
}

/* ASCII that needs no escape. */
static const bool plain[256] = {
    [' ' ... '!'] = true,
    ['#' ... '['] = true,
    [']' ... 0x7f] = true,
};

/* The same of eight bytes at once: a borrow or a high bit marks what is not. */
static bool are_plain(const char *p)
{
    static const uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
    uint64_t v;
    memcpy(&v, p, sizeof(v));
    uint64_t quote = v ^ (ones * '"'), slash = v ^ (ones * '\\');
    return ((v | (v - ones * ' ') | (quote - ones) | (slash - ones)) & high) == 0;
}

/* Length of the run at s that can be copied as it is. */
static size_t plain_run(struct str s)
{
    size_t n = 0;
    for (;;) {
        while (n + 8 <= s.n && are_plain(s.p + n))
            n += 8;
        while (n < s.n && plain[(unsigned char)s.p[n]])
            n++;
        size_t len = utf8_len(str_skip(s, n));
        if (len < 2) /* the end, an escape, or not UTF-8 */
            return n;
        n += len;
    }
}

static void add_quoted(struct buf *out, struct str s)
{
    buf_add_char(out, '"');
    while (s.n > 0) {
        size_t n = plain_run(s);
        buf_add(out, str_take(s, n));
        s = str_skip(s, n);
        if (s.n == 0)
            break;
        unsigned char c = (unsigned char)s.p[0];
        if (c >= 0x80)
            buf_add(out, STR("\xEF\xBF\xBD"));
        else
            add_escape(out, c);
        s = str_skip(s, 1);
    }
    buf_add_char(out, '"');
}

void jw_key(struct json_w *w, const char *key)
{
    before_value(w);
    add_quoted(w->out, str_from_c(key));
    buf_add_char(w->out, ':');
    w->need_comma = false;
}

void jw_str(struct json_w *w, struct str s)
{
    before_value(w);
    add_quoted(w->out, s);
}

void jw_c(struct json_w *w, const char *z)
{
    jw_str(w, str_from_c(z));
}

void jw_int(struct json_w *w, int64_t v)
{
    char digits[24];
    int n = snprintf(digits, sizeof(digits), "%lld", (long long)v);
    jw_raw(w, (struct str){ digits, (size_t)n });
}

void jw_bool(struct json_w *w, bool v)
{
    jw_raw(w, v ? STR("true") : STR("false"));
}

void jw_null(struct json_w *w)
{
    jw_raw(w, STR("null"));
}

void jw_raw(struct json_w *w, struct str json)
{
    before_value(w);
    buf_add(w->out, json);
}

void jw_kv(struct json_w *w, const char *key, struct str s)
{
    jw_key(w, key);
    jw_str(w, s);
}

void jw_kc(struct json_w *w, const char *key, const char *z)
{
    jw_key(w, key);
    jw_c(w, z);
}

void jw_ki(struct json_w *w, const char *key, int64_t v)
{
    jw_key(w, key);
    jw_int(w, v);
}

void jw_kb(struct json_w *w, const char *key, bool v)
{
    jw_key(w, key);
    jw_bool(w, v);
}

void jw_kv_given(struct json_w *w, const char *key, struct str s)
{
    if (s.n > 0)
        jw_kv(w, key, s);
}
