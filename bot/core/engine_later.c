/* What the engine does between events: claims, the next instant, tidying. */
#include "base/arena.h"
#include "base/log.h"
#include "core/connect.h"
#include "core/due.h"
#include "core/engine_internal.h"
#include "core/inbox.h"
#include "store/db.h"

#include <string.h>

enum { tidy_rows = 500 };
static const int64_t tidy_every_ms = 60 * 1000;

/* Rows that were sent are kept as long as their event might come again; the others for
 * the operator to see. */
static const struct sql tidy_outbox = {
    "outbox.tidy", "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox"
                   " WHERE state = $1 AND id < $2 ORDER BY id LIMIT $3)"
};
static const int64_t sent_kept_ms = 2LL * 24 * 60 * 60 * 1000;
static const int64_t dead_kept_ms = 30LL * 24 * 60 * 60 * 1000;

/* What claim_some() is to do, and what it found. */
struct claiming {
    struct str workspace;
    struct claim *out;
    size_t max, n;
};

static bool claim_some(struct turn *t, void *ctx, struct err *err)
{
    struct claiming *c = ctx;
    return outbox_claim(t, c->workspace, c->out, c->max, &c->n, err);
}

bool engine_claim(struct engine *e, struct str workspace, int64_t now_ms,
                  struct claim *out, size_t max, size_t *n, struct err *err)
{
    struct claiming c = { workspace, out, max, 0 };
    if (!engine_do(e, now_ms, claim_some, &c, err))
        return false;
    *n = c.n;
    return true;
}

bool engine_has_outgoing(struct engine *e)
{
    bool has = e->has_outgoing;
    e->has_outgoing = false;
    return has;
}

int64_t engine_next_due_ms(struct engine *e, int64_t claimed_ms)
{
    struct effects fx = { 0 };
    struct turn t = engine_turn(e, &fx, claimed_ms);
    struct err err = { 0 };
    int64_t due = INT64_MAX, outbox = INT64_MAX;
    if (!due_next_ms(&t, &due, &err) || !outbox_next_ms(&t, &outbox, &err)) {
        LOG(LOG_ERROR, "core", "next_due_unknown", KC("why", err.msg));
        return INT64_MAX;
    }
    return due < outbox ? due : outbox;
}

static bool tidy(struct turn *t, void *ctx, struct err *err)
{
    bool *more = ctx;
    if (!outbox_expire(t, err) || !inbox_tidy(t, tidy_rows, more, err))
        return false;
    int64_t sent_end = id_at_ms(t->now_ms - sent_kept_ms);
    int64_t dead_end = id_at_ms(t->now_ms - dead_kept_ms);
    return connect_tidy(t, err) &&
           db_exec(t->db, &tidy_outbox,
                   DB_ARGS(INT(OUTBOX_SENT), INT(sent_end), INT(tidy_rows)), err) &&
           db_exec(t->db, &tidy_outbox,
                   DB_ARGS(INT(OUTBOX_DEAD), INT(dead_end), INT(tidy_rows)), err);
}

bool engine_tidy(struct engine *e, int64_t now_ms)
{
    if (now_ms < e->next_tidy_ms)
        return false;
    bool more = false;
    struct err err = { 0 };
    if (!engine_do(e, now_ms, tidy, &more, &err))
        LOG(LOG_WARN, "core", "tidy_failed", KC("why", err.msg));
    if (!more)
        e->next_tidy_ms = now_ms + tidy_every_ms;
    return more;
}

void engine_set_weekly_key(struct engine *e, struct secret key)
{
    struct str bytes = secret_reveal(key);
    memset(e->weekly_key, 0, sizeof(e->weekly_key));
    memcpy(e->weekly_key, bytes.p,
           bytes.n < sizeof(e->weekly_key) ? bytes.n : sizeof(e->weekly_key));
}

struct secret engine_weekly_key(const struct engine *e)
{
    return SECRET(((struct str){ (const char *)e->weekly_key, sizeof(e->weekly_key) }));
}

int64_t engine_week(int64_t at_ms)
{
    static const int64_t day_ms = 24LL * 60 * 60 * 1000;
    /* 1970-01-01 was a Thursday. */
    return (at_ms / day_ms + 3) / 7;
}
