/* What the files of dealing share. */
#ifndef ADVOCACY_DEALING_INTERNAL_H
#define ADVOCACY_DEALING_INTERNAL_H

#include "advocacy/dealing.h"

/* A place in the order of freshness: newer ones are greater. */
struct spot {
    int64_t fresh_ms, post;
};

/* The order: by freshness, then by id. */
static inline bool spot_less(struct spot a, struct spot b)
{
    return a.fresh_ms != b.fresh_ms ? a.fresh_ms < b.fresh_ms : a.post < b.post;
}

/* The stretch [lo, hi] of the order in which everything was dealt. */
struct watermark {
    struct spot hi, lo; /* hi.post == 0: none */
};

/* The stretch that holds for this wish; none when the person's languages or topics,
 * or the library's past, have changed since. */
bool watermark_get(struct turn *t, const struct wish *wish, struct watermark *out,
                   struct err *err);
bool watermark_put(struct turn *t, const struct wish *wish, const struct watermark *w,
                   struct err *err);

/* A post found on the way down, and in which language. */
struct found {
    struct spot spot;
    enum lang lang;
    bool any; /* false: nothing was found */
};

/* The freshest between the two spots (both excluded) over all languages and topics of
 * the wish. `skip_dealt`: only what the person has neither been dealt nor used up. */
bool variant_below(struct turn *t, const struct wish *wish, struct spot below,
                   struct spot above, bool skip_dealt, struct found *out,
                   struct err *err);

#endif
