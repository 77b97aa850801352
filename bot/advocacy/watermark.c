/* Where a person stands in the order of freshness, and what lies below. */
#include "advocacy/dealing_internal.h"
#include "base/arena.h"
#include "store/db.h"

static const struct sql get = {
    "dealing.watermark_get",
    "SELECT w.hi_ms, w.hi_post, w.lo_ms, w.lo_post FROM watermark w"
    " JOIN library_state s ON s.id = 1 AND s.epoch = w.epoch"
    " WHERE w.person = $1 AND w.network = $2 AND w.scope = $3"
};
static const struct sql put = {
    "dealing.watermark_put",
    "INSERT INTO watermark (person, network, scope, epoch, hi_ms, hi_post, lo_ms,"
    " lo_post) SELECT $1, $2, $3, epoch, $4, $5, $6, $7 FROM library_state WHERE id = 1"
    " ON CONFLICT (person, network) DO UPDATE SET scope = excluded.scope,"
    " epoch = excluded.epoch, hi_ms = excluded.hi_ms, hi_post = excluded.hi_post,"
    " lo_ms = excluded.lo_ms, lo_post = excluded.lo_post"
};
static const struct sql below_new = {
    "dealing.below_new",
    "SELECT v.fresh_ms, v.post FROM variant v WHERE v.network = $1 AND v.lang = $2"
    " AND v.topic = $3 AND (v.fresh_ms, v.post) < ($4, $5)"
    " AND (v.fresh_ms, v.post) > ($6, $7) AND v.until_ms > $8"
    " AND NOT EXISTS (SELECT 1 FROM dealt d WHERE d.person = $9 AND d.network = $1"
    "  AND d.post = v.post)"
    " AND NOT EXISTS (SELECT 1 FROM used_up u WHERE u.person = $9 AND u.post = v.post)"
    " ORDER BY v.fresh_ms DESC, v.post DESC LIMIT 1"
};
static const struct sql below_any = {
    "dealing.below_any",
    "SELECT v.fresh_ms, v.post FROM variant v WHERE v.network = $1 AND v.lang = $2"
    " AND v.topic = $3 AND (v.fresh_ms, v.post) < ($4, $5)"
    " AND (v.fresh_ms, v.post) > ($6, $7) AND v.until_ms > $8"
    " ORDER BY v.fresh_ms DESC, v.post DESC LIMIT 1"
};

static struct str scope_of(struct turn *t, const struct wish *wish)
{
    struct str parts[] = { wish->langs, STR("/"), wish->topics };
    return arena_join(t->mem, parts, COUNT(parts));
}

bool watermark_get(struct turn *t, const struct wish *wish, struct watermark *out,
                   struct err *err)
{
    *out = (struct watermark){ 0 };
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(
            t->db, &r, &get,
            DB_ARGS(INT(t->person.id), TEXT(wish->network), TEXT(scope_of(t, wish))),
            err))
        return false;
    int got = rows_next(&r, err);
    if (got > 0)
        *out = (struct watermark){ { rows_int(&r, 0), rows_int(&r, 1) },
                                   { rows_int(&r, 2), rows_int(&r, 3) } };
    return got >= 0;
}

bool watermark_put(struct turn *t, const struct wish *wish, const struct watermark *w,
                   struct err *err)
{
    return db_exec(t->db, &put,
                   DB_ARGS(INT(t->person.id), TEXT(wish->network),
                           TEXT(scope_of(t, wish)), INT(w->hi.fresh_ms), INT(w->hi.post),
                           INT(w->lo.fresh_ms), INT(w->lo.post)),
                   err);
}

bool wish_each(const struct wish *wish,
               bool (*each)(void *ctx, enum lang lang, struct str topic, struct err *err),
               void *ctx, struct err *err)
{
    struct str langs = wish->langs;
    while (langs.p) {
        struct str one = str_cut(&langs, ',');
        enum lang lang = str_eq(one, STR("de")) ? LANG_DE : LANG_EN;
        struct str topics = wish->topics.n > 0 ? wish->topics : STR("");
        do {
            if (!each(ctx, lang, str_cut(&topics, ','), err))
                return false;
        } while (topics.p);
    }
    return true;
}

/* One look into the order for one language and topic. */
struct look {
    struct turn *t;
    const struct wish *wish;
    struct spot below, above;
    bool skip_dealt;
    struct found *best;
};

static bool query(struct look *k, struct rows *r, enum lang lang, struct str topic,
                  struct err *err)
{
    struct turn *t = k->t;
    if (k->skip_dealt)
        return db_query(t->db, r, &below_new,
                        DB_ARGS(TEXT(k->wish->network), TEXT(lang_name(lang)),
                                TEXT(topic), INT(k->below.fresh_ms), INT(k->below.post),
                                INT(k->above.fresh_ms), INT(k->above.post),
                                INT(t->now_ms), INT(t->person.id)),
                        err);
    return db_query(t->db, r, &below_any,
                    DB_ARGS(TEXT(k->wish->network), TEXT(lang_name(lang)), TEXT(topic),
                            INT(k->below.fresh_ms), INT(k->below.post),
                            INT(k->above.fresh_ms), INT(k->above.post), INT(t->now_ms)),
                    err);
}

static bool look(void *ctx, enum lang lang, struct str topic, struct err *err)
{
    struct look *k = ctx;
    AUTO(rows_clear) struct rows r = { 0 };
    if (!query(k, &r, lang, topic, err))
        return false;
    int got = rows_next(&r, err);
    if (got <= 0)
        return got == 0;
    struct spot at = { rows_int(&r, 0), rows_int(&r, 1) };
    if (!k->best->any || spot_less(k->best->spot, at))
        *k->best = (struct found){ at, lang, true };
    return true;
}

bool variant_below(struct turn *t, const struct wish *wish, struct spot below,
                   struct spot above, bool skip_dealt, struct found *out, struct err *err)
{
    *out = (struct found){ 0 };
    struct look k = { t, wish, below, above, skip_dealt, out };
    return wish_each(wish, look, &k, err);
}
