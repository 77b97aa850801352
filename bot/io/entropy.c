#include "io/entropy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
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

static void fill_from_pool(void *self, void *out, size_t n)
{
    struct entropy_pool *pool = self;
    if (n > sizeof(pool->bytes)) {
        entropy_fill(out, n);
        return;
    }
    if (n > pool->left) {
        entropy_fill(pool->bytes, sizeof(pool->bytes));
        pool->left = sizeof(pool->bytes);
    }
    pool->left -= n;
    memcpy(out, pool->bytes + pool->left, n);
    explicit_bzero(pool->bytes + pool->left, n);
}

struct random entropy_pooled(struct entropy_pool *pool)
{
    return (struct random){ .fill = fill_from_pool, .self = pool };
}
