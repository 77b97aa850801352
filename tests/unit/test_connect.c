/* /share connect: one person by a code, and apart again. */
#include "company.h"

TEST(a_code_makes_two_accounts_one_person)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    const struct card *first = at(r, "acme", "U1", "");
    CHECK_STR("the freshest", first->title, STR("About a"));
    (void)rig_press(r, "U1", first->menu.ref, "not-for-me");
    (void)at(r, "talk", "M1", "");
    const char *word = word_of(r, "acme", "U1", mem);
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 2);
    assert_true(says(at(r, "talk", "M1", word), "*acme*"));
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 1);
    assert_int_equal(number(r, "SELECT count(*) FROM account"), 2);
    CHECK_STR("neither what was put away nor what was dealt there",
              at(r, "talk", "M1", "")->title, STR("About c"));
    const struct card *card = at(r, "talk", "M1", "connect");
    CHECK("it says with which", says(card, "Here and in *acme* you are one person"));
    CHECK("and where else one could", says(card, "Do you use me in *lab*, too?"));
    assert_int_equal(card->n_buttons, 1);
    rig_close(r);
}

TEST(a_code_may_be_typed_as_it_comes)
{
    static const struct str spellings[] = { STR_INIT("%.4s%.4s"), STR_INIT("%.4s %.4s"),
                                            STR_INIT("`%.4s-%.4s`") };
    for (size_t i = 0; i <= COUNT(spellings); i++) {
        struct company c;
        open_company(&c);
        AUTO(arena_freep) struct arena *mem = arena_new();
        struct str code = str_skip(str_from_c(word_of(&c.r, "acme", "U1", mem)), 8);
        char typed[32] = "connect ", *to = typed + 8;
        for (size_t k = 0; k < code.n; k++) {
            bool skip = code.p[k] == '-' && i == 0;
            *to = code.p[k] == '-' && i == 1 ? ' ' : code.p[k];
            if (i == 2 && *to >= 'A' && *to <= 'Z')
                *to = (char)(*to - 'A' + 'a');
            to += !skip;
        }
        CHECK(typed, says(at(&c.r, "talk", "M1", typed), "one person to me now"));
        rig_close(&c.r);
    }
}

TEST(what_the_maker_of_the_code_chose_stays)
{
    static const struct form_value here[] = { { STR_INIT("networks"), STR_INIT("x") },
                                              { STR_INIT("posts"), STR_INIT("same") },
                                              { STR_INIT("lang"), STR_INIT("de") } };
    static const struct form_value there[] = { { STR_INIT("networks"),
                                                 STR_INIT("linkedin") },
                                               { STR_INIT("posts"), STR_INIT("de,en") },
                                               { STR_INIT("from"), STR_INIT("7:00") },
                                               { STR_INIT("until"), STR_INIT("9:00") },
                                               { STR_INIT("lang"), STR_INIT("en") } };
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    const char *word = word_of(r, "acme", "U1", mem);
    (void)at(r, "talk", "M1", "settings");
    (void)rig_send(r, "M1", r->answer.answer.form->ref, there, COUNT(there));
    (void)at(r, "acme", "U1", "settings");
    (void)rig_send(r, "U1", r->answer.answer.form->ref, here, COUNT(here));
    CHECK("in the language that is theirs now",
          says(at(r, "talk", "M1", word), "Fertig"));
    assert_int_equal(number(r, "SELECT count(*) FROM preference WHERE networks = 'x'"
                               " AND langs = 'de,en' AND from_min = 420"
                               " AND until_min = 540"),
                     1);
    assert_int_equal(number(r, "SELECT count(*) FROM preference"), 1);
    rig_close(r);
}

TEST(what_is_not_possible_is_said)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    const char *word = word_of(r, "acme", "U1", mem);
    CHECK("own", says(at(r, "acme", "U1", word), "right here"));
    CHECK("same place",
          says(at(r, "acme", "U2", word), "two accounts in the same place"));
    CHECK("a slip",
          says(at(r, "talk", "M1", "connect K7QM-3XP"), "do not know that code"));
    CHECK("a guess", says(at(r, "talk", "M1", "connect K7QM-3XPT"), "do not know"));
    const char *newer = word_of(r, "acme", "U1", mem);
    CHECK("replaced", says(at(r, "talk", "M1", word), "do not know that code"));
    assert_true(says(at(r, "talk", "M1", newer), "one person to me now"));
    CHECK("already", says(at(r, "talk", "M1", newer), "connected with that account"));
    CHECK("used", says(at(r, "lab", "L1", newer), "used before"));
    const char *late = word_of(r, "acme", "U1", mem);
    r->now_ms += 10LL * 60 * 1000;
    CHECK("expired", says(at(r, "lab", "L1", late), "ten minutes"));
    (void)at(r, "talk", "M2", "");
    const char *other = word_of(r, "lab", "L1", mem);
    assert_true(says(at(r, "talk", "M2", other), "one person to me now"));
    const char *third = word_of(r, "acme", "U1", mem);
    CHECK("an account of each in the same place",
          says(at(r, "lab", "L1", third), "two accounts in the same place"));
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 3);
    rig_close(r);
}

