/* Which way an answer takes, from where somebody stands and what they are told. */
#include "check.h"

#include "base/arena.h"
#include "base/json.h"
#include "platform/mattermost/reply.h"

#include <stdio.h>

enum { now_ms = 1000, hook_until_ms = 2000 };

static const char *const way_names[] = {
    [WAY_NONE] = "-",        [WAY_EXCHANGE] = "exchange", [WAY_UPDATE] = "update",
    [WAY_ERRORS] = "errors", [WAY_DONE] = "done",         [WAY_HOOK] = "hook",
    [WAY_DIRECT] = "direct", [WAY_PATCH] = "patch",       [WAY_DELETE] = "delete",
    [WAY_WINDOW] = "window", [WAY_TALK] = "talk",         [WAY_REFUSE] = "refuse",
    [WAY_PAGE] = "page",
};

static bool is_called(enum asked asked)
{
    return asked == ASKED_COMMAND || asked == ASKED_ACTION || asked == ASKED_DIALOG;
}

static bool is_direct(enum stand stand)
{
    return stand == STAND_DIRECT || stand == STAND_PAGE;
}

static struct origin origin_of(enum asked asked, enum stand stand)
{
    bool has_hook = asked == ASKED_COMMAND || stand == STAND_EPHEMERAL;
    return (struct origin){
        .stand = asked == ASKED_COMMAND ? STAND_NOWHERE : stand,
        .user = stand == STAND_CHANNEL ? STR("") : STR("ann"),
        .channel = is_direct(stand) ? STR("dm") : STR("town"),
        .place = STR("place"),
        .hook = has_hook ? STR("hook") : STR(""),
        .hook_until_ms = has_hook ? hook_until_ms : 0,
        .uid = STR("uid"),
        .message = asked == ASKED_DIALOG ? STR("card") : STR(""),
    };
}

/* As calls.c and talks.c make them. */
static struct handle handle_of(enum asked asked, enum stand stand)
{
    bool has_trigger = is_called(asked) && asked != ASKED_DIALOG;
    return (struct handle){
        .asked = asked,
        .exchange = is_called(asked) ? 7 : 0,
        .user = STR("ann"),
        .channel = is_direct(stand) ? STR("dm") : STR("town"),
        .is_direct = is_direct(stand),
        .team = is_direct(stand) ? STR("") : STR("team"),
        .message = asked == ASKED_COMMAND ? STR("") : STR("post"),
        .trigger = has_trigger ? STR("trigger") : STR(""),
        .origin = origin_of(asked, stand),
    };
}

static struct str plan_of(struct arena *mem, const struct handle *h,
                          enum answer_kind kind, int64_t at_ms)
{
    struct reply_plan p = reply_choose(h, kind, at_ms);
    return arena_fmt(mem, "%s %s", way_names[p.first], way_names[p.second]);
}

TEST(each_answer_takes_its_way)
{
    static const struct {
        enum asked asked;
        enum stand stand; /* of the card; of a command: where it was typed */
        const char *nothing, *card, *replace, *remove, *form, *errors, *page;
    } cases[] = {
        { ASKED_COMMAND, STAND_CHANNEL, "- -", "exchange direct", "exchange direct",
          "- -", "window talk", "- -", "- -" },
        { ASKED_COMMAND, STAND_DIRECT, "- -", "direct exchange", "direct exchange", "- -",
          "window talk", "- -", "- -" },
        { ASKED_ACTION, STAND_EPHEMERAL, "- -", "hook direct", "hook direct", "done -",
          "window talk", "- -", "- -" },
        { ASKED_ACTION, STAND_DIRECT, "- -", "direct -", "update patch", "delete -",
          "window talk", "- -", "- -" },
        { ASKED_ACTION, STAND_CHANNEL, "- -", "direct -", "direct -", "done -",
          "window talk", "- -", "- -" },
        { ASKED_ACTION, STAND_PAGE, "- -", "direct -", "direct -", "- -", "window talk",
          "- -", "- -" },
        { ASKED_DIALOG, STAND_EPHEMERAL, "- -", "hook direct", "hook direct", "hook -",
          "talk -", "errors -", "- -" },
        { ASKED_DIALOG, STAND_DIRECT, "- -", "direct -", "patch direct", "delete -",
          "talk -", "errors -", "- -" },
        { ASKED_DIALOG, STAND_CHANNEL, "- -", "direct -", "direct -", "- -", "talk -",
          "errors -", "- -" },
        { ASKED_DIALOG, STAND_PAGE, "- -", "direct -", "direct -", "- -", "talk -",
          "errors -", "- -" },
        { ASKED_MESSAGE, STAND_DIRECT, "- -", "direct -", "direct -", "- -", "talk -",
          "- -", "- -" },
        { ASKED_MESSAGE, STAND_CHANNEL, "- -", "direct -", "direct -", "- -", "talk -",
          "- -", "- -" },
        { ASKED_TYPED, STAND_DIRECT, "- -", "direct -", "direct -", "direct -", "talk -",
          "refuse -", "- -" },
        { ASKED_PAGE, STAND_NOWHERE, "- -", "- -", "- -", "- -", "- -", "- -", "page -" },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *const want[] = {
            [ANSWER_NOTHING] = cases[i].nothing, [ANSWER_CARD] = cases[i].card,
            [ANSWER_REPLACE] = cases[i].replace, [ANSWER_REMOVE] = cases[i].remove,
            [ANSWER_FORM] = cases[i].form,       [ANSWER_FORM_ERRORS] = cases[i].errors,
            [ANSWER_PAGE] = cases[i].page,
        };
        struct handle h = handle_of(cases[i].asked, cases[i].stand);
        for (int kind = ANSWER_NOTHING; kind <= ANSWER_PAGE; kind++) {
            struct str label = arena_fmt(mem, "case %zu, answer %d", i, kind);
            CHECK_STR(label.p, plan_of(mem, &h, (enum answer_kind)kind, now_ms),
                      str_from_c(want[kind]));
        }
    }
}

