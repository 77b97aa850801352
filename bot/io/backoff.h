/*
 * How long to wait before trying again: anywhere between at once and a ceiling that
 * doubles with each failure ("full jitter": many that failed together do not come back
 * together). Pure: it is told the time (monotonic ms).
 */
#ifndef IO_BACKOFF_H
#define IO_BACKOFF_H

#include "base/random.h"

#include <stdbool.h>

/* Of one thing that is tried; set rnd and the times, leave the rest zero. */
struct backoff {
    struct random rnd;
    int64_t first_ms, most_ms; /* the ceiling after one failure, and after many */
    int64_t stable_ms;         /* so long it must work to be trusted; 0: at once */
    unsigned failures;         /* in a row */
    int64_t works_since_ms;    /* 0: it does not, or is trusted already */
};

/* It works from now on. */
void backoff_works(struct backoff *b, int64_t now_ms);
/* True once, when it has worked for stable_ms: failures are counted from there. */
bool backoff_settle(struct backoff *b, int64_t now_ms);
/* It failed, or does not work any more: so long to wait, in ms, at least 1. */
int64_t backoff_failed(struct backoff *b, int64_t now_ms);

#endif
