/* Every event is run once: its id is kept for 24 hours, its answer for ten minutes. */
#ifndef CORE_INBOX_H
#define CORE_INBOX_H

#include "core/turn.h"
#include "model/effect.h"
#include "store/migrate.h"

enum { inbox_answer_ms = 10 * 60 * 1000, inbox_id_ms = 24 * 60 * 60 * 1000 };

/* Its tables. */
extern const struct migration inbox_migrations[];

/* Was t->event run before? Then *seen, and *out is the answer it got: nothing when that
 * is longer ago than ten minutes, or when it was a message and answered since the start.
 * Events without an id were never seen. */
bool inbox_seen(struct turn *t, bool *seen, struct answer *out, struct err *err);

/* Notes that it was run, with this answer. */
bool inbox_note(struct turn *t, const struct answer *answer, struct err *err);

/* Deletes up to `most` rows that are too old; *more when there may be others. */
bool inbox_tidy(struct turn *t, int64_t most, bool *more, struct err *err);

#endif
