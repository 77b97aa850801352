#include "io/entropy.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/types.h>

void entropy_fill(void *p, size_t n)
{
    char *at = p;
    while (n > 0) {
        ssize_t got = getrandom(at, n, 0);
        if (got < 0 && errno != EINTR)
            abort();
        if (got <= 0)
            continue;
        at += got;
        n -= (size_t)got;
    }
}

static void fill(void *self, void *out, size_t n)
{
    (void)self;
    entropy_fill(out, n);
}

struct random entropy_random(void)
{
    return (struct random){ .fill = fill };
}
