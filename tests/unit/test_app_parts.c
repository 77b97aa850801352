/* The parts of the daemon that stand alone: queue, data directory, pictures. */
#include "check.h"

#include "app/checkpoint.h"
#include "app/home.h"
#include "app/picture.h"
#include "app/queue.h"
#include "base/arena.h"
#include "base/buf.h"
#include "io/clock.h"
#include "io/disposal.h"
#include "io/files.h"
#include "store/migrate.h"

#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- queue ---- */

static void put_numbers(struct queue *q, int64_t from, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        char text[32];
        snprintf(text, sizeof(text), "%lld", (long long)(from + i));
        struct event ev = { .kind = EVENT_MESSAGE, .text = str_from_c(text) };
        queue_put(q, &ev);
    }
}

/* Takes them by pieces of `piece`; each must be the next number. */
static int64_t take_numbers(struct queue *q, size_t piece, int64_t expected)
{
    size_t n;
    const struct event *const *events;
    while ((events = queue_peek(q, piece, &n)) && n > 0) {
        for (size_t i = 0; i < n; i++) {
            int64_t number = -1;
            assert_true(str_to_int(events[i]->text, &number));
            assert_int_equal(number, expected++);
        }
        queue_drop(q, n);
    }
    return expected;
}

TEST(events_come_out_in_order_however_they_are_taken)
{
    static const size_t pieces[] = { 1, 7, queue_batch_max, 10000 };
    for (size_t i = 0; i < COUNT(pieces); i++) {
        AUTO(queue_clear) struct queue q = { 0 };
        put_numbers(&q, 0, 700);
        assert_int_equal(q.n, 700);
        assert_int_equal(take_numbers(&q, pieces[i], 0), 700);
        assert_int_equal(q.n, 0);
        put_numbers(&q, 700, 3);
        assert_int_equal(take_numbers(&q, pieces[i], 700), 703);
    }
}

TEST(events_may_be_put_while_a_batch_is_looked_at)
{
    AUTO(queue_clear) struct queue q = { 0 };
    size_t n;
    put_numbers(&q, 0, 10);
    const struct event *const *events = queue_peek(&q, 5, &n);
    put_numbers(&q, 10, 500);
    CHECK_STR("still there", events[4]->text, STR("4"));
    queue_drop(&q, n);
    assert_int_equal(take_numbers(&q, 100, 5), 510);
}

TEST(an_empty_queue_has_nothing)
{
    AUTO(queue_clear) struct queue q = { 0 };
    size_t n = 9;
    queue_peek(&q, 5, &n);
    assert_int_equal(n, 0);
}

/* ---- the data directory ---- */

/* A folder for one test. */
struct place {
    char path[512];
    struct random_seeded seed;
    struct random rnd;
};

static void place_init(struct place *p)
{
    assert_true(folder_temporary("app-test", p->path, sizeof(p->path), NULL));
    random_seed(&p->seed, 1);
    p->rnd = random_from_seeded(&p->seed);
}

static void place_clear(struct place *p)
{
    assert_true(folder_remove(p->path, NULL));
}

TEST(the_signing_key_is_made_once)
{
    struct place p;
    place_init(&p);
    struct home a = HOME_INIT, b = HOME_INIT;
    assert_true(home_open(&a, p.path, &p.rnd, NULL));
    uint8_t key[home_key_bytes];
    memcpy(key, a.signing_key, sizeof(key));
    home_close(&a);
    assert_true(home_open(&b, p.path, &p.rnd, NULL));
    assert_memory_equal(key, b.signing_key, sizeof(key));
    home_close(&b);
    place_clear(&p);
}

TEST(a_damaged_key_is_named_not_replaced)
{
    struct place p;
    struct err err = { 0 };
    char path[home_path_max];
    place_init(&p);
    struct home h = HOME_INIT;
    assert_true(home_open(&h, p.path, &p.rnd, NULL));
    home_close(&h);
    assert_true(
        file_write(home_file(&h, path, "keys/signing.key"), STR("short"), 0600, NULL));
    assert_false(home_open(&h, p.path, &p.rnd, &err));
    assert_int_equal(err.code, ERR_PARSE);
    assert_non_null(strstr(err.msg, "signing.key"));
    home_close(&h);
    place_clear(&p);
}

