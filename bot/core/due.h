/*
 * Durable timers. What is to happen is kept as nominal local time and zone; the
 * instant is derived from them and recomputed when the zone data change.
 */
#ifndef CORE_DUE_H
#define CORE_DUE_H

#include "core/turn.h"
#include "store/migrate.h"

/* Its tables. */
extern const struct migration due_migrations[];

/* When: an instant (zone empty), or a local time in a zone. */
struct due_time {
    int64_t at_ms;    /* used when local is empty */
    struct str local; /* "2026-11-25T08:30" */
    struct str zone;  /* IANA name */
};

/* Sets the timer `key` of a feature (replacing one of the same key). `person` 0:
 * nobody's. It fires once, as feature->due, in a turn of its own, with the person at their
 * account in this turn's workspace. */
bool due_set(struct turn *t, const char *feature, const char *kind, struct str object,
             int64_t person, struct due_time when, struct str key, struct err *err);

/* Fires what is due, up to `most` timers, each in a savepoint of its own; *more when
 * others are waiting. For the engine. */
bool due_fire(struct turn *t, size_t most, bool *more, struct err *err);

/* The earliest timer's instant; INT64_MAX: none. */
bool due_next_ms(struct turn *t, int64_t *out, struct err *err);

/* The timers of `from` are into's. A key that holds a person's number holds it between
 * colons ("remind:PERSON:POST"), and is told anew; into's own timer of that key stays. */
bool due_merge(struct turn *t, int64_t from, int64_t into, struct err *err);

/* Recomputes the instants of local times (after the zone data changed). */
bool due_recompute(struct turn *t, struct err *err);

#endif
