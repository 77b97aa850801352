/* What the guides promise to people, where the store could break it: nobody can be
 * watched, and messages come only when they are welcome. */
#include "rig.h"

#include "advocacy/preferences.h"
#include "core/people.h"
#include "registry.h"

#define POST(id, from)                                                                   \
    "id = \"" id "\"\ntitle = \"About " id "\"\nlink = \"https://example.com/" id        \
    "\"\ntopics = [\"people\"]\napproved = true\nfrom = " from                           \
    "\n[text.en]\nany = [\"One " id "\", \"Two " id "\"]\n"

static const char *const library[] = { POST("a", "2026-11-20"), POST("b", "2026-11-19"),
                                       POST("c", "2026-11-18"), NULL };

static void open_share(struct rig *r)
{
    rig_open(r, features, feature_modules);
    engine_set_weekly_key(r->engine, SECRET(STR("0123456789abcdef0123456789abcdef")));
    rig_library(r, library);
}

static int64_t number(struct rig *r, const struct sql *sql)
{
    int64_t n = -1;
    assert_true(db_int(r->db, sql, DB_NO_ARGS, -1, &n, NULL));
    return n;
}

static void press_menu(struct rig *r, const char *user, const char *choice)
{
    (void)rig_press(r, user, rig_command(r, user, "")->menu.ref, choice);
}

TEST(shared_and_not_for_me_leave_the_same_mark)
{
    static const struct sql ways = { "test.ways",
                                     "SELECT count(DISTINCT at_ms) FROM used_up" };
    static const struct sql same = {
        "test.same", "SELECT count(*) FROM used_up u JOIN dealt d"
                     " ON d.person = u.person AND abs(d.at_ms - u.at_ms) < 60000"
    };
    struct rig r;
    open_share(&r);
    press_menu(&r, "U1", "shared");
    press_menu(&r, "U2", "not-for-me");
    assert_int_equal(number(&r, &ways), 1);
    assert_int_equal(number(&r, &same), 0); /* nor by when the next was dealt */
    rig_close(&r);
}

TEST(a_topic_typed_many_times_is_asked_for_once)
{
    static const struct sql scope = {
        "test.scope", "SELECT count(*) FROM watermark WHERE scope = 'en/people'"
    };
    struct rig r;
    open_share(&r);
    (void)rig_command(&r, "U1", "people People people people");
    assert_int_equal(number(&r, &scope), 1);
    rig_close(&r);
}

static struct str own_form(struct rig *r, const char *network, struct arena *mem)
{
    const struct card *c = rig_command(r, "U1", network);
    assert_true(c && c->n_buttons == 3);
    (void)rig_press(r, "U1", c->buttons[1].ref, "");
    assert_int_equal(r->answer.answer.kind, ANSWER_FORM);
    return arena_str(mem, r->answer.answer.form->ref);
}

TEST(words_without_end_are_refused_where_the_network_has_no_limit)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    char *text = arena_alloc(mem, 100 * 1024, 1);
    memset(text, 'a', 100 * 1024);
    struct form_value v = { STR("text"), { text, 100 * 1024 } };
    (void)rig_send(&r, "U1", own_form(&r, "whatsapp", mem), &v, 1);
    assert_int_equal(r.answer.answer.kind, ANSWER_FORM_ERRORS);
    rig_close(&r);
}

TEST(own_words_do_not_wait_longer_than_a_day_in_the_outbox)
{
    static const struct sql kept = {
        "test.kept", "SELECT count(*) FROM outbox WHERE body LIKE '%very own words%'"
    };
    struct rig r;
    struct claim c[2];
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct form_value v = { STR("text"), STR("My very own words") };
    const struct card *card = rig_send(&r, "U1", own_form(&r, "x", mem), &v, 1);
    (void)rig_press(&r, "U1", card->menu.ref, "send");
    assert_true(number(&r, &kept) >= 1);
    r.now_ms += 24LL * 60 * 60 * 1000; /* the platform's line is down all the while */
    (void)engine_tidy(r.engine, r.now_ms);
    assert_int_equal(number(&r, &kept), 0);
    assert_int_equal(rig_claim(&r, c, 2), 0);
    rig_close(&r);
}

