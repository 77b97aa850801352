#include "advocacy/shares.h"

#include "advocacy/dealing.h"
#include "base/arena.h"
#include "base/crypt.h"
#include "base/zone.h"
#include "core/engine.h"
#include "store/db.h"

const struct migration shares_migrations[] = {
    { 1, "CREATE TABLE share_count ("
         " post INTEGER NOT NULL,"
         " network TEXT NOT NULL,"
         " day TEXT NOT NULL,"
         " n INTEGER NOT NULL CHECK (n > 0),"
         " PRIMARY KEY (post, network, day)) STRICT, WITHOUT ROWID;"
         "CREATE TABLE share_seen ("
         " week INTEGER NOT NULL,"
         " hash TEXT NOT NULL,"
         " PRIMARY KEY (week, hash)) STRICT, WITHOUT ROWID;" },
    { 0, NULL },
};

static const struct sql see = { "shares.see", "INSERT INTO share_seen (week, hash)"
                                              " VALUES ($1, $2) ON CONFLICT DO NOTHING" };
static const struct sql count = {
    "shares.count", "INSERT INTO share_count (post, network, day, n)"
                    " VALUES ($1, $2, $3, 1) ON CONFLICT (post, network, day)"
                    " DO UPDATE SET n = share_count.n + 1"
};
static const struct sql tidy = { "shares.tidy",
                                 "DELETE FROM share_seen WHERE week < $1" };

static const struct sql forget = {
    "shares.forget", "DELETE FROM share_seen WHERE week = $1 AND hash = $2"
};

static struct str hash_of(struct turn *t, int64_t person, int64_t post,
                          struct str network)
{
    uint8_t sum[sha256_bytes];
    struct str what = arena_fmt(t->mem, "%lld/%lld/" STR_FMT, (long long)person,
                                (long long)post, STR_ARG(network));
    hmac_sha256(secret_reveal(engine_weekly_key(t->engine)), what, sum);
    return hex_encode(t->mem, sum, 16);
}

/* The day in UTC: a person's own zone would narrow down who it was. */
static struct str day_of(struct turn *t)
{
    return str_take(instant_format(t->mem, t->now_ms), 10);
}

bool shares_count(struct turn *t, int64_t post, struct str network, bool *counted,
                  struct err *err)
{
    int64_t week = engine_week(t->now_ms);
    struct str hash = hash_of(t, t->person.id, post, network);
    if (!db_exec(t->db, &see, DB_ARGS(INT(week), TEXT(hash)), err))
        return false;
    *counted = db_changes(t->db) == 1;
    return !*counted || db_exec(t->db, &count,
                                DB_ARGS(INT(post), TEXT(network), TEXT(day_of(t))), err);
}

/* Whose hashes become whose. */
struct heirs {
    struct turn *t;
    int64_t from, into;
};

static bool hand_over(void *ctx, int64_t post, struct str network, struct err *err)
{
    struct heirs *h = ctx;
    struct db *db = h->t->db;
    int64_t week = engine_week(h->t->now_ms);
    struct str old = hash_of(h->t, h->from, post, network);
    struct str now = hash_of(h->t, h->into, post, network);
    if (!db_exec(db, &forget, DB_ARGS(INT(week), TEXT(old)), err))
        return false;
    return db_changes(db) == 0 || db_exec(db, &see, DB_ARGS(INT(week), TEXT(now)), err);
}

bool shares_merge(struct turn *t, int64_t from, int64_t into, struct err *err)
{
    struct heirs h = { t, from, into };
    return dealing_each_used_up(t, from, hand_over, &h, err);
}

bool shares_tidy(struct turn *t, struct err *err)
{
    return db_exec(t->db, &tidy, DB_ARGS(INT(engine_week(t->now_ms))), err);
}
