/* What the files of app share; for them alone. */
#ifndef APP_INSIDE_H
#define APP_INSIDE_H

#include "app/app.h"
#include "app/checkpoint.h"
#include "app/home.h"
#include "app/queue.h"
#include "base/text.h"
#include "config/config.h"
#include "core/engine.h"
#include "io/entropy.h"
#include "io/loop.h"
#include "platform/platform.h"

struct folder_watch;
struct http_client;
struct http_server;
struct shelf;
struct resolver;
struct websocket_hub;

/* A workspace while it is connected. */
struct site {
    struct platform *platform; /* owned */
    enum line line;            /* as last reported; LINE_DOWN at first */
    bool wants;                /* rows may be waiting for it */
    int in_flight;             /* sends and looks without an outcome */
    int64_t tokens_milli;      /* of the bucket */
    int64_t filled_ms;         /* when the bucket was last filled */
    bool is_drained;
};

/* All of it. Timers belong to chores.c, the last part to stop.c and app.c. */
struct app {
    struct app_options o;
    struct loaded_config *config; /* owned */
    struct home home;
    struct loop *loop;
    struct resolver *resolver;
    struct http_client *http;
    struct websocket_hub *websockets;
    struct http_server *server; /* NULL: no workspace needs one */
    struct texts *texts;
    struct db *db;
    struct checkpointer *checkpointer;
    struct engine *engine;
    struct entropy_pool entropy; /* the engine's: ids are drawn for each event */
    struct queue queue;
    struct site *sites;
    size_t n_sites;
    struct shelf *shelf;
    struct arena *mem; /* as long as the app */

    struct loop_timer due;    /* the engine's next instant */
    struct loop_timer pump;   /* a bucket has a token again */
    struct loop_timer again;  /* what could not be stored is tried again */
    struct loop_timer idle;   /* nothing to do: tidy */
    struct loop_timer weekly; /* the key of the shares */
    struct loop_timer watchdog;
    size_t batch_size;          /* events of the next transaction */
    bool is_swamped;            /* the latest event was left to be delivered again */
    int64_t pumped_ms;          /* wall clock of the last look at every outbox */
    bool is_due;                /* timers fired: a run without events */
    int64_t tidy_position;      /* where tidying goes on */
    int64_t busy_ms, tidied_ms; /* the last busy turn; the last tidying */
    int64_t full_said_ms;       /* when the full disk was last said; 0: it is not */

    bool wants_reload;
    enum { APP_RUNNING, APP_STOPPING, APP_DRAINING, APP_OVER } stage;
    int64_t drain_by_ms;

    struct buf *said; /* of app_say(); NULL: nothing was asked */
};

/* wire.c: opens and closes what the outside needs, and the workspaces. */
bool wire_open(struct app *a, struct err *err);
bool wire_start(struct app *a, struct err *err);
void wire_close(struct app *a);
struct site *site_of(struct app *a, struct str workspace);

/* turn.c: events in, answers out. */
struct sink turn_sink(struct app *a);
void turn_end(void *app);
/* An outcome that we know ourselves. */
void turn_outcome(struct app *a, const struct outgoing *out, enum outcome outcome,
                  const char *why);

/* pump.c: the outbox. */
void pump_all(struct app *a);
void pump_outcome(struct app *a, const struct event *ev);

/* chores.c: timers and what is done when nothing else is. */
void chores_start(struct app *a);
void chores_stop(struct app *a);
void chores_after_turn(struct app *a, bool was_busy);
void chores_disk_full(struct app *a);
void chores_disk_has_room(struct app *a); /* something was stored */

/* stop.c: signals, reload, the end. */
bool stop_listen(struct app *a, struct err *err);
void stop_step(struct app *a);
void stop_status(struct app *a);

#endif