TEST(events_without_an_id_may_ask_for_the_text_twice)
{
    static const struct sql sends = { "test.sends", "SELECT count(*) FROM outbox" };
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct event ev = { .kind = EVENT_ACTION,
                        .workspace = STR("acme"),
                        .user = STR("U1"),
                        .channel = STR("C1"),
                        .ref = arena_str(mem, rig_command(&r, "U1", "")->menu.ref),
                        .choice = STR("send") };
    const struct event *one = &ev;
    for (int i = 0; i < 2; i++)
        assert_true(
            engine_run(r.engine, &one, 1, ++r.now_ms, &r.answer, &(struct err){ 0 }));
    assert_int_equal(number(&r, &sends), 4);
    rig_close(&r);
}

TEST(a_zone_that_nobody_knows_is_the_companys)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct member m = { .user = STR("U1"), .name = STR("Uma"), .zone = STR("Mars/Base") };
    assert_true(rig_run(
        &r, (struct event){ .kind = EVENT_MEMBERS, .members = &m, .n_members = 1 }));
    (void)rig_press(&r, "U1", rig_command(&r, "U1", "")->menu.ref, "remind");
    struct str form = arena_str(mem, r.answer.answer.form->ref);
    struct form_value v = { STR("when"), STR("tomorrow") };
    (void)rig_send(&r, "U1", form, &v, 1);
    assert_int_equal(r.answer.answer.kind, ANSWER_REPLACE);
    assert_int_equal(engine_next_due_ms(r.engine, r.now_ms), 1795591800000);
    rig_close(&r);
}

/* Somebody who is in two workspaces, by a verified address. */
static void meet_in(struct rig *r, const char *workspace)
{
    struct member m = { .user = STR("U1"),
                        .name = STR("Uma"),
                        .email = STR("uma@example.com"),
                        .email_verified = true };
    struct event ev = { .kind = EVENT_MEMBERS,
                        .workspace = str_from_c(workspace),
                        .members = &m,
                        .n_members = 1 };
    const struct event *one = &ev;
    assert_true(engine_run(r->engine, &one, 1, ++r->now_ms, &r->answer, NULL));
}

static const struct answer *do_in(struct rig *r, const char *workspace, struct event ev)
{
    const struct event *one = &ev;
    ev.workspace = str_from_c(workspace);
    ev.user = STR("U1");
    assert_true(engine_run(r->engine, &one, 1, ++r->now_ms, &r->answer, NULL));
    return &r->answer.answer;
}

TEST(a_reminder_comes_where_it_was_asked_for)
{
    static const char *const places[] = { "acme", "beta", "zeta" };
    for (size_t i = 0; i < COUNT(places); i++) {
        struct rig r;
        struct claim c[2];
        size_t n = 0;
        struct engine_answer none;
        open_share(&r);
        AUTO(arena_freep) struct arena *mem = arena_new();
        struct event share = { .kind = EVENT_COMMAND, .command = STR("share") };
        for (size_t k = 0; k < COUNT(places); k++) {
            meet_in(&r, places[k]);
            (void)do_in(&r, places[k], share);
        }
        struct str menu = arena_str(mem, do_in(&r, places[i], share)->card->menu.ref);
        struct event press = { .kind = EVENT_ACTION,
                               .ref = menu,
                               .choice = STR("remind") };
        struct str form = arena_str(mem, do_in(&r, places[i], press)->form->ref);
        struct form_value v = { STR("when"), STR("tomorrow") };
        struct event sent = {
            .kind = EVENT_FORM, .ref = form, .values = &v, .n_values = 1
        };
        (void)do_in(&r, places[i], sent);
        r.now_ms = engine_next_due_ms(r.engine, r.now_ms);
        assert_true(engine_run(r.engine, NULL, 0, r.now_ms, &none, NULL));
        assert_true(engine_claim(r.engine, str_from_c(places[i]), r.now_ms, c, 2, &n,
                                 &(struct err){ 0 }));
        CHECK(places[i], n == 1);
        rig_close(&r);
    }
}

