/* Forms that are asked in direct messages, and what survives us. */
#include "talks_rig.h"

#include "base/arena.h"
#include "io/clock.h"

#include <stdio.h>

static const struct option networks[] = {
    { STR_INIT("LinkedIn"), STR_INIT("linkedin") },
    { STR_INIT("X"), STR_INIT("x") },
};
static const struct field fields[] = {
    { .kind = FIELD_LINES, .name = STR_INIT("words") },
    { .kind = FIELD_ONE_OF,
      .name = STR_INIT("network"),
      .options = networks,
      .n_options = COUNT(networks) },
};
static const struct form form = { .ref = STR_INIT("form-ref"),
                                  .fields = fields,
                                  .n_fields = COUNT(fields) };

static const struct handle in_town = { .asked = ASKED_MESSAGE,
                                       .user = STR_INIT(ANN),
                                       .channel = STR_INIT(TOWN),
                                       .team = STR_INIT("team1") };
static const struct handle in_direct = { .asked = ASKED_MESSAGE,
                                         .user = STR_INIT(ANN),
                                         .channel = STR_INIT(DM),
                                         .is_direct = true };

/* A talk that asks its first question, in a channel that was read. */
static struct rig *talking(void)
{
    struct rig *r = rig_new();
    rig_type(r, "share words");
    rig_answer(r);
    talks_open(&r->s, &in_direct, &form);
    rig_check_asked(r, "words", "");
    rig_answer(r);
    return r;
}

static void check_form(struct rig *r, const char *words, const char *network)
{
    const struct event *ev = rig_last(r);
    assert_int_equal(ev->kind, EVENT_FORM);
    CHECK_STR("ref", ev->ref, STR("form-ref"));
    assert_int_equal(ev->n_values, 2);
    CHECK_STR("words", ev->values[0].value, str_from_c(words));
    CHECK_STR("network", ev->values[1].value, str_from_c(network));
    CHECK_STR("id", ev->id, rig_id(r, 'l', (size_t)r->now_ms));
}

TEST(a_form_is_asked_line_by_line)
{
    AUTO(rig_freep) struct rig *r = talking();
    struct handle h;
    rig_type(r, "/share is what I typed");
    rig_check_asked(r, "network", "");
    rig_answer(r);
    rig_type(r, "7");
    rig_check_asked(r, "network", "That is not one of the numbers here.");
    rig_answer(r);
    assert_int_equal(r->n_marks, 3); /* each question may be forgotten by the server */
    assert_int_equal(r->n_heard, 1); /* nothing of it is a message */
    rig_type(r, "2");
    check_form(r, "/share is what I typed", "x");
    CHECK_STR("channel", rig_last(r)->channel, STR(DM));
    assert_true(rig_last(r)->is_direct);
    assert_true(handle_read(r->mem, rig_last(r)->reply, &h));
    assert_int_equal(h.asked, ASKED_TYPED);
    CHECK_STR("place", h.origin.place, STR(DM));
    assert_int_equal(r->n_asked, r->n_answered); /* the answer is the core's */
    rig_type(r, "2");
    assert_int_equal(rig_last(r)->kind, EVENT_MESSAGE); /* it is over */
}

TEST(a_form_of_a_channel_is_asked_in_the_direct_messages)
{
    AUTO(rig_freep) struct rig *r = rig_new();
    struct handle h;
    talks_open(&r->s, &in_town, &form);
    rig_answer_all(r);
    rig_type(r, "mine");
    rig_answer_all(r);
    rig_type(r, "1");
    rig_answer_all(r);
    check_form(r, "mine", "linkedin");
    CHECK_STR("its ref holds there", rig_last(r)->channel, STR(TOWN));
    assert_false(rig_last(r)->is_direct);
    assert_true(handle_read(r->mem, rig_last(r)->reply, &h));
    CHECK_STR("answered here", h.channel, STR(DM));
    CHECK_STR("team", h.team, STR("team1"));
    assert_true(h.is_direct);

    struct handle card = in_town;
    card.origin.place = STR(DM);
    card.origin.is_direct = true;
    talks_open(&r->s, &card, &form);
    rig_answer_all(r);
    rig_type(r, "mine");
    rig_type(r, "1");
    CHECK_STR("where the card was made", rig_last(r)->channel, STR(DM));
    r->has_direct = false;
    size_t n = r->n_asked;
    talks_open(&r->s, &in_town, &form);
    assert_int_equal(r->n_asked, n); /* nobody to ask */
}

