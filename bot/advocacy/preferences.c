#include "advocacy/preferences.h"

#include "base/arena.h"
#include "store/db.h"

const struct migration preferences_migrations[] = {
    { 1, "CREATE TABLE preference ("
         " person INTEGER NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,"
         " network TEXT NOT NULL,"
         " networks TEXT NOT NULL,"
         " topics TEXT NOT NULL,"
         " langs TEXT NOT NULL,"
         " instance TEXT NOT NULL,"
         " from_min INTEGER NOT NULL CHECK (from_min BETWEEN 0 AND 1440),"
         " until_min INTEGER NOT NULL CHECK (until_min BETWEEN 0 AND 1440)) STRICT;" },
    { 0, NULL },
};

static const struct sql get = {
    "preferences.get", "SELECT network, networks, topics, langs, instance, from_min,"
                       " until_min FROM preference WHERE person = $1"
};
static const struct sql put = {
    "preferences.put",
    "INSERT INTO preference (person, network, networks, topics, langs, instance,"
    " from_min, until_min) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    " ON CONFLICT (person) DO UPDATE SET network = excluded.network,"
    " networks = excluded.networks, topics = excluded.topics, langs = excluded.langs,"
    " instance = excluded.instance, from_min = excluded.from_min,"
    " until_min = excluded.until_min"
};

#define CHOSEN(field)                                                                    \
    field " = CASE WHEN preference." field " = '' THEN excluded." field                  \
          " ELSE preference." field " END"
#define HOURS(field)                                                                     \
    field " = CASE WHEN preference.from_min = 0 AND preference.until_min = 0"            \
          " THEN excluded." field " ELSE preference." field " END"
static const struct sql merge = {
    "preferences.merge",
    "INSERT INTO preference (person, network, networks, topics, langs, instance,"
    " from_min, until_min) SELECT $1, network, networks, topics, langs, instance,"
    " from_min, until_min FROM preference WHERE person = $2"
    " ON CONFLICT (person) DO UPDATE SET " CHOSEN("network") ", " CHOSEN("networks") ", " CHOSEN(
        "topics") ", " CHOSEN("langs") ", " CHOSEN("instance") ", " HOURS("from_min") ", " HOURS("until_min")
};
#undef CHOSEN
#undef HOURS

bool preferences_get(struct turn *t, struct preferences *out, struct err *err)
{
    *out = (struct preferences){ 0 };
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &get, DB_ARGS(INT(t->person.id)), err))
        return false;
    int got = rows_next(&r, err);
    if (got <= 0)
        return got == 0;
    *out =
        (struct preferences){ .network = arena_str(t->mem, rows_text(&r, 0)),
                              .networks = arena_str(t->mem, rows_text(&r, 1)),
                              .topics = arena_str(t->mem, rows_text(&r, 2)),
                              .langs = arena_str(t->mem, rows_text(&r, 3)),
                              .instance = arena_str(t->mem, rows_text(&r, 4)),
                              .hours = { (int)rows_int(&r, 5), (int)rows_int(&r, 6) } };
    return true;
}

bool preferences_put(struct turn *t, const struct preferences *p, struct err *err)
{
    return db_exec(t->db, &put,
                   DB_ARGS(INT(t->person.id), TEXT(p->network), TEXT(p->networks),
                           TEXT(p->topics), TEXT(p->langs), TEXT(p->instance),
                           INT(p->hours.from_min), INT(p->hours.until_min)),
                   err);
}

bool preferences_merge(struct turn *t, int64_t from, int64_t into, struct err *err)
{
    return db_exec(t->db, &merge, DB_ARGS(INT(into), INT(from)), err);
}

bool list_has(struct str list, struct str item)
{
    while (list.p) {
        if (str_eq(str_trim(str_cut(&list, ',')), item))
            return true;
    }
    return false;
}
