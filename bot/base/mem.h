/* The heap: running out of it ends the process, so callers need no checks. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Zeroed storage for n elements of `size` bytes; aborts when there is none.
 * The caller owns it and gives it back with free(). */
void *mem_new(size_t n, size_t size);

/* Grows p (which may be NULL) to n elements of `size`; new bytes are not set. */
void *mem_grow(void *p, size_t n, size_t size);

#endif
