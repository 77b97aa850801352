/* Direct messages: lines keep their order, numbers pick from what was shown last. */
#include "talks_rig.h"

#include "base/arena.h"

TEST(a_line_that_means_nothing_here_is_heard_as_it_is)
{
    AUTO(rig_freep) struct rig *r = rig_new();
    rig_type(r, "share linkedin");
    assert_int_equal(r->n_heard, 0); /* not before we know what stands there */
    rig_answer(r);
    assert_int_equal(r->n_heard, 1);
    CHECK_STR("text", rig_last(r)->text, STR("share linkedin"));
    CHECK_STR("reply", rig_last(r)->reply, STR("as it is"));
    rig_type(r, "7");
    assert_int_equal(r->n_asked, 1); /* known now */
    CHECK_STR("text", rig_last(r)->text, STR("7"));
    assert_int_equal(rig_last(r)->kind, EVENT_MESSAGE);
}

TEST(a_number_picks_from_what_was_shown_last)
{
    static const struct {
        const char *line;
        bool is_pick;
        struct str ref, choice, channel;
        bool is_direct;
    } cases[] = {
        { "1", true, STR_INIT("r1"), STR_INIT(""), STR_INIT(DM), true },
        { " 2. ", true, STR_INIT("r2"), STR_INIT("x"), STR_INIT(DM), true },
        { "#3", true, STR_INIT("r2"), STR_INIT("z"), STR_INIT(DM), true },
        { "4)", true, STR_INIT("r4"), STR_INIT("y"), STR_INIT(DM), true },
        { "5", false, STR_INIT(""), STR_INIT(""), STR_INIT(DM), true }, /* no texts */
        { "6", false, STR_INIT(""), STR_INIT(""), STR_INIT(DM), true },
        { "0", false, STR_INIT(""), STR_INIT(""), STR_INIT(DM), true },
        { "1 2", false, STR_INIT(""), STR_INIT(""), STR_INIT(DM), true },
    };
    AUTO(rig_freep) struct rig *r = rig_new();
    rig_marked(r, "{\"choices\":[[\"old\"]]}");
    rig_marked(r, "{\"choices\":[[\"r1\"],[\"r2\",\"x\",\"z\"],[\"r4\",\"y\"],7]}");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct handle h;
        rig_type(r, cases[i].line);
        rig_answer_all(r);
        const struct event *ev = rig_last(r);
        CHECK(cases[i].line, (ev->kind == EVENT_ACTION) == cases[i].is_pick);
        CHECK_STR(cases[i].line, ev->id, rig_id(r, 'l', (size_t)r->now_ms));
        if (!cases[i].is_pick)
            continue;
        CHECK_STR(cases[i].line, ev->ref, cases[i].ref);
        CHECK_STR(cases[i].line, ev->choice, cases[i].choice);
        CHECK_STR(cases[i].line, ev->channel, cases[i].channel);
        CHECK_STR(cases[i].line, ev->user, STR(ANN));
        CHECK(cases[i].line, ev->is_direct == cases[i].is_direct);
        CHECK_STR(cases[i].line, ev->message, rig_id(r, 'p', 1));
        CHECK(cases[i].line, handle_read(r->mem, ev->reply, &h));
        CHECK(cases[i].line, h.asked == ASKED_TYPED && h.is_direct);
        CHECK(cases[i].line, h.origin.stand == STAND_DIRECT);
        CHECK_STR(cases[i].line, h.channel, STR(DM));
        CHECK_STR(cases[i].line, h.origin.place, cases[i].channel);
    }
}

TEST(a_pick_holds_where_its_card_was_made)
{
    AUTO(rig_freep) struct rig *r = rig_new();
    struct handle h;
    rig_marked(r, "{\"place\":\"" TOWN "\",\"choices\":[[\"r1\"],[\"r2\"]]}");
    rig_type(r, "2");
    rig_answer_all(r);
    const struct event *ev = rig_last(r);
    CHECK_STR("ref", ev->ref, STR("r2"));
    CHECK_STR("channel", ev->channel, STR(TOWN));
    assert_false(ev->is_direct);
    assert_true(handle_read(r->mem, ev->reply, &h));
    CHECK_STR("place", h.origin.place, STR(TOWN));
    CHECK_STR("here", h.channel, STR(DM));
    rig_show(r, rig_marked(r, "{\"place\":\"" DM "\",\"choices\":[[\"r1\"]]}"));
    rig_type(r, "1");
    rig_answer_all(r);
    CHECK_STR("channel", rig_last(r)->channel, STR(DM));
    assert_true(rig_last(r)->is_direct);
}

/* The ref that "1" picks now. */
static void check_first(struct rig *r, const char *ref)
{
    rig_type(r, "1");
    rig_answer_all(r);
    CHECK_STR(ref, rig_last(r)->ref, str_from_c(ref));
}

