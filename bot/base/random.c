#include "base/random.h"

#include <string.h>

uint64_t random_u64(struct random *r)
{
    uint64_t v;
    r->fill(r->self, &v, sizeof(v));
    return v;
}

uint64_t random_below(struct random *r, uint64_t below)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % below;
    uint64_t v;
    do
        v = random_u64(r);
    while (v >= limit);
    return v % below;
}

static uint64_t rotl(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/* xoshiro256** 1.0, Blackman and Vigna, public domain algorithm. */
static uint64_t next(struct random_seeded *g)
{
    uint64_t result = rotl(g->s[1] * 5, 7) * 9;
    uint64_t t = g->s[1] << 17;
    g->s[2] ^= g->s[0];
    g->s[3] ^= g->s[1];
    g->s[1] ^= g->s[2];
    g->s[0] ^= g->s[3];
    g->s[2] ^= t;
    g->s[3] = rotl(g->s[3], 45);
    return result;
}

/* splitmix64 spreads a small seed over the whole state. */
void random_seed(struct random_seeded *g, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        uint64_t z = seed += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        g->s[i] = z ^ (z >> 31);
    }
}

static void fill_seeded(void *self, void *out, size_t n)
{
    struct random_seeded *g = self;
    char *p = out;
    while (n > 0) {
        uint64_t v = next(g);
        size_t take = n < sizeof(v) ? n : sizeof(v);
        memcpy(p, &v, take);
        p += take;
        n -= take;
    }
}

struct random random_from_seeded(struct random_seeded *g)
{
    return (struct random){ .fill = fill_seeded, .self = g };
}