TEST(what_is_closed_is_gone_around)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct handle h = handle_of(ASKED_ACTION, STAND_EPHEMERAL);
    CHECK_STR("in time", plan_of(mem, &h, ANSWER_CARD, hook_until_ms - 1),
              STR("hook direct"));
    CHECK_STR("too old", plan_of(mem, &h, ANSWER_CARD, hook_until_ms), STR("direct -"));
    h.origin.hook = STR("");
    CHECK_STR("no hook", plan_of(mem, &h, ANSWER_CARD, now_ms), STR("direct -"));
    h.trigger = STR("");
    CHECK_STR("no trigger", plan_of(mem, &h, ANSWER_FORM, now_ms), STR("talk -"));
    h = handle_of(ASKED_ACTION, STAND_DIRECT);
    h.exchange = 0;
    CHECK_STR("no exchange", plan_of(mem, &h, ANSWER_REPLACE, now_ms), STR("patch -"));
    h = handle_of(ASKED_COMMAND, STAND_DIRECT);
    h.exchange = 0;
    CHECK_STR("no exchange", plan_of(mem, &h, ANSWER_CARD, now_ms), STR("direct -"));
    h = handle_of(ASKED_DIALOG, STAND_DIRECT);
    h.origin.message = STR("");
    CHECK_STR("no post", plan_of(mem, &h, ANSWER_REPLACE, now_ms), STR("direct -"));
}

TEST(a_window_that_a_command_opened_goes_back_by_its_hook)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct handle command = handle_of(ASKED_COMMAND, STAND_CHANNEL);
    struct handle sent = handle_of(ASKED_DIALOG, STAND_NOWHERE);
    sent.origin = reply_origin(&command, WAY_WINDOW, STR(""), STR(""));
    CHECK_STR("channel", plan_of(mem, &sent, ANSWER_CARD, now_ms), STR("hook direct"));
    CHECK_STR("late", plan_of(mem, &sent, ANSWER_CARD, hook_until_ms), STR("direct -"));
    sent.origin.is_direct = true;
    CHECK_STR("direct", plan_of(mem, &sent, ANSWER_CARD, now_ms), STR("direct -"));
}

TEST(who_cannot_see_where_it_went_is_told)
{
    static const struct {
        enum asked asked;
        enum stand stand;
        enum way way;
        enum closing closing;
    } cases[] = {
        { ASKED_COMMAND, STAND_CHANNEL, WAY_TALK, CLOSING_THERE },
        { ASKED_COMMAND, STAND_DIRECT, WAY_TALK, CLOSING_HERE },
        { ASKED_COMMAND, STAND_DIRECT, WAY_DIRECT, CLOSING_NOTHING },
        { ASKED_COMMAND, STAND_CHANNEL, WAY_WINDOW, CLOSING_NOTHING },
        { ASKED_ACTION, STAND_EPHEMERAL, WAY_HOOK, CLOSING_NOTHING },
        { ASKED_ACTION, STAND_EPHEMERAL, WAY_DIRECT, CLOSING_LINK },
        { ASKED_ACTION, STAND_EPHEMERAL, WAY_TALK, CLOSING_THERE },
        { ASKED_ACTION, STAND_CHANNEL, WAY_DIRECT, CLOSING_LINK },
        { ASKED_ACTION, STAND_DIRECT, WAY_DIRECT, CLOSING_NOTHING },
        { ASKED_ACTION, STAND_PAGE, WAY_DIRECT, CLOSING_NOTHING },
        { ASKED_ACTION, STAND_DIRECT, WAY_DELETE, CLOSING_NOTHING },
        { ASKED_DIALOG, STAND_EPHEMERAL, WAY_DIRECT, CLOSING_NOTHING },
        { ASKED_DIALOG, STAND_EPHEMERAL, WAY_TALK, CLOSING_NOTHING },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct handle h = handle_of(cases[i].asked, cases[i].stand);
        char label[32];
        (void)snprintf(label, sizeof(label), "case %zu", i);
        CHECK(label, reply_closing(&h, cases[i].way) == cases[i].closing);
    }
}

