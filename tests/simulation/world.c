/* Time passes: what is due is done, the engine runs, the process dies and rises. */
#include "sim.h"

#include <stdio.h>

#include "advocacy/gate.h"
#include "base/buf.h"
#include "base/crypt.h"
#include "codec/card_json.h"
#include "registry.h"
#include "store/faulty.h"

#include <stdlib.h>
#include <string.h>

enum { batch_max = 64, claims_max = 16 };

static bool start_engine(struct sim *s)
{
    struct err err = { 0 };
    struct engine_options o = {
        .db = s->db,
        .cfg = &s->cfg,
        .features = features,
        .modules = feature_modules,
        .texts = s->texts,
        .rnd = random_from_seeded(&s->gen),
        .signing_key = SECRET(STR("0123456789abcdef0123456789abcdef")),
        .gate = gate_ask_again,
    };
    if (!engine_open(&s->engine, &o, s->now_ms, &err))
        sim_fail(s, "the engine does not start: %s", err.msg);
    else
        engine_set_weekly_key(s->engine, SECRET(STR("a key for the week of 32 bytes..")));
    return s->engine != NULL;
}

static uint64_t hash_of(const struct answer *a)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(1024 * 1024);
    uint8_t sum[sha256_bytes];
    uint64_t out;
    answer_encode(&b, a);
    sha256(buf_str(&b), sum);
    memcpy(&out, sum, sizeof(out));
    return out;
}

static struct recent *recent_of(struct sim *s, const struct happening *item)
{
    for (size_t i = 0; i < recent_n; i++) {
        if (s->recent[i].place == s->accounts[item->who].place &&
            str_eq(item->event->id, str_from_c(s->recent[i].id)))
            return &s->recent[i];
    }
    return NULL;
}

static void remember(struct sim *s, const struct happening *item, uint64_t hash)
{
    struct str id = item->event->id;
    struct recent *oldest = &s->recent[0];
    for (size_t i = 1; i < recent_n; i++) {
        if (s->recent[i].at_ms < oldest->at_ms)
            oldest = &s->recent[i];
    }
    *oldest = (struct recent){ .place = s->accounts[item->who].place,
                               .at_ms = s->now_ms,
                               .hash = hash };
    (void)snprintf(oldest->id, sizeof(oldest->id), STR_FMT, STR_ARG(id));
}

/* A redelivered event is answered alike for ten minutes, then only acknowledged. What
 * answers a message is one itself, and is not said again. */
static void check_again(struct sim *s, const struct recent *r, enum event_kind kind,
                        const struct answer *a)
{
    s->seen.doubles++;
    bool is_fresh = s->now_ms - r->at_ms < 10 * minute_ms - second_ms;
    bool was_said = kind == EVENT_MESSAGE && a->kind == ANSWER_NOTHING;
    if (is_fresh && !was_said && hash_of(a) != r->hash)
        sim_fail(s, "event %s was answered otherwise when it came again", r->id);
}

/* What the engine made of an event. */
static void answered(struct sim *s, struct happening *item, const struct engine_answer *a)
{
    if (!a->is_stored) { /* not acknowledged: the platform brings it again */
        s->seen.unstored++;
        if (platform_keeps(s, item, s->now_ms + sim_between(s, second_ms, minute_ms))) {
            queue_add(&s->queue, *item);
            item->mem = NULL;
        }
        return;
    }
    if (item->press == PRESS_OUTCOME)
        return;
    const struct recent *known = recent_of(s, item);
    if (known) {
        check_again(s, known, item->event->kind, &a->answer);
        return;
    }
    remember(s, item, hash_of(&a->answer));
    oracle_event(s, item, &a->answer);
    AUTO(buf_clear) struct buf b = BUF_INIT(1024 * 1024);
    answer_encode(&b, &a->answer);
    if (!answer_decode(item->mem, arena_buf(item->mem, &b), &item->answer, NULL))
        sim_fail(s, "an answer that cannot be read back");
    item->kind = ITEM_ANSWER;
    item->at_ms = s->now_ms + sim_between(s, 20, second_ms);
    queue_add(&s->queue, *item);
    item->mem = NULL;
}

/* Changes who is who: the oracle asks the store, and wants to find it as it was then. */
static bool is_alone(enum press press)
{
    return press == PRESS_CODE || press == PRESS_PART || press == PRESS_EMAIL;
}

