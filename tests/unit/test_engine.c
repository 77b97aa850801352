/* The turn: once for each event, all or nothing, and nothing that cannot be undone. */
#include "rig.h"

#include "core/action.h"
#include "core/due.h"
#include "store/faulty.h"

/* A feature that keeps a tally, to see what a turn leaves behind. */
static const struct migration steps[] = {
    { 1, "CREATE TABLE tally (n INTEGER NOT NULL PRIMARY KEY) STRICT;" },
    { 0, NULL },
};
static const struct sql add = { "tally.add", "INSERT INTO tally (n) VALUES ($1)" };
static const struct sql count = { "tally.count", "SELECT count(*) FROM tally" };

static struct str summary(const struct speech *say)
{
    (void)say;
    return STR("counts");
}

static const struct word words[] = {
    { .name = "share", .de = "teilen", .summary = summary, .is_command = true },
    { .name = "fail", .summary = summary },
    { .name = "post", .summary = summary },
    { .name = "later", .summary = summary },
    { .name = "edit", .summary = summary },
    { .name = "delete", .summary = summary },
    { .name = "remove", .summary = summary },
    { .name = NULL },
};

static struct card card_with(struct turn *t, struct button *b)
{
    *b = (struct button){ .label = STR("Press"),
                          .ref = ref_sign(t, "tally", "press", STR("o:1")) };
    return (struct card){ .title = STR("Counted"), .buttons = b, .n_buttons = 1 };
}

static bool run(struct turn *t, const struct call *call, struct err *err)
{
    struct card *card = ARENA_NEW(t->mem, struct card);
    *card = card_with(t, ARENA_NEW(t->mem, struct button));
    fx_answer(t, card);
    if (!db_exec(t->db, &add, DB_ARGS(INT(turn_id(t))), err))
        return false;
    struct str word = str_from_c(call->word->name);
    if (str_eq(word, STR("fail")))
        return err_set(err, ERR_IO, "planned");
    if (str_eq(word, STR("post")))
        return fx_post(t, (struct place){ STR("acme"), call->args }, card, t->event->id,
                       LANE_SCHEDULED, err);
    struct place here = { STR("acme"), STR("C1") };
    if (str_eq(word, STR("edit")))
        return fx_edit(t, here, STR("1.1"), card, t->event->id, err);
    if (str_eq(word, STR("delete")))
        return fx_delete(t, here, STR("1.1"), t->event->id, err);
    if (str_eq(word, STR("remove")))
        fx_remove(t);
    if (str_eq(word, STR("later")))
        return due_set(t, "tally", "tick", STR("x"), t->person.id,
                       (struct due_time){ .local = STR("2026-11-25T08:30"),
                                          .zone = STR("Europe/Berlin") },
                       STR("k"), err);
    return true;
}

static bool act(struct turn *t, const struct action *a, struct err *err)
{
    CHECK_STR("object", a->object, STR("o:1"));
    struct card *card = ARENA_NEW(t->mem, struct card);
    *card = (struct card){ .title = STR("Pressed") };
    fx_replace(t, card);
    return db_exec(t->db, &add, DB_ARGS(INT(turn_id(t))), err);
}

static bool due(struct turn *t, const struct due *d, struct err *err)
{
    CHECK_STR("kind", d->kind, STR("tick"));
    return db_exec(t->db, &add, DB_ARGS(INT(turn_id(t))), err);
}

static const struct feature tally = { .name = "tally",
                                      .words = words,
                                      .migrations = steps,
                                      .run = run,
                                      .act = act,
                                      .due = due };
static const struct feature *const features[] = { &tally, NULL };
static const struct module modules[] = { { "gate", gate_migrations, gate_merge },
                                         { NULL, NULL, NULL } };

static int64_t tally_of(struct rig *r)
{
    int64_t n = 0;
    assert_true(db_int(r->db, &count, DB_NO_ARGS, 0, &n, NULL));
    return n;
}

