#include "advocacy/dealing_internal.h"

#include "base/arena.h"
#include "store/db.h"

/* dealt: what a person got, and when; used_up: what they are not to get again, be it
 * that they shared it or that it was not for them. */
const struct migration dealing_migrations[] = {
    { 1, "CREATE TABLE dealt ("
         " person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,"
         " network TEXT NOT NULL,"
         " post INTEGER NOT NULL,"
         " lang TEXT NOT NULL,"
         " wording INTEGER NOT NULL,"
         " at_ms INTEGER NOT NULL,"
         " asked INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1)),"
         " PRIMARY KEY (person, post, network)) STRICT, WITHOUT ROWID;"
         "CREATE INDEX dealt_when ON dealt (person, at_ms);"
         "CREATE TABLE used_up ("
         " person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,"
         " post INTEGER NOT NULL,"
         " at_ms INTEGER NOT NULL,"
         " PRIMARY KEY (person, post)) STRICT, WITHOUT ROWID;"
         "CREATE TABLE watermark ("
         " person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,"
         " network TEXT NOT NULL,"
         " scope TEXT NOT NULL,"
         " epoch INTEGER NOT NULL,"
         " hi_ms INTEGER NOT NULL, hi_post INTEGER NOT NULL,"
         " lo_ms INTEGER NOT NULL, lo_post INTEGER NOT NULL,"
         " PRIMARY KEY (person, network)) STRICT, WITHOUT ROWID;" },
    { 0, NULL },
};

static const struct sql again = {
    "dealing.again",
    "SELECT d.post, d.at_ms FROM dealt d CROSS JOIN post p CROSS JOIN variant v"
    " WHERE d.person = $1 AND d.network = $2 AND v.lang = $3 AND v.topic = $4"
    " AND p.id = d.post AND v.network = d.network AND v.fresh_ms = p.fresh_ms"
    " AND v.post = p.id"
    " AND v.until_ms > $5 AND v.fresh_ms <= $5"
    " AND NOT EXISTS (SELECT 1 FROM used_up u WHERE u.person = $1 AND u.post = d.post)"
    " ORDER BY d.at_ms LIMIT 1"
};
static const struct sql wordings = {
    "dealing.wordings",
    "SELECT n, dealt FROM wording WHERE post = $1 AND network = $2 AND lang = $3"
};
static const struct sql note_wording = {
    "dealing.note_wording", "UPDATE wording SET dealt = dealt + 1"
                            " WHERE post = $1 AND network = $2 AND lang = $3 AND n = $4"
};
static const struct sql note = {
    "dealing.note",
    "INSERT INTO dealt (person, network, post, lang, wording, at_ms)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person, post, network) DO UPDATE SET"
    " lang = excluded.lang, wording = excluded.wording, at_ms = excluded.at_ms"
};
static const struct sql is_open = {
    "dealing.is_open",
    "SELECT v.post FROM post p JOIN variant v ON v.network = $1 AND v.lang = $2"
    " AND v.topic = '' AND v.fresh_ms = p.fresh_ms AND v.post = p.id"
    " WHERE p.id = $3 AND v.until_ms > $4 AND v.fresh_ms <= $4"
};

/* The wording dealt least so far, `except` one (-1: none is excepted). Few rows: no
 * index is worth its upkeep. */
static bool least_dealt(struct turn *t, const struct deal *d, int64_t except,
                        int64_t *out, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &wordings,
                  DB_ARGS(INT(d->post), TEXT(d->network), TEXT(lang_name(d->lang))), err))
        return false;
    int64_t least = INT64_MAX;
    int got;
    *out = -1;
    while ((got = rows_next(&r, err)) > 0) {
        if (rows_int(&r, 0) == except || rows_int(&r, 1) >= least)
            continue;
        least = rows_int(&r, 1);
        *out = rows_int(&r, 0);
    }
    return got == 0;
}

static bool note_deal(struct turn *t, const struct deal *d, struct err *err)
{
    struct str lang = lang_name(d->lang);
    return db_exec(t->db, &note_wording,
                   DB_ARGS(INT(d->post), TEXT(d->network), TEXT(lang), INT(d->wording)),
                   err) &&
           db_exec(t->db, &note,
                   DB_ARGS(INT(t->person.id), TEXT(d->network), INT(d->post), TEXT(lang),
                           INT(d->wording), INT(t->now_ms)),
                   err);
}

