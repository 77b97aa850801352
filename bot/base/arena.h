/* Memory that lives as long as one turn (or one parse) and is freed at once. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/auto.h"
#include "base/str.h"

struct arena; /* opaque */
struct buf;

/* A new arena; the caller frees it. Blocks grow with use and are kept on reset. */
struct arena *arena_new(void);
void arena_free(struct arena *a);
AUTO_PTR(struct arena, arena_free)

/* Forgets everything given out; the largest block is kept for reuse. */
void arena_reset(struct arena *a);

/* Zeroed, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *a, size_t n, size_t size);
#define ARENA_NEW(a, type)      ((type *)arena_alloc((a), 1, sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_alloc((a), (n), sizeof(type)))

/* Copies that live as long as the arena; NUL-terminated one past the end. */
struct str arena_str(struct arena *a, struct str s);
struct str arena_buf(struct arena *a, const struct buf *b);
struct str arena_fmt(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* a..., joined; NULL-safe for empty views. */
struct str arena_join(struct arena *a, const struct str *parts, size_t n);

#endif
