/* A text cut into code points, for rules that look to both sides. */
#ifndef BASE_RUNES_H
#define BASE_RUNES_H

#include "base/str.h"

struct arena;

/* The code points of a text and their places. */
struct runes {
    const uint32_t *c;  /* code points */
    const uint32_t *at; /* where each begins in text, in bytes; at[n] is the end */
    size_t n;
    struct str text; /* borrowed: lives as long as its owner says */
};

/* Cuts text, which must be valid UTF-8 and below 4 GiB; false when it is not.
 * The arrays live as long as the arena. */
bool runes_of(struct runes *out, struct str text, struct arena *mem);

/* The bytes of the code points [from, to). */
struct str runes_str(const struct runes *r, size_t from, size_t to);

/* Code units that [from, to) takes in UTF-16, as most web pages count. */
size_t runes_utf16(const struct runes *r, size_t from, size_t to);

#endif
