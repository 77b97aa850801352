#include "app/queue.h"

#include "base/arena.h"
#include "base/mem.h"

#include <stdlib.h>

/* A batch's events live in its arena and die together. */
struct queue_batch {
    struct arena *mem;
    const struct event *v[queue_batch_max];
    size_t n, at; /* filled; of these done */
    struct queue_batch *next;
};

static struct queue_batch *batch_new(struct queue *q)
{
    struct queue_batch *b = TAKE(q->spare);
    if (b)
        return b;
    b = mem_new(1, sizeof(*b));
    b->mem = arena_new();
    return b;
}

static void batch_free(struct queue_batch *b)
{
    if (!b)
        return;
    arena_free(b->mem);
    free(b);
}

static void batch_retire(struct queue *q, struct queue_batch *b)
{
    if (q->spare) {
        batch_free(b);
        return;
    }
    arena_reset(b->mem);
    b->n = b->at = 0;
    b->next = NULL;
    q->spare = b;
}

void queue_clear(struct queue *q)
{
    while (q->first) {
        struct queue_batch *b = q->first;
        q->first = b->next;
        batch_free(b);
    }
    batch_free(q->spare);
    *q = (struct queue){ 0 };
}

void queue_put(struct queue *q, const struct event *ev)
{
    if (!q->last || q->last->n == queue_batch_max) {
        struct queue_batch *b = batch_new(q);
        if (q->last)
            q->last->next = b;
        else
            q->first = b;
        q->last = b;
    }
    q->last->v[q->last->n++] = event_copy(q->last->mem, ev);
    q->n++;
}

const struct event *const *queue_peek(const struct queue *q, size_t max, size_t *n)
{
    *n = 0;
    if (!q->first)
        return NULL;
    size_t left = q->first->n - q->first->at;
    *n = left < max ? left : max;
    return &q->first->v[q->first->at];
}

void queue_drop(struct queue *q, size_t n)
{
    struct queue_batch *b = q->first;
    b->at += n;
    q->n -= n;
    if (b->at < b->n)
        return;
    q->first = b->next;
    if (!q->first)
        q->last = NULL;
    batch_retire(q, b);
}
