/*
 * One epoll set. Timers are a heap of the callers' own structs behind one timerfd,
 * so that waiting anywhere else (inside a websocket library's poll) wakes for them.
 */
#include "io/loop.h"

#include "base/mem.h"
#include "io/clock.h"
#include "io/loop_timers.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { BATCH = 256 };

struct loop {
    int epoll_fd;
    struct timers timers;
    struct loop_watch timer_watch;
    struct epoll_event batch[BATCH]; /* what the kernel reported, not yet called back */
    int batch_at, batch_n;
    struct loop_task *tasks, **tasks_end;
    void (*turn_end)(void *ctx);
    void *turn_end_ctx;
    void (*wait)(void *ctx); /* a driver's; NULL: our own */
    void *wait_ctx;
    struct loop_watch signal_watch;
    void (*got_signal)(void *ctx, int signal);
    void *got_signal_ctx;
    sigset_t old_mask;
    bool poked, stopping;
};

static void on_timerfd(void *ctx, uint32_t events)
{
    struct loop *l = ctx;
    uint64_t expired;
    (void)events;
    if (read(l->timer_watch.fd, &expired, sizeof(expired)) < 0)
        return; /* disarmed in the meantime */
}

bool loop_open(struct loop **out, struct err *err)
{
    const struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct loop *l = mem_new(1, sizeof(*l));
    sigaction(SIGPIPE, &ignore, NULL);
    l->tasks_end = &l->tasks;
    l->signal_watch.fd = -1;
    l->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    l->timer_watch = (struct loop_watch){
        .ready = on_timerfd,
        .ctx = l,
        .fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK),
    };
    if (l->epoll_fd < 0 || l->timer_watch.fd < 0) {
        err_set(err, ERR_IO, "cannot make an event loop: %s", strerror(errno));
        loop_close(l);
        return false;
    }
    if (!loop_watch(l, &l->timer_watch, EPOLLIN, err)) {
        loop_close(l);
        return false;
    }
    *out = l;
    return true;
}

void loop_close(struct loop *l)
{
    if (!l)
        return;
    if (l->signal_watch.fd >= 0) {
        close(l->signal_watch.fd);
        sigprocmask(SIG_SETMASK, &l->old_mask, NULL);
    }
    if (l->timer_watch.fd >= 0)
        close(l->timer_watch.fd);
    if (l->epoll_fd >= 0)
        close(l->epoll_fd);
    timers_clear(&l->timers);
    free(l);
}

void loop_on_turn_end(struct loop *l, void (*end)(void *ctx), void *ctx)
{
    l->turn_end = end;
    l->turn_end_ctx = ctx;
}

void loop_drive(struct loop *l, void (*wait)(void *ctx), void *ctx)
{
    l->wait = wait;
    l->wait_ctx = ctx;
}

int loop_fd(const struct loop *l)
{
    return l->epoll_fd;
}

void loop_poke(struct loop *l)
{
    l->poked = true;
}

void loop_stop(struct loop *l)
{
    l->stopping = true;
    l->poked = true;
}

bool loop_watch(struct loop *l, struct loop_watch *w, uint32_t events, struct err *err)
{
    struct epoll_event e = { .events = events, .data.ptr = w };
    int op = w->on_ ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (epoll_ctl(l->epoll_fd, op, w->fd, &e) != 0)
        return err_set(err, ERR_IO, "cannot watch a descriptor: %s", strerror(errno));
    w->on_ = true;
    return true;
}

void loop_unwatch(struct loop *l, struct loop_watch *w)
{
    if (!w->on_)
        return;
    epoll_ctl(l->epoll_fd, EPOLL_CTL_DEL, w->fd, NULL);
    w->on_ = false;
    for (int i = l->batch_at; i < l->batch_n; i++) {
        if (l->batch[i].data.ptr == w)
            l->batch[i].data.ptr = NULL;
    }
}

void loop_timer_set(struct loop *l, struct loop_timer *t, int64_t delay_ms)
{
    timers_remove(&l->timers, t);
    /* At least one tick later, so that firing timers comes to an end. */
    t->at_ms_ = clock_mono_ms() + (delay_ms > 1 ? delay_ms : 1);
    timers_add(&l->timers, t);
}

void loop_timer_cancel(struct loop *l, struct loop_timer *t)
{
    timers_remove(&l->timers, t);
}

bool loop_timer_is_set(const struct loop_timer *t)
{
    return t->slot_ != 0;
}

void loop_defer(struct loop *l, struct loop_task *task)
{
    if (task->queued_)
        return;
    task->queued_ = true;
    task->next_ = NULL;
    *l->tasks_end = task;
    l->tasks_end = &task->next_;
}

