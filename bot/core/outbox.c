/* Rows in, and what the platforms say became of them. */
#include "core/outbox.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/crypt.h"
#include "base/log.h"
#include "codec/card_json.h"
#include "core/engine_internal.h"
#include "core/pictures.h"
#include "store/db.h"

/* With the pauses below that is about a day and a half: longer than a platform's bad day. */
enum { body_max_bytes = 256 * 1024, attempts_max = 300 };
static const int64_t look_after_ms = 5 * 1000;
static const int64_t resend_after_ms = 60 * 1000;
static const int64_t backoff_first_ms = 1000;
static const int64_t backoff_most_ms = 10LL * 60 * 1000;

/* `target` orders: one row of a target is under way at a time. owner and epoch are
 * constant while there is one daemon. */
const struct migration outbox_migrations[] = {
    { 1, "CREATE TABLE outbox ("
         " id INTEGER NOT NULL PRIMARY KEY,"
         " key TEXT NOT NULL UNIQUE,"
         " uid TEXT NOT NULL UNIQUE,"
         " workspace TEXT NOT NULL,"
         " target TEXT NOT NULL,"
         " kind INTEGER NOT NULL,"
         " lane INTEGER NOT NULL,"
         " channel TEXT NOT NULL,"
         " user_id TEXT NOT NULL,"
         " message TEXT NOT NULL,"
         " person INTEGER NOT NULL,"
         " contact_kind INTEGER NOT NULL,"
         " topic TEXT NOT NULL,"
         " body TEXT NOT NULL,"
         " state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 4),"
         " attempt INTEGER NOT NULL DEFAULT 0,"
         " not_before_ms INTEGER NOT NULL,"
         " until_ms INTEGER NOT NULL,"
         " started_ms INTEGER NOT NULL DEFAULT 0,"
         " result TEXT NOT NULL DEFAULT '',"
         " why TEXT NOT NULL DEFAULT '',"
         " owner TEXT NOT NULL DEFAULT 'daemon',"
         " epoch INTEGER NOT NULL DEFAULT 1) STRICT;"
         "CREATE INDEX outbox_ready ON outbox (workspace, lane, id)"
         " WHERE state IN (0, 2);"
         "CREATE INDEX outbox_when ON outbox (not_before_ms) WHERE state IN (0, 2);"
         "CREATE INDEX outbox_target ON outbox (workspace, target, id)"
         " WHERE state IN (0, 1, 2);"
         "CREATE INDEX outbox_until ON outbox (until_ms)"
         " WHERE until_ms > 0 AND state IN (0, 2);"
         "CREATE INDEX outbox_person ON outbox (person) WHERE person <> 0;" },
    { 0, NULL },
};

static const struct sql add = {
    "outbox.add",
    "INSERT INTO outbox (id, key, uid, workspace, target, kind, lane, channel, user_id,"
    " message, person, contact_kind, topic, body, not_before_ms,"
    " until_ms)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    " ON CONFLICT (key) DO NOTHING"
};
static const struct sql forget_dead = { "outbox.forget_dead",
                                        "DELETE FROM outbox WHERE key = $1"
                                        " AND state = 4" };
static const struct sql take_over = {
    "outbox.take_over", "UPDATE outbox SET person = $1 WHERE person = $2 AND person <> 0"
};
static const struct sql get = {
    "outbox.get", "SELECT state, kind, attempt, started_ms, workspace, body FROM outbox"
                  " WHERE id = $1"
};
/* What was sent is not kept, nor to whom: only that it was. */
static const struct sql finish = {
    "outbox.finish",
    "UPDATE outbox SET state = $1, result = $2, why = $3, body = '', person = 0,"
    " user_id = '', target = '', topic = '' WHERE id = $4"
};
static const struct sql wait = {
    "outbox.wait", "UPDATE outbox SET state = $1, not_before_ms = $2, why = $3"
                   " WHERE id = $4"
};
static const struct sql recover = {
    "outbox.recover", "UPDATE outbox SET state = 2, not_before_ms = $1 WHERE state = 1"
};
static const struct sql expire = {
    "outbox.expire", "UPDATE outbox SET state = 4, why = 'too late', body = ''"
                     " WHERE until_ms > 0 AND until_ms <= $1 AND state IN (0, 2)"
};
static const struct sql next_ms = {
    "outbox.next_ms", "SELECT not_before_ms FROM outbox WHERE state IN (0, 2)"
                      " AND not_before_ms > $1 ORDER BY not_before_ms LIMIT 1"
};

