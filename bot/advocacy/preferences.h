/* What a person chose for themselves. Only they see it. */
#ifndef ADVOCACY_PREFERENCES_H
#define ADVOCACY_PREFERENCES_H

#include "core/turn.h"
#include "store/migrate.h"

/* Their own hours, as minutes of the day: subscriptions come only between them. The same
 * twice (other than 0) is the whole day. */
struct hours {
    int from_min, until_min;
};

/* Empty views and zeros: not chosen, the company's default holds. */
struct preferences {
    struct str network;  /* id: what /share deals for */
    struct str networks; /* ids, comma between: which ones to offer; empty: all */
    struct str topics;   /* comma between; empty: all */
    struct str langs;    /* languages of posts: "en", "de", "de,en"; empty: their own */
    struct str instance; /* Mastodon's, host name */
    struct hours hours;  /* both 0: the company's */
};

/* Its tables. */
extern const struct migration preferences_migrations[];

/* Those of t->person; in the arena. */
bool preferences_get(struct turn *t, struct preferences *out, struct err *err);
bool preferences_put(struct turn *t, const struct preferences *p, struct err *err);

/* Setting by setting: what `into` chose stays, what they left open is as `from` chose. */
bool preferences_merge(struct turn *t, int64_t from, int64_t into, struct err *err);

/* Is `item` one of a comma-separated list? */
bool list_has(struct str list, struct str item);

#endif
