/* Which rows may go now. */
#include "core/outbox.h"

#include "base/arena.h"
#include "base/log.h"
#include "codec/card_json.h"
#include "core/engine_internal.h"
#include "core/pictures.h"
#include "store/db.h"

/* After this long without an outcome a look is taken again. */
static const int64_t look_lease_ms = 2LL * 60 * 1000;

/* A row must wait while another of its target is under way, or an earlier one may go
 * or is being retried; one that has to wait for its hour holds nobody up. */
static const struct sql ready = {
    "outbox.ready",
    "SELECT id, uid, kind, channel, user_id, message, body, started_ms, attempt, state,"
    " person, contact_kind, topic FROM outbox o"
    " WHERE workspace = $1 AND state IN (0, 2) AND not_before_ms <= $2"
    " AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.workspace = o.workspace"
    "  AND b.target = o.target AND b.state IN (0, 1, 2) AND b.id <> o.id"
    "  AND (b.state <> 0 OR (b.id < o.id AND (b.attempt > 0 OR b.not_before_ms <= $2))))"
    " ORDER BY lane, id LIMIT $3"
};
static const struct sql mark_sending = {
    "outbox.mark_sending",
    "UPDATE outbox SET state = 1, attempt = attempt + 1, started_ms = $1 WHERE id = $2"
};
static const struct sql put_off = {
    "outbox.put_off", "UPDATE outbox SET not_before_ms = $1 WHERE id = $2"
};
static const struct sql drop = {
    "outbox.drop", "UPDATE outbox SET state = 4, why = $1, body = '', person = 0,"
                   " user_id = '', target = '', topic = '' WHERE id = $2"
};

/* A row as read, with what the gate needs to know. */
struct candidate {
    struct claim claim;
    struct str body;
    struct gate_question ask;
};

static void read_candidate(struct turn *t, const struct rows *r, struct str workspace,
                           struct candidate *c)
{
    struct outgoing *out = &c->claim.out;
    *out = (struct outgoing){ .id = rows_int(r, 0),
                              .uid = arena_str(t->mem, rows_text(r, 1)),
                              .kind = (enum outgoing_kind)rows_int(r, 2),
                              .workspace = workspace,
                              .channel = arena_str(t->mem, rows_text(r, 3)),
                              .user = arena_str(t->mem, rows_text(r, 4)),
                              .message = arena_str(t->mem, rows_text(r, 5)),
                              .started_at_ms = rows_int(r, 7),
                              .attempt = (int)rows_int(r, 8) };
    c->body = arena_str(t->mem, rows_text(r, 6));
    c->claim.look = rows_int(r, 9) == OUTBOX_UNCERTAIN;
    c->ask = (struct gate_question){ .person = rows_int(r, 10),
                                     .kind = (enum contact_kind)rows_int(r, 11),
                                     .topic = arena_str(t->mem, rows_text(r, 12)),
                                     .workspace = workspace,
                                     .user = out->user };
}

static bool read_ready(struct turn *t, struct str workspace, struct candidate *c,
                       size_t max, size_t *n, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    *n = 0;
    if (!db_query(t->db, &r, &ready,
                  DB_ARGS(TEXT(workspace), INT(t->now_ms), INT((int64_t)max)), err))
        return false;
    int got;
    while ((got = rows_next(&r, err)) > 0)
        read_candidate(t, &r, workspace, &c[(*n)++]);
    return got == 0;
}

/* Long campaigns cross the evening: the gate that made the contact is asked again. */
static bool ask_gate(struct turn *t, const struct candidate *c, bool *go, struct err *err)
{
    struct gate_answer a = { .verdict = GATE_NOW };
    bool is_direct = c->claim.out.kind == OUTGOING_DIRECT;
    if (is_direct && !c->claim.look && !t->engine->o.gate(t, &c->ask, &a, err))
        return false;
    *go = a.verdict == GATE_NOW;
    switch (a.verdict) {
    case GATE_NOW:
        return true;
    case GATE_LATER:
        return db_exec(t->db, &put_off,
                       DB_ARGS(INT(a.not_before_ms), INT(c->claim.out.id)), err);
    case GATE_NEVER:
        return db_exec(t->db, &drop,
                       DB_ARGS(TEXT(STR("not wanted")), INT(c->claim.out.id)), err);
    }
    return true;
}

/* A row that cannot be read (a newer version wrote it) must not hold up the others. */
static bool drop_unreadable(struct turn *t, const struct candidate *c,
                            const struct err *why, struct err *err)
{
    LOG(LOG_ERROR, "outbox", "unreadable", KI("row", c->claim.out.id),
        KC("why", why->msg));
    return db_exec(t->db, &drop, DB_ARGS(TEXT(STR("unreadable")), INT(c->claim.out.id)),
                   err);
}

static bool take(struct turn *t, struct candidate *c, bool *taken, struct err *err)
{
    struct outgoing *out = &c->claim.out;
    struct card *card = ARENA_NEW(t->mem, struct card);
    struct err why = { 0 };
    *taken = c->body.n == 0 || card_decode(t->mem, c->body, card, &why);
    if (!*taken)
        return drop_unreadable(t, c, &why, err);
    out->card = card;
    if (!pictures_fill_card(t, out->workspace, &out->card, err))
        return false;
    if (c->claim.look)
        return db_exec(t->db, &put_off,
                       DB_ARGS(INT(t->now_ms + look_lease_ms), INT(out->id)), err);
    out->started_at_ms = t->now_ms;
    out->attempt++;
    return db_exec(t->db, &mark_sending, DB_ARGS(INT(t->now_ms), INT(out->id)), err);
}

bool outbox_claim(struct turn *t, struct str workspace, struct claim *out, size_t max,
                  size_t *n, struct err *err)
{
    struct candidate *c = ARENA_ARRAY(t->mem, max, struct candidate);
    size_t found = 0, taken = 0;
    if (!read_ready(t, workspace, c, max, &found, err))
        return false;
    for (size_t i = 0; i < found; i++) {
        bool go = false;
        if (!ask_gate(t, &c[i], &go, err) || (go && !take(t, &c[i], &go, err)))
            return false;
        if (go)
            out[taken++] = c[i].claim;
    }
    /* There is more to look at: behind the last, or behind one that was refused. */
    if (found == max || taken < found)
        t->engine->has_outgoing = true;
    *n = taken;
    return true;
}
