#include "base/runes.h"

#include "base/arena.h"
#include "base/utf8.h"

bool runes_of(struct runes *out, struct str text, struct arena *mem)
{
    if (text.n >= UINT32_MAX)
        return false;
    uint32_t *c = ARENA_ARRAY(mem, text.n + 1, uint32_t);
    uint32_t *at = ARENA_ARRAY(mem, text.n + 1, uint32_t);
    size_t n = 0, pos = 0;
    while (pos < text.n) {
        size_t len = utf8_decode(str_skip(text, pos), &c[n]);
        if (len == 0)
            return false;
        at[n++] = (uint32_t)pos;
        pos += len;
    }
    at[n] = (uint32_t)text.n;
    *out = (struct runes){ .c = c, .at = at, .n = n, .text = text };
    return true;
}

struct str runes_str(const struct runes *r, size_t from, size_t to)
{
    return str_take(str_skip(r->text, r->at[from]), r->at[to] - r->at[from]);
}

size_t runes_utf16(const struct runes *r, size_t from, size_t to)
{
    size_t n = to - from;
    for (size_t i = from; i < to; i++)
        n += r->c[i] > 0xffff;
    return n;
}
