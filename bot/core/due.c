#include "core/due.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/zone.h"
#include "core/engine_internal.h"
#include "core/people.h"
#include "store/db.h"

enum { tries_max = 5 };
static const int64_t try_again_ms = 5LL * 60 * 1000;

/* at_ms is derived from local and zone where these are given. */
const struct migration due_migrations[] = {
    { 1, "CREATE TABLE due ("
         " id INTEGER NOT NULL PRIMARY KEY,"
         " key TEXT NOT NULL UNIQUE,"
         " feature TEXT NOT NULL,"
         " kind TEXT NOT NULL,"
         " object TEXT NOT NULL,"
         " person INTEGER NOT NULL,"
         " workspace TEXT NOT NULL,"
         " at_ms INTEGER NOT NULL,"
         " local TEXT NOT NULL,"
         " zone TEXT NOT NULL,"
         " tries INTEGER NOT NULL DEFAULT 0) STRICT;"
         "CREATE INDEX due_at ON due (at_ms);"
         "CREATE INDEX due_person ON due (person);" },
    { 0, NULL },
};

static const struct sql put = {
    "due.put",
    "INSERT INTO due (id, key, feature, kind, object, person, workspace, at_ms, local, zone)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (key) DO UPDATE SET"
    " feature = excluded.feature, kind = excluded.kind, object = excluded.object,"
    " person = excluded.person, workspace = excluded.workspace, at_ms = excluded.at_ms, local = excluded.local,"
    " zone = excluded.zone, tries = 0"
};
static const struct sql first = {
    "due.first", "SELECT id, feature, kind, object, person, at_ms, tries, workspace"
                 " FROM due"
                 " WHERE at_ms <= $1 ORDER BY at_ms LIMIT 1"
};
static const struct sql remove_row = { "due.remove", "DELETE FROM due WHERE id = $1" };
static const struct sql postpone = {
    "due.postpone", "UPDATE due SET at_ms = $1, tries = tries + 1 WHERE id = $2"
};
static const struct sql next = { "due.next",
                                 "SELECT at_ms FROM due ORDER BY at_ms LIMIT 1" };
static const struct sql local_times = {
    "due.local_times", "SELECT id, local, zone FROM due WHERE local <> ''"
};
static const struct sql move = { "due.move", "UPDATE due SET at_ms = $1 WHERE id = $2" };

static const struct sql drop_known = {
    "due.drop_known",
    "DELETE FROM due WHERE person = $1 AND EXISTS"
    " (SELECT 1 FROM due known WHERE known.key = replace(due.key, $2, $3)"
    " AND known.id <> due.id)"
};
static const struct sql take_over = {
    "due.take_over",
    "UPDATE due SET person = $1, key = replace(key, $2, $3) WHERE person = $4"
};

static bool instant_of(const struct due_time *when, int64_t *out, struct err *err)
{
    *out = when->at_ms;
    if (when->local.n == 0)
        return true;
    struct civil c;
    if (!civil_parse(when->local, &c) || !zone_instant(when->zone, c, out))
        return err_set(err, ERR_INVALID, "no such time: " STR_FMT " in " STR_FMT,
                       STR_ARG(when->local), STR_ARG(when->zone));
    return true;
}

bool due_set(struct turn *t, const char *feature, const char *kind, struct str object,
             int64_t person, struct due_time when, struct str key, struct err *err)
{
    int64_t at_ms = 0;
    return instant_of(&when, &at_ms, err) &&
           db_exec(t->db, &put,
                   DB_ARGS(INT(turn_id(t)), TEXT(key), TEXT(str_from_c(feature)),
                           TEXT(str_from_c(kind)), TEXT(object), INT(person),
                           TEXT(t->event ? t->event->workspace : STR("")), INT(at_ms),
                           TEXT(when.local), TEXT(when.zone)),
                   err);
}

bool due_merge(struct turn *t, int64_t from, int64_t into, struct err *err)
{
    struct str old = arena_fmt(t->mem, ":%lld:", (long long)from);
    struct str now = arena_fmt(t->mem, ":%lld:", (long long)into);
    return db_exec(t->db, &drop_known, DB_ARGS(INT(from), TEXT(old), TEXT(now)), err) &&
           db_exec(t->db, &take_over, DB_ARGS(INT(into), TEXT(old), TEXT(now), INT(from)),
                   err);
}

