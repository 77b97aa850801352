/*
 * The one door to the database: a handle, named statements, transactions. SQL
 * is written in the subset that SQLite 3.35+ and PostgreSQL 13+ both accept,
 * with $1, $2 ... in order of first appearance. Text is UTF-8 without NUL.
 * Times are int64 milliseconds since the Unix epoch, UTC. All calls block and
 * belong to one thread.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/auto.h"
#include "base/err.h"
#include "base/str.h"

struct db;      /* opaque */
struct db_stmt; /* opaque; a prepared statement, kept by the handle */

/* A named statement. Each lives once, as a static const, in the module whose
 * tables it touches. */
struct sql {
    const char *name; /* "share.deal": for errors, metrics and the plan test */
    const char *text;
};

/* One argument of a statement; see the macros below. */
struct db_arg {
    enum { DB_INT, DB_TEXT, DB_NULL } type;
    int64_t i;
    struct str s; /* borrowed for the length of the call (of the rows' life) */
};

/* Arguments are values, not varargs: the compiler checks every one.
 *     db_exec(db, &forget, DB_ARGS(INT(person), TEXT(topic)), err) */
#define INT(v)   ((struct db_arg){ .type = DB_INT, .i = (v) })
#define TEXT(v)  ((struct db_arg){ .type = DB_TEXT, .s = (v) })
#define NULL_ARG ((struct db_arg){ .type = DB_NULL })
#define DB_ARGS(...)                                                                     \
    (const struct db_arg[]){ __VA_ARGS__ },                                              \
        sizeof((const struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg)
#define DB_NO_ARGS (const struct db_arg *)NULL, (size_t)0

/* Opens (creates) the database file, or ":memory:". WAL, synchronous=FULL,
 * foreign keys, no extensions; what is deleted is overwritten. That no other daemon has
 * it is the caller's to see to. ERR_DENIED: others may read it; ERR_PARSE: damaged, or
 * another program's. */
bool db_open(struct db **out, const char *path, struct err *err);
/* Opens one that there is, to look at it only: nothing is made or changed, and a daemon
 * that has it is not disturbed. Same errors. */
bool db_open_reading(struct db **out, const char *path, struct err *err);
/* Is the file whole? Reads all of it. ERR_PARSE: damaged. */
bool db_quick_check(struct db *db, struct err *err);
void db_close(struct db *db);
AUTO_PTR(struct db, db_close)

/* Runs a statement that returns no rows. ERR_CONFLICT when it broke a
 * uniqueness or other rule of the schema, ERR_FULL when the disk is full (the
 * transaction is gone), ERR_IO for all else. */
bool db_exec(struct db *db, const struct sql *sql, const struct db_arg *args,
             size_t n_args, struct err *err);

/* Rows changed by the latest db_exec. */
int64_t db_changes(const struct db *db);

/* The rows of a SELECT (or of ... RETURNING). One of each statement may be open
 * at a time. Clear it, or step to the end. */
struct rows {
    struct db *db;
    struct db_stmt *stmt; /* NULL when closed */
};
bool db_query(struct db *db, struct rows *out, const struct sql *sql,
              const struct db_arg *args, size_t n_args, struct err *err);
void rows_clear(struct rows *r);

/* Steps to the next row: 1 a row, 0 the end, -1 failed (*err set). */
int rows_next(struct rows *r, struct err *err);

/* Columns of the current row, from 0. Text dies at the next step. */
int64_t rows_int(const struct rows *r, int col);
struct str rows_text(const struct rows *r, int col);
bool rows_null(const struct rows *r, int col);

/* One row, one number: *out is `missing` when there is no row (or NULL in it). */
bool db_int(struct db *db, const struct sql *sql, const struct db_arg *args,
            size_t n_args, int64_t missing, int64_t *out, struct err *err);

/* Transactions: BEGIN IMMEDIATE; savepoints nest. A rollback cannot fail. */
bool db_begin(struct db *db, struct err *err);
bool db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);
bool db_savepoint(struct db *db, struct err *err);
bool db_release(struct db *db, struct err *err);
void db_rollback_savepoint(struct db *db);

/* Every statement prepared so far, in no order: for looking at their plans. */
void db_each_statement(const struct db *db,
                       void (*each)(void *ctx, const struct sql *sql), void *ctx);

/* The WAL goes back into the database when nothing else is to be done. */
void db_checkpoint(struct db *db);
/* The same under way: waits for no reader, and leaves the log's file as long as it is,
 * for growing it anew costs more than writing over it. */
void db_checkpoint_busy(struct db *db);
/* Pages in the WAL after the latest commit: how urgent a checkpoint is. */
int db_wal_pages(const struct db *db);

#endif
