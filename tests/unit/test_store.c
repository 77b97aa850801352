/* The store keeps its word: rules hold, failures are told apart, undo undoes. */
#include "check.h"

#include "base/buf.h"
#include "store/faulty.h"
#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct migration steps[] = {
    { 1, "CREATE TABLE t (k INTEGER NOT NULL PRIMARY KEY, v TEXT NOT NULL) STRICT;" },
    { 2, "ALTER TABLE t ADD COLUMN n INTEGER NOT NULL DEFAULT 0;" },
    { 0, NULL },
};
static const struct sql add = { "t.add", "INSERT INTO t (k, v) VALUES ($1, $2)" };
static const struct sql all = { "t.all", "SELECT k, v FROM t ORDER BY k" };
static const struct sql count = { "t.count", "SELECT count(*) FROM t" };

static struct db *open_memory(void)
{
    struct db *db = NULL;
    struct err err = { 0 };
    assert_true(db_open(&db, ":memory:", &err));
    assert_true(db_migrate(db, "test", steps, &err));
    return db;
}

static int64_t rows_in(struct db *db)
{
    int64_t n = -1;
    assert_true(db_int(db, &count, DB_NO_ARGS, 0, &n, NULL));
    return n;
}

TEST(rows_come_back_as_they_went_in)
{
    AUTO(db_closep) struct db *db = open_memory();
    assert_true(db_exec(db, &add, DB_ARGS(INT(2), TEXT(STR("zwei"))), NULL));
    assert_true(db_exec(db, &add, DB_ARGS(INT(1), TEXT(STR(""))), NULL));
    AUTO(rows_clear) struct rows r = { 0 };
    assert_true(db_query(db, &r, &all, DB_NO_ARGS, NULL));
    assert_int_equal(rows_next(&r, NULL), 1);
    CHECK_STR("empty text is not NULL", rows_text(&r, 1), STR(""));
    assert_int_equal(rows_next(&r, NULL), 1);
    CHECK_STR("text", rows_text(&r, 1), STR("zwei"));
    assert_int_equal(rows_next(&r, NULL), 0);
}

TEST(a_broken_rule_is_a_conflict_and_a_savepoint_undoes)
{
    AUTO(db_closep) struct db *db = open_memory();
    struct err err = { 0 };
    assert_true(db_begin(db, NULL));
    assert_true(db_savepoint(db, NULL));
    assert_true(db_exec(db, &add, DB_ARGS(INT(1), TEXT(STR("a"))), NULL));
    assert_true(db_release(db, NULL));
    assert_true(db_savepoint(db, NULL));
    assert_true(db_exec(db, &add, DB_ARGS(INT(2), TEXT(STR("b"))), NULL));
    assert_false(db_exec(db, &add, DB_ARGS(INT(1), TEXT(STR("c"))), &err));
    assert_int_equal(err.code, ERR_CONFLICT);
    db_rollback_savepoint(db);
    assert_true(db_commit(db, NULL));
    assert_int_equal(rows_in(db), 1);
}

TEST(a_full_disk_drops_the_transaction_and_says_so)
{
    AUTO(db_closep) struct db *db = open_memory();
    struct err err = { 0 };
    assert_true(db_begin(db, NULL));
    assert_true(db_exec(db, &add, DB_ARGS(INT(1), TEXT(STR("a"))), NULL));
    db_fail_after(db, 0, ERR_FULL);
    assert_false(db_exec(db, &add, DB_ARGS(INT(2), TEXT(STR("b"))), &err));
    assert_int_equal(err.code, ERR_FULL);
    assert_false(db_in_transaction(db));
    db_rollback_savepoint(db); /* harmless */
    assert_int_equal(rows_in(db), 0);
}

TEST(parameters_out_of_order_are_refused)
{
    AUTO(db_closep) struct db *db = open_memory();
    static const struct sql swapped = { "t.swapped",
                                        "SELECT v FROM t WHERE v = $2 AND k = $1" };
    struct rows r = { 0 };
    struct err err = { 0 };
    assert_false(db_query(db, &r, &swapped, DB_ARGS(INT(1), TEXT(STR("a"))), &err));
    assert_non_null(strstr(err.msg, "not in order"));
}

TEST(steps_run_once_and_a_newer_database_is_refused)
{
    char dir[] = "/tmp/store-XXXXXX";
    assert_non_null(mkdtemp(dir));
    char path[64];
    (void)snprintf(path, sizeof(path), "%s/db", dir);
    for (int i = 0; i < 2; i++) {
        AUTO(db_closep) struct db *db = NULL;
        assert_true(db_open(&db, path, NULL));
        assert_true(db_migrate(db, "test", steps, NULL));
    }
    const struct migration older[] = { steps[0], { 0, NULL } };
    AUTO(db_closep) struct db *db = NULL;
    struct err err = { 0 };
    assert_true(db_open(&db, path, NULL));
    assert_false(db_migrate(db, "test", older, &err));
    assert_int_equal(err.code, ERR_PARSE);
    db_close(TAKE(db));
    static const char *const names[] = { "db", "db-wal", "db-shm" };
    for (size_t i = 0; i < COUNT(names); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(dir), 0);
}

static bool file_holds(const char *path, const char *text)
{
    AUTO(buf_clear) struct buf file = BUF_INIT(1024 * 1024);
    char bytes[4096];
    FILE *f = fopen(path, "rb");
    for (size_t n; f && (n = fread(bytes, 1, sizeof(bytes), f)) > 0;)
        buf_add(&file, (struct str){ bytes, n });
    if (f)
        (void)fclose(f);
    return str_find(buf_str(&file), str_from_c(text)) >= 0;
}