static size_t take_batch(struct sim *s, struct happening *out)
{
    size_t n = 0;
    while (n < batch_max && queue_next_ms(&s->queue) <= s->now_ms + 5 &&
           s->queue.v[0].kind == ITEM_EVENT) {
        bool alone = is_alone(s->queue.v[0].press);
        if (alone && n > 0)
            break;
        (void)queue_take(&s->queue, &out[n]);
        n++;
        if (alone)
            break;
    }
    return n;
}

static void claim(struct sim *s, int place)
{
    struct claim claims[claims_max];
    size_t n = 0;
    struct err err = { 0 };
    bool ok = engine_claim(s->engine, s->workspaces[place].name, s->now_ms, claims,
                           claims_max, &n, &err);
    if (!ok && !s->is_full)
        sim_fail(s, "nothing can be claimed: %s", err.msg);
    for (size_t i = 0; i < n; i++)
        platform_take(s, &claims[i]);
}

/* One turn of the engine: a batch of events, timers, claims. */
static void turn(struct sim *s)
{
    struct happening items[batch_max];
    const struct event *events[batch_max];
    struct engine_answer answers[batch_max];
    struct err err = { 0 };
    size_t n = take_batch(s, items);
    for (size_t i = 0; i < n; i++)
        events[i] = items[i].event;
    bool disk_fills = !s->is_calm && !s->is_full && sim_once_in(s, 150);
    if (disk_fills)
        db_fail_after(s->db, (int)sim_between(s, 0, 40), ERR_FULL);
    (void)engine_run(s->engine, events, n, s->now_ms, answers, &err);
    if (!s->is_full)
        db_fail_after(s->db, -1, ERR_NONE);
    s->seen.events += (int)n;
    for (size_t i = 0; i < n; i++) {
        answered(s, &items[i], &answers[i]);
        arena_free(items[i].mem);
    }
    for (int i = 0; i < places_n; i++)
        claim(s, i);
    if (s->is_full)
        s->now_ms += second_ms; /* as app waits before it tries again */
    bugs_plant(s, BUG_EACH_TURN);
}

/* People and platforms go on while the process is down. False: it needs the process. */
static bool goes_on(struct sim *s, struct happening *item, int64_t up_ms)
{
    switch (item->kind) {
    case ITEM_WAKE:
        people_wake(s, item->who);
        return true;
    case ITEM_TYPE:
        movers_type(s, item);
        return true;
    case ITEM_APPLY:
    case ITEM_LOOK:
        platform_apply(s, item);
        return true;
    case ITEM_EVENT:
        return !platform_keeps(s, item, up_ms);
    case ITEM_ANSWER:
    case ITEM_COMMS:
    case ITEM_CRASH:
    case ITEM_DISK:
    case ITEM_DAY:
        break;
    }
    item->at_ms = up_ms + 1;
    return false;
}

static void pass_downtime(struct sim *s, int64_t up_ms)
{
    struct happening item;
    while (queue_next_ms(&s->queue) <= up_ms && queue_take(&s->queue, &item)) {
        if (item.at_ms > s->now_ms)
            s->now_ms = item.at_ms;
        if (goes_on(s, &item, up_ms))
            arena_free(item.mem);
        else
            queue_add(&s->queue, item);
    }
    s->now_ms = up_ms;
}

/* From a minute to an hour, about once in ten days. */
static void disk(struct sim *s)
{
    s->is_full = !s->is_full && !s->is_calm;
    s->seen.full += s->is_full;
    if (s->is_full)
        db_fail_from(s->db, 0, ERR_FULL);
    else
        db_fail_after(s->db, -1, ERR_NONE);
    int64_t wait = s->is_full ? sim_between(s, minute_ms, hour_ms)
                              : sim_between(s, day_ms, 20 * day_ms);
    if (s->is_full || !s->is_calm)
        queue_add(&s->queue,
                  (struct happening){ .kind = ITEM_DISK, .at_ms = s->now_ms + wait });
}

static void crash(struct sim *s)
{
    s->seen.crashes++;
    if (sim_once_in(s, 2)) { /* in the middle of a transaction */
        db_fail_after(s->db, (int)sim_between(s, 0, 30), ERR_IO);
        struct engine_answer none;
        (void)engine_run(s->engine, NULL, 0, s->now_ms, &none, &(struct err){ 0 });
        db_fail_after(s->db, -1, ERR_NONE);
    }
    db_rollback(s->db);
    engine_free(s->engine);
    s->engine = NULL;
    platform_crash(s);
    pass_downtime(s, s->now_ms + sim_between(s, second_ms, 20 * minute_ms));
    (void)start_engine(s);
    if (!s->is_calm)
        queue_add(&s->queue,
                  (struct happening){ .kind = ITEM_CRASH,
                                      .at_ms = s->now_ms +
                                               sim_between(s, hour_ms, 3 * day_ms) });
}