TEST(a_redelivered_command_is_run_once_and_answered_alike)
{
    struct rig r;
    rig_open(&r, features, modules);
    struct event ev = { .kind = EVENT_COMMAND,
                        .id = STR("env-1"),
                        .user = STR("U1"),
                        .command = STR("share") };
    assert_true(rig_run(&r, ev));
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str ref = arena_str(mem, r.answer.answer.card->buttons[0].ref);
    r.now_ms += 9 * 60 * 1000;
    assert_true(rig_run(&r, ev));
    assert_int_equal(r.answer.answer.kind, ANSWER_CARD);
    CHECK_STR("title", r.answer.answer.card->title, STR("Counted"));
    CHECK_STR("the very same button", r.answer.answer.card->buttons[0].ref, ref);
    assert_int_equal(tally_of(&r), 1);
    r.now_ms += 2 * 60 * 1000; /* past ten minutes: an empty acknowledgement */
    assert_true(rig_run(&r, ev));
    assert_int_equal(r.answer.answer.kind, ANSWER_NOTHING);
    assert_int_equal(tally_of(&r), 1);
    rig_close(&r);
}

TEST(a_failed_event_leaves_no_trace_but_an_apology)
{
    struct rig r;
    rig_open(&r, features, modules);
    const struct card *card = rig_command(&r, "U1", "fail");
    assert_non_null(card);
    assert_true(str_find(card->text, STR("number")) >= 0);
    assert_int_equal(tally_of(&r), 0);
    (void)rig_command(&r, "U1", "");
    assert_int_equal(tally_of(&r), 1);
    rig_close(&r);
}

TEST(what_is_not_stored_is_not_acknowledged)
{
    struct rig r;
    rig_open(&r, features, modules);
    struct event a = { .kind = EVENT_COMMAND,
                       .id = STR("a"),
                       .workspace = STR("acme"),
                       .user = STR("U1"),
                       .command = STR("share") };
    struct event b = a;
    b.id = STR("b");
    const struct event *both[] = { &a, &b };
    int unstored = 0, kept = 0;
    for (int calls = 0; calls < 400; calls++) {
        struct engine_answer answers[2] = { 0 };
        struct err err = { 0 };
        int64_t before = tally_of(&r);
        char ids[2][16];
        (void)snprintf(ids[0], sizeof(ids[0]), "a%d", calls);
        (void)snprintf(ids[1], sizeof(ids[1]), "b%d", calls);
        a.id = str_from_c(ids[0]);
        b.id = str_from_c(ids[1]);
        db_fail_after(r.db, calls, ERR_FULL);
        (void)engine_run(r.engine, both, 2, ++r.now_ms, answers, &err);
        bool failed = db_has_failed(r.db);
        db_fail_after(r.db, -1, ERR_NONE);
        int64_t stored = answers[0].is_stored + answers[1].is_stored;
        assert_int_equal(tally_of(&r) - before, stored);
        unstored += 2 - (int)stored;
        kept += (int)stored;
        if (!failed)
            break;
    }
    assert_true(kept > 0);
    assert_true(unstored == 0); /* a single failure is survived one by one */
    rig_close(&r);
}

TEST(only_ours_and_only_theirs_may_be_pressed)
{
    struct rig r;
    rig_open(&r, features, modules);
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str ref = arena_str(mem, rig_command(&r, "U1", "")->buttons[0].ref);
    CHECK_STR("theirs", rig_press(&r, "U1", ref, "")->title, STR("Pressed"));
    assert_int_equal(r.answer.answer.kind, ANSWER_REPLACE);
    int64_t before = tally_of(&r);
    assert_true(str_find(rig_press(&r, "U2", ref, "")->text, STR("somebody else")) >= 0);
    for (size_t i = 0; i < ref.n; i++) {
        struct str forged = arena_str(mem, ref);
        char *p = arena_alloc(mem, ref.n, 1);
        memcpy(p, forged.p, ref.n);
        p[i] = p[i] == 'x' ? 'y' : 'x';
        const struct card *card = rig_press(&r, "U1", (struct str){ p, ref.n }, "");
        CHECK("forged", card && card->title.n == 0);
    }
    CHECK("nothing", rig_press(&r, "U1", STR(""), "")->title.n == 0);
    r.now_ms += 31LL * 24 * 60 * 60 * 1000;
    assert_true(str_find(rig_press(&r, "U1", ref, "")->text, STR("too old")) >= 0);
    assert_int_equal(tally_of(&r), before);
    rig_close(&r);
}