TEST(five_wrong_codes_an_hour)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    (void)connect(r, "talk", "M1", "acme", "U1");
    for (int i = 0; i < 5; i++)
        CHECK("wrong", says(at(r, i % 2 ? "talk" : "acme", i % 2 ? "M1" : "U1",
                               "connect K7QM-3XPT"),
                            "do not know that code"));
    const char *right = word_of(r, "lab", "L1", mem);
    CHECK("even the right one", says(at(r, "talk", "M1", right), "in 60 minutes"));
    r->now_ms += 59LL * 60 * 1000 + 30 * 1000;
    CHECK("from either account", says(at(r, "acme", "U1", right), "in 1 minute."));
    r->now_ms += 30LL * 1000;
    right = word_of(r, "lab", "L1", mem);
    CHECK("later", says(at(r, "acme", "U1", right), "one person to me now"));
    rig_close(r);
}

TEST(a_redelivered_code_is_answered_alike_also_by_the_next_process)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct event ev = { .kind = EVENT_COMMAND,
                        .id = STR("once"),
                        .user = STR("M1"),
                        .channel = STR("C1"),
                        .command = STR("share"),
                        .text = str_from_c(word_of(r, "acme", "U1", mem)) };
    r->place = STR("talk");
    assert_true(rig_run(r, ev));
    struct str text = arena_str(mem, r->answer.answer.card->text);
    engine_free(r->engine);
    rig_engine(r, features, feature_modules);
    assert_true(rig_run(r, ev));
    CHECK_STR("the same", r->answer.answer.card->text, text);
    rig_close(r);
}

TEST(codes_are_kept_as_hashes_and_not_for_long)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    const char *word = word_of(r, "acme", "U1", mem);
    (void)at(r, "talk", "M1", "connect K7QM-3XPT");
    assert_int_equal(number(r, "SELECT count(*) FROM connect_code"
                               " WHERE length(hash) = 32"),
                     1);
    struct str half = str_take(str_skip(str_from_c(word), 8), 4);
    struct str sql = arena_fmt(mem,
                               "SELECT count(*) FROM connect_code WHERE hash LIKE"
                               " '%%" STR_FMT "%%' COLLATE BINARY",
                               STR_ARG(half));
    assert_int_equal(number(r, sql.p), 0);
    r->now_ms += 71LL * 60 * 1000;
    (void)engine_tidy(r->engine, r->now_ms);
    assert_int_equal(number(r, "SELECT count(*) FROM connect_code"), 0);
    assert_int_equal(number(r, "SELECT count(*) FROM connect_try"), 0);
    rig_close(r);
}

TEST(whoever_disconnects_starts_afresh)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    (void)at(r, "acme", "U1", "");
    (void)connect(r, "talk", "M1", "acme", "U1");
    struct str ref = arena_str(mem, at(r, "talk", "M1", "connect")->buttons[0].ref);
    const struct card *card = rig_press(r, "M1", ref, "");
    CHECK("it says so", says(card, "start afresh") && says(card, "*acme*"));
    assert_int_equal(r->answer.answer.kind, ANSWER_REPLACE);
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 2);
    assert_int_equal(number(r, "SELECT count(*) FROM dealt d JOIN account a"
                               " ON a.person = d.person AND a.workspace = 'talk'"),
                     0);
    assert_int_equal(number(r, "SELECT count(*) FROM dealt d JOIN account a"
                               " ON a.person = d.person AND a.workspace = 'acme'"),
                     1);
    CHECK("pressed again", says(rig_press(r, "M1", ref, ""), "somebody else"));
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 2);
    assert_int_equal(at(r, "acme", "U1", "connect")->n_buttons, 0);
    rig_close(r);
}

