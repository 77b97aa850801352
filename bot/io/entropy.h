/* Random bytes from the kernel. */
#ifndef IO_ENTROPY_H
#define IO_ENTROPY_H

#include "base/random.h"

#include <stddef.h>

/* Fills n bytes at p. Ends the process when the kernel has none to give. */
void entropy_fill(void *p, size_t n);
/* The same as a value. */
struct random entropy_random(void);

/* Some of it kept at hand, for what draws a few bytes many times a second. What was
 * given out is wiped. Zeroed: empty. */
struct entropy_pool {
    unsigned char bytes[256];
    size_t left;
};
struct random entropy_pooled(struct entropy_pool *pool); /* borrows pool */

#endif
