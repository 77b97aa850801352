#include "io/backoff.h"

void backoff_works(struct backoff *b, int64_t now_ms)
{
    b->works_since_ms = now_ms > 0 ? now_ms : 1;
    if (b->stable_ms == 0)
        backoff_settle(b, now_ms);
}

bool backoff_settle(struct backoff *b, int64_t now_ms)
{
    if (b->works_since_ms == 0 || now_ms - b->works_since_ms < b->stable_ms)
        return false;
    b->works_since_ms = 0;
    b->failures = 0;
    return true;
}

int64_t backoff_failed(struct backoff *b, int64_t now_ms)
{
    int64_t ceiling = b->first_ms;
    backoff_settle(b, now_ms);
    b->works_since_ms = 0;
    for (unsigned i = 0; i < b->failures && ceiling < b->most_ms; i++)
        ceiling *= 2;
    b->failures++;
    if (ceiling > b->most_ms)
        ceiling = b->most_ms;
    return 1 + (int64_t)random_below(&b->rnd, (uint64_t)ceiling);
}