TEST(a_timer_fires_once_at_its_local_time)
{
    struct rig r;
    rig_open(&r, features, modules);
    (void)rig_command(&r, "U1", "later");
    int64_t at = engine_next_due_ms(r.engine, r.now_ms);
    assert_int_equal(at, 1795591800000); /* 2026-11-25T08:30+01:00 */
    struct engine_answer none;
    r.now_ms = at - 1;
    assert_true(engine_run(r.engine, NULL, 0, r.now_ms, &none, NULL));
    assert_int_equal(tally_of(&r), 1);
    for (int i = 0; i < 3; i++)
        assert_true(engine_run(r.engine, NULL, 0, at + i, &none, NULL));
    assert_int_equal(tally_of(&r), 2);
    assert_true(engine_next_due_ms(r.engine, at) == INT64_MAX);
    rig_close(&r);
}

TEST(a_channel_has_one_message_under_way_and_keeps_the_order)
{
    struct rig r;
    rig_open(&r, features, modules);
    (void)rig_command(&r, "U1", "post C1");
    (void)rig_command(&r, "U1", "post C1");
    (void)rig_command(&r, "U1", "post C2");
    struct claim c[8];
    assert_int_equal(rig_claim(&r, c, 8), 2);
    CHECK_STR("first of C1", c[0].out.channel, STR("C1"));
    CHECK_STR("first of C2", c[1].out.channel, STR("C2"));
    CHECK_STR("its card", c[0].out.card->title, STR("Counted"));
    int64_t first = c[0].out.id;
    assert_int_equal(rig_claim(&r, c, 8), 0);
    rig_outcome(&r, first, OUTCOME_NOT, ""); /* is tried again before the second */
    r.now_ms += 60 * 1000;
    assert_int_equal(rig_claim(&r, c, 8), 1);
    assert_true(c[0].out.id == first && c[0].out.attempt == 2);
    rig_outcome(&r, first, OUTCOME_APPLIED, "1.1");
    assert_int_equal(rig_claim(&r, c, 8), 1);
    assert_true(c[0].out.id > first);
    rig_close(&r);
}

TEST(an_unknown_outcome_is_looked_up_before_it_is_repeated)
{
    struct rig r;
    rig_open(&r, features, modules);
    (void)rig_command(&r, "U1", "post C1");
    struct claim c[2];
    assert_int_equal(rig_claim(&r, c, 2), 1);
    int64_t id = c[0].out.id;
    rig_outcome(&r, id, OUTCOME_UNKNOWN, "");
    assert_int_equal(rig_claim(&r, c, 2), 0);
    r.now_ms += 6 * 1000;
    assert_int_equal(rig_claim(&r, c, 2), 1);
    assert_true(c[0].look);
    rig_outcome(&r, id, OUTCOME_ABSENT, ""); /* too early to be sure */
    r.now_ms += 10 * 1000;
    assert_int_equal(rig_claim(&r, c, 2), 0);
    r.now_ms += 60 * 1000;
    assert_int_equal(rig_claim(&r, c, 2), 1);
    assert_true(c[0].look);
    rig_outcome(&r, id, OUTCOME_ABSENT, "");
    assert_int_equal(rig_claim(&r, c, 2), 1);
    assert_false(c[0].look);
    assert_int_equal(c[0].out.attempt, 2);
    rig_close(&r);
}

TEST(edits_and_deletions_are_repeated_without_a_look)
{
    struct rig r;
    rig_open(&r, features, modules);
    static const struct {
        const char *word;
        enum outgoing_kind kind;
    } cases[] = { { "edit", OUTGOING_EDIT }, { "delete", OUTGOING_DELETE } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct claim c[2];
        (void)rig_command(&r, "U1", cases[i].word);
        CHECK(cases[i].word, rig_claim(&r, c, 2) == 1 && c[0].out.kind == cases[i].kind);
        CHECK_STR(cases[i].word, c[0].out.message, STR("1.1"));
        rig_outcome(&r, c[0].out.id, OUTCOME_UNKNOWN, "");
        r.now_ms += 60 * 1000;
        CHECK(cases[i].word, rig_claim(&r, c, 2) == 1 && !c[0].look);
        CHECK(cases[i].word, c[0].out.attempt == 2);
        rig_outcome(&r, c[0].out.id, OUTCOME_APPLIED, "1.1");
        CHECK(cases[i].word, rig_claim(&r, c, 2) == 0);
    }
    (void)rig_command(&r, "U1", "remove");
    assert_int_equal(r.answer.answer.kind, ANSWER_REMOVE);
    rig_close(&r);
}

