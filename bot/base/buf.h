/* A growing byte buffer with a hard ceiling. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

#include <string.h>

/* Every buffer that a peer can fill states its ceiling where it is made, so
 * memory use is bounded by reading the BUF_INIT lines. Always NUL-terminated
 * one past the end once something was added.
 *
 * Appending past the ceiling sets `overflow`, keeps what fits and drops the
 * rest; check buf_ok() once, after the last append. */
struct buf {
    char *p; /* owned; NULL until the first append */
    size_t n, cap, max;
    bool overflow;
};

#define BUF_INIT(max_bytes) ((struct buf){ .max = (max_bytes) })

/* What buf_add() does when there is no room yet, or too little for ever. */
void buf_add_slowly(struct buf *b, struct str s);

/* JSON is written a few bytes at a time: this is the hottest place of the program. */
static inline void buf_add(struct buf *b, struct str s)
{
    if (s.n == 0 || s.n >= b->cap - b->n || s.n > b->max - b->n) {
        buf_add_slowly(b, s);
        return;
    }
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
    b->p[b->n] = '\0';
}

/* One byte. */
static inline void buf_add_char(struct buf *b, char c)
{
    buf_add(b, (struct str){ &c, 1 });
}

/* As printf does; then: to look at what is there, and to take away. */
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool buf_ok(const struct buf *b);
struct str buf_str(const struct buf *b);   /* valid until the next append */
const char *buf_c(const struct buf *b);    /* the same, NUL-terminated, never NULL */
void buf_cut(struct buf *b, size_t n);     /* forgets all after the first n bytes */
void buf_consume(struct buf *b, size_t n); /* forgets the first n bytes */
void buf_clear(struct buf *b);             /* frees; b may be used again */

#endif
