#include "base/arena.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { first_block = 16 * 1024, kept_block = 256 * 1024 };

struct block {
    struct block *next;
    size_t cap, used;
    max_align_t data[];
};

struct arena {
    struct block *top; /* newest first */
};

struct arena *arena_new(void)
{
    return mem_new(1, sizeof(struct arena));
}

static void free_blocks(struct block *b)
{
    while (b) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    free_blocks(a->top);
    free(a);
}

void arena_reset(struct arena *a)
{
    if (!a->top)
        return;
    free_blocks(a->top->next);
    a->top->next = NULL;
    a->top->used = 0;
    if (a->top->cap > kept_block) { /* one huge turn must not stay in memory */
        free(a->top);
        a->top = NULL;
    }
}

static void add_block(struct arena *a, size_t need)
{
    size_t cap = a->top ? a->top->cap * 2 : first_block;
    if (cap > kept_block)
        cap = kept_block;
    if (cap < need)
        cap = need;
    struct block *b = mem_grow(NULL, sizeof(*b) + cap, 1);
    *b = (struct block){ .next = a->top, .cap = cap };
    a->top = b;
}

static char *take(struct arena *a, size_t bytes)
{
    size_t align = _Alignof(max_align_t);
    size_t need = (bytes + align - 1) / align * align;
    if (!a->top || a->top->cap - a->top->used < need)
        add_block(a, need);
    char *p = (char *)a->top->data + a->top->used;
    a->top->used += need;
    return p;
}

void *arena_alloc(struct arena *a, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX / 2)
        abort();
    char *p = take(a, bytes ? bytes : 1);
    memset(p, 0, bytes);
    return p;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = take(a, s.n + 1);
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){ p, s.n };
}

struct str arena_buf(struct arena *a, const struct buf *b)
{
    return arena_str(a, buf_str(b));
}

struct str arena_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    size_t len = n > 0 ? (size_t)n : 0;
    char *p = take(a, len + 1);
    (void)vsnprintf(p, len + 1, fmt, again);
    va_end(again);
    return (struct str){ p, len };
}

struct str arena_join(struct arena *a, const struct str *parts, size_t n)
{
    size_t len = 0;
    for (size_t i = 0; i < n; i++)
        len += parts[i].n;
    char *p = take(a, len + 1);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n > 0)
            memcpy(p + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    p[len] = '\0';
    return (struct str){ p, len };
}