TEST(what_was_under_way_at_a_crash_is_looked_up)
{
    struct rig r;
    rig_open(&r, features, modules);
    (void)rig_command(&r, "U1", "post C1");
    struct claim c[2];
    assert_int_equal(rig_claim(&r, c, 2), 1);
    engine_free(r.engine);
    rig_engine(&r, features, modules);
    assert_int_equal(rig_claim(&r, c, 2), 1);
    assert_true(c[0].look);
    rig_outcome(&r, c[0].out.id, OUTCOME_APPLIED, "1.1");
    assert_int_equal(rig_claim(&r, c, 2), 0);
    rig_close(&r);
}

TEST(a_platform_may_refuse_for_a_day_before_a_row_is_given_up)
{
    struct rig r;
    rig_open(&r, features, modules);
    (void)rig_command(&r, "U1", "post C1");
    struct claim c[1];
    int64_t begin = r.now_ms;
    int attempts = 0;
    for (; rig_claim(&r, c, 1) == 1; attempts++) {
        rig_outcome(&r, c[0].out.id, OUTCOME_NOT, "");
        r.now_ms += 10LL * 60 * 1000;
    }
    CHECK("a day", r.now_ms - begin > 24LL * 60 * 60 * 1000);
    CHECK("not for ever", attempts < 1000);
    rig_close(&r);
}

TEST(a_reload_leaves_alone_what_is_under_way)
{
    struct rig r;
    rig_open(&r, features, modules);
    (void)rig_command(&r, "U1", "post C1");
    struct claim c[2];
    assert_int_equal(rig_claim(&r, c, 2), 1);
    assert_true(engine_reload(r.engine, &r.cfg, r.now_ms, NULL));
    assert_int_equal(rig_claim(&r, c, 2), 0);
    rig_close(&r);
}

static bool ask_upload(struct turn *t, void *ctx, struct err *err)
{
    (void)ctx;
    return fx_upload(t, STR("acme"), STR("5e"), STR("A tent"), err);
}

TEST(an_upload_is_repeated_at_once_and_asked_for_again_when_refused)
{
    struct rig r;
    struct claim c[2];
    rig_open(&r, features, modules);
    assert_true(engine_do(r.engine, r.now_ms, ask_upload, NULL, NULL));
    assert_int_equal(rig_claim(&r, c, 2), 1);
    engine_free(r.engine);
    rig_engine(&r, features, modules);
    assert_int_equal(rig_claim(&r, c, 2), 1);
    assert_true(c[0].look);
    rig_outcome(&r, c[0].out.id, OUTCOME_ABSENT, "");
    assert_int_equal(rig_claim(&r, c, 2), 1);
    assert_false(c[0].look);
    rig_outcome(&r, c[0].out.id, OUTCOME_NEVER, "");
    assert_int_equal(rig_claim(&r, c, 2), 0);
    assert_true(engine_do(r.engine, r.now_ms, ask_upload, NULL, NULL));
    assert_int_equal(rig_claim(&r, c, 2), 1);
    rig_outcome(&r, c[0].out.id, OUTCOME_APPLIED, "F1");
    assert_true(engine_do(r.engine, r.now_ms, ask_upload, NULL, NULL));
    assert_int_equal(rig_claim(&r, c, 2), 0);
    rig_close(&r);
}

TEST(a_row_that_cannot_be_read_holds_up_nobody)
{
    static const struct sql damage = {
        "test.damage", "UPDATE outbox SET body = '{' WHERE channel = 'C1'"
    };
    static const struct sql dead = { "test.dead",
                                     "SELECT count(*) FROM outbox WHERE state = 4" };
    struct rig r;
    int64_t n = 0;
    rig_open(&r, features, modules);
    (void)rig_command(&r, "U1", "post C1");
    (void)rig_command(&r, "U1", "post C2");
    assert_true(db_exec(r.db, &damage, DB_NO_ARGS, NULL));
    struct claim c[1];
    (void)engine_has_outgoing(r.engine);
    assert_int_equal(rig_claim(&r, c, 1), 0);
    assert_true(engine_has_outgoing(r.engine)); /* there is more */
    assert_int_equal(rig_claim(&r, c, 1), 1);
    CHECK_STR("the other", c[0].out.channel, STR("C2"));
    assert_true(db_int(r.db, &dead, DB_NO_ARGS, 0, &n, NULL) && n == 1);
    rig_close(&r);
}

