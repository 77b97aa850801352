#include "core/inbox.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/id.h"
#include "codec/card_json.h"
#include "core/engine_internal.h"
#include "store/db.h"

/* Two tables, both filled at their end: answers are large and go soon, ids are small
 * and stay. `seq` is an id of ours, so age is a range of the key. */
const struct migration inbox_migrations[] = {
    { 1, "CREATE TABLE inbox ("
         " seq INTEGER NOT NULL PRIMARY KEY,"
         " key TEXT NOT NULL UNIQUE) STRICT;"
         "CREATE TABLE inbox_answer ("
         " seq INTEGER NOT NULL PRIMARY KEY,"
         " body TEXT NOT NULL) STRICT;" },
    { 0, NULL },
};

static const struct sql find = { "inbox.find",
                                 "SELECT i.seq, a.body FROM inbox i"
                                 " LEFT JOIN inbox_answer a ON a.seq = i.seq"
                                 " WHERE i.key = $1" };
static const struct sql add_id = { "inbox.add_id",
                                   "INSERT INTO inbox (seq, key) VALUES ($1, $2)" };
static const struct sql add_answer = {
    "inbox.add_answer", "INSERT INTO inbox_answer (seq, body) VALUES ($1, $2)"
};
static const struct sql tidy_ids = {
    "inbox.tidy_ids", "DELETE FROM inbox WHERE seq IN"
                      " (SELECT seq FROM inbox WHERE seq < $1 ORDER BY seq LIMIT $2)"
};
static const struct sql tidy_answers = { "inbox.tidy_answers",
                                         "DELETE FROM inbox_answer WHERE seq IN"
                                         " (SELECT seq FROM inbox_answer WHERE seq < $1"
                                         "  ORDER BY seq LIMIT $2)" };

enum { answer_max_bytes = 256 * 1024 };

static struct str key_of(struct turn *t)
{
    struct str parts[] = { t->event->workspace, STR("/"), t->event->id };
    return arena_join(t->mem, parts, COUNT(parts));
}

/* What answers a message is a message, and it was said then: once is enough. Before this
 * start it may have been lost. */
static bool was_said(const struct turn *t, int64_t at_ms)
{
    return t->event->kind == EVENT_MESSAGE && at_ms >= t->engine->opened_ms;
}

bool inbox_seen(struct turn *t, bool *seen, struct answer *out, struct err *err)
{
    *seen = false;
    *out = (struct answer){ .kind = ANSWER_NOTHING };
    if (t->event->id.n == 0)
        return true;
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &find, DB_ARGS(TEXT(key_of(t))), err))
        return false;
    int got = rows_next(&r, err);
    if (got <= 0)
        return got == 0;
    *seen = true;
    int64_t at_ms = id_time_ms(rows_int(&r, 0));
    if (rows_null(&r, 1) || at_ms <= t->now_ms - inbox_answer_ms || was_said(t, at_ms))
        return true;
    return answer_decode(t->mem, rows_text(&r, 1), out, err);
}

bool inbox_note(struct turn *t, const struct answer *answer, struct err *err)
{
    if (t->event->id.n == 0)
        return true;
    int64_t seq = turn_id(t);
    if (!db_exec(t->db, &add_id, DB_ARGS(INT(seq), TEXT(key_of(t))), err))
        return false;
    if (answer->kind == ANSWER_NOTHING)
        return true;
    AUTO(buf_clear) struct buf body = BUF_INIT(answer_max_bytes);
    answer_encode(&body, answer);
    if (!buf_ok(&body))
        return err_set(err, ERR_LIMIT, "an answer of more than %d bytes",
                       answer_max_bytes);
    return db_exec(t->db, &add_answer, DB_ARGS(INT(seq), TEXT(buf_str(&body))), err);
}

bool inbox_tidy(struct turn *t, int64_t most, bool *more, struct err *err)
{
    int64_t answers_end = id_at_ms(t->now_ms - inbox_answer_ms);
    int64_t ids_end = id_at_ms(t->now_ms - inbox_id_ms);
    if (!db_exec(t->db, &tidy_answers, DB_ARGS(INT(answers_end), INT(most)), err))
        return false;
    bool full = db_changes(t->db) == most;
    if (!db_exec(t->db, &tidy_ids, DB_ARGS(INT(ids_end), INT(most)), err))
        return false;
    *more = full || db_changes(t->db) == most;
    return true;
}
