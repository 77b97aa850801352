/* The schema, in numbered steps of each module. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/db.h"

/* One step: a script of CREATE and ALTER statements, run once, in one
 * transaction, and never changed afterwards. Only ever append. */
struct migration {
    int number; /* from 1, rising */
    const char *script;
};

/* Brings `module` up to the last of its steps (the list ends with number 0).
 * ERR_PARSE: the database was made by a newer version. */
bool db_migrate(struct db *db, const char *module, const struct migration *steps,
                struct err *err);

/* Changes nothing: raises *missing by the number of steps that are still to be run.
 * ERR_PARSE as above. */
bool db_migrations_missing(struct db *db, const char *module,
                           const struct migration *steps, int *missing, struct err *err);

#endif