/* ---- the gate ---- */

/* A subscriber with hours of their own, who is to be told something. */
struct telling {
    struct hours hours;
    const struct card *card;
    int64_t not_before_ms;
};

static bool subscribe_and_tell(struct turn *t, void *ctx, struct err *err)
{
    struct telling *tell = ctx;
    const struct contact *to = NULL;
    struct preferences p = { .hours = tell->hours };
    if (!people_meet(t, STR("acme"), STR("U1"), err) || !preferences_put(t, &p, err) ||
        !gate_consent(t, STR("digest"), true, err) ||
        !gate_ask(t, CONTACT_SUBSCRIPTION, STR("digest"), &to, err))
        return false;
    assert_non_null(to);
    tell->not_before_ms = contact_not_before_ms(to);
    return fx_direct(t, to, tell->card, STR("one"), LANE_DRIP, err);
}

static void tell(struct rig *r, struct hours hours, int64_t *not_before_ms)
{
    struct card card = { .text = STR("Digest") };
    struct telling t = { .hours = hours, .card = &card };
    struct err err = { 0 };
    assert_true(engine_do(r->engine, r->now_ms, subscribe_and_tell, &t, &err));
    *not_before_ms = t.not_before_ms;
}

static const struct sql said_now = {
    "test.said_now", "SELECT count(*) FROM contact_log WHERE verdict = 0"
};

TEST(a_message_that_was_put_off_is_noted_when_it_goes)
{
    struct rig r;
    struct claim c[2];
    int64_t at = 0;
    open_share(&r); /* it is ten in Berlin */
    tell(&r, (struct hours){ 11 * 60, 12 * 60 }, &at);
    assert_int_equal(at, rig_start_ms + 60 * 60 * 1000);
    assert_int_equal(rig_claim(&r, c, 2), 0);
    assert_int_equal(number(&r, &said_now), 0);
    r.now_ms = at;
    assert_int_equal(rig_claim(&r, c, 2), 1);
    assert_int_equal(number(&r, &said_now), 1);
    rig_close(&r);
}

TEST(an_answer_is_noted_once)
{
    struct rig r;
    struct claim c[2];
    open_share(&r);
    press_menu(&r, "U1", "send");
    assert_int_equal(number(&r, &said_now), 1);
    assert_int_equal(rig_claim(&r, c, 2), 1);
    assert_int_equal(number(&r, &said_now), 1);
    rig_close(&r);
}

TEST(hours_that_begin_when_they_end_are_the_whole_day)
{
    struct rig r;
    struct claim c[2];
    int64_t at = -1;
    open_share(&r);
    tell(&r, (struct hours){ 9 * 60, 9 * 60 }, &at);
    assert_int_equal(at, 0);
    assert_int_equal(rig_claim(&r, c, 2), 1);
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_and_not_for_me_leave_the_same_mark),
        cmocka_unit_test(a_topic_typed_many_times_is_asked_for_once),
        cmocka_unit_test(words_without_end_are_refused_where_the_network_has_no_limit),
        cmocka_unit_test(own_words_do_not_wait_longer_than_a_day_in_the_outbox),
        cmocka_unit_test(events_without_an_id_may_ask_for_the_text_twice),
        cmocka_unit_test(a_zone_that_nobody_knows_is_the_companys),
        cmocka_unit_test(a_reminder_comes_where_it_was_asked_for),
        cmocka_unit_test(a_message_that_was_put_off_is_noted_when_it_goes),
        cmocka_unit_test(an_answer_is_noted_once),
        cmocka_unit_test(hours_that_begin_when_they_end_are_the_whole_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
