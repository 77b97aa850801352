/*
 * The contact gate: the one place that decides whether a person may be written to,
 * and the only maker of the value that a direct message needs.
 *
 *   answer        now: it was asked for
 *   subscription  only if switched on by the person, and in their hours
 *   unasked       never, as long as no feature with consents of its own needs it
 *
 * Each decision is kept for 180 days under the person's random id.
 */
#ifndef ADVOCACY_GATE_H
#define ADVOCACY_GATE_H

#include "core/outbox.h"
#include "model/contact.h"
#include "store/migrate.h"

/* Its tables. */
extern const struct migration gate_migrations[];

/* Asks for the right to write to t->person. *out is NULL when the answer is never;
 * else it carries the earliest instant. Made in the arena. */
bool gate_ask(struct turn *t, enum contact_kind kind, struct str topic,
              const struct contact **out, struct err *err);

/* The same question when a row is about to go out (engine_options.gate). Never, when the
 * account is no longer that person's: they are forgotten, or disconnected it. */
bool gate_ask_again(struct turn *t, const struct gate_question *q,
                    struct gate_answer *out, struct err *err);

/* A subscription of t->person is switched on or off. */
bool gate_consent(struct turn *t, struct str topic, bool on, struct err *err);

/* Subscriptions of either are both's, and the decisions about `from` stand under into's id. */
bool gate_merge(struct turn *t, int64_t from, int64_t into, struct err *err);

/* Deletes decisions older than 180 days, up to `most`. */
bool gate_tidy(struct turn *t, int64_t most, struct err *err);

#endif
