/* Statements: prepared once by name, bound, stepped. */
#include "store/db.h"

#include "store/db_internal.h"

#include <stdint.h>

static struct db_stmt *place_of(struct db *db, const struct sql *sql)
{
    size_t at = ((uintptr_t)sql >> 4) * 0x9e3779b97f4a7c15u >> 32;
    for (size_t tries = 0; tries < statements_max; tries++) {
        struct db_stmt *s = &db->statements[(at + tries) % statements_max];
        if (!s->sql || s->sql == sql)
            return s;
    }
    return NULL;
}

static bool bind(sqlite3_stmt *h, int at, const struct db_arg *a)
{
    switch (a->type) {
    case DB_INT:
        return sqlite3_bind_int64(h, at, a->i) == SQLITE_OK;
    case DB_TEXT:
        return sqlite3_bind_text64(h, at, a->s.n ? a->s.p : "", a->s.n, SQLITE_STATIC,
                                   SQLITE_UTF8) == SQLITE_OK;
    case DB_NULL:
        return sqlite3_bind_null(h, at) == SQLITE_OK;
    }
    return false;
}

/* SQLite numbers $1, $2 ... by their first appearance, PostgreSQL by their names: they
 * agree only when the names appear in order. */
static bool in_order(sqlite3_stmt *h)
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(h); i++) {
        int64_t n = 0;
        const char *name = sqlite3_bind_parameter_name(h, i);
        if (!name || !str_to_int(str_skip(str_from_c(name), 1), &n) || n != i)
            return false;
    }
    return true;
}

static bool prepare_new(struct db *db, struct db_stmt *s, const struct sql *sql,
                        struct err *err)
{
    sqlite3_stmt *h = NULL;
    int rc = sqlite3_prepare_v3(db->handle, sql->text, -1, SQLITE_PREPARE_PERSISTENT, &h,
                                NULL);
    if (rc != SQLITE_OK)
        return db_fail(db, rc, sql->name, err);
    if (!in_order(h)) {
        (void)sqlite3_finalize(h);
        return err_set(err, ERR_IO, "%s: its parameters are not in order", sql->name);
    }
    s->handle = h;
    s->sql = sql;
    return true;
}

/* Finds or prepares the statement and binds the arguments. */
static bool prepare(struct db *db, struct db_stmt **out, const struct sql *sql,
                    const struct db_arg *args, size_t n_args, struct err *err)
{
    struct db_stmt *s = place_of(db, sql);
    if (!s || s->is_open)
        return err_set(err, ERR_IO, "%s: %s", sql->name,
                       s ? "its rows are still being read" : "too many statements");
    if (!s->handle && !prepare_new(db, s, sql, err))
        return false;
    if (!db_may_call(db, sql->name, !sqlite3_stmt_readonly(s->handle), err))
        return false;
    if (sqlite3_bind_parameter_count(s->handle) != (int)n_args)
        return err_set(err, ERR_IO, "%s: takes %d arguments, not %zu", sql->name,
                       sqlite3_bind_parameter_count(s->handle), n_args);
    for (size_t i = 0; i < n_args; i++) {
        if (!bind(s->handle, (int)i + 1, &args[i]))
            return db_fail(db, SQLITE_MISUSE, sql->name, err);
    }
    *out = s;
    return true;
}

bool db_exec(struct db *db, const struct sql *sql, const struct db_arg *args,
             size_t n_args, struct err *err)
{
    struct db_stmt *s = NULL;
    if (!prepare(db, &s, sql, args, n_args, err))
        return false;
    int rc = sqlite3_step(s->handle);
    bool ok = rc == SQLITE_DONE || rc == SQLITE_ROW || db_fail(db, rc, sql->name, err);
    (void)sqlite3_reset(s->handle);
    return ok;
}

int64_t db_changes(const struct db *db)
{
    return sqlite3_changes64(db->handle);
}

bool db_query(struct db *db, struct rows *out, const struct sql *sql,
              const struct db_arg *args, size_t n_args, struct err *err)
{
    struct db_stmt *s = NULL;
    if (!prepare(db, &s, sql, args, n_args, err))
        return false;
    s->is_open = true;
    *out = (struct rows){ .db = db, .stmt = s };
    return true;
}

void rows_clear(struct rows *r)
{
    if (!r->stmt)
        return;
    (void)sqlite3_reset(r->stmt->handle);
    r->stmt->is_open = false;
    r->stmt = NULL;
}

int rows_next(struct rows *r, struct err *err)
{
    if (!r->stmt)
        return 0;
    int rc = sqlite3_step(r->stmt->handle);
    if (rc == SQLITE_ROW)
        return 1;
    if (rc != SQLITE_DONE)
        (void)db_fail(r->db, rc, r->stmt->sql->name, err);
    rows_clear(r);
    return rc == SQLITE_DONE ? 0 : -1;
}

int64_t rows_int(const struct rows *r, int col)
{
    return sqlite3_column_int64(r->stmt->handle, col);
}

struct str rows_text(const struct rows *r, int col)
{
    const char *p = (const char *)sqlite3_column_text(r->stmt->handle, col);
    return (struct str){ p, (size_t)sqlite3_column_bytes(r->stmt->handle, col) };
}

bool rows_null(const struct rows *r, int col)
{
    return sqlite3_column_type(r->stmt->handle, col) == SQLITE_NULL;
}

bool db_int(struct db *db, const struct sql *sql, const struct db_arg *args,
            size_t n_args, int64_t missing, int64_t *out, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(db, &r, sql, args, n_args, err))
        return false;
    int got = rows_next(&r, err);
    if (got < 0)
        return false;
    *out = got && !rows_null(&r, 0) ? rows_int(&r, 0) : missing;
    return true;
}

void db_each_statement(const struct db *db,
                       void (*each)(void *ctx, const struct sql *sql), void *ctx)
{
    for (size_t i = 0; i < statements_max; i++) {
        if (db->statements[i].sql)
            each(ctx, db->statements[i].sql);
    }
}