TEST(a_directory_has_one_daemon)
{
    struct place p;
    struct err err = { 0 };
    place_init(&p);
    struct home a = HOME_INIT, b = HOME_INIT;
    char pid[32];
    snprintf(pid, sizeof(pid), "%ld", (long)getpid());
    assert_true(home_open(&a, p.path, &p.rnd, NULL));
    assert_false(home_open(&b, p.path, &p.rnd, &err));
    assert_int_equal(err.code, ERR_CONFLICT);
    assert_non_null(strstr(err.msg, pid));
    home_close(&b);
    home_close(&a);
    place_clear(&p);
}

TEST(each_week_has_its_key_and_the_old_ones_are_destroyed)
{
    struct place p;
    char path[home_path_max];
    bool is_new = false;
    place_init(&p);
    struct home h = HOME_INIT;
    assert_true(home_open(&h, p.path, &p.rnd, NULL));
    assert_true(home_week(&h, 2969, &p.rnd, &is_new, NULL) && is_new);
    assert_true(home_week(&h, 2969, &p.rnd, &is_new, NULL) && !is_new);
    uint8_t key[home_key_bytes];
    memcpy(key, h.weekly_key, sizeof(key));
    assert_true(file_exists(home_file(&h, path, "keys/share-week-2969.key")));

    assert_true(home_week(&h, 2970, &p.rnd, &is_new, NULL) && is_new);
    assert_memory_not_equal(key, h.weekly_key, sizeof(key));
    assert_false(file_exists(home_file(&h, path, "keys/share-week-2969.key")));
    assert_true(file_exists(home_file(&h, path, "keys/share-week-2970.key")));
    assert_true(file_exists(home_file(&h, path, "keys/signing.key")));
    home_close(&h);
    place_clear(&p);
}

TEST(an_old_key_that_does_not_go_is_tried_again)
{
    struct place p;
    char path[home_path_max];
    bool is_new = false;
    place_init(&p);
    struct home h = HOME_INIT;
    assert_true(home_open(&h, p.path, &p.rnd, NULL));
    home_file(&h, path, "keys/share-week-2968.key");
    assert_int_equal(symlink("signing.key", path), 0); /* opening it is refused */
    for (int i = 0; i < 2; i++)
        assert_true(!home_week(&h, 2969, &p.rnd, &is_new, NULL) && is_new);
    assert_int_equal(unlink(path), 0);
    assert_true(home_week(&h, 2969, &p.rnd, &is_new, NULL));
    assert_true(home_week(&h, 2969, &p.rnd, &is_new, NULL) && !is_new);
    home_close(&h);
    place_clear(&p);
}

TEST(the_ballast_can_be_given_up_and_made_again)
{
    struct place p;
    char path[home_path_max];
    place_init(&p);
    struct home h = HOME_INIT;
    assert_true(home_open(&h, p.path, &p.rnd, NULL));
    home_ballast_make(&h);
    bool fits = file_exists(home_file(&h, path, "ballast"));
    assert_true(home_ballast_drop(&h) == fits);
    assert_false(home_ballast_drop(&h));
    home_close(&h);
    place_clear(&p);
}

/* ---- pictures ---- */

static const struct {
    const char *label;
    struct str bytes, kind, file_name;
} pictures[] = {
    { "png", STR_INIT("\x89PNG\r\n\x1a\n...."), STR_INIT("png"),
      STR_INIT("picture.png") },
    { "jpg", STR_INIT("\xff\xd8\xff\xe0...."), STR_INIT("jpg"), STR_INIT("picture.jpg") },
    { "gif", STR_INIT("GIF89a...."), STR_INIT("gif"), STR_INIT("picture.gif") },
    { "old gif", STR_INIT("GIF87a...."), STR_INIT("gif"), STR_INIT("picture.gif") },
    { "half a png", STR_INIT("\x89PNG"), STR_INIT(""), STR_INIT("picture") },
    { "svg", STR_INIT("<svg>"), STR_INIT(""), STR_INIT("picture") },
    { "nothing", STR_INIT(""), STR_INIT(""), STR_INIT("picture") },
};

TEST(pictures_are_known_by_their_bytes)
{
    for (size_t i = 0; i < COUNT(pictures); i++) {
        CHECK_STR(pictures[i].label, picture_kind(pictures[i].bytes), pictures[i].kind);
        CHECK_STR(pictures[i].label, picture_file_name(pictures[i].bytes),
                  pictures[i].file_name);
    }
}

