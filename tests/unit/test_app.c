/* The whole daemon in one process, with the playground as its only platform. */
#include "check.h"

#include "app/inside.h"
#include "commands/registry.h"
#include "config/config.h"
#include "io/clock.h"
#include "io/disposal.h"
#include "store/faulty.h"

#include <stdio.h>

static struct app_options options(const char *data)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(4096);
    AUTO(buf_clear) struct buf problems = BUF_INIT(4096);
    struct app_options o = { .features = features,
                             .modules = feature_modules,
                             .tidy = features_tidy,
                             .demo_library = true };
    buf_addf(&text,
             "[bot]\ndata = \"%s\"\nlisten = \"127.0.0.1:0\"\n[[workspace]]\n"
             "name = \"a\"\nplatform = \"playground\"\n",
             data);
    if (!config_parse(&o.config, "test", buf_str(&text), &problems))
        fail_msg("%s", buf_c(&problems));
    return o;
}

static void say(const char *data, const char *words, struct buf *out)
{
    AUTO(app_freep) struct app *a = NULL;
    struct err err = { 0 };
    struct app_options o = options(data);
    if (!app_open(&a, &o, &err) ||
        !app_say(a, STR("tom"), str_from_c(words), false, out, &err))
        fail_msg("%s", err.msg);
}

TEST(a_command_is_answered_from_the_demo_library)
{
    char data[512];
    AUTO(buf_clear) struct buf first = BUF_INIT(64 * 1024);
    AUTO(buf_clear) struct buf second = BUF_INIT(64 * 1024);
    assert_true(folder_temporary("app-test", data, sizeof(data), NULL));
    log_setup(LOG_ERROR, LOG_LOGFMT);
    say(data, "/share linkedin", &first);
    assert_true(str_find(buf_str(&first), STR("https://www.linkedin.com/")) >= 0);
    say(data, "/share linkedin", &second); /* another life, the same store */
    assert_false(str_eq(buf_str(&first), buf_str(&second)));
    assert_true(folder_remove(data, NULL));
}

TEST(whom_nobody_knows_says_nothing)
{
    char data[512];
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    AUTO(app_freep) struct app *a = NULL;
    struct err err = { 0 };
    assert_true(folder_temporary("app-test", data, sizeof(data), NULL));
    struct app_options o = options(data);
    assert_true(app_open(&a, &o, NULL));
    assert_false(app_say(a, STR("nobody"), STR("/share"), false, &out, &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
    app_free(TAKE(a));
    assert_true(folder_remove(data, NULL));
}

TEST(the_disk_has_room_when_something_was_stored)
{
    char data[512];
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    AUTO(app_freep) struct app *a = NULL;
    struct err err = { 0 };
    assert_true(folder_temporary("app-test", data, sizeof(data), NULL));
    struct app_options o = options(data);
    assert_true(app_open(&a, &o, NULL));
    a->full_said_ms = 1;
    a->idle.fire(a->idle.ctx); /* tidies: with nothing to delete nothing is written */
    assert_int_equal(a->full_said_ms, 1);
    assert_true(app_say(a, STR("tom"), STR("/share"), false, &out, &err));
    assert_int_equal(a->full_said_ms, 0);
    app_free(TAKE(a));
    assert_true(folder_remove(data, NULL));
}

TEST(two_daemons_do_not_share_a_directory)
{
    char data[512];
    AUTO(app_freep) struct app *a = NULL;
    AUTO(app_freep) struct app *b = NULL;
    struct err err = { 0 };
    assert_true(folder_temporary("app-test", data, sizeof(data), NULL));
    struct app_options first = options(data), second = options(data);
    assert_true(app_open(&a, &first, NULL));
    assert_false(app_open(&b, &second, &err));
    assert_int_equal(err.code, ERR_CONFLICT);
    assert_null(b);
    app_free(TAKE(a));
    assert_true(folder_remove(data, NULL));
}

TEST(timers_that_cannot_fire_do_not_spin)
{
    static const struct sql overdue = {
        "test.overdue",
        "INSERT INTO due (id, key, feature, kind, object, person, workspace, at_ms,"
        " local, zone)"
        " VALUES (1, 'k', 'share', 'remind', 'o', 0, '', 1, '', '')"
    };
    char data[512];
    AUTO(app_freep) struct app *a = NULL;
    struct err err = { 0 };
    assert_true(folder_temporary("app-test", data, sizeof(data), NULL));
    log_setup(LOG_SILENT, LOG_LOGFMT);
    struct app_options o = options(data);
    assert_true(app_open(&a, &o, NULL));
    for (int i = 0; i < 20; i++) /* what the playground has to say first */
        assert_true(loop_turn(a->loop, 0, &err));
    assert_true(db_exec(a->db, &overdue, DB_NO_ARGS, &err));
    db_fail_from(a->db, 0, ERR_FULL); /* the disk is full */
    int turns = 0;
    a->is_due = true;
    loop_poke(a->loop);
    int64_t end = clock_mono_ms() + 200;
    while (clock_mono_ms() < end) {
        assert_true(loop_turn(a->loop, end - clock_mono_ms() + 1, &err));
        turns++;
    }
    db_fail_after(a->db, -1, ERR_NONE);
    log_setup(LOG_ERROR, LOG_LOGFMT);
    CHECK("few turns", turns < 40);
    app_free(TAKE(a));
    assert_true(folder_remove(data, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_answered_from_the_demo_library),
        cmocka_unit_test(whom_nobody_knows_says_nothing),
        cmocka_unit_test(timers_that_cannot_fire_do_not_spin),
        cmocka_unit_test(the_disk_has_room_when_something_was_stored),
        cmocka_unit_test(two_daemons_do_not_share_a_directory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
