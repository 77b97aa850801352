/* A growing byte buffer with a hard ceiling. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

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

/* Appending; buf_str() and buf_c() look at what is there, the rest takes away. */
void buf_add(struct buf *b, struct str s);
void buf_add_char(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool buf_ok(const struct buf *b);
struct str buf_str(const struct buf *b);   /* valid until the next append */
const char *buf_c(const struct buf *b);    /* the same, NUL-terminated, never NULL */
void buf_cut(struct buf *b, size_t n);     /* forgets all after the first n bytes */
void buf_consume(struct buf *b, size_t n); /* forgets the first n bytes */
void buf_clear(struct buf *b);             /* frees; b may be used again */

#endif
