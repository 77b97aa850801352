#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { first_cap = 256 };

/* Makes room for `more` bytes and the NUL; false when the ceiling forbids it. */
static bool reserve(struct buf *b, size_t more)
{
    if (more > b->max - b->n)
        return false;
    size_t need = b->n + more + 1;
    if (need <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap * 2 : first_cap;
    if (cap < need)
        cap = need;
    b->p = mem_grow(b->p, cap, 1);
    b->cap = cap;
    return true;
}

void buf_add_slowly(struct buf *b, struct str s)
{
    if (!reserve(b, s.n)) {
        b->overflow = true;
        s.n = b->max - b->n;
        if (!reserve(b, s.n))
            return;
    }
    if (s.n > 0)
        memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
    b->p[b->n] = '\0';
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n >= 0) {
        char *text = mem_new((size_t)n + 1, 1);
        (void)vsnprintf(text, (size_t)n + 1, fmt, again);
        buf_add(b, (struct str){ text, (size_t)n });
        free(text);
    }
    va_end(again);
}

bool buf_ok(const struct buf *b)
{
    return !b->overflow;
}

struct str buf_str(const struct buf *b)
{
    return (struct str){ b->p, b->n };
}

const char *buf_c(const struct buf *b)
{
    return b->p ? b->p : "";
}

void buf_cut(struct buf *b, size_t n)
{
    if (n >= b->n)
        return;
    b->n = n;
    b->p[n] = '\0';
}

void buf_consume(struct buf *b, size_t n)
{
    if (n > b->n)
        n = b->n;
    if (n == 0)
        return;
    memmove(b->p, b->p + n, b->n - n);
    b->n -= n;
    b->p[b->n] = '\0';
}

void buf_clear(struct buf *b)
{
    free(b->p);
    *b = BUF_INIT(b->max);
}
