/* What a fuzz target is: one function over bytes. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Called by libFuzzer or by replay.c. Always returns 0; a broken property aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as a view. */
static inline struct str fuzz_str(const uint8_t *data, size_t size)
{
    return (struct str){ (const char *)data, size };
}

/* What FUZZ_CHECK calls. */
static inline _Noreturn void fuzz_broken(const char *file, int line, const char *what)
{
    (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

/* The property: ends the run when it does not hold. */
#define FUZZ_CHECK(cond)                                                                 \
    do {                                                                                 \
        if (!(cond))                                                                     \
            fuzz_broken(__FILE__, __LINE__, #cond);                                      \
    } while (0)

#endif