TEST(a_picture_is_kept_by_its_hash)
{
    struct place p;
    struct err err = { 0 };
    place_init(&p);
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(buf_clear) struct buf back = BUF_INIT(1000);
    struct home h = HOME_INIT;
    struct str hash = { 0 }, again = { 0 };
    assert_true(home_open(&h, p.path, &p.rnd, NULL));
    assert_true(picture_keep(&h, pictures[0].bytes, mem, &hash, NULL));
    assert_true(picture_keep(&h, pictures[0].bytes, mem, &again, NULL));
    CHECK_STR("the same", again, hash);
    assert_true(picture_is_hash(hash));
    struct str path = arena_fmt(mem, "%s/pictures/" STR_FMT, p.path, STR_ARG(hash));
    assert_true(file_read(path.p, &back, NULL));
    CHECK_STR("bytes", buf_str(&back), pictures[0].bytes);
    assert_false(picture_keep(&h, STR("<svg>"), mem, &hash, &err));
    assert_int_equal(err.code, ERR_INVALID);
    home_close(&h);
    place_clear(&p);
}

TEST(what_is_no_hash_is_no_file_of_ours)
{
    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT("../signing.key"),
        STR_INIT("0123456789abcdef"),
        STR_INIT("0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"),
        STR_INIT("../../../../../../../../../../../../../../../../../etc/passwd..."),
    };
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(picture_is_hash(bad[i]));
}

/* ---- checkpoints ---- */

static const struct migration log_steps[] = {
    { 1, "CREATE TABLE line (n INTEGER NOT NULL PRIMARY KEY, t TEXT NOT NULL) STRICT;" },
    { 0, NULL },
};
static const struct sql add_line = { "test.add_line",
                                     "INSERT INTO line (n, t) VALUES ($1, $2)" };

static void add_lines(struct db *db, int64_t from, int64_t n)
{
    static const char text[2000] = "a line";
    for (int64_t i = from; i < from + n; i++)
        assert_true(db_exec(db, &add_line,
                            DB_ARGS(INT(i), TEXT(((struct str){ text, sizeof(text) }))),
                            NULL));
}

TEST(the_log_is_put_back_while_others_write)
{
    struct err err = { 0 };
    char folder[200], path[220];
    assert_true(folder_temporary("checkpoint", folder, sizeof(folder), &err));
    snprintf(path, sizeof(path), "%s/db", folder);
    AUTO(db_closep) struct db *db = NULL;
    assert_true(db_open(&db, path, &err) && db_migrate(db, "test", log_steps, &err));
    AUTO(checkpointer_closep) struct checkpointer *c = NULL;
    assert_true(checkpointer_open(&c, path, &err));
    add_lines(db, 0, 500);
    int before = db_wal_pages(db);
    assert_true(before > 500);
    checkpointer_ask(c);
    add_lines(db, 500, 20); /* nobody waits for it */
    int64_t end = clock_mono_ms() + 10 * 1000;
    while (!checkpointer_has_ended(c)) {
        assert_true(clock_mono_ms() < end);
        sched_yield();
    }
    assert_false(checkpointer_has_ended(c)); /* it is told once */
    db_checkpoint_busy(db);
    add_lines(db, 520, 1);
    assert_true(db_wal_pages(db) < 20); /* the log began anew */
    checkpointer_close(TAKE(c));
    db_close(TAKE(db));
    assert_true(folder_remove(folder, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_come_out_in_order_however_they_are_taken),
        cmocka_unit_test(events_may_be_put_while_a_batch_is_looked_at),
        cmocka_unit_test(an_empty_queue_has_nothing),
        cmocka_unit_test(the_log_is_put_back_while_others_write),
        cmocka_unit_test(the_signing_key_is_made_once),
        cmocka_unit_test(a_damaged_key_is_named_not_replaced),
        cmocka_unit_test(a_directory_has_one_daemon),
        cmocka_unit_test(each_week_has_its_key_and_the_old_ones_are_destroyed),
        cmocka_unit_test(an_old_key_that_does_not_go_is_tried_again),
        cmocka_unit_test(the_ballast_can_be_given_up_and_made_again),
        cmocka_unit_test(pictures_are_known_by_their_bytes),
        cmocka_unit_test(a_picture_is_kept_by_its_hash),
        cmocka_unit_test(what_is_no_hash_is_no_file_of_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
