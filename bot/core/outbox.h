/*
 * What is to be said, durably: rows that survive everything, go out once, and in
 * order within a channel.
 *
 *   WAITING --claim--> SENDING --applied--> SENT
 *      ^                  |---not---------> WAITING (later) or DEAD
 *      |                  '---unknown-----> UNCERTAIN --find--> SENT | WAITING | DEAD
 *
 * SENDING is committed before the first byte leaves; a process that starts finds
 * such rows and makes them UNCERTAIN. An UNCERTAIN row is looked for on the platform
 * and sent again only when it is absent 60 s after it was started; what may be repeated
 * (edits, deletions, uploads) at once.
 */
#ifndef CORE_OUTBOX_H
#define CORE_OUTBOX_H

#include "core/turn.h"
#include "model/contact.h"
#include "model/effect.h"
#include "store/migrate.h"

/* Values are part of the database format: append only. */
enum outbox_state {
    OUTBOX_WAITING = 0,
    OUTBOX_SENDING = 1,
    OUTBOX_UNCERTAIN = 2,
    OUTBOX_SENT = 3,
    OUTBOX_DEAD = 4,
};

/* GATE_NEVER: the row is dropped. */
enum gate_verdict { GATE_NOW, GATE_LATER, GATE_NEVER };

/* May this person be written to now? *not_before_ms is set for GATE_LATER. */
struct gate_question {
    int64_t person;
    enum contact_kind kind;
    struct str topic, workspace, user;
};
struct gate_answer {
    enum gate_verdict verdict;
    int64_t not_before_ms;
};

/* Its tables. */
extern const struct migration outbox_migrations[];

/* What fx_post() and its kin put in; `card` may be NULL. */
struct outbox_row {
    struct str key;
    enum outgoing_kind kind;
    enum lane lane;
    struct str workspace, channel, user, message;
    const struct contact *contact; /* DIRECT only */
    const struct card *card;
    int64_t not_before_ms;
    int64_t until_ms; /* no use afterwards, and not to be kept; 0: none */
};
bool outbox_add(struct turn *t, const struct outbox_row *row, struct err *err);

/* A row that failed for good, so that it can be added anew. */
bool outbox_forget_dead(struct turn *t, struct str key, struct err *err);

/* A row to be sent (look: false) or to be looked for (look: true). */
struct claim {
    struct outgoing out; /* lives in the turn's arena; bytes of uploads are not set */
    bool look;
};

/* Takes up to `max` rows of a workspace that may go now and marks them SENDING.
 * Must be committed before anything is sent. */
bool outbox_claim(struct turn *t, struct str workspace, struct claim *out, size_t max,
                  size_t *n, struct err *err);

/* What waits for `from` is into's. */
bool outbox_merge(struct turn *t, int64_t from, int64_t into, struct err *err);

/* What an EVENT_OUTCOME says about a row. */
bool outbox_outcome(struct turn *t, const struct event *ev, struct err *err);

/* At start: what was SENDING when the last process ended is UNCERTAIN now. */
bool outbox_recover(struct turn *t, struct err *err);

/* Drops what is past its until_ms; not what is under way. */
bool outbox_expire(struct turn *t, struct err *err);

/* The earliest instant at which a row may go; INT64_MAX: none is waiting. */
bool outbox_next_ms(struct turn *t, int64_t *out, struct err *err);

#endif
