#include "queue.h"

#include "base/mem.h"

#include <stdlib.h>

static bool before(const struct happening *a, const struct happening *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

static void swap(struct happening *a, struct happening *b)
{
    struct happening c = *a;
    *a = *b;
    *b = c;
}

void queue_add(struct queue *q, struct happening item)
{
    if (q->n == q->cap) {
        q->cap = q->cap ? q->cap * 2 : 64;
        q->v = mem_grow(q->v, q->cap, sizeof(q->v[0]));
    }
    item.order = q->order++;
    size_t at = q->n++;
    q->v[at] = item;
    for (; at > 0 && before(&q->v[at], &q->v[(at - 1) / 2]); at = (at - 1) / 2)
        swap(&q->v[at], &q->v[(at - 1) / 2]);
}

bool queue_take(struct queue *q, struct happening *out)
{
    if (q->n == 0)
        return false;
    *out = q->v[0];
    q->v[0] = q->v[--q->n];
    for (size_t at = 0;;) {
        size_t least = at, left = 2 * at + 1;
        for (size_t child = left; child < left + 2 && child < q->n; child++) {
            if (before(&q->v[child], &q->v[least]))
                least = child;
        }
        if (least == at)
            return true;
        swap(&q->v[at], &q->v[least]);
        at = least;
    }
}

int64_t queue_next_ms(const struct queue *q)
{
    return q->n > 0 ? q->v[0].at_ms : INT64_MAX;
}

void queue_clear(struct queue *q)
{
    for (size_t i = 0; i < q->n; i++)
        arena_free(q->v[i].mem);
    free(q->v);
    *q = (struct queue){ 0 };
}
