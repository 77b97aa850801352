/* Where random bytes come from, as a value: the system in the daemon, a seed in
 * the simulator. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Fills `n` bytes at `out`; never fails. */
struct random {
    void (*fill)(void *self, void *out, size_t n);
    void *self; /* borrowed */
};

/* 64 bits. */
uint64_t random_u64(struct random *r);

/* Evenly spread over 0 .. below-1; below must not be 0. */
uint64_t random_below(struct random *r, uint64_t below);

/* A generator from a seed (xoshiro256**), for the simulator and tests: never
 * for anything that must not be guessed. */
struct random_seeded {
    uint64_t s[4];
};
void random_seed(struct random_seeded *g, uint64_t seed);
struct random random_from_seeded(struct random_seeded *g); /* borrows g */

#endif
