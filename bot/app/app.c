#include "app/inside.h"

#include "advocacy/gate.h"
#include "app/shelf.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/entropy.h"
#include "io/notify.h"
#include "platform/playground/playground.h"
#include "store/db.h"

#include <stdlib.h>
#include <string.h>

/* ---- opening ---- */

/* After the signals were taken: threads inherit what is blocked. */
static bool open_checkpointer(struct app *a, struct err *err)
{
    char path[home_path_max];
    return checkpointer_open(&a->checkpointer,
                             home_file(&a->home, path, "botschafter.db"), err);
}

static bool open_store(struct app *a, struct err *err)
{
    char path[home_path_max];
    if (!db_open(&a->db, home_file(&a->home, path, "botschafter.db"), err))
        return err_wrap(err, "database");
    struct str key = { (const char *)a->home.signing_key, home_key_bytes };
    struct engine_options o = {
        .db = a->db,
        .cfg = config_slices(a->config),
        .features = a->o.features,
        .modules = a->o.modules,
        .texts = a->texts,
        .rnd = entropy_pooled(&a->entropy),
        .signing_key = SECRET(key),
        .gate = gate_ask_again,
        .resend_unknown = config_process(a->config)->resend_unknown,
    };
    return engine_open(&a->engine, &o, clock_wall_ms(), err) || err_wrap(err, "database");
}

static bool open_all(struct app *a, struct err *err)
{
    struct random rnd = entropy_random();
    if (!home_open(&a->home, config_process(a->config)->data, &rnd, err) ||
        !open_store(a, err) || !wire_open(a, err) || !stop_listen(a, err) ||
        !open_checkpointer(a, err))
        return false;
    chores_start(a);
    return wire_start(a, err) && shelf_open(a, err);
}

bool app_open(struct app **out, const struct app_options *o, struct err *err)
{
    AUTO(app_freep) struct app *a = mem_new(1, sizeof(*a));
    a->o = *o;
    a->config = o->config;
    a->home = (struct home)HOME_INIT;
    a->mem = arena_new();
    a->texts = texts_new();
    a->batch_size = queue_batch_max;
    if (!open_all(a, err))
        return false;
    loop_on_turn_end(a->loop, turn_end, a);
    *out = TAKE(a);
    return true;
}

void app_free(struct app *a)
{
    if (!a)
        return;
    if (a->loop) {
        loop_on_turn_end(a->loop, NULL, NULL);
        chores_stop(a);
    }
    shelf_close(a);
    wire_close(a);
    queue_clear(&a->queue);
    engine_free(a->engine);
    checkpointer_close(a->checkpointer);
    db_close(a->db);
    texts_free(a->texts);
    home_close(&a->home);
    config_free(a->config);
    arena_free(a->mem);
    free(a);
}

/* ---- running ---- */

bool app_run(struct app *a, struct err *err)
{
    notify_ready();
    stop_status(a);
    LOG(LOG_INFO, "app", "started", KI("workspaces", (int64_t)a->n_sites),
        KC("data", a->home.path));
    bool ok = loop_run(a->loop, err);
    LOG(LOG_INFO, "app", "stopped");
    return ok;
}

/* ---- the playground ---- */

static struct platform *playground_of(const struct app *a)
{
    for (size_t i = 0; i < a->n_sites; i++) {
        if (strcmp(a->sites[i].platform->ops->name, "playground") == 0)
            return a->sites[i].platform;
    }
    return NULL;
}

void app_greeting(const struct app *a, enum lang lang, struct buf *out)
{
    const struct platform *p = playground_of(a);
    if (p)
        playground_greeting(p, lang, out);
}

static void said(void *self, struct str answer)
{
    struct app *a = self;
    buf_add(a->said, answer);
    a->stage = APP_STOPPING;
}

bool app_say(struct app *a, struct str as, struct str say, bool json, struct buf *out,
             struct err *err)
{
    a->said = out;
    struct playground_exchange x = {
        .as = as, .say = say, .json = json, .done = said, .self = a
    };
    return playground_say(playground_of(a), &x, err) && app_run(a, err);
}