void loop_undefer(struct loop *l, struct loop_task *task)
{
    if (!task->queued_)
        return;
    struct loop_task **at = &l->tasks;
    while (*at != task)
        at = &(*at)->next_;
    *at = task->next_;
    if (l->tasks_end == &task->next_)
        l->tasks_end = at;
    task->queued_ = false;
}

/* Runs the tasks; those deferred meanwhile have their turn too, but not without end:
 * a task that always defers itself must not starve the sockets. */
static void run_tasks(struct loop *l)
{
    for (int i = 0; l->tasks && i < 10000; i++) {
        struct loop_task *task = l->tasks;
        loop_undefer(l, task);
        task->run(task->ctx);
    }
}

static void fire_timers(struct loop *l)
{
    int64_t now = clock_mono_ms();
    int64_t first;
    while (timers_first(&l->timers, &first) && first <= now) {
        struct loop_timer *t = timers_pop(&l->timers);
        t->fire(t->ctx);
    }
}

/* Waits (0: not, -1: without end) and calls back. False when waiting failed. */
static bool wait_and_call(struct loop *l, int wait_ms)
{
    if (l->batch_at < l->batch_n)
        return true; /* called from a callback: what is ready is being seen to */
    int n = epoll_wait(l->epoll_fd, l->batch, BATCH, wait_ms);
    if (n < 0 && errno != EINTR)
        return false;
    l->batch_n = n > 0 ? n : 0;
    for (l->batch_at = 0; l->batch_at < l->batch_n;) {
        struct epoll_event e = l->batch[l->batch_at++];
        struct loop_watch *w = e.data.ptr;
        if (w)
            w->ready(w->ctx, e.events);
    }
    l->batch_at = l->batch_n = 0;
    return true;
}

void loop_dispatch(struct loop *l)
{
    wait_and_call(l, 0);
}

/* Sets the timerfd so that waiting ends in time. */
static bool arm(struct loop *l, int64_t wait_ms, struct err *err)
{
    int64_t until = INT64_MAX, first;
    if (wait_ms >= 0)
        until = clock_mono_ms() + wait_ms;
    if (timers_first(&l->timers, &first) && first < until)
        until = first;
    if (l->poked || l->tasks)
        until = 0;
    struct itimerspec when = { 0 };
    if (until <= 0)
        when.it_value.tv_nsec = 1;
    else if (until != INT64_MAX) {
        when.it_value.tv_sec = until / 1000;
        when.it_value.tv_nsec = until % 1000 * 1000000;
    }
    l->poked = false;
    if (timerfd_settime(l->timer_watch.fd, TFD_TIMER_ABSTIME, &when, NULL) != 0)
        return err_set(err, ERR_IO, "cannot set the timer: %s", strerror(errno));
    return true;
}

bool loop_turn(struct loop *l, int64_t wait_ms, struct err *err)
{
    if (!arm(l, wait_ms, err))
        return false;
    if (l->wait)
        l->wait(l->wait_ctx);
    else if (!wait_and_call(l, -1))
        return err_set(err, ERR_IO, "cannot wait for events: %s", strerror(errno));
    fire_timers(l);
    run_tasks(l);
    if (l->turn_end)
        l->turn_end(l->turn_end_ctx);
    return true;
}

bool loop_run(struct loop *l, struct err *err)
{
    l->stopping = false;
    while (!l->stopping) {
        if (!loop_turn(l, -1, err))
            return false;
    }
    return true;
}

static void on_signalfd(void *ctx, uint32_t events)
{
    struct loop *l = ctx;
    struct signalfd_siginfo info;
    (void)events;
    while (read(l->signal_watch.fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
        l->got_signal(l->got_signal_ctx, (int)info.ssi_signo);
}

bool loop_signals(struct loop *l, const int *signals, size_t n,
                  void (*got)(void *ctx, int signal), void *ctx, struct err *err)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < n; i++)
        sigaddset(&set, signals[i]);
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        return err_set(err, ERR_IO, "cannot take signals: %s", strerror(errno));
    l->got_signal = got;
    l->got_signal_ctx = ctx;
    l->signal_watch = (struct loop_watch){ .ready = on_signalfd, .ctx = l, .fd = fd };
    if (!loop_watch(l, &l->signal_watch, EPOLLIN, err)) {
        close(fd);
        l->signal_watch.fd = -1;
        return false;
    }
    sigprocmask(SIG_BLOCK, &set, &l->old_mask);
    return true;
}