TEST(a_checkpoint_under_way_keeps_the_log_file)
{
    char dir[] = "/tmp/bots-store-XXXXXX", path[64], wal[80];
    struct stat before, after;
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof(path), "%s/db", dir);
    (void)snprintf(wal, sizeof(wal), "%s-wal", path);
    struct db *db = NULL;
    assert_true(db_open(&db, path, NULL));
    assert_true(db_migrate(db, "test", steps, NULL));
    for (int64_t i = 0; i < 20; i++)
        assert_true(db_exec(db, &add, DB_ARGS(INT(i), TEXT(STR("words"))), NULL));
    assert_true(db_wal_pages(db) > 20);
    assert_int_equal(stat(wal, &before), 0);
    db_checkpoint_busy(db);
    assert_true(file_holds(path, "words"));
    assert_true(db_exec(db, &add, DB_ARGS(INT(20), TEXT(STR("more"))), NULL));
    assert_true(db_wal_pages(db) < 10);
    assert_int_equal(stat(wal, &after), 0);
    assert_int_equal(after.st_size, before.st_size);
    db_close(db);
    (void)unlink(path);
    assert_int_equal(rmdir(dir), 0);
}

TEST(what_is_deleted_is_gone_from_the_file)
{
    static const struct sql erase = { "test.erase", "DELETE FROM t" };
    char dir[] = "/tmp/bots-store-XXXXXX", path[64];
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof(path), "%s/db", dir);
    struct db *db = NULL;
    assert_true(db_open(&db, path, NULL));
    assert_true(db_migrate(db, "test", steps, NULL));
    assert_true(db_exec(db, &add, DB_ARGS(INT(1), TEXT(STR("very own words"))), NULL));
    db_checkpoint(db);
    assert_true(file_holds(path, "very own words"));
    assert_true(db_exec(db, &erase, DB_NO_ARGS, NULL));
    db_checkpoint(db);
    assert_false(file_holds(path, "very own words"));
    db_close(db);
    (void)unlink(path);
    assert_int_equal(rmdir(dir), 0);
}

static const char *made(char *out, size_t size)
{
    AUTO(db_closep) struct db *db = NULL;
    snprintf(out, size, "/tmp/botschafter-store-%%-%ld.db", (long)getpid());
    unlink(out);
    assert_true(db_open(&db, out, NULL) && db_migrate(db, "test", steps, NULL));
    assert_true(db_exec(db, &add, DB_ARGS(INT(1), TEXT(STR("a"))), NULL));
    db_checkpoint(db);
    return out;
}

static void unmade(const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    char name[128];
    for (size_t i = 0; i < COUNT(ends); i++) {
        snprintf(name, sizeof(name), "%s%s", path, ends[i]);
        unlink(name);
    }
}

static bool is_there(const char *path, const char *end)
{
    char name[128];
    snprintf(name, sizeof(name), "%s%s", path, end);
    return access(name, F_OK) == 0;
}

TEST(a_look_changes_nothing)
{
    char path[100];
    struct err err = { 0 };
    int missing = 0;
    AUTO(db_closep) struct db *db = NULL;
    assert_true(db_open_reading(&db, made(path, sizeof(path)), &err));
    assert_false(is_there(path, "-wal") || is_there(path, "-shm"));
    assert_true(db_quick_check(db, &err));
    assert_int_equal(rows_in(db), 1);
    assert_false(db_exec(db, &add, DB_ARGS(INT(2), TEXT(STR("b"))), &err));
    assert_true(db_migrations_missing(db, "test", steps, &missing, &err));
    assert_true(db_migrations_missing(db, "other", steps, &missing, &err));
    assert_int_equal(missing, 2);
    assert_false(db_migrations_missing(db, "test", steps + 2, &missing, &err));
    assert_int_equal(err.code, ERR_PARSE);
    unlink(path);
}

TEST(a_look_beside_a_daemon_sees_what_it_wrote)
{
    char path[100];
    struct db *daemon = NULL, *db = NULL;
    assert_true(db_open(&daemon, made(path, sizeof(path)), NULL));
    assert_true(db_exec(daemon, &add, DB_ARGS(INT(2), TEXT(STR("b"))), NULL));
    assert_true(db_open_reading(&db, path, NULL));
    assert_int_equal(rows_in(db), 2);
    assert_true(db_exec(daemon, &add, DB_ARGS(INT(3), TEXT(STR("c"))), NULL));
    db_close(db);
    db_close(daemon);
    unmade(path);
}

TEST(a_look_at_something_else_says_so)
{
    char path[100];
    struct err err = { 0 };
    AUTO(db_closep) struct db *db = NULL;
    made(path, sizeof(path));
    chmod(path, 0644);
    assert_false(db_open_reading(&db, path, &err));
    assert_int_equal(err.code, ERR_DENIED);
    unlink(path);
    assert_false(db_open_reading(&db, path, &err));
    assert_false(is_there(path, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back_as_they_went_in),
        cmocka_unit_test(a_broken_rule_is_a_conflict_and_a_savepoint_undoes),
        cmocka_unit_test(a_full_disk_drops_the_transaction_and_says_so),
        cmocka_unit_test(parameters_out_of_order_are_refused),
        cmocka_unit_test(a_checkpoint_under_way_keeps_the_log_file),
        cmocka_unit_test(what_is_deleted_is_gone_from_the_file),
        cmocka_unit_test(a_look_changes_nothing),
        cmocka_unit_test(a_look_beside_a_daemon_sees_what_it_wrote),
        cmocka_unit_test(a_look_at_something_else_says_so),
        cmocka_unit_test(steps_run_once_and_a_newer_database_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