/* One timer, read into the arena. */
struct timer {
    int64_t id, tries;
    struct str feature, workspace;
    struct due due;
};

static bool read_first(struct turn *t, struct timer *out, bool *found, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &first, DB_ARGS(INT(t->now_ms)), err))
        return false;
    int got = rows_next(&r, err);
    *found = got > 0;
    if (got <= 0)
        return got == 0;
    *out = (struct timer){ .id = rows_int(&r, 0),
                           .tries = rows_int(&r, 6),
                           .feature = arena_str(t->mem, rows_text(&r, 1)),
                           .workspace = arena_str(t->mem, rows_text(&r, 7)),
                           .due = { .kind = arena_str(t->mem, rows_text(&r, 2)),
                                    .object = arena_str(t->mem, rows_text(&r, 3)),
                                    .person = rows_int(&r, 4),
                                    .at_ms = rows_int(&r, 5) } };
    return true;
}

static bool fire(struct turn *t, struct event *ev, const struct timer *timer,
                 struct err *err)
{
    const struct feature *f = engine_feature(t->engine, timer->feature);
    if (!db_exec(t->db, &remove_row, DB_ARGS(INT(timer->id)), err))
        return false;
    if (!f || !f->due)
        return true; /* a feature that is no longer part of the program */
    bool known = true;
    if (timer->due.person != 0 &&
        !people_find(t, timer->due.person, timer->workspace, &known, err))
        return false;
    ev->workspace = t->person.workspace; /* references are signed for it */
    return !known || f->due(t, &timer->due, err);
}

/* A timer that fails is tried again, then given up: it must not block the others. */
static bool put_off(struct turn *t, const struct timer *timer, struct err *err)
{
    bool gives_up = timer->tries + 1 >= tries_max;
    LOG(gives_up ? LOG_ERROR : LOG_WARN, "core", "timer_failed",
        KS("feature", timer->feature), KS("kind", timer->due.kind), KC("why", err->msg),
        KC("then", gives_up ? "given up" : "tried again in 5 min"));
    if (gives_up)
        return db_exec(t->db, &remove_row, DB_ARGS(INT(timer->id)), err);
    return db_exec(t->db, &postpone,
                   DB_ARGS(INT(t->now_ms + try_again_ms), INT(timer->id)), err);
}

static bool fire_one(struct turn *batch, const struct timer *timer, struct err *err)
{
    struct effects fx = { 0 };
    struct event ev = { .kind = EVENT_DUE, .outbox_id = timer->id };
    struct turn t = engine_turn(batch->engine, &fx, batch->now_ms);
    t.event = &ev;
    if (!db_savepoint(t.db, err))
        return false;
    if (fire(&t, &ev, timer, err))
        return db_release(t.db, err);
    db_rollback_savepoint(t.db);
    return db_in_transaction(t.db) && put_off(batch, timer, err);
}

bool due_fire(struct turn *t, size_t most, bool *more, struct err *err)
{
    *more = false;
    for (size_t i = 0; i < most; i++) {
        struct timer timer;
        bool found = false;
        if (!read_first(t, &timer, &found, err))
            return false;
        if (!found)
            return true;
        if (!fire_one(t, &timer, err))
            return false;
    }
    *more = true;
    return true;
}

bool due_next_ms(struct turn *t, int64_t *out, struct err *err)
{
    return db_int(t->db, &next, DB_NO_ARGS, INT64_MAX, out, err);
}

static bool move_one(struct turn *t, int64_t id, struct due_time when, struct err *err)
{
    int64_t at_ms = 0;
    if (!instant_of(&when, &at_ms, NULL))
        return true; /* the zone is gone from the data: the old instant stands */
    return db_exec(t->db, &move, DB_ARGS(INT(at_ms), INT(id)), err);
}

bool due_recompute(struct turn *t, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &local_times, DB_NO_ARGS, err))
        return false;
    int got;
    while ((got = rows_next(&r, err)) > 0) {
        struct due_time when = { .local = rows_text(&r, 1), .zone = rows_text(&r, 2) };
        if (!move_one(t, rows_int(&r, 0), when, err))
            return false;
    }
    return got == 0;
}