static struct str target_of(struct turn *t, const struct outbox_row *row)
{
    switch (row->kind) {
    case OUTGOING_DIRECT:
        return arena_fmt(t->mem, "u:" STR_FMT, STR_ARG(row->user));
    case OUTGOING_UPLOAD:
        return arena_fmt(t->mem, "p:" STR_FMT, STR_ARG(row->card->picture.hash));
    case OUTGOING_POST:
    case OUTGOING_EDIT:
    case OUTGOING_DELETE:
        return arena_fmt(t->mem, "c:" STR_FMT, STR_ARG(row->channel));
    }
    return STR("");
}

static struct str new_uid(struct turn *t)
{
    uint8_t noise[16];
    t->rnd->fill(t->rnd->self, noise, sizeof(noise));
    return hex_encode(t->mem, noise, sizeof(noise));
}

bool outbox_add(struct turn *t, const struct outbox_row *row, struct err *err)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(body_max_bytes);
    if (row->card)
        card_encode(&body, row->card);
    if (!buf_ok(&body))
        return err_set(err, ERR_LIMIT, "a card of more than %d bytes", body_max_bytes);
    const struct contact *c = row->contact;
    int64_t not_before = row->not_before_ms > t->now_ms ? row->not_before_ms : t->now_ms;
    if (!db_exec(t->db, &add,
                 DB_ARGS(INT(turn_id(t)), TEXT(row->key), TEXT(new_uid(t)),
                         TEXT(row->workspace), TEXT(target_of(t, row)), INT(row->kind),
                         INT(row->lane), TEXT(row->channel), TEXT(row->user),
                         TEXT(row->message), INT(c ? contact_person(c) : 0),
                         INT(c ? (int64_t)contact_kind_of(c) : 0),
                         TEXT(c ? contact_topic(c) : STR("")), TEXT(buf_str(&body)),
                         INT(not_before), INT(row->until_ms)),
                 err))
        return false;
    t->engine->has_outgoing = true;
    return true;
}

bool outbox_forget_dead(struct turn *t, struct str key, struct err *err)
{
    return db_exec(t->db, &forget_dead, DB_ARGS(TEXT(key)), err);
}

bool outbox_merge(struct turn *t, int64_t from, int64_t into, struct err *err)
{
    return db_exec(t->db, &take_over, DB_ARGS(INT(into), INT(from)), err);
}

/* What the row was when its outcome came. */
struct row {
    enum outbox_state state;
    enum outgoing_kind kind;
    int64_t attempt, started_ms;
    struct str workspace, body;
};

static bool read_row(struct turn *t, int64_t id, struct row *out, bool *found,
                     struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &get, DB_ARGS(INT(id)), err))
        return false;
    int got = rows_next(&r, err);
    *found = got > 0;
    if (got <= 0)
        return got == 0;
    *out = (struct row){ .state = (enum outbox_state)rows_int(&r, 0),
                         .kind = (enum outgoing_kind)rows_int(&r, 1),
                         .attempt = rows_int(&r, 2),
                         .started_ms = rows_int(&r, 3),
                         .workspace = arena_str(t->mem, rows_text(&r, 4)),
                         .body = arena_str(t->mem, rows_text(&r, 5)) };
    return true;
}

static bool set_state(struct turn *t, const struct event *ev, enum outbox_state state,
                      int64_t not_before, struct err *err)
{
    return db_exec(
        t->db, &wait,
        DB_ARGS(INT(state), INT(not_before), TEXT(ev->text), INT(ev->outbox_id)), err);
}

static bool applied(struct turn *t, const struct event *ev, const struct row *row,
                    struct err *err)
{
    if (row->kind == OUTGOING_UPLOAD) {
        struct card card = { 0 };
        if (!card_decode(t->mem, row->body, &card, err) ||
            !pictures_uploaded(t, row->workspace, card.picture.hash, ev->result, err))
            return false;
    }
    return db_exec(
        t->db, &finish,
        DB_ARGS(INT(OUTBOX_SENT), TEXT(ev->result), TEXT(STR("")), INT(ev->outbox_id)),
        err);
}

