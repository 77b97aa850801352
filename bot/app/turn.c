/* The turn's end: what came in is run in one transaction, then the answers go out. */
#include "app/inside.h"
#include "base/log.h"
#include "io/clock.h"
#include "io/http_server.h"

enum { batch_least = 16, turn_most_ms = 5, queue_most = 20 * 1000 };
static const int64_t again_after_ms = 1000;

/* What the platform delivers again when it is not acknowledged need not be kept when
 * there is far too much; what comes once must be. */
static bool is_too_much(const struct app *a, const struct event *ev)
{
    return a->queue.n >= queue_most && ev->id.n > 0 && ev->reply.n > 0;
}

static void take(void *self, const struct event *ev)
{
    struct app *a = self;
    if (ev->kind == EVENT_OUTCOME)
        pump_outcome(a, ev);
    if (ev->kind == EVENT_LINE) {
        struct site *p = site_of(a, ev->workspace);
        if (p) {
            p->line = ev->line;
            p->wants = p->wants || ev->line == LINE_UP;
        }
        stop_status(a);
    }
    if (!is_too_much(a, ev))
        queue_put(&a->queue, ev);
    else if (!a->is_swamped)
        LOG(LOG_WARN, "app", "swamped", KI("waiting", (int64_t)a->queue.n),
            KC("why", "more comes in than can be answered; what is not acknowledged is "
                      "delivered again"));
    a->is_swamped = is_too_much(a, ev);
}

struct sink turn_sink(struct app *a)
{
    return (struct sink){ .take = take, .self = a };
}

void turn_outcome(struct app *a, const struct outgoing *out, enum outcome outcome,
                  const char *why)
{
    take(a, &(struct event){ .kind = EVENT_OUTCOME,
                             .workspace = out->workspace,
                             .outbox_id = out->id,
                             .outcome = outcome,
                             .text = str_from_c(why) });
}

static void reply(struct app *a, const struct engine_answer *answer)
{
    const struct event *ev = answer->event;
    struct site *p = site_of(a, ev->workspace);
    if (ev->reply.n == 0 || !p)
        return;
    switch (p->platform->ops->reply(p->platform, ev->reply, &answer->answer)) {
    case REPLIED:
        return;
    case REPLY_EXPIRED:
        LOG(LOG_WARN, "app", "answer_too_late", KS("workspace", ev->workspace));
        return;
    case REPLY_LOST:
        LOG(LOG_INFO, "app", "answer_lost", KS("workspace", ev->workspace),
            KC("why", "its line is gone; when it is delivered again it is answered"));
        return;
    }
}

/* Not stored: no acknowledgement, so it is delivered again. What has no handle comes
 * only once: it is kept, and tried again. */
static void keep(struct app *a, const struct event *ev)
{
    if (ev->reply.n == 0 && ev->kind != EVENT_LINE)
        queue_put(&a->queue, ev);
    loop_timer_set(a->loop, &a->again, again_after_ms);
}

/* Half as many when it took too long, more when there was room. */
static size_t next_size(size_t size, int64_t took_ms)
{
    if (took_ms > turn_most_ms)
        return size / 2 > batch_least ? size / 2 : batch_least;
    return size * 2 < queue_batch_max ? size * 2 : queue_batch_max;
}

static void run_batch(struct app *a, const struct event *const *events, size_t n)
{
    struct engine_answer answers[queue_batch_max];
    struct err err = { 0 };
    bool ok = engine_run(a->engine, events, n, clock_wall_ms(), answers, &err);
    bool is_full = !ok && err.code == ERR_FULL, has_stored = false;
    for (size_t i = 0; i < n; i++) {
        has_stored |= ok && events[i]->id.n > 0; /* its id, at the least */
        if (answers[i].is_stored)
            reply(a, &answers[i]);
        else
            keep(a, events[i]);
    }
    if (has_stored)
        chores_disk_has_room(a);
    if (is_full)
        chores_disk_full(a);
    else if (!ok)
        LOG(LOG_ERROR, "app", "turn_failed", KC("why", err.msg));
    if (!ok && n == 0) { /* what is due stays due, but not at once */
        a->is_due = true;
        loop_timer_set(a->loop, &a->again, again_after_ms);
    }
}

/* True when there was something to run. */
static bool run_some(struct app *a)
{
    size_t n;
    const struct event *const *events = queue_peek(&a->queue, a->batch_size, &n);
    if (loop_timer_is_set(&a->again))
        return false; /* the disk is full: in a second again */
    if (n == 0 && !a->is_due)
        return false;
    a->is_due = false;
    int64_t began = clock_mono_ms();
    run_batch(a, events, n);
    if (n > 0)
        queue_drop(&a->queue, n);
    a->batch_size = next_size(a->batch_size, clock_mono_ms() - began);
    return true;
}

void turn_end(void *app)
{
    struct app *a = app;
    bool was_busy = run_some(a);
    if (a->stage == APP_RUNNING)
        pump_all(a);
    if (a->server)
        http_server_flush(a->server);
    chores_after_turn(a, was_busy);
    stop_step(a);
    if (a->queue.n > 0 && !loop_timer_is_set(&a->again))
        loop_poke(a->loop);
}
