/*
 * That something was shared: a counter for each post, network and day, and nobody's
 * name. Against doubles a keyed hash of who and what, whose key is replaced weekly;
 * with the key gone, the hashes say nothing.
 */
#ifndef ADVOCACY_SHARES_H
#define ADVOCACY_SHARES_H

#include "core/turn.h"
#include "store/migrate.h"

/* Its tables. */
extern const struct migration shares_migrations[];

/* t->person says that they shared it. Counted once a week; *counted says whether
 * it was counted now. */
bool shares_count(struct turn *t, int64_t post, struct str network, bool *counted,
                  struct err *err);

/* What `from` was counted for in this week `into` is not counted for again; what both were
 * counted for before stays counted. */
bool shares_merge(struct turn *t, int64_t from, int64_t into, struct err *err);

/* Hashes of past weeks go: their key is destroyed already. */
bool shares_tidy(struct turn *t, struct err *err);

#endif