static void check_origin(const char *label, struct origin o, enum stand stand,
                         const char *channel, const char *hook, const char *uid)
{
    CHECK(label, o.stand == stand);
    CHECK_STR(label, o.user, STR("ann"));
    CHECK_STR(label, o.channel, str_from_c(channel));
    CHECK_STR(label, o.place, STR("place"));
    CHECK_STR(label, o.hook, str_from_c(hook));
    CHECK_STR(label, o.uid, str_from_c(uid));
}

TEST(a_card_knows_where_it_stands)
{
    struct handle h = handle_of(ASKED_ACTION, STAND_EPHEMERAL);
    struct origin o = reply_origin(&h, WAY_HOOK, STR(""), STR(""));
    check_origin("hook", o, STAND_EPHEMERAL, "town", "hook", "");
    CHECK_STR("team", o.team, STR("team"));
    o = reply_origin(&h, WAY_DIRECT, STR("dm"), STR("other"));
    check_origin("direct", o, STAND_DIRECT, "dm", "", "");
    CHECK_STR("team", o.team, STR("other"));
    CHECK_STR("their team", reply_origin(&h, WAY_DIRECT, STR("dm"), STR("")).team,
              STR("team"));

    h = handle_of(ASKED_ACTION, STAND_DIRECT);
    check_origin("update", reply_origin(&h, WAY_UPDATE, STR(""), STR("")), STAND_DIRECT,
                 "dm", "", "uid");
    check_origin("patch", reply_origin(&h, WAY_PATCH, STR("dm"), STR("")), STAND_DIRECT,
                 "dm", "", "uid");
    o = reply_origin(&h, WAY_WINDOW, STR(""), STR(""));
    check_origin("window", o, STAND_DIRECT, "dm", "", "uid");
    CHECK_STR("card", o.message, STR("post"));

    h = handle_of(ASKED_ACTION, STAND_CHANNEL); /* made for all: who pressed is sealed */
    o = reply_origin(&h, WAY_WINDOW, STR(""), STR(""));
    check_origin("all", o, STAND_CHANNEL, "town", "", "uid");
}

TEST(a_card_holds_where_it_was_made)
{
    struct handle h = handle_of(ASKED_MESSAGE, STAND_CHANNEL);
    h.origin = (struct origin){ 0 };
    struct origin o = reply_origin(&h, WAY_DIRECT, STR("dm"), STR(""));
    CHECK_STR("mention", o.place, STR("town"));
    assert_false(o.is_direct);
    h = handle_of(ASKED_MESSAGE, STAND_DIRECT);
    h.origin = (struct origin){ 0 };
    o = reply_origin(&h, WAY_DIRECT, STR("dm"), STR(""));
    CHECK_STR("direct", o.place, STR("dm"));
    assert_true(o.is_direct);
}

TEST(a_text_is_what_that_exchange_can_show)
{
    static const struct {
        enum asked asked;
        const char *text, *want;
    } cases[] = {
        { ASKED_COMMAND, "", "{}" },
        { ASKED_COMMAND, "Hi",
          "{\"response_type\":\"ephemeral\",\"text\":\"Hi\",\"skip_slack_parsing\":true}" },
        { ASKED_ACTION, "Hi", "{\"ephemeral_text\":\"Hi\",\"skip_slack_parsing\":true}" },
        { ASKED_DIALOG, "Hi", "{\"error\":\"Hi\"}" },
        { ASKED_DIALOG, "", "{}" },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_STR(cases[i].want,
                  reply_text(mem, cases[i].asked, str_from_c(cases[i].text)),
                  str_from_c(cases[i].want));
}

TEST(a_card_tells_what_it_answers_for_as_long_as_it_stands)
{
    struct handle h = handle_of(ASKED_TYPED, STAND_DIRECT);
    h.origin.answers = STR("said");
    CHECK_STR("new", reply_origin(&h, WAY_DIRECT, STR("dm"), STR("")).answers,
              STR("said"));
    h = handle_of(ASKED_ACTION, STAND_DIRECT);
    h.origin.answers = STR("said");
    CHECK_STR("changed", reply_origin(&h, WAY_UPDATE, STR(""), STR("")).answers,
              STR("said"));
    struct handle sent = handle_of(ASKED_DIALOG, STAND_DIRECT);
    sent.origin = reply_origin(&h, WAY_WINDOW, STR(""), STR(""));
    CHECK_STR("by window", reply_origin(&sent, WAY_PATCH, STR("dm"), STR("")).answers,
              STR("said"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_answer_takes_its_way),
        cmocka_unit_test(what_is_closed_is_gone_around),
        cmocka_unit_test(a_window_that_a_command_opened_goes_back_by_its_hook),
        cmocka_unit_test(who_cannot_see_where_it_went_is_told),
        cmocka_unit_test(a_card_knows_where_it_stands),
        cmocka_unit_test(a_card_holds_where_it_was_made),
        cmocka_unit_test(a_card_tells_what_it_answers_for_as_long_as_it_stands),
        cmocka_unit_test(a_text_is_what_that_exchange_can_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
