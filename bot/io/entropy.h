/* Random bytes from the kernel. */
#ifndef IO_ENTROPY_H
#define IO_ENTROPY_H

#include "base/random.h"

#include <stddef.h>

/* Fills n bytes at p. Ends the process when the kernel has none to give. */
void entropy_fill(void *p, size_t n);
/* The same as a value. */
struct random entropy_random(void);

#endif
