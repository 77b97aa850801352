/* Signals: SIGHUP reads the configuration again, SIGTERM drains, a second one ends. */
#include "app/inside.h"
#include "app/shelf.h"
#include "base/log.h"
#include "io/clock.h"
#include "io/http_server.h"
#include "io/notify.h"

#include <signal.h>

static const int64_t drain_most_ms = 10 * 1000;
enum { problems_max = 16 * 1024 };

/* ---- how we are, in a line ---- */

void stop_status(struct app *a)
{
    size_t up = 0, refused = 0;
    for (size_t i = 0; i < a->n_sites; i++) {
        up += a->sites[i].line == LINE_UP;
        refused += a->sites[i].line == LINE_REFUSED;
    }
    if (refused > 0)
        notify_status(
            "%zu of %zu workspaces connected; %zu refused the tokens, see the log", up,
            a->n_sites, refused);
    else
        notify_status("%zu of %zu workspaces connected", up, a->n_sites);
}

/* ---- reload ---- */

static void say_problems(struct buf *problems)
{
    struct str left = buf_str(problems);
    while (left.n > 0)
        LOG(LOG_ERROR, "app", "reload_refused", KS("why", str_cut(&left, '\n')));
    LOG(LOG_WARN, "app", "reload_kept", KC("config", "the one from before"));
}

static bool apply(struct app *a, struct loaded_config *fresh, struct err *err)
{
    AUTO(buf_clear) struct buf restart = BUF_INIT(200);
    config_needs_restart(a->config, fresh, &restart);
    if (restart.n > 0)
        LOG(LOG_WARN, "app", "reload_needs_restart", KS("changed", buf_str(&restart)),
            KC("remedy", "restart the daemon for these; the rest holds from now on"));
    config_keep_workspaces(fresh, a->config);
    return engine_reload(a->engine, config_slices(fresh), clock_wall_ms(), err);
}

static void reload(struct app *a)
{
    AUTO(buf_clear) struct buf problems = BUF_INIT(problems_max);
    AUTO(config_freep) struct loaded_config *fresh = NULL;
    struct err err = { 0 };
    notify_reloading();
    if (!config_load(&fresh, a->o.config_file, &problems)) {
        say_problems(&problems);
    } else if (!apply(a, fresh, &err)) {
        LOG(LOG_ERROR, "app", "reload_refused", KC("why", err.msg));
    } else {
        config_free(a->config);
        a->config = TAKE(fresh);
        const struct process_config *p = config_process(a->config);
        log_setup(p->log_level, p->log_format);
        shelf_reload(a);
        LOG(LOG_INFO, "app", "reloaded", KC("config", a->o.config_file));
    }
    notify_ready();
}

/* ---- the end ---- */

static void got(void *ctx, int signal)
{
    struct app *a = ctx;
    if (signal == SIGHUP) {
        a->wants_reload = a->o.config_file != NULL;
        return;
    }
    if (a->stage == APP_RUNNING) {
        LOG(LOG_INFO, "app", "stopping");
        notify_stopping();
        a->stage = APP_STOPPING;
        return;
    }
    LOG(LOG_WARN, "app", "stopped_at_once",
        KC("why", "a second signal; what was under way is looked for at the next start"));
    a->stage = APP_OVER;
}

bool stop_listen(struct app *a, struct err *err)
{
    static const int signals[] = { SIGHUP, SIGTERM, SIGINT };
    return loop_signals(a->loop, signals, COUNT(signals), got, a, err);
}

static void drained(void *self)
{
    struct site *p = self;
    p->is_drained = true;
}

static void drain(struct app *a)
{
    a->stage = APP_DRAINING;
    shelf_stop(a);
    if (a->server)
        http_server_quiesce(a->server);
    for (size_t i = 0; i < a->n_sites; i++) {
        struct site *p = &a->sites[i];
        p->platform->ops->drain(p->platform, clock_mono_ms() + drain_most_ms, drained, p);
    }
}

static bool all_drained(const struct app *a)
{
    for (size_t i = 0; i < a->n_sites; i++) {
        if (!a->sites[i].is_drained)
            return false;
    }
    return true;
}

void stop_step(struct app *a)
{
    bool is_full = loop_timer_is_set(&a->again);
    if (a->wants_reload && a->stage == APP_RUNNING) {
        a->wants_reload = false;
        reload(a);
    }
    if (a->stage == APP_STOPPING && (a->queue.n == 0 || is_full))
        drain(a);
    if (a->stage == APP_DRAINING && all_drained(a) && (a->queue.n == 0 || is_full))
        a->stage = APP_OVER;
    if (a->stage == APP_OVER)
        loop_stop(a->loop);
}
