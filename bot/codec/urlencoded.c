#include "codec/urlencoded.h"

#include "base/arena.h"
#include "base/buf.h"

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

void urlencoded_add(struct buf *out, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        char escaped[] = { '%', hex[c >> 4], hex[c & 15] };
        if (is_unreserved(c))
            buf_add_char(out, (char)c);
        else
            buf_add(out, (struct str){ escaped, sizeof(escaped) });
    }
}

void urlencoded_add_pair(struct buf *out, struct str key, struct str value)
{
    if (out->n > 0)
        buf_add_char(out, '&');
    urlencoded_add(out, key);
    buf_add_char(out, '=');
    urlencoded_add(out, value);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool urlencoded_decode(struct str *out, struct str s, bool form, struct arena *mem,
                       struct err *err)
{
    char *p = arena_alloc(mem, s.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%') {
            int high = i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
            int low = i + 2 < s.n ? hex_digit(s.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return err_set(err, ERR_PARSE, "a %% without two hexadecimal digits");
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && form) {
            c = ' ';
        }
        p[n++] = c;
    }
    *out = (struct str){ p, n };
    return true;
}

bool urlencoded_next(struct str *form, struct str *key, struct str *value,
                     struct arena *mem, struct err *err)
{
    struct str pair = { 0 };
    while (form->n > 0 && pair.n == 0)
        pair = str_cut(form, '&');
    if (pair.n == 0)
        return false;
    struct str name = str_cut(&pair, '='), k, v;
    if (!urlencoded_decode(&k, name, true, mem, err) ||
        !urlencoded_decode(&v, pair, true, mem, err))
        return false;
    *key = k;
    *value = v;
    return true;
}
