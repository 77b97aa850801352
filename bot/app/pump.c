/* The pump: what the outbox has goes to the platforms, at their pace. */
#include "app/inside.h"
#include "app/picture.h"
#include "base/log.h"
#include "io/clock.h"
#include "io/files.h"

#include <stdio.h>

enum { claim_max = 16, in_flight_max = 20 };

/* A bucket for each workspace: bursts of 20, five a second (platforms take several
 * hundred a minute). Channels have an order of their own, in the outbox. */
enum { bucket_milli = 20 * 1000, milli_per_ms = 5 };
static const int64_t retry_ms = 1000;

static void fill_bucket(struct site *p, int64_t now)
{
    int64_t since = now - p->filled_ms;
    p->filled_ms = now;
    p->tokens_milli += since > 10 * 1000 ? bucket_milli : since * milli_per_ms;
    if (p->tokens_milli > bucket_milli)
        p->tokens_milli = bucket_milli;
}

static size_t room(const struct site *p)
{
    int64_t tokens = p->tokens_milli / 1000;
    int64_t n = in_flight_max - p->in_flight;
    n = n < tokens ? n : tokens;
    return n <= 0 ? 0 : n < claim_max ? (size_t)n : claim_max;
}

/* Reads the picture into bytes; false: it is gone. */
static bool picture_bytes(struct app *a, struct outgoing *out, struct buf *bytes)
{
    char name[100], path[home_path_max];
    snprintf(name, sizeof(name), "pictures/" STR_FMT, STR_ARG(out->card->picture.hash));
    struct err err = { 0 };
    if (!file_read(home_file(&a->home, path, name), bytes, &err)) {
        LOG(LOG_ERROR, "app", "picture_gone", KC("file", path), KC("why", err.msg));
        return false;
    }
    out->bytes = buf_str(bytes);
    out->file_name = picture_file_name(out->bytes);
    return true;
}

static void send_one(struct app *a, struct site *p, struct claim *c)
{
    AUTO(buf_clear) struct buf bytes = BUF_INIT(picture_max_bytes);
    p->in_flight++;
    p->tokens_milli -= 1000;
    if (c->look)
        p->platform->ops->find(p->platform, &c->out);
    else if (c->out.kind == OUTGOING_UPLOAD && !picture_bytes(a, &c->out, &bytes))
        turn_outcome(a, &c->out, OUTCOME_NEVER, "the picture is no longer there");
    else
        p->platform->ops->send(p->platform, &c->out);
}

static void later(struct app *a, int64_t ms)
{
    if (!loop_timer_is_set(&a->pump))
        loop_timer_set(a->loop, &a->pump, ms);
}

static void pump_site(struct app *a, struct site *p)
{
    struct claim claims[claim_max];
    struct err err = { 0 };
    fill_bucket(p, clock_mono_ms());
    size_t want = room(p), n = 0;
    if (want == 0) {
        later(a, 1000 / milli_per_ms);
        return;
    }
    if (!engine_claim(a->engine, p->platform->workspace, clock_wall_ms(), claims, want,
                      &n, &err)) {
        if (err.code == ERR_FULL)
            chores_disk_full(a);
        else
            LOG(LOG_ERROR, "app", "claim_failed", KC("why", err.msg));
        later(a, retry_ms);
        return;
    }
    for (size_t i = 0; i < n; i++)
        send_one(a, p, &claims[i]);
    p->wants = n == want;
}

void pump_all(struct app *a)
{
    bool has = engine_has_outgoing(a->engine), all_want = true;
    int64_t now = clock_wall_ms();
    for (size_t i = 0; i < a->n_sites; i++) {
        struct site *p = &a->sites[i];
        p->wants = p->wants || has;
        all_want = all_want && p->wants;
        if (p->wants && p->line == LINE_UP && !loop_timer_is_set(&a->pump))
            pump_site(a, p);
    }
    if (all_want) /* who was not looked at now still wants to be */
        a->pumped_ms = now;
}

void pump_outcome(struct app *a, const struct event *ev)
{
    struct site *p = site_of(a, ev->workspace);
    if (p && p->in_flight > 0)
        p->in_flight--;
}
