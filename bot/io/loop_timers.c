#include "io/loop_timers.h"

#include "base/mem.h"

#include <stdlib.h>

static void put(struct timers *ts, size_t at, struct loop_timer *t)
{
    ts->heap[at] = t;
    t->slot_ = at + 1;
}

static void sift_up(struct timers *ts, size_t at, struct loop_timer *t)
{
    while (at > 0 && ts->heap[(at - 1) / 2]->at_ms_ > t->at_ms_) {
        put(ts, at, ts->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put(ts, at, t);
}

static void sift_down(struct timers *ts, size_t at, struct loop_timer *t)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < ts->n && ts->heap[child + 1]->at_ms_ < ts->heap[child]->at_ms_)
            child++;
        if (child >= ts->n || ts->heap[child]->at_ms_ >= t->at_ms_)
            break;
        put(ts, at, ts->heap[child]);
        at = child;
    }
    put(ts, at, t);
}

void timers_clear(struct timers *ts)
{
    free(ts->heap);
    *ts = (struct timers){ 0 };
}

bool timers_first(const struct timers *ts, int64_t *at_ms)
{
    if (ts->n == 0)
        return false;
    *at_ms = ts->heap[0]->at_ms_;
    return true;
}

struct loop_timer *timers_pop(struct timers *ts)
{
    struct loop_timer *t = ts->heap[0];
    timers_remove(ts, t);
    return t;
}

void timers_add(struct timers *ts, struct loop_timer *t)
{
    if (ts->n == ts->cap) {
        ts->cap = ts->cap ? ts->cap * 2 : 64;
        ts->heap = mem_grow(ts->heap, ts->cap, sizeof(*ts->heap));
    }
    sift_up(ts, ts->n++, t);
}

void timers_remove(struct timers *ts, struct loop_timer *t)
{
    if (t->slot_ == 0)
        return;
    size_t at = t->slot_ - 1;
    struct loop_timer *last = ts->heap[--ts->n];
    t->slot_ = 0;
    if (last == t)
        return;
    if (at > 0 && ts->heap[(at - 1) / 2]->at_ms_ > last->at_ms_)
        sift_up(ts, at, last);
    else
        sift_down(ts, at, last);
}
