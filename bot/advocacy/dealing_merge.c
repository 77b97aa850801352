/* Two persons become one: neither is dealt again what the other has seen. */
#include "advocacy/dealing.h"

#include "store/db.h"

static const struct sql take_dealt = {
    "dealing.take_dealt",
    "INSERT INTO dealt (person, network, post, lang, wording, at_ms, asked)"
    " SELECT $1, network, post, lang, wording, at_ms, asked FROM dealt WHERE person = $2"
    " ON CONFLICT (person, post, network) DO UPDATE SET"
    " asked = CASE WHEN excluded.asked = 1 THEN 1 ELSE dealt.asked END"
};
static const struct sql take_used = {
    "dealing.take_used", "INSERT INTO used_up (person, post, at_ms)"
                         " SELECT $1, post, at_ms FROM used_up WHERE person = $2"
                         " ON CONFLICT (person, post) DO NOTHING"
};
static const struct sql take_watermark = {
    "dealing.take_watermark",
    "INSERT INTO watermark (person, network, scope, epoch, hi_ms, hi_post, lo_ms,"
    " lo_post) SELECT $1, network, scope, epoch, hi_ms, hi_post, lo_ms, lo_post"
    " FROM watermark WHERE person = $2 ON CONFLICT (person, network) DO NOTHING"
};
static const struct sql used_up_by = {
    "dealing.used_up_by", "SELECT u.post, d.network FROM used_up u JOIN dealt d"
                          " ON d.person = u.person AND d.post = u.post"
                          " WHERE u.person = $1"
};

bool dealing_merge(struct turn *t, int64_t from, int64_t into, struct err *err)
{
    static const struct sql *const all[] = { &take_dealt, &take_used, &take_watermark };
    for (size_t i = 0; i < COUNT(all); i++) {
        if (!db_exec(t->db, all[i], DB_ARGS(INT(into), INT(from)), err))
            return false;
    }
    return true;
}

bool dealing_each_used_up(struct turn *t, int64_t person,
                          bool (*each)(void *ctx, int64_t post, struct str network,
                                       struct err *err),
                          void *ctx, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &used_up_by, DB_ARGS(INT(person)), err))
        return false;
    int got;
    while ((got = rows_next(&r, err)) > 0) {
        if (!each(ctx, rows_int(&r, 0), rows_text(&r, 1), err))
            return false;
    }
    return got == 0;
}
