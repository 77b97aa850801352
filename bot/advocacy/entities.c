#include "advocacy/entities.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

void entities_add(struct entities *list, enum entity_kind kind, size_t from, size_t to)
{
    if (list->n == list->cap) {
        size_t cap = list->cap ? 2 * list->cap : 16;
        struct entity *v = ARENA_ARRAY(list->mem, cap, struct entity);
        if (list->n > 0)
            memcpy(v, list->v, list->n * sizeof(*v));
        list->v = v;
        list->cap = cap;
    }
    list->v[list->n++] = (struct entity){ kind, from, to };
}

static int by_start(const void *a, const void *b)
{
    size_t x = ((const struct entity *)a)->from, y = ((const struct entity *)b)->from;
    return (x > y) - (x < y);
}

void entities_sort(struct entities *list)
{
    if (list->n > 1)
        qsort(list->v, list->n, sizeof(*list->v), by_start);
}

void entities_settle(struct entities *list)
{
    if (list->n < 2)
        return;
    entities_sort(list);
    size_t kept = 1;
    for (size_t i = 1; i < list->n; i++) {
        if (list->v[i].from >= list->v[kept - 1].to)
            list->v[kept++] = list->v[i];
    }
    list->n = kept;
}
