/* What the files of the store share among themselves. */
#ifndef STORE_DB_INTERNAL_H
#define STORE_DB_INTERNAL_H

#include "store/db.h"

#include <sqlite3.h>

enum { statements_max = 512 }; /* a power of two, twice what the program names */

/* One named statement, prepared at its first use. */
struct db_stmt {
    const struct sql *sql; /* NULL: a free place */
    sqlite3_stmt *handle;
    bool is_open; /* rows of it are being read */
};

/* The handle. */
struct db {
    sqlite3 *handle;
    struct db_stmt statements[statements_max]; /* a hash table by address */
    int depth;                                 /* savepoints open */
    int wal_pages;                             /* in the log after the latest commit */
    int fail_after; /* calls until the planned failure (tests); -1: none */
    enum err_code fail_code;
    bool has_failed;
    bool keeps_failing; /* whatever writes, not only once */
    bool has_written;   /* in this transaction */
};

/* Fills *err from the handle's latest error. Returns false. */
bool db_fail(struct db *db, int rc, const char *what, struct err *err);

/* Counts a call towards the planned failure; false (with *err) when it is due. */
bool db_may_call(struct db *db, const char *what, bool writes, struct err *err);

#endif
