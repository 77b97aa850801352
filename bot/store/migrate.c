#include "store/migrate.h"

#include "store/db_internal.h"

static const char make_table[] =
    "CREATE TABLE IF NOT EXISTS schema_step ("
    " module TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID";

static const struct sql ask = { "migrate.ask",
                                "SELECT number FROM schema_step WHERE module = $1" };
static const struct sql note = {
    "migrate.note", "INSERT INTO schema_step (module, number) VALUES ($1, $2)"
                    " ON CONFLICT (module) DO UPDATE SET number = excluded.number"
};

static bool script(struct db *db, const char *text, struct err *err)
{
    if (!db_may_call(db, "migrate", true, err))
        return false;
    int rc = sqlite3_exec(db->handle, text, NULL, NULL, NULL);
    return rc == SQLITE_OK || db_fail(db, rc, "migrate", err);
}

static bool run_step(struct db *db, struct str module, const struct migration *step,
                     struct err *err)
{
    if (!db_begin(db, err))
        return false;
    if (script(db, step->script, err) &&
        db_exec(db, &note, DB_ARGS(TEXT(module), INT(step->number)), err))
        return db_commit(db, err);
    db_rollback(db);
    return err_wrap(err, module.p);
}

static bool is_newer(const char *module, int64_t done, int64_t last, struct err *err)
{
    return err_set(err, ERR_PARSE,
                   "the database was written by a newer version (%s %lld, we know %lld)",
                   module, (long long)done, (long long)last);
}

bool db_migrate(struct db *db, const char *module, const struct migration *steps,
                struct err *err)
{
    struct str name = str_from_c(module);
    int64_t done = 0;
    if (!script(db, make_table, err) ||
        !db_int(db, &ask, DB_ARGS(TEXT(name)), 0, &done, err))
        return false;
    int64_t last = 0;
    for (const struct migration *s = steps; s->number != 0; s++) {
        last = s->number;
        if (s->number > done && !run_step(db, name, s, err))
            return false;
    }
    return done <= last || is_newer(module, done, last, err);
}

bool db_migrations_missing(struct db *db, const char *module,
                           const struct migration *steps, int *missing, struct err *err)
{
    int64_t done = 0, last = 0;
    if (!db_int(db, &ask, DB_ARGS(TEXT(str_from_c(module))), 0, &done, err))
        return false;
    for (const struct migration *s = steps; s->number != 0; s++) {
        last = s->number;
        *missing += s->number > done;
    }
    return done <= last || is_newer(module, done, last, err);
}