TEST(words_are_found_in_both_languages_and_guessed)
{
    struct rig r;
    rig_open(&r, features, modules);
    struct event ev = {
        .kind = EVENT_MESSAGE, .user = STR("U1"), .is_direct = true, .text = STR("teilen")
    };
    assert_true(rig_run(&r, ev));
    CHECK_STR("de", r.answer.answer.card->title, STR("Counted"));
    ev.text = STR("shaer");
    assert_true(rig_run(&r, ev));
    assert_true(str_find(r.answer.answer.card->text, STR("share")) >= 0);
    ev.is_direct = false; /* people talk to each other */
    assert_true(rig_run(&r, ev));
    assert_int_equal(r.answer.answer.kind, ANSWER_NOTHING);
    rig_close(&r);
}

TEST(a_message_is_answered_once_but_again_after_a_crash)
{
    struct rig r;
    rig_open(&r, features, modules);
    struct event ev = { .kind = EVENT_MESSAGE,
                        .id = STR("msg:1"),
                        .user = STR("U1"),
                        .is_direct = true,
                        .text = STR("share") };
    assert_true(rig_run(&r, ev));
    assert_int_equal(r.answer.answer.kind, ANSWER_CARD);
    assert_true(rig_run(&r, ev));
    assert_int_equal(r.answer.answer.kind, ANSWER_NOTHING);
    engine_free(r.engine);
    r.now_ms += 1000;
    rig_engine(&r, features, modules);
    assert_true(rig_run(&r, ev)); /* the first answer may have been lost */
    assert_int_equal(r.answer.answer.kind, ANSWER_CARD);
    rig_close(&r);
}

TEST(tidying_deletes_what_is_old_and_nothing_else)
{
    struct rig r;
    rig_open(&r, features, modules);
    static const struct sql ids = { "test.ids", "SELECT count(*) FROM inbox" };
    static const struct sql answers = { "test.answers",
                                        "SELECT count(*) FROM inbox_answer" };
    int64_t n = 0;
    (void)rig_command(&r, "U1", "");
    r.now_ms += 11 * 60 * 1000;
    (void)rig_command(&r, "U1", "");
    (void)engine_tidy(r.engine, r.now_ms);
    assert_true(db_int(r.db, &answers, DB_NO_ARGS, 0, &n, NULL) && n == 1);
    assert_true(db_int(r.db, &ids, DB_NO_ARGS, 0, &n, NULL) && n == 2);
    r.now_ms += 25LL * 60 * 60 * 1000;
    (void)engine_tidy(r.engine, r.now_ms);
    assert_true(db_int(r.db, &ids, DB_NO_ARGS, 0, &n, NULL) && n == 0);
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_redelivered_command_is_run_once_and_answered_alike),
        cmocka_unit_test(a_failed_event_leaves_no_trace_but_an_apology),
        cmocka_unit_test(what_is_not_stored_is_not_acknowledged),
        cmocka_unit_test(only_ours_and_only_theirs_may_be_pressed),
        cmocka_unit_test(a_timer_fires_once_at_its_local_time),
        cmocka_unit_test(a_channel_has_one_message_under_way_and_keeps_the_order),
        cmocka_unit_test(an_unknown_outcome_is_looked_up_before_it_is_repeated),
        cmocka_unit_test(edits_and_deletions_are_repeated_without_a_look),
        cmocka_unit_test(what_was_under_way_at_a_crash_is_looked_up),
        cmocka_unit_test(a_platform_may_refuse_for_a_day_before_a_row_is_given_up),
        cmocka_unit_test(a_reload_leaves_alone_what_is_under_way),
        cmocka_unit_test(a_row_that_cannot_be_read_holds_up_nobody),
        cmocka_unit_test(an_upload_is_repeated_at_once_and_asked_for_again_when_refused),
        cmocka_unit_test(words_are_found_in_both_languages_and_guessed),
        cmocka_unit_test(a_message_is_answered_once_but_again_after_a_crash),
        cmocka_unit_test(tidying_deletes_what_is_old_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