static bool dead(struct turn *t, const struct event *ev, struct str why, struct err *err)
{
    LOG(LOG_WARN, "outbox", "dead", KS("workspace", ev->workspace),
        KI("row", ev->outbox_id), KS("why", why));
    return db_exec(
        t->db, &finish,
        DB_ARGS(INT(OUTBOX_DEAD), TEXT(STR("")), TEXT(why), INT(ev->outbox_id)), err);
}

static int64_t backoff_ms(struct turn *t, int64_t attempt)
{
    int64_t ms = backoff_first_ms;
    for (int64_t i = 1; i < attempt && ms < backoff_most_ms; i++)
        ms *= 2;
    if (ms > backoff_most_ms)
        ms = backoff_most_ms;
    return ms / 2 + (int64_t)random_below(t->rnd, (uint64_t)ms / 2 + 1);
}

static bool not_applied(struct turn *t, const struct event *ev, const struct row *row,
                        struct err *err)
{
    if (row->attempt >= attempts_max)
        return dead(t, ev, STR("tried too often"), err);
    int64_t at = t->now_ms + backoff_ms(t, row->attempt);
    if (ev->retry_at_ms > at)
        at = ev->retry_at_ms;
    enum outbox_state state =
        row->state == OUTBOX_UNCERTAIN ? OUTBOX_UNCERTAIN : OUTBOX_WAITING;
    return set_state(t, ev, state, at, err);
}

/* Edits, deletions and uploads may be repeated: the second one changes nothing. */
static bool may_repeat(enum outgoing_kind kind)
{
    return kind == OUTGOING_EDIT || kind == OUTGOING_DELETE || kind == OUTGOING_UPLOAD;
}

static bool absent(struct turn *t, const struct event *ev, const struct row *row,
                   struct err *err)
{
    int64_t safe_ms = row->started_ms + resend_after_ms;
    if (t->now_ms < safe_ms && !may_repeat(row->kind)) /* it may still be on its way */
        return set_state(t, ev, OUTBOX_UNCERTAIN, safe_ms, err);
    return set_state(t, ev, OUTBOX_WAITING, t->now_ms, err);
}

static bool act_on(struct turn *t, const struct event *ev, const struct row *row,
                   struct err *err)
{
    switch (ev->outcome) {
    case OUTCOME_APPLIED:
        return applied(t, ev, row, err);
    case OUTCOME_NOT:
        return not_applied(t, ev, row, err);
    case OUTCOME_NEVER:
        return dead(t, ev, ev->text, err);
    case OUTCOME_UNKNOWN:
        if (may_repeat(row->kind))
            return not_applied(t, ev, row, err);
        return set_state(t, ev, OUTBOX_UNCERTAIN, t->now_ms + look_after_ms, err);
    case OUTCOME_ABSENT:
        return absent(t, ev, row, err);
    case OUTCOME_UNREADABLE:
        if (t->engine->o.resend_unknown)
            return absent(t, ev, row, err);
        return dead(t, ev, STR("unknown whether it arrived, and not readable"), err);
    }
    return true;
}

bool outbox_outcome(struct turn *t, const struct event *ev, struct err *err)
{
    struct row row = { 0 };
    bool found = false;
    if (!read_row(t, ev->outbox_id, &row, &found, err))
        return false;
    bool is_open = row.state == OUTBOX_SENDING || row.state == OUTBOX_UNCERTAIN;
    if (!found || !is_open)
        return true; /* an outcome that came twice, or after the row was dropped */
    t->engine->has_outgoing = true;
    return act_on(t, ev, &row, err);
}

bool outbox_recover(struct turn *t, struct err *err)
{
    return db_exec(t->db, &recover, DB_ARGS(INT(t->now_ms)), err);
}

bool outbox_expire(struct turn *t, struct err *err)
{
    return db_exec(t->db, &expire, DB_ARGS(INT(t->now_ms)), err);
}

bool outbox_next_ms(struct turn *t, int64_t *out, struct err *err)
{
    return db_int(t->db, &next_ms, DB_ARGS(INT(t->now_ms)), INT64_MAX, out, err);
}
