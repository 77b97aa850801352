/* The turn: events in, one transaction, answers out. */
#include "core/engine.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/directory.h"
#include "core/dispatch.h"
#include "core/due.h"
#include "core/engine_internal.h"
#include "core/inbox.h"
#include "core/people.h"
#include "core/people_internal.h"
#include "core/pictures.h"
#include "core_texts.h"
#include "store/db.h"

#include <stdlib.h>

enum { due_per_run = 100 };

struct turn engine_turn(struct engine *e, struct effects *fx, int64_t now_ms)
{
    return (struct turn){ .db = e->o.db,
                          .now_ms = now_ms,
                          .rnd = &e->o.rnd,
                          .cfg = e->o.cfg,
                          .mem = e->mem,
                          .out = fx,
                          .say = { .texts = e->o.texts, .mem = e->mem },
                          .engine = e };
}

int64_t turn_id(struct turn *t)
{
    return id_next(&t->engine->ids, t->now_ms, t->rnd);
}

struct str form_value(const struct turn *t, const char *field)
{
    for (size_t i = 0; i < t->event->n_values; i++) {
        if (str_eq(t->event->values[i].name, str_from_c(field)))
            return t->event->values[i].value;
    }
    return STR("");
}

const struct feature *engine_feature(const struct engine *e, struct str name)
{
    for (const struct feature *const *f = e->o.features; *f; f++) {
        if (str_eq(str_from_c((*f)->name), name))
            return *f;
    }
    return NULL;
}

/* Runs one event: its answer is in t->out, its traces in the database. */
static bool handle(struct turn *t, struct err *err)
{
    bool seen = false;
    if (!inbox_seen(t, &seen, &t->out->answer, err))
        return false;
    if (seen)
        return true;
    return dispatch(t, err) && pictures_fill(t, &t->out->answer, err) &&
           inbox_note(t, &t->out->answer, err);
}

/* The person learns a number, the log the reason beside the same number. */
static void apologise(struct turn *t, const struct err *err)
{
    int64_t id = turn_id(t);
    struct str number = arena_fmt(t->mem, "%llx", (unsigned long long)id);
    LOG(LOG_ERROR, "core", "event_failed", KS("id", number),
        KS("workspace", t->event->workspace), KS("person", t->person.log_id),
        KC("why", err->msg));
    *t->out = (struct effects){ 0 }; /* what it said before it failed is not true */
    struct card *card = ARENA_NEW(t->mem, struct card);
    *card = (struct card){ .lang = t->say.lang, .text = core_apology(&t->say, number) };
    card->summary = card->text;
    if (t->event->kind == EVENT_FORM)
        fx_form_error(t, STR(""), card->text);
    else
        fx_answer(t, card);
}

/* False only when the whole transaction is gone; else a failed event is undone alone. */
static bool run_event(struct engine *e, const struct event *ev, int64_t now_ms,
                      struct engine_answer *out, struct err *err)
{
    struct effects *fx = ARENA_NEW(e->mem, struct effects);
    struct turn t = engine_turn(e, fx, now_ms);
    t.event = ev;
    if (!db_savepoint(t.db, err))
        return false;
    struct err why = { 0 }; /* of this event alone */
    if (!handle(&t, &why) || !db_release(t.db, &why)) {
        db_rollback_savepoint(t.db);
        if (!db_in_transaction(t.db)) {
            *err = why;
            return false;
        }
        apologise(&t, &why);
    }
    *out = (struct engine_answer){ .event = ev, .answer = fx->answer, .is_stored = true };
    return true;
}

static bool fire_timers(struct engine *e, int64_t now_ms, struct err *err)
{
    struct effects fx = { 0 };
    struct turn t = engine_turn(e, &fx, now_ms);
    bool more = false;
    return due_fire(&t, due_per_run, &more, err);
}

static bool run_together(struct engine *e, const struct event *const *events, size_t n,
                         int64_t now_ms, struct engine_answer *answers, struct err *err)
{
    if (!db_begin(e->o.db, err))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = run_event(e, events[i], now_ms, &answers[i], err);
    ok = ok && fire_timers(e, now_ms, err);
    if (!ok) {
        db_rollback(e->o.db);
        return false;
    }
    return db_commit(e->o.db, err);
}

static void mark_unstored(struct engine_answer *a, const struct event *ev)
{
    *a = (struct engine_answer){ .event = ev, .is_stored = false };
}