TEST(a_mistake_is_asked_for_again)
{
    static const struct form_error errors[] = {
        { STR_INIT("network"), STR_INIT("Not that one.") },
        { STR_INIT("words"), STR_INIT("Too rude.") },
        { STR_INIT("network"), STR_INIT("Nor any other.") },
    };
    static const struct answer refused = { .kind = ANSWER_FORM_ERRORS,
                                           .errors = errors,
                                           .n_errors = COUNT(errors) };
    AUTO(rig_freep) struct rig *r = talking();
    struct handle h;
    rig_type(r, "mine");
    rig_answer_all(r);
    rig_type(r, "1");
    assert_true(handle_read(r->mem, rig_last(r)->reply, &h));
    assert_true(talks_refuse(&r->s, &h, &refused));
    rig_check_asked(r, "network", "Not that one. Nor any other.");
    rig_answer_all(r);
    rig_type_at(r, "1", r->now_ms - 1); /* redelivered */
    assert_int_equal(r->n_heard, 2);
    rig_type(r, "2");
    check_form(r, "mine", "x");
    assert_false(talks_refuse(&r->s, &in_direct, &refused)); /* not by talk */
    h.talk = STR("{\"at\":1}");
    assert_false(talks_refuse(&r->s, &h, &refused));
}

TEST(a_talk_ends_when_the_person_says_so)
{
    AUTO(rig_freep) struct rig *r = talking();
    rig_type(r, "Abbrechen");
    rig_check_said(r, "Cancelled. Nothing was saved.");
    rig_answer_all(r);
    rig_restart(r);
    rig_type(r, "mine");
    rig_answer_all(r);
    assert_int_equal(rig_last(r)->kind, EVENT_MESSAGE);
}

TEST(a_talk_survives_us)
{
    AUTO(rig_freep) struct rig *r = talking();
    rig_type(r, "mine");
    rig_answer_all(r);
    int64_t first = r->now_ms - 1;
    rig_restart(r);
    r->n_marks = 0;
    rig_type_at(r, "mine", first); /* its mark was not moved */
    rig_answer_all(r);
    assert_int_equal(r->n_marks, 1);
    assert_int_equal(r->n_heard, 0);
    rig_type(r, "1");
    rig_answer_all(r);
    check_form(r, "mine", "linkedin");
}

TEST(the_clocks_of_servers_differ)
{
    AUTO(rig_freep) struct rig *r = talking();
    rig_type(r, "mine");
    rig_answer_all(r);
    rig_type_at(r, "1", 900); /* from another one, which is behind */
    assert_int_equal(rig_last(r)->kind, EVENT_FORM);
    CHECK_STR("network", rig_last(r)->values[1].value, STR("linkedin"));
}

TEST(many_lines_are_remembered)
{
    AUTO(rig_freep) struct rig *r = talking();
    for (int i = 0; i < 20; i++) {
        rig_type(r, i == 0 ? "mine" : "no number");
        rig_answer_all(r);
    }
    int64_t last = r->now_ms;
    rig_restart(r);
    for (int64_t at_ms = last - 39; at_ms < last; at_ms += 2)
        rig_type_at(r, "1", at_ms);
    rig_answer_all(r);
    assert_int_equal(r->n_heard, 0);
    rig_type(r, "2");
    check_form(r, "mine", "x");
}