static bool tidy(struct turn *t, void *ctx, struct err *err)
{
    struct sim *s = ctx;
    return features_tidy(t, &s->tidied, err);
}

static void day(struct sim *s)
{
    struct err err = { 0 };
    while (engine_tidy(s->engine, s->now_ms)) {
    }
    do {
        if (!engine_do(s->engine, s->now_ms, tidy, s, &err))
            sim_fail(s, "not tidied: %s", err.msg);
    } while (s->tidied != 0 && s->failure[0] == '\0');
    bugs_plant(s, BUG_DAILY);
    books_daily(s);
    logs_look(s);
    if (!s->is_calm)
        queue_add(&s->queue,
                  (struct happening){ .kind = ITEM_DAY, .at_ms = s->now_ms + day_ms });
}

/* What an operator, or nobody at all, does while the disk is full. */
static bool must_wait(const struct sim *s, enum item_kind kind)
{
    return s->is_full && (kind == ITEM_CRASH || kind == ITEM_DAY || kind == ITEM_COMMS);
}

static void do_item(struct sim *s, struct happening *item)
{
    if (must_wait(s, item->kind)) {
        item->at_ms += 10 * minute_ms;
        queue_add(&s->queue, *item);
        return;
    }
    switch (item->kind) {
    case ITEM_WAKE:
        people_wake(s, item->who);
        break;
    case ITEM_TYPE:
        movers_type(s, item);
        break;
    case ITEM_EVENT: /* runs in a batch */
        break;
    case ITEM_ANSWER:
        people_answered(s, item);
        break;
    case ITEM_APPLY:
    case ITEM_LOOK:
        platform_apply(s, item);
        break;
    case ITEM_COMMS:
        comms_change(s);
        break;
    case ITEM_CRASH:
        crash(s);
        break;
    case ITEM_DISK:
        disk(s);
        break;
    case ITEM_DAY:
        day(s);
        break;
    }
    arena_free(item->mem);
}

/* To the next thing that is to happen, the engine's timers included. */
static bool step(struct sim *s)
{
    int64_t next = queue_next_ms(&s->queue);
    int64_t due = engine_next_due_ms(s->engine, s->now_ms);
    int64_t at = next < due ? next : due;
    if (at == INT64_MAX || at > s->end_ms)
        return false;
    if (at > s->now_ms)
        s->now_ms = at;
    if (next > s->now_ms || s->queue.v[0].kind == ITEM_EVENT) {
        turn(s);
        return true;
    }
    struct happening item;
    (void)queue_take(&s->queue, &item);
    do_item(s, &item);
    return true;
}

static void run_until(struct sim *s, int64_t end_ms)
{
    s->end_ms = end_ms;
    while (s->failure[0] == '\0' && s->engine && step(s)) {
    }
}

bool world_run(struct sim *s)
{
    int64_t end_ms = s->end_ms;
    s->sends = calloc(sends_max, sizeof(s->sends[0]));
    s->persons = calloc(persons_max, sizeof(s->persons[0]));
    logs_begin(s);
    if (s->sends && s->persons && start_engine(s)) {
        comms_begin(s);
        people_begin(s);
        queue_add(&s->queue,
                  (struct happening){ .kind = ITEM_DAY, .at_ms = s->now_ms + day_ms });
        queue_add(&s->queue,
                  (struct happening){ .kind = ITEM_CRASH, .at_ms = s->now_ms + day_ms });
        queue_add(&s->queue,
                  (struct happening){ .kind = ITEM_DISK, .at_ms = s->now_ms + day_ms });
        run_until(s, end_ms);
        s->is_calm = true; /* what was accepted must arrive now */
        run_until(s, end_ms + 10 * day_ms);
        if (s->failure[0] == '\0')
            oracle_end(s);
    }
    logs_look(s);
    logs_end(s);
    queue_clear(&s->queue);
    engine_free(s->engine);
    free(s->sends);
    free(s->persons);
    return s->failure[0] == '\0';
}
