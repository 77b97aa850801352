#include "base/utf8.h"

#include "base/buf.h"

#include <string.h>

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* Bytes in a sequence by its first byte, and the least code point that may be
 * written with so many. */
static size_t expected(unsigned char c, uint32_t *bits, uint32_t *least)
{
    if (c >= 0xc2 && c <= 0xdf) {
        *bits = c & 0x1f;
        *least = 0x80;
        return 2;
    }
    if ((c & 0xf0) == 0xe0) {
        *bits = c & 0x0f;
        *least = 0x800;
        return 3;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        *bits = c & 0x07;
        *least = 0x10000;
        return 4;
    }
    return 0;
}

size_t utf8_decode(struct str s, uint32_t *cp)
{
    if (s.n == 0)
        return 0;
    unsigned char c = (unsigned char)s.p[0];
    if (c < 0x80) {
        *cp = c;
        return 1;
    }
    uint32_t v = 0, least = 0;
    size_t n = expected(c, &v, &least);
    if (n == 0 || s.n < n)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if (!is_continuation(s.p[i]))
            return 0;
        v = v << 6 | ((unsigned char)s.p[i] & 0x3f);
    }
    if (v < least || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
        return 0;
    *cp = v;
    return n;
}

size_t utf8_len(struct str s)
{
    uint32_t ignored;
    return utf8_decode(s, &ignored);
}

/* Most text is ASCII: eight bytes at once. */
static struct str skip_ascii(struct str s)
{
    static const uint64_t high = 0x8080808080808080;
    uint64_t eight;
    while (s.n >= sizeof(eight)) {
        memcpy(&eight, s.p, sizeof(eight));
        if (eight & high)
            break;
        s = (struct str){ s.p + sizeof(eight), s.n - sizeof(eight) };
    }
    return s;
}

bool utf8_valid(struct str s)
{
    while ((s = skip_ascii(s)).n > 0) {
        size_t n = utf8_len(s);
        if (n == 0)
            return false;
        s = str_skip(s, n);
    }
    return true;
}

struct str utf8_take(struct str s, size_t max_bytes)
{
    if (s.n <= max_bytes)
        return s;
    while (max_bytes > 0 && is_continuation(s.p[max_bytes]))
        max_bytes--;
    return str_take(s, max_bytes);
}

size_t utf8_put(char *p, uint32_t cp)
{
    size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (size_t i = n; i-- > 1;) {
        p[i] = (char)(0x80 | (cp & 0x3f));
        cp >>= 6;
    }
    p[0] = (char)(lead[n] | cp);
    return n;
}

void utf8_add(struct buf *out, uint32_t cp)
{
    char b[4];
    buf_add(out, (struct str){ b, utf8_put(b, cp) });
}