TEST(what_comes_by_itself_does_not_end_a_talk_but_an_answer_does)
{
    AUTO(rig_freep) struct rig *r = talking();
    rig_show(r, rig_marked(r, "{\"id\":\"u1\",\"choices\":[[\"r1\"]]}"));
    rig_show(r, rig_marked(r, "{\"page\":true}"));
    rig_show(r, rig_post(r, STR("\"type\":\"system_header_change\",\"channel_id\":\"" DM
                                "\"}")));
    rig_type(r, "mine");
    rig_check_asked(r, "network", "");
    rig_answer_all(r);
    rig_restart(r);
    rig_type(r, "7");
    rig_answer_all(r);
    assert_int_equal(r->n_heard, 0); /* a number is the talk's */
    rig_show(r, rig_marked(r, "{}"));
    rig_type(r, "1");
    CHECK_STR("picked", rig_last(r)->ref, STR("r1"));
}

TEST(a_talk_that_was_left_is_forgotten)
{
    static const char talk[] =
        "{\"talk\":{\"form\":{\"lang\":\"en\",\"fields\":[{\"kind\":\"line\","
        "\"name\":\"a\"}]},\"at\":0,\"values\":[\"\"],\"note\":\"{}\",\"until_ms\":%lld}}";
    AUTO(rig_freep) struct rig *r = rig_new();
    char mark[512];
    (void)snprintf(mark, sizeof(mark), talk, (long long)clock_wall_ms() - 1);
    rig_marked(r, mark);
    rig_type(r, "share");
    rig_answer_all(r);
    assert_int_equal(rig_last(r)->kind, EVENT_MESSAGE);
    (void)snprintf(mark, sizeof(mark), talk, (long long)clock_wall_ms() + 60 * 1000);
    rig_show(r, rig_marked(r, mark));
    rig_type(r, "share");
    assert_int_equal(rig_last(r)->kind, EVENT_FORM);
}

TEST(quick_lines_are_ahead_of_the_questions)
{
    AUTO(rig_freep) struct rig *r = talking();
    rig_type(r, "mine");
    rig_type(r, "7");
    rig_type(r, "-"); /* three lines, and the first question is still on its way */
    struct str late = r->posts[r->n_posts - 1];
    rig_answer(r);
    rig_show(r, late);
    rig_show(r, r->posts[r->n_posts - 1]);
    rig_type(r, "2");
    check_form(r, "mine", "x");
    rig_answer_all(r);
    rig_show(r, r->posts[r->n_posts - 1]); /* the websocket is the last to tell */
    rig_type(r, "2");
    assert_int_equal(rig_last(r)->kind, EVENT_MESSAGE);
}

TEST(a_question_that_nobody_saw_is_not_answered)
{
    AUTO(rig_freep) struct rig *r = talking();
    rig_type(r, "mine");
    rig_give(r, REST_NO, STR(""));
    rig_type(r, "mine, again");
    rig_answer(r); /* read anew: the first question is what was seen */
    rig_check_asked(r, "network", "");
    rig_answer(r);
    rig_type(r, "2");
    check_form(r, "mine, again", "x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_is_asked_line_by_line),
        cmocka_unit_test(a_form_of_a_channel_is_asked_in_the_direct_messages),
        cmocka_unit_test(a_mistake_is_asked_for_again),
        cmocka_unit_test(a_talk_ends_when_the_person_says_so),
        cmocka_unit_test(a_talk_survives_us),
        cmocka_unit_test(the_clocks_of_servers_differ),
        cmocka_unit_test(many_lines_are_remembered),
        cmocka_unit_test(what_comes_by_itself_does_not_end_a_talk_but_an_answer_does),
        cmocka_unit_test(a_talk_that_was_left_is_forgotten),
        cmocka_unit_test(quick_lines_are_ahead_of_the_questions),
        cmocka_unit_test(a_question_that_nobody_saw_is_not_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
