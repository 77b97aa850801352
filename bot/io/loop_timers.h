/* The loop's timers: a heap of the callers' own structs, the earliest on top. */
#ifndef IO_LOOP_TIMERS_H
#define IO_LOOP_TIMERS_H

#include "io/loop.h"

/* The earliest stands at heap[0]. */
struct timers {
    struct loop_timer **heap;
    size_t n, cap;
};

/* Frees the heap, not the timers. */
void timers_clear(struct timers *ts);
/* When the earliest fires; false when there is none. */
bool timers_first(const struct timers *ts, int64_t *at_ms);
/* Takes the earliest out; there must be one. */
struct loop_timer *timers_pop(struct timers *ts);
/* Adds one by its at_ms_; it must not be in. */
void timers_add(struct timers *ts, struct loop_timer *t);
/* Takes it out, if it is in. */
void timers_remove(struct timers *ts, struct loop_timer *t);

#endif