TEST(what_is_shown_later_counts)
{
    AUTO(rig_freep) struct rig *r = rig_new();
    struct str first = rig_marked(r, "{\"choices\":[[\"first\"]]}");
    check_first(r, "first");
    rig_show(r, rig_marked(r, "{\"id\":\"u1\",\"choices\":[[\"second\"]]}"));
    check_first(r, "second");
    rig_show(r, first); /* again, late */
    check_first(r, "second");
    rig_show(r, rig_marked(r, "{\"id\":\"u2\"}")); /* nothing to pick */
    check_first(r, "second");
    rig_show(r, rig_marked(r, "{\"page\":true,\"choices\":[[\"page\"]]}"));
    check_first(r, "second");
    rig_show(r,
             arena_fmt(r->mem,
                       "{\"id\":\"" STR_FMT "\",\"user_id\":\"" ANN
                       "\",\"channel_id\":\"" DM "\",\"create_at\":99999999,\"props\":{"
                       "\"" MATTERMOST_MARK "\":{\"choices\":[[\"forged\"]]}}}",
                       STR_ARG(rig_id(r, 'f', 1))));
    check_first(r, "second");
    r->n_posts = 0;
    rig_restart(r);
    rig_marked(r, "{\"choices\":[[\"third\"]]}");
    check_first(r, "third");
    rig_show(r, rig_marked(r, "{\"choices\":[]}"));
    check_first(r, "third");
    /* The card itself was edited: now it has others, then none. */
    r->n_posts = 0;
    rig_show(r, rig_marked(r, "{\"choices\":[[\"edited\"]]}"));
    check_first(r, "edited");
    r->n_posts = 0;
    rig_show(r, rig_marked(r, "{}"));
    check_first(r, "");
}

TEST(lines_keep_their_order_and_have_a_ceiling)
{
    AUTO(rig_freep) struct rig *r = rig_new();
    rig_marked(r, "{\"choices\":[[\"r1\"]]}");
    for (int i = 0; i < 40; i++)
        rig_type(r, i % 2 ? "1" : "share");
    assert_int_equal(r->n_asked, 1);
    rig_answer(r);
    assert_int_equal(r->n_heard, 32);
    for (size_t i = 0; i < r->n_heard; i++) {
        CHECK("kind", r->heard[i]->kind == (i % 2 ? EVENT_ACTION : EVENT_MESSAGE));
        CHECK("order", i == 0 || r->heard[i]->at_ms == r->heard[i - 1]->at_ms + 1);
    }
}

TEST(what_cannot_be_read_is_asked_again)
{
    AUTO(rig_freep) struct rig *r = rig_new();
    rig_marked(r, "{\"choices\":[[\"r1\"]]}");
    rig_type(r, "1");
    rig_give(r, REST_UNKNOWN, STR(""));
    assert_int_equal(rig_last(r)->kind, EVENT_MESSAGE);
    check_first(r, "r1");
}

TEST(what_waits_is_dropped_with_us)
{
    AUTO(rig_freep) struct rig *r = rig_new();
    rig_type(r, "share");
    rig_type(r, "1");
    rig_restart(r);
    assert_null(r->s.talks.entries);
    assert_int_equal(r->n_heard, 0);
    rig_marked(r, "{\"choices\":[[\"r1\"]]}");
    check_first(r, "r1");
}

/* Somebody's line in channel n; whether what stands there had to be asked for. */
static bool is_asked(struct rig *r, size_t n)
{
    const struct post_seen p = { .channel = rig_id(r, 'c', n) };
    const struct event ev = {
        .kind = EVENT_MESSAGE, .message = STR("l"), .text = STR("x"), .at_ms = 1
    };
    talks_hear(&r->s, &p, &ev);
    bool is_unknown = r->n_asked > 0;
    if (is_unknown)
        rig_give(r, REST_OK, STR("{}"));
    r->n_asked = r->n_answered = r->n_heard = 0;
    return is_unknown;
}

TEST(the_channels_used_last_are_remembered)
{
    AUTO(rig_freep) struct rig *r = rig_new();
    for (size_t i = 0; i < talks_max; i++)
        assert_true(is_asked(r, i));
    assert_false(is_asked(r, 0));
    for (size_t i = 0; i < 10; i++)
        assert_true(is_asked(r, talks_max + i));
    assert_int_equal(r->s.talks.n, talks_max);
    assert_false(is_asked(r, 0));
    assert_true(is_asked(r, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_means_nothing_here_is_heard_as_it_is),
        cmocka_unit_test(a_number_picks_from_what_was_shown_last),
        cmocka_unit_test(a_pick_holds_where_its_card_was_made),
        cmocka_unit_test(what_is_shown_later_counts),
        cmocka_unit_test(lines_keep_their_order_and_have_a_ceiling),
        cmocka_unit_test(what_cannot_be_read_is_asked_again),
        cmocka_unit_test(what_waits_is_dropped_with_us),
        cmocka_unit_test(the_channels_used_last_are_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
