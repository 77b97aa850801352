/*
 * The one event loop: descriptors, timers, signals. Single-threaded; every call
 * and every callback is on the thread that runs it.
 *
 * A *turn* is: wait, call back for all that is ready, run the deferred tasks, call
 * the turn's end. The end is where the transaction is committed and answers go out.
 *
 * Watches, timers and tasks are storage of the caller, zeroed or made with a
 * designated initialiser, and must be taken out before they die. Taking one out is
 * always allowed (also from its own callback) and no callback comes afterwards.
 */
#ifndef IO_LOOP_H
#define IO_LOOP_H

#include "base/auto.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct loop; /* opaque */

/* A new loop, closed by the caller after all that hangs on it is gone. From now on
 * the process ignores SIGPIPE: a peer that hangs up is an error of that call only. */
bool loop_open(struct loop **out, struct err *err);
void loop_close(struct loop *l);
AUTO_PTR(struct loop, loop_close)

/* Turns until loop_stop(). False when the kernel's waiting itself fails. */
bool loop_run(struct loop *l, struct err *err);
/* The turn under way is finished, then loop_run() returns. */
void loop_stop(struct loop *l);
/* One turn that waits at most `wait_ms` (negative: without end). */
bool loop_turn(struct loop *l, int64_t wait_ms, struct err *err);

/* Called at the end of each turn; one hook, NULL for none. What it sets off
 * (deferred tasks, requests heard while flushing) has the next turn, at once. */
void loop_on_turn_end(struct loop *l, void (*end)(void *ctx), void *ctx);
/* The next turn does not wait. */
void loop_poke(struct loop *l);

/* A descriptor to watch; `events` and `ready`'s argument are EPOLLIN, EPOLLOUT ... */
struct loop_watch {
    void (*ready)(void *ctx, uint32_t events);
    void *ctx;
    int fd; /* not owned; unwatch before closing it */
    bool on_;
};

/* Begins to watch, or changes what is watched for. */
bool loop_watch(struct loop *l, struct loop_watch *w, uint32_t events, struct err *err);
void loop_unwatch(struct loop *l, struct loop_watch *w);

/* A timer that fires once, by clock_mono_ms(). */
struct loop_timer {
    void (*fire)(void *ctx);
    void *ctx;
    int64_t at_ms_;
    size_t slot_; /* place in the heap, counted from 1; 0: not set */
};

/* Sets it, anew if it was set. Any delay is at least 1 ms; never fires from inside. */
void loop_timer_set(struct loop *l, struct loop_timer *t, int64_t delay_ms);
void loop_timer_cancel(struct loop *l, struct loop_timer *t);
bool loop_timer_is_set(const struct loop_timer *t);

/* Something to do before this turn ends (or in the next, when it has ended). */
struct loop_task {
    void (*run)(void *ctx);
    void *ctx;
    struct loop_task *next_;
    bool queued_;
};

/* Tasks run in order, each once; deferring one that waits already does nothing. */
void loop_defer(struct loop *l, struct loop_task *task);
void loop_undefer(struct loop *l, struct loop_task *task);

/* Takes these signals out of the process's hands; `got` is called in a turn. Call
 * once, before threads are started. loop_close() gives them back. */
bool loop_signals(struct loop *l, const int *signals, size_t n,
                  void (*got)(void *ctx, int signal), void *ctx, struct err *err);

/* For a library with a waiting of its own (io/websocket): it waits instead of the
 * loop, and calls loop_dispatch() when loop_fd() is readable. NULL takes it out. */
void loop_drive(struct loop *l, void (*wait)(void *ctx), void *ctx);
int loop_fd(const struct loop *l);
void loop_dispatch(struct loop *l);

#endif
