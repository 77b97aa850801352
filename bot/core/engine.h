/*
 * The engine: runs events as turns, many in one transaction, and hands back what is
 * to be answered. It does no I/O but the database and is told the time, so the
 * daemon and the simulator run the same.
 */
#ifndef CORE_ENGINE_H
#define CORE_ENGINE_H

#include "base/secret.h"
#include "core/feature.h"
#include "core/outbox.h"

/* Tables of a module that is no feature, and their merge as in struct feature; a list
 * ends with name NULL. */
struct module {
    const char *name;
    const struct migration *migrations;
    bool (*merge)(struct turn *t, int64_t from, int64_t into, struct err *err);
};

/* What an engine is made of. */
struct engine_options {
    struct db *db;                         /* borrowed, like all pointers here */
    const struct config *cfg;              /* may be exchanged by engine_reload() */
    const struct feature *const *features; /* NULL-terminated */
    const struct module *modules;
    struct texts *texts;
    struct random rnd;
    struct secret signing_key; /* of buttons and forms: 32 bytes */
    /* The contact gate, asked again when a direct message is about to go out. */
    bool (*gate)(struct turn *t, const struct gate_question *q, struct gate_answer *out,
                 struct err *err);
    bool resend_unknown; /* what cannot be looked up is sent again, not dropped */
};

struct engine; /* opaque */

/* Brings the schema up to date, notes what was under way when the last process
 * ended, and calls the features' ready(). */
bool engine_open(struct engine **out, const struct engine_options *o, int64_t now_ms,
                 struct err *err);
void engine_free(struct engine *e);
AUTO_PTR(struct engine, engine_free)

/* Changes nothing: how many steps of the schema the database lacks (they are run at the
 * next start). ERR_PARSE: it was made by a newer version. */
bool engine_schema_missing(struct db *db, const struct module *modules,
                           const struct feature *const *features, int *missing,
                           struct err *err);

/* Another configuration from the next turn on. */
bool engine_reload(struct engine *e, const struct config *cfg, int64_t now_ms,
                   struct err *err);

/* What became of one event of a run. */
struct engine_answer {
    const struct event *event;
    struct answer answer;
    bool is_stored; /* false: nothing was kept (the disk is full): do not acknowledge */
};

/* Runs the events, in order, and the timers that are due, in one transaction.
 * answers[i] belongs to events[i] and lives until the next run. True when at least
 * the transaction as such worked; what a single event did wrong is in its answer. */
bool engine_run(struct engine *e, const struct event *const *events, size_t n,
                int64_t now_ms, struct engine_answer *answers, struct err *err);

/* When the next timer is due or the next row of the outbox may go that could not at
 * `claimed_ms` (Unix ms); INT64_MAX: nothing is to come, or nobody knows. */
int64_t engine_next_due_ms(struct engine *e, int64_t claimed_ms);

/* The key of the share counter's hashes, for the week it belongs to; 32 bytes, copied.
 * A new one comes each week, and the old one is destroyed (the file by app, the copy
 * here). */
void engine_set_weekly_key(struct engine *e, struct secret key);
struct secret engine_weekly_key(const struct engine *e);
/* Weeks since the epoch, from Monday on. */
int64_t engine_week(int64_t at_ms);

/* Takes up to `max` rows of a workspace's outbox that may go now; committed when it
 * returns. The claims live until the next run or claim. */
bool engine_claim(struct engine *e, struct str workspace, int64_t now_ms,
                  struct claim *out, size_t max, size_t *n, struct err *err);

/* True once when rows were added or set free since the last time it was asked. */
bool engine_has_outgoing(struct engine *e);

/* Old inbox rows, answers and finished outbox rows go: call now and then when idle.
 * Bounded work; true when there is more. */
bool engine_tidy(struct engine *e, int64_t now_ms);

/* Runs fn as a turn of its own, without an event (imports, set-up). */
bool engine_do(struct engine *e, int64_t now_ms,
               bool (*fn)(struct turn *t, void *ctx, struct err *err), void *ctx,
               struct err *err);

#endif
