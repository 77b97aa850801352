/* For tests: the n-th call of the store fails. */
#ifndef STORE_FAULTY_H
#define STORE_FAULTY_H

#include "store/db.h"

/* After `calls` more successful calls (exec, query, commit ...) one fails with
 * `code`; ERR_FULL and ERR_IO drop the transaction, as SQLite does. Negative:
 * never. */
void db_fail_after(struct db *db, int calls, enum err_code code);

/* A disk that stays full: after `calls` more successful ones every call that writes
 * fails, until db_fail_after(db, -1, ERR_NONE). */
void db_fail_from(struct db *db, int calls, enum err_code code);

/* True once the planned failure has happened. */
bool db_has_failed(const struct db *db);

#endif
