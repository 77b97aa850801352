/* What a person wrote in the form: theirs alone, and gone after 24 hours. */
#include "base/arena.h"
#include "core/due.h"
#include "share.h"
#include "store/db.h"

static const int64_t kept_ms = 24LL * 60 * 60 * 1000;

static const struct sql get = { "share.own_get",
                                "SELECT body FROM own_words WHERE person = $1"
                                " AND post = $2 AND network = $3 AND until_ms > $4" };
static const struct sql until = { "share.own_until",
                                  "SELECT until_ms FROM own_words WHERE person = $1"
                                  " AND post = $2 AND network = $3" };
static const struct sql put = {
    "share.own_put",
    "INSERT INTO own_words (person, post, network, body, until_ms)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person, post, network) DO UPDATE SET"
    " body = excluded.body, until_ms = excluded.until_ms"
};
static const struct sql expire = {
    "share.own_expire", "DELETE FROM own_words WHERE person = $1 AND until_ms <= $2"
};

static const struct sql take_over = {
    "share.own_take_over",
    "INSERT INTO own_words (person, post, network, body, until_ms)"
    " SELECT $1, post, network, body, until_ms FROM own_words WHERE person = $2"
    " ON CONFLICT (person, post, network) DO NOTHING"
};

bool own_words_get(struct turn *t, int64_t post, struct str network, struct str *out,
                   struct err *err)
{
    *out = STR("");
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &get,
                  DB_ARGS(INT(t->person.id), INT(post), TEXT(network), INT(t->now_ms)),
                  err))
        return false;
    int got = rows_next(&r, err);
    if (got > 0)
        *out = arena_str(t->mem, rows_text(&r, 0));
    return got >= 0;
}

bool own_words_until(struct turn *t, int64_t post, struct str network, int64_t *until_ms,
                     struct err *err)
{
    return db_int(t->db, &until, DB_ARGS(INT(t->person.id), INT(post), TEXT(network)), 0,
                  until_ms, err);
}

bool own_words_put(struct turn *t, int64_t post, struct str network, struct str text,
                   struct err *err)
{
    int64_t end_ms = t->now_ms + kept_ms;
    struct str key = arena_fmt(t->mem, "own:%lld:%lld:" STR_FMT, (long long)t->person.id,
                               (long long)post, STR_ARG(network));
    return db_exec(t->db, &put,
                   DB_ARGS(INT(t->person.id), INT(post), TEXT(network), TEXT(text),
                           INT(end_ms)),
                   err) &&
           due_set(t, "share", "own_words", STR(""), t->person.id,
                   (struct due_time){ .at_ms = end_ms }, key, err);
}

bool own_words_expire(struct turn *t, const struct due *d, struct err *err)
{
    return db_exec(t->db, &expire, DB_ARGS(INT(d->person), INT(t->now_ms)), err);
}

/* Their timers go along: they are core's. */
bool own_words_merge(struct turn *t, int64_t from, int64_t into, struct err *err)
{
    return db_exec(t->db, &take_over, DB_ARGS(INT(into), INT(from)), err);
}
