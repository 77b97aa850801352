#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

static void *or_die(void *p)
{
    if (!p) {
        (void)fputs("level=error area=base event=out_of_memory\n", stderr);
        abort();
    }
    return p;
}

void *mem_new(size_t n, size_t size)
{
    return or_die(calloc(n ? n : 1, size ? size : 1));
}

void *mem_grow(void *p, size_t n, size_t size)
{
    return or_die(reallocarray(p, n ? n : 1, size ? size : 1));
}
