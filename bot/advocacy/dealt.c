/* What a person was dealt, and what became of it. */
#include "advocacy/dealing_internal.h"

#include "base/arena.h"
#include "store/db.h"

static const int64_t kept_ms = 180LL * 24 * 60 * 60 * 1000;
static const int64_t week_ms = 7LL * 24 * 60 * 60 * 1000;
static const int64_t ask_after_ms = 10LL * 60 * 1000;
static const int64_t ask_until_ms = 14LL * 24 * 60 * 60 * 1000;

static const struct sql use_up = {
    "dealing.use_up", "INSERT INTO used_up (person, post, at_ms) VALUES ($1, $2, $3)"
                      " ON CONFLICT (person, post) DO NOTHING"
};
static const struct sql latest = {
    "dealing.latest", "SELECT d.post, d.network, d.lang, d.wording FROM dealt d"
                      " WHERE d.person = $1 AND NOT EXISTS (SELECT 1 FROM dealt n"
                      " WHERE n.person = $1 AND n.post = d.post AND n.at_ms > d.at_ms)"
                      " ORDER BY d.at_ms DESC LIMIT $2"
};
static const struct sql to_ask = {
    "dealing.to_ask",
    "SELECT d.post, d.network, d.lang, d.wording FROM dealt d"
    " WHERE d.person = $1 AND d.at_ms BETWEEN $2 AND $3 AND d.post <> $4"
    " AND NOT EXISTS (SELECT 1 FROM dealt a WHERE a.person = $1 AND a.post = d.post"
    "  AND a.asked = 1)"
    " AND NOT EXISTS (SELECT 1 FROM used_up u WHERE u.person = $1 AND u.post = d.post)"
    " ORDER BY d.at_ms DESC LIMIT 1"
};
static const struct sql mark_asked = {
    "dealing.mark_asked", "UPDATE dealt SET asked = 1 WHERE person = $1 AND post = $2"
};
static const struct sql next_begins = {
    "dealing.next_begins",
    "SELECT fresh_ms FROM variant WHERE network = $1 AND lang = $2 AND topic = $3"
    " AND fresh_ms > $4 ORDER BY fresh_ms LIMIT 1"
};
/* People one after the other: there is no index by age alone, and none is needed. */
static const struct sql some_people = {
    "dealing.some_people",
    "SELECT max(id) FROM (SELECT id FROM person WHERE id > $1 ORDER BY id LIMIT $2) x"
};
static const struct sql tidy_dealt = {
    "dealing.tidy_dealt", "DELETE FROM dealt WHERE person IN"
                          " (SELECT id FROM person WHERE id > $1 AND id <= $2)"
                          " AND at_ms < $3"
};
static const struct sql tidy_used = {
    "dealing.tidy_used", "DELETE FROM used_up WHERE person IN"
                         " (SELECT id FROM person WHERE id > $1 AND id <= $2)"
                         " AND at_ms < $3"
};

/* Noted by the week: to the millisecond it would be the instant at which the next post
 * was dealt (not for them) or was not (shared), and tell the two apart. */
bool dealing_use_up(struct turn *t, int64_t post, struct err *err)
{
    int64_t week = t->now_ms - t->now_ms % week_ms;
    return db_exec(t->db, &use_up, DB_ARGS(INT(t->person.id), INT(post), INT(week)), err);
}

static struct deal read_deal(struct turn *t, const struct rows *r)
{
    bool de = str_eq(rows_text(r, 2), STR("de"));
    return (struct deal){ .post = rows_int(r, 0),
                          .network = arena_str(t->mem, rows_text(r, 1)),
                          .lang = de ? LANG_DE : LANG_EN,
                          .wording = rows_int(r, 3) };
}

bool dealing_latest(struct turn *t, struct deal *out, size_t max, size_t *n,
                    struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    *n = 0;
    if (!db_query(t->db, &r, &latest, DB_ARGS(INT(t->person.id), INT((int64_t)max)), err))
        return false;
    int got;
    while ((got = rows_next(&r, err)) > 0)
        out[(*n)++] = read_deal(t, &r);
    return got == 0;
}

bool dealing_to_ask(struct turn *t, int64_t except, struct deal *out, bool *found,
                    struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &to_ask,
                  DB_ARGS(INT(t->person.id), INT(t->now_ms - ask_until_ms),
                          INT(t->now_ms - ask_after_ms), INT(except)),
                  err))
        return false;
    int got = rows_next(&r, err);
    *found = got > 0;
    if (got <= 0)
        return got == 0;
    *out = read_deal(t, &r);
    rows_clear(&r);
    return db_exec(t->db, &mark_asked, DB_ARGS(INT(t->person.id), INT(out->post)), err);
}

/* The earliest over languages and topics. */
struct earliest {
    struct turn *t;
    const struct wish *wish;
    int64_t at_ms;
};

static bool look_ahead(void *ctx, enum lang lang, struct str topic, struct err *err)
{
    struct earliest *e = ctx;
    int64_t at = 0;
    if (!db_int(e->t->db, &next_begins,
                DB_ARGS(TEXT(e->wish->network), TEXT(lang_name(lang)), TEXT(topic),
                        INT(e->t->now_ms)),
                0, &at, err))
        return false;
    if (at != 0 && (e->at_ms == 0 || at < e->at_ms))
        e->at_ms = at;
    return true;
}

bool dealing_next_begins(struct turn *t, const struct wish *wish, int64_t *at_ms,
                         struct err *err)
{
    struct earliest e = { t, wish, 0 };
    if (!wish_each(wish, look_ahead, &e, err))
        return false;
    *at_ms = e.at_ms;
    return true;
}

bool dealing_tidy(struct turn *t, int64_t after, int64_t *reached, struct err *err)
{
    enum { people_at_once = 200 };
    int64_t end = t->now_ms - kept_ms;
    return db_int(t->db, &some_people, DB_ARGS(INT(after), INT(people_at_once)), 0,
                  reached, err) &&
           db_exec(t->db, &tidy_dealt, DB_ARGS(INT(after), INT(*reached), INT(end)),
                   err) &&
           db_exec(t->db, &tidy_used, DB_ARGS(INT(after), INT(*reached), INT(end)), err);
}
