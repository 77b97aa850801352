/* Timers, and what is done when nothing else is. */
#include "app/inside.h"
#include "base/log.h"
#include "core/turn.h"
#include "io/clock.h"
#include "io/entropy.h"
#include "io/notify.h"
#include "store/db.h"

enum { wal_most_pages = 16 * 1024 }; /* 64 MiB */
static const int64_t idle_after_ms = 500;
static const int64_t tidy_every_ms = 60 * 1000;
static const int64_t tidy_at_last_ms = 60 * 1000;
static const int64_t week_look_ms = 10 * 60 * 1000;
static const int64_t say_full_every_ms = 60 * 1000;

static const struct sql probe = { "app.probe", "SELECT 1" };

/* ---- the full disk ---- */

void chores_disk_full(struct app *a)
{
    int64_t now = clock_mono_ms();
    if (a->full_said_ms != 0 && now - a->full_said_ms < say_full_every_ms)
        return;
    a->full_said_ms = now;
    bool freed = home_ballast_drop(&a->home);
    LOG(LOG_ERROR, "app", "disk_full", KC("data", a->home.path),
        KC("remedy", freed
                         ? "make room there: 8 MiB kept for this were given up to write "
                           "down what is under way"
                         : "make room there: until then nothing is accepted, and "
                           "nothing that was accepted is lost"));
    notify_status("the disk is full: make room in %s", a->home.path);
}

void chores_disk_has_room(struct app *a)
{
    if (a->full_said_ms == 0)
        return;
    a->full_said_ms = 0;
    LOG(LOG_INFO, "app", "disk_has_room");
    stop_status(a);
}

/* ---- when idle ---- */

static bool tidy_some(struct turn *t, void *ctx, struct err *err)
{
    struct app *a = ctx;
    return a->o.tidy(t, &a->tidy_position, err);
}

static bool is_idle(const struct app *a)
{
    return clock_mono_ms() - a->busy_ms >= idle_after_ms / 2;
}

/* Not while people are answered, but once a minute even then: answers go after ten. */
static bool is_bad_moment(struct app *a)
{
    int64_t now = clock_mono_ms();
    if (!is_idle(a) && now - a->tidied_ms < tidy_at_last_ms)
        return true;
    a->tidied_ms = now;
    return false;
}

static void tidy(void *ctx)
{
    struct app *a = ctx;
    if (is_bad_moment(a)) {
        loop_timer_set(a->loop, &a->idle, idle_after_ms);
        return;
    }
    struct err err = { 0 };
    int64_t now = clock_wall_ms();
    bool more = engine_tidy(a->engine, now);
    if (!engine_do(a->engine, now, tidy_some, a, &err))
        LOG(LOG_WARN, "app", "tidy_failed", KC("why", err.msg));
    if (a->full_said_ms == 0)
        home_ballast_make(&a->home);
    if (is_idle(a)) /* else it would stop the turns: see checkpoint() */
        db_checkpoint(a->db);
    loop_timer_set(a->loop, &a->idle, more ? idle_after_ms : tidy_every_ms);
}

/* ---- the week ---- */

static void weekly(void *ctx)
{
    struct app *a = ctx;
    struct random rnd = entropy_random();
    struct err err = { 0 };
    bool is_new = false;
    int64_t now = clock_wall_ms();
    if (!home_week(&a->home, engine_week(now), &rnd, &is_new, &err))
        LOG(LOG_ERROR, "app", "weekly_key", KC("why", err.msg));
    if (is_new)
        engine_set_weekly_key(a->engine,
                              SECRET(((struct str){ (const char *)a->home.weekly_key,
                                                    sizeof(a->home.weekly_key) })));
    loop_timer_set(a->loop, &a->weekly, week_look_ms);
}

/* ---- timers ---- */

static void due(void *ctx)
{
    struct app *a = ctx;
    a->is_due = true;
    for (size_t i = 0; i < a->n_sites; i++)
        a->sites[i].wants = true;
}

/* Only its end matters: the turn's end does the rest. */
static void nothing(void *ctx)
{
    (void)ctx;
}

static void watchdog(void *ctx)
{
    struct app *a = ctx;
    struct err err = { 0 };
    int64_t one = 0;
    if (db_int(a->db, &probe, DB_NO_ARGS, 0, &one, &err) && one == 1)
        notify_watchdog();
    else
        LOG(LOG_ERROR, "app", "store_unwell", KC("why", err.msg));
    loop_timer_set(a->loop, &a->watchdog, notify_watchdog_interval_ms());
}

void chores_start(struct app *a)
{
    a->due = (struct loop_timer){ .fire = due, .ctx = a };
    a->pump = (struct loop_timer){ .fire = nothing };
    a->again = (struct loop_timer){ .fire = nothing };
    a->idle = (struct loop_timer){ .fire = tidy, .ctx = a };
    a->weekly = (struct loop_timer){ .fire = weekly, .ctx = a };
    a->watchdog = (struct loop_timer){ .fire = watchdog, .ctx = a };
    weekly(a);
    loop_timer_set(a->loop, &a->idle, idle_after_ms);
    if (notify_watchdog_interval_ms() > 0)
        loop_timer_set(a->loop, &a->watchdog, notify_watchdog_interval_ms());
    a->is_due = true; /* what came due while nobody was there */
}

void chores_stop(struct app *a)
{
    struct loop_timer *const all[] = { &a->due,  &a->pump,   &a->again,
                                       &a->idle, &a->weekly, &a->watchdog };
    for (size_t i = 0; i < COUNT(all); i++)
        loop_timer_cancel(a->loop, all[i]);
}

/* Sleeps no longer than a minute at once: the wall clock may be set meanwhile. What came
 * due after the pump looked is due now. */
static void plan(struct app *a)
{
    static const int64_t most_ms = 60 * 1000;
    if (a->stage != APP_RUNNING)
        return;
    int64_t now = clock_wall_ms();
    int64_t at = engine_next_due_ms(a->engine, a->pumped_ms);
    int64_t wait = at <= now ? 1 : at - now;
    loop_timer_set(a->loop, &a->due, wait < most_ms ? wait : most_ms);
}

/* Under load the log is put back beside the turns; only its end here. */
static void checkpoint(struct app *a)
{
    if (checkpointer_has_ended(a->checkpointer))
        db_checkpoint_busy(a->db);
    else if (db_wal_pages(a->db) > wal_most_pages)
        checkpointer_ask(a->checkpointer);
}

void chores_after_turn(struct app *a, bool was_busy)
{
    if (!was_busy)
        return;
    a->busy_ms = clock_mono_ms();
    plan(a);
    checkpoint(a);
}
