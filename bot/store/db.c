/* Opening, closing, transactions. */
#include "store/db.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/db_internal.h"
#include "store/faulty.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    application_id = 0x42545346, /* "BTSF": file(1) and restore know us by it */
    busy_timeout_ms = 5000,      /* for the command line beside the daemon */
};

static enum err_code code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_CONSTRAINT:
        return ERR_CONFLICT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_PARSE;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return ERR_DENIED;
    case SQLITE_IOERR: /* what SQLite makes of ENOSPC in some places */
        return errno == ENOSPC ? ERR_FULL : ERR_IO;
    default:
        return ERR_IO;
    }
}

bool db_fail(struct db *db, int rc, const char *what, struct err *err)
{
    return err_set(err, code_of(rc), "%s: %s", what, sqlite3_errmsg(db->handle));
}

bool db_may_call(struct db *db, const char *what, bool writes, struct err *err)
{
    db->has_written |= writes;
    if (db->fail_after < 0 || (db->keeps_failing && !writes))
        return true;
    if (db->fail_after > 0) {
        db->fail_after--;
        return true;
    }
    db->has_failed = true;
    db->fail_after = db->keeps_failing ? 0 : -1;
    bool drops = db->fail_code == ERR_FULL || db->fail_code == ERR_IO;
    if (drops && db_in_transaction(db))
        (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    return err_set(err, db->fail_code, "%s: planned failure", what);
}

void db_fail_after(struct db *db, int calls, enum err_code code)
{
    db->fail_after = calls;
    db->fail_code = code;
    db->has_failed = false;
    db->keeps_failing = false;
}

void db_fail_from(struct db *db, int calls, enum err_code code)
{
    db_fail_after(db, calls, code);
    db->keeps_failing = true;
}

bool db_has_failed(const struct db *db)
{
    return db->has_failed;
}

static bool run(struct db *db, const char *text, struct err *err)
{
    bool writes = db->has_written && strcmp(text, "COMMIT") == 0;
    if (!db_may_call(db, text, writes, err))
        return false;
    int rc = sqlite3_exec(db->handle, text, NULL, NULL, NULL);
    return rc == SQLITE_OK || db_fail(db, rc, text, err);
}

static int count_wal_pages(void *self, sqlite3 *handle, const char *name, int pages)
{
    struct db *db = self;
    (void)handle;
    (void)name;
    db->wal_pages = pages;
    return SQLITE_OK;
}

/* Nobody but the owner may read what is stored about people. */
static bool check_private(const char *path, struct err *err)
{
    struct stat st;
    if (stat(path, &st) == 0 && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return err_set(err, ERR_DENIED, "%s can be read by others: chmod 600 %s", path,
                       path);
    return true;
}

static bool check_owner_of_file(struct db *db, struct err *err)
{
    static const struct sql ask = { "store.application_id", "PRAGMA application_id" };
    int64_t id = 0;
    if (!db_int(db, &ask, DB_NO_ARGS, 0, &id, err))
        return false;
    if (id != 0 && id != application_id)
        return err_set(err, ERR_PARSE, "the database belongs to another program");
    return true;
}

static bool configure(struct db *db, struct err *err)
{
    (void)sqlite3_busy_timeout(db->handle, busy_timeout_ms);
    (void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    (void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (!check_owner_of_file(db, err))
        return false;
    static const char *const settings[] = {
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA cell_size_check = ON",
        "PRAGMA secure_delete = ON", /* what a person erased is not left in free pages */
        "PRAGMA cache_size = -4096",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA application_id = 1112822598", /* application_id */
        /* Checkpoints are ours, when idle: on the hot path they are the tail. */
        "PRAGMA wal_autocheckpoint = 0",
    };
    for (size_t i = 0; i < COUNT(settings); i++) {
        if (!run(db, settings[i], err))
            return false;
    }
    (void)sqlite3_wal_hook(db->handle, count_wal_pages, db);
    return true;
}

bool db_open(struct db **out, const char *path, struct err *err)
{
    if (!check_private(path, err))
        return false;
    AUTO(db_closep) struct db *db = mem_new(1, sizeof(*db));
    db->fail_after = -1;
    mode_t old = umask(077);
    /* One thread to a handle, and nobody asks how much memory SQLite takes: no locks. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int rc = sqlite3_open_v2(
        path, &db->handle,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    bool ok = rc == SQLITE_OK ? configure(db, err) : db_fail(db, rc, path, err);
    umask(old);
    if (!ok)
        return false;
    *out = TAKE(db);
    return true;
}

/* Without a log nobody has it open, and nothing need be made to read it. */
static void reading_uri(struct buf *out, const char *path)
{
    AUTO(buf_clear) struct buf log = BUF_INIT(4096);
    buf_addf(&log, "%s-wal", path);
    buf_add(out, STR("file:"));
    for (const char *p = path; *p; p++) {
        if (strchr("%?#", *p))
            buf_addf(out, "%%%02x", (unsigned)*p);
        else
            buf_add_char(out, *p);
    }
    buf_add(out, access(buf_c(&log), F_OK) == 0 ? STR("?mode=ro")
                                                : STR("?mode=ro&immutable=1"));
}

bool db_open_reading(struct db **out, const char *path, struct err *err)
{
    AUTO(buf_clear) struct buf uri = BUF_INIT(8192);
    if (!check_private(path, err))
        return false;
    AUTO(db_closep) struct db *db = mem_new(1, sizeof(*db));
    db->fail_after = -1;
    reading_uri(&uri, path);
    int rc = sqlite3_open_v2(buf_c(&uri), &db->handle,
                             SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                             NULL);
    (void)sqlite3_busy_timeout(db->handle, busy_timeout_ms);
    if (rc != SQLITE_OK ? !db_fail(db, rc, path, err) : !check_owner_of_file(db, err))
        return false;
    *out = TAKE(db);
    return true;
}

bool db_quick_check(struct db *db, struct err *err)
{
    static const struct sql ask = { "store.quick_check", "PRAGMA quick_check(1)" };
    struct rows rows;
    if (!db_query(db, &rows, &ask, DB_NO_ARGS, err))
        return false;
    int step = rows_next(&rows, err);
    bool ok = step > 0 && str_eq(rows_text(&rows, 0), STR("ok"));
    if (step > 0 && !ok)
        err_set(err, ERR_PARSE, STR_FMT, STR_ARG(str_take(rows_text(&rows, 0), 100)));
    rows_clear(&rows);
    return ok;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    for (size_t i = 0; i < statements_max; i++)
        (void)sqlite3_finalize(db->statements[i].handle);
    (void)sqlite3_close(db->handle);
    free(db);
}

bool db_in_transaction(const struct db *db)
{
    return sqlite3_get_autocommit(db->handle) == 0;
}

bool db_begin(struct db *db, struct err *err)
{
    db->depth = 0;
    db->has_written = false;
    return run(db, "BEGIN IMMEDIATE", err);
}

bool db_commit(struct db *db, struct err *err)
{
    if (run(db, "COMMIT", err))
        return true;
    db_rollback(db);
    return false;
}

void db_rollback(struct db *db)
{
    db->depth = 0;
    if (db_in_transaction(db))
        (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* All savepoints have one name: SQLite finds the innermost. */
bool db_savepoint(struct db *db, struct err *err)
{
    static const struct sql savepoint = { "store.savepoint", "SAVEPOINT inner" };
    if (!db_exec(db, &savepoint, DB_NO_ARGS, err))
        return false;
    db->depth++;
    return true;
}

bool db_release(struct db *db, struct err *err)
{
    static const struct sql release = { "store.release", "RELEASE inner" };
    if (!db_exec(db, &release, DB_NO_ARGS, err))
        return false;
    db->depth--;
    return true;
}

void db_rollback_savepoint(struct db *db)
{
    if (!db_in_transaction(db) || db->depth == 0)
        return; /* SQLite dropped the whole transaction: nothing is left to undo */
    db->depth--;
    (void)sqlite3_exec(db->handle, "ROLLBACK TO inner; RELEASE inner", NULL, NULL, NULL);
}

int db_wal_pages(const struct db *db)
{
    return db->wal_pages;
}

static bool checkpoint(struct db *db, int mode)
{
    int rc = sqlite3_wal_checkpoint_v2(db->handle, NULL, mode, NULL, NULL);
    if (rc != SQLITE_OK && rc != SQLITE_BUSY && rc != SQLITE_LOCKED)
        LOG(LOG_WARN, "store", "checkpoint_failed",
            KC("why", sqlite3_errmsg(db->handle)));
    return rc == SQLITE_OK;
}

void db_checkpoint(struct db *db)
{
    if (checkpoint(db, SQLITE_CHECKPOINT_TRUNCATE))
        db->wal_pages = 0;
}

void db_checkpoint_busy(struct db *db)
{
    (void)checkpoint(db, SQLITE_CHECKPOINT_PASSIVE);
}