TEST(the_last_account_has_nothing_to_disconnect_from)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    (void)connect(r, "talk", "M1", "acme", "U1");
    struct str here = arena_str(mem, at(r, "talk", "M1", "connect")->buttons[0].ref);
    struct str there = arena_str(mem, at(r, "acme", "U1", "connect")->buttons[0].ref);
    r->place = STR("talk");
    (void)rig_press(r, "M1", here, "");
    r->place = STR("acme");
    const struct card *card = rig_press(r, "U1", there, "");
    CHECK("the card anew", card && card->n_buttons == 0 && card->copy.n > 0);
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 2);
    rig_close(r);
}

TEST(nothing_is_sent_to_an_account_that_was_disconnected)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    struct claim claims[4];
    (void)connect(r, "talk", "M1", "acme", "U1");
    (void)rig_press(r, "M1", at(r, "talk", "M1", "")->menu.ref, "send");
    (void)rig_press(r, "M1", at(r, "talk", "M1", "connect")->buttons[0].ref, "");
    (void)engine_has_outgoing(r->engine);
    assert_int_equal(rig_claim(r, claims, 4), 0); /* the text */
    assert_true(engine_has_outgoing(r->engine));
    assert_int_equal(rig_claim(r, claims, 4), 0); /* the way */
    assert_int_equal(number(r, "SELECT count(*) FROM outbox WHERE state = 4"), 2);
    assert_int_equal(number(r, "SELECT count(*) FROM contact_log WHERE log_id NOT IN"
                               " (SELECT log_id FROM person)"),
                     0);
    rig_close(r);
}

TEST(the_word_is_shown_where_there_is_something_to_connect)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    for (size_t n = 1; n <= 2; n++) {
        r->cfg.n_workspaces = n;
        const struct card *help = at(r, "acme", "U1", "help");
        bool shown = false;
        for (size_t i = 0; i < help->n_items; i++)
            shown |= str_find(help->items[i].text, STR("share connect [code]")) >= 0;
        assert_true(shown == (n > 1));
    }
    r->cfg.n_workspaces = 1;
    assert_true(says(at(r, "acme", "U1", "connect"), "nothing to connect"));
    r->cfg.n_workspaces = 2;
    (void)connect(r, "talk", "M1", "acme", "U1");
    const struct card *all = at(r, "talk", "M1", "verbinden");
    CHECK("no code where there is nowhere to type it", all && all->copy.n == 0);
    rig_close(r);
}

TEST(who_is_forgotten_leaves_no_code_behind)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    (void)word_of(r, "acme", "U1", mem);
    (void)at(r, "acme", "U1", "connect K7QM-3XPT");
    assert_int_equal(number(r, "SELECT count(*) FROM connect_try"), 1);
    change(r, "DELETE FROM person");
    assert_int_equal(number(r, "SELECT count(*) FROM connect_code"), 0);
    assert_int_equal(number(r, "SELECT count(*) FROM connect_try"), 0);
    rig_close(r);
}

TEST(a_database_of_before_has_its_accounts_still)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    (void)at(r, "acme", "U1", "");
    change(r, "DROP TABLE connect_code; DROP TABLE connect_try;"
              " ALTER TABLE account DROP COLUMN by_email;"
              " UPDATE schema_step SET number = 1 WHERE module = 'people'");
    engine_free(r->engine);
    rig_engine(r, features, feature_modules);
    assert_int_equal(number(r, "SELECT count(*) FROM account WHERE by_email = 1"), 1);
    (void)connect(r, "talk", "M1", "acme", "U1");
    rig_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_database_of_before_has_its_accounts_still),
        cmocka_unit_test(a_code_makes_two_accounts_one_person),
        cmocka_unit_test(a_code_may_be_typed_as_it_comes),
        cmocka_unit_test(what_the_maker_of_the_code_chose_stays),
        cmocka_unit_test(what_is_not_possible_is_said),
        cmocka_unit_test(five_wrong_codes_an_hour),
        cmocka_unit_test(a_redelivered_code_is_answered_alike_also_by_the_next_process),
        cmocka_unit_test(codes_are_kept_as_hashes_and_not_for_long),
        cmocka_unit_test(whoever_disconnects_starts_afresh),
        cmocka_unit_test(the_last_account_has_nothing_to_disconnect_from),
        cmocka_unit_test(nothing_is_sent_to_an_account_that_was_disconnected),
        cmocka_unit_test(the_word_is_shown_where_there_is_something_to_connect),
        cmocka_unit_test(who_is_forgotten_leaves_no_code_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