/* Chooses the words, notes the deal. */
static bool finish(struct turn *t, struct deal *d, bool *found, struct err *err)
{
    if (!least_dealt(t, d, -1, &d->wording, err))
        return false;
    *found = d->wording >= 0;
    return !*found || note_deal(t, d, err);
}

/* Above the stretch: the freshest that came since. The stretch grows when nothing lies
 * between, else a new one begins and will grow down to the old. */
static bool look_above(struct turn *t, const struct wish *wish, struct watermark *w,
                       struct found *f, struct err *err)
{
    struct spot now = { t->now_ms, INT64_MAX };
    if (!variant_below(t, wish, now, w->hi, true, f, err))
        return false;
    if (!f->any)
        return true;
    struct found between;
    if (!variant_below(t, wish, f->spot, w->hi, false, &between, err))
        return false;
    if (w->hi.post == 0 || between.any)
        w->lo = f->spot;
    w->hi = f->spot;
    return true;
}

static bool look_below(struct turn *t, const struct wish *wish, struct watermark *w,
                       struct found *f, struct err *err)
{
    struct spot bottom = { INT64_MIN, 0 };
    if (!variant_below(t, wish, w->lo, bottom, true, f, err))
        return false;
    if (f->any)
        w->lo = f->spot;
    return true;
}

static bool look_new(struct turn *t, const struct wish *wish, struct found *f,
                     struct err *err)
{
    struct watermark w;
    if (!watermark_get(t, wish, &w, err) || !look_above(t, wish, &w, f, err))
        return false;
    if (!f->any && w.hi.post != 0 && !look_below(t, wish, &w, f, err))
        return false;
    return !f->any || watermark_put(t, wish, &w, err);
}

/* The search for what was dealt longest ago. */
struct oldest {
    struct turn *t;
    const struct wish *wish;
    struct deal *deal;
    int64_t at_ms;
};

static bool look_again(void *ctx, enum lang lang, struct str topic, struct err *err)
{
    struct oldest *o = ctx;
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(o->t->db, &r, &again,
                  DB_ARGS(INT(o->t->person.id), TEXT(o->wish->network),
                          TEXT(lang_name(lang)), TEXT(topic), INT(o->t->now_ms)),
                  err))
        return false;
    int got = rows_next(&r, err);
    if (got > 0 && rows_int(&r, 1) < o->at_ms) {
        o->at_ms = rows_int(&r, 1);
        o->deal->post = rows_int(&r, 0);
        o->deal->lang = lang;
    }
    return got >= 0;
}

bool dealing_next(struct turn *t, const struct wish *wish, struct deal *out, bool *found,
                  struct err *err)
{
    struct found f = { 0 };
    *found = false;
    *out = (struct deal){ .network = wish->network };
    if (!look_new(t, wish, &f, err))
        return false;
    if (f.any) {
        out->post = f.spot.post;
        out->lang = f.lang;
        return finish(t, out, found, err);
    }
    struct oldest o = { t, wish, out, INT64_MAX };
    if (!wish_each(wish, look_again, &o, err))
        return false;
    out->is_again = true;
    return out->post == 0 || finish(t, out, found, err);
}

/* The search for a language in which a certain post can be had. */
struct taking {
    struct turn *t;
    struct deal *deal;
    int64_t post;
};

static bool try_lang(void *ctx, enum lang lang, struct str topic, struct err *err)
{
    struct taking *k = ctx;
    (void)topic;
    if (k->deal->post != 0)
        return true;
    k->deal->lang = lang;
    return db_int(k->t->db, &is_open,
                  DB_ARGS(TEXT(k->deal->network), TEXT(lang_name(lang)), INT(k->post),
                          INT(k->t->now_ms)),
                  0, &k->deal->post, err);
}

bool dealing_take(struct turn *t, const struct wish *wish, int64_t post, struct deal *out,
                  bool *found, struct err *err)
{
    *found = false;
    *out = (struct deal){ .network = wish->network };
    struct taking k = { t, out, post };
    struct wish any = { wish->network, wish->langs, STR("") };
    if (!wish_each(&any, try_lang, &k, err))
        return false;
    return out->post == 0 || finish(t, out, found, err);
}

bool dealing_other_wording(struct turn *t, struct deal *d, bool *found, struct err *err)
{
    int64_t other = -1;
    if (!least_dealt(t, d, d->wording, &other, err))
        return false;
    *found = other >= 0;
    if (!*found)
        return true;
    d->wording = other;
    return note_deal(t, d, err);
}
