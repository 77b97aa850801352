/* How two persons become one. */
#include "core/engine_internal.h"
#include "core/people_internal.h"
#include "store/db.h"

static const struct sql take_accounts = {
    "people.take_accounts", "UPDATE account SET person = $1 WHERE person = $2"
};
static const struct sql take_lang = {
    "people.take_lang", "UPDATE person SET lang = (SELECT f.lang FROM person f"
                        " WHERE f.id = $1) WHERE id = $2 AND lang IS NULL"
};
static const struct sql drop_person = { "people.drop",
                                        "DELETE FROM person WHERE id = $1" };
static const struct sql overlap_of = {
    "people.overlap", "SELECT 1 FROM account a JOIN account b ON b.person = $1"
                      " AND b.workspace = a.workspace WHERE a.person = $2 LIMIT 1"
};
static const struct sql same_email = {
    "people.same_email_late",
    "SELECT mine.person, theirs.person FROM account mine"
    " JOIN member other ON other.email = $1 AND other.email <> ''"
    "  AND other.email_verified = 1 AND other.workspace <> $2"
    " JOIN account theirs ON theirs.workspace = other.workspace"
    "  AND theirs.user_id = other.user_id AND theirs.by_email = 1"
    "  AND theirs.person <> mine.person"
    " WHERE mine.workspace = $2 AND mine.user_id = $3 AND mine.by_email = 1"
    " AND NOT EXISTS (SELECT 1 FROM account a JOIN account b ON b.person = theirs.person"
    "  AND b.workspace = a.workspace WHERE a.person = mine.person) LIMIT 1"
};

bool people_take(struct turn *t, int64_t from, int64_t into, struct err *err)
{
    return db_exec(t->db, &take_accounts, DB_ARGS(INT(into), INT(from)), err) &&
           db_exec(t->db, &take_lang, DB_ARGS(INT(from), INT(into)), err);
}

static bool merge_modules(struct turn *t, const struct module *m, int64_t from,
                          int64_t into, struct err *err)
{
    for (; m->name; m++) {
        if (m->merge && !m->merge(t, from, into, err))
            return err_wrap(err, m->name);
    }
    return true;
}

bool people_merge(struct turn *t, int64_t from, int64_t into, struct err *err)
{
    const struct engine_options *o = &t->engine->o;
    if (!merge_modules(t, engine_modules, from, into, err) ||
        !merge_modules(t, o->modules, from, into, err))
        return false;
    for (const struct feature *const *f = o->features; *f; f++) {
        if ((*f)->merge && !(*f)->merge(t, from, into, err))
            return err_wrap(err, (*f)->name);
    }
    return db_exec(t->db, &drop_person, DB_ARGS(INT(from)), err);
}

bool people_overlap(struct turn *t, int64_t one, int64_t other, bool *overlap,
                    struct err *err)
{
    int64_t found = 0;
    if (!db_int(t->db, &overlap_of, DB_ARGS(INT(one), INT(other)), 0, &found, err))
        return false;
    *overlap = found != 0;
    return true;
}

static bool find_same(struct turn *t, struct str workspace, const struct member *m,
                      int64_t *mine, int64_t *theirs, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    *mine = *theirs = 0;
    if (!db_query(t->db, &r, &same_email,
                  DB_ARGS(TEXT(m->email), TEXT(workspace), TEXT(m->user)), err))
        return false;
    int got = rows_next(&r, err);
    if (got > 0) {
        *mine = rows_int(&r, 0);
        *theirs = rows_int(&r, 1);
    }
    return got >= 0;
}

bool people_same_email(struct turn *t, struct str workspace, const struct member *m,
                       struct err *err)
{
    for (;;) { /* each round makes one person less */
        int64_t mine, theirs;
        if (!find_same(t, workspace, m, &mine, &theirs, err))
            return false;
        if (mine == 0)
            return true;
        int64_t first = mine < theirs ? mine : theirs;
        if (!people_merge(t, first == mine ? theirs : mine, first, err))
            return false;
    }
}
