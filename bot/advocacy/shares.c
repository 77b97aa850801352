#include "advocacy/shares.h"

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

static struct str hash_of(struct turn *t, int64_t post, struct str network)
{
    uint8_t sum[sha256_bytes];
    struct str what = arena_fmt(t->mem, "%lld/%lld/" STR_FMT, (long long)t->person.id,
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
    if (!db_exec(t->db, &see, DB_ARGS(INT(week), TEXT(hash_of(t, post, network))), err))
        return false;
    *counted = db_changes(t->db) == 1;
    return !*counted || db_exec(t->db, &count,
                                DB_ARGS(INT(post), TEXT(network), TEXT(day_of(t))), err);
}

bool shares_tidy(struct turn *t, struct err *err)
{
    return db_exec(t->db, &tidy, DB_ARGS(INT(engine_week(t->now_ms))), err);
}
