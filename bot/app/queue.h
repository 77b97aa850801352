/*
 * Events on their way into the engine, in order: copied as they come, run in batches
 * at the end of a loop's turn.
 */
#ifndef APP_QUEUE_H
#define APP_QUEUE_H

#include "model/event.h"

struct arena;
struct queue_batch;

enum { queue_batch_max = 256 };

struct queue {
    struct queue_batch *first, *last; /* run from the first, filled at the last */
    struct queue_batch *spare;        /* one is kept for reuse */
    size_t n;                         /* events that wait */
};

/* Forgets all that waits. */
void queue_clear(struct queue *q);

/* Copies the event to the end. */
void queue_put(struct queue *q, const struct event *ev);

/* The next events, at most `max` and all of one batch; they live until queue_drop(). */
const struct event *const *queue_peek(const struct queue *q, size_t max, size_t *n);
/* The first n are done. */
void queue_drop(struct queue *q, size_t n);

#endif