bool engine_run(struct engine *e, const struct event *const *events, size_t n,
                int64_t now_ms, struct engine_answer *answers, struct err *err)
{
    struct err why = { 0 };
    arena_reset(e->mem);
    if (run_together(e, events, n, now_ms, answers, &why))
        return true;
    LOG(LOG_ERROR, "core", "transaction_lost", KI("events", (int64_t)n),
        KC("why", why.msg));
    /* One of them may be too much for the disk; the others are not to suffer. */
    for (size_t i = 0; i < n; i++) {
        if (!run_together(e, &events[i], 1, now_ms, &answers[i], &why))
            mark_unstored(&answers[i], events[i]);
    }
    return err_set(err, why.code, "%s", why.msg);
}

bool engine_do(struct engine *e, int64_t now_ms,
               bool (*fn)(struct turn *t, void *ctx, struct err *err), void *ctx,
               struct err *err)
{
    struct effects fx = { 0 };
    struct event none = { .kind = EVENT_DUE };
    struct turn t = engine_turn(e, &fx, now_ms);
    t.event = &none;
    if (!db_begin(e->o.db, err))
        return false;
    if (fn(&t, ctx, err))
        return db_commit(e->o.db, err);
    db_rollback(e->o.db);
    return false;
}

static bool get_ready(struct turn *t, void *ctx, struct err *err)
{
    (void)ctx;
    if (!due_recompute(t, err))
        return false;
    for (const struct feature *const *f = t->engine->o.features; *f; f++) {
        if ((*f)->ready && !(*f)->ready(t, err))
            return err_wrap(err, (*f)->name);
    }
    return true;
}

/* Not at a reload: then what is under way is heard of still. */
static bool start(struct turn *t, void *ctx, struct err *err)
{
    return outbox_recover(t, err) && get_ready(t, ctx, err);
}

const struct module engine_modules[] = {
    { "people", people_migrations, people_take },
    { "directory", directory_migrations, NULL },
    { "inbox", inbox_migrations, NULL },
    { "outbox", outbox_migrations, outbox_merge },
    { "due", due_migrations, due_merge },
    { "pictures", pictures_migrations, NULL },
    { NULL, NULL, NULL },
};

static bool migrate_all(struct db *db, const struct module *m, struct err *err)
{
    for (; m->name; m++) {
        if (!db_migrate(db, m->name, m->migrations, err))
            return false;
    }
    return true;
}

static bool migrate_features(struct db *db, const struct feature *const *f,
                             struct err *err)
{
    for (; *f; f++) {
        if ((*f)->migrations && !db_migrate(db, (*f)->name, (*f)->migrations, err))
            return false;
    }
    return true;
}

static bool modules_missing(struct db *db, const struct module *m, int *missing,
                            struct err *err)
{
    for (; m->name; m++) {
        if (!db_migrations_missing(db, m->name, m->migrations, missing, err))
            return false;
    }
    return true;
}

bool engine_schema_missing(struct db *db, const struct module *modules,
                           const struct feature *const *features, int *missing,
                           struct err *err)
{
    *missing = 0;
    if (!modules_missing(db, engine_modules, missing, err) ||
        !modules_missing(db, modules, missing, err))
        return false;
    for (const struct feature *const *f = features; *f; f++) {
        if ((*f)->migrations &&
            !db_migrations_missing(db, (*f)->name, (*f)->migrations, missing, err))
            return false;
    }
    return true;
}

bool engine_open(struct engine **out, const struct engine_options *o, int64_t now_ms,
                 struct err *err)
{
    if (!migrate_all(o->db, engine_modules, err) ||
        !migrate_all(o->db, o->modules, err) ||
        !migrate_features(o->db, o->features, err))
        return false;
    AUTO(engine_freep) struct engine *e = mem_new(1, sizeof(*e));
    e->o = *o;
    e->mem = arena_new();
    e->signer = mac_key_new(secret_reveal(o->signing_key));
    e->opened_ms = now_ms;
    e->has_outgoing = true;
    if (!engine_do(e, now_ms, start, NULL, err))
        return false;
    *out = TAKE(e);
    return true;
}

void engine_free(struct engine *e)
{
    if (!e)
        return;
    arena_free(e->mem);
    mac_key_free(e->signer);
    free(e);
}

bool engine_reload(struct engine *e, const struct config *cfg, int64_t now_ms,
                   struct err *err)
{
    const struct config *old = e->o.cfg;
    e->o.cfg = cfg;
    if (engine_do(e, now_ms, get_ready, NULL, err))
        return true;
    e->o.cfg = old;
    return false;
}
