/* What the playground's page says, as events. */
#include "check.h"

#include "platform/playground/wire.h"

static bool read_as(struct arena *a, enum wire_route route, const char *body,
                    struct wire_request *out, struct err *err)
{
    return wire_read(a, route, str_from_c(body), out, err);
}

TEST(what_is_typed_is_a_command_or_a_message)
{
    static const struct {
        const char *channel, *text;
        enum event_kind kind;
        const char *command, *rest;
        bool is_mention;
    } cases[] = {
        { "D-anna", "/share linkedin", EVENT_COMMAND, "share", "linkedin", false },
        { "C-news", "  /share  ", EVENT_COMMAND, "share", "", false },
        { "C-news", "/share   x  events ", EVENT_COMMAND, "share", "x  events", false },
        { "D-anna", "share", EVENT_MESSAGE, "", "share", false },
        { "D-anna", "/", EVENT_MESSAGE, "", "/", false },
        { "D-anna", "/ share", EVENT_MESSAGE, "", "/ share", false },
        { "D-anna", "// a comment", EVENT_MESSAGE, "", "// a comment", false },
        { "C-news", "@Botschafter share x", EVENT_MESSAGE, "", "share x", true },
        { "D-anna", "@botschafter share", EVENT_MESSAGE, "", "@botschafter share",
          false },
        { "C-news", "hello @botschafter", EVENT_MESSAGE, "", "hello @botschafter",
          false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(arena_freep) struct arena *a = arena_new();
        struct wire_request r;
        struct str body = arena_fmt(
            a, "{\"as\":\"anna\",\"tab\":\"t1\",\"channel\":\"%s\",\"text\":\"%s\"}",
            cases[i].channel, cases[i].text);
        CHECK(cases[i].text, wire_read(a, WIRE_SAY, body, &r, NULL));
        CHECK(cases[i].text, r.event.kind == cases[i].kind);
        CHECK(cases[i].text, r.event.is_mention == cases[i].is_mention);
        CHECK(cases[i].text, r.event.is_direct == (cases[i].channel[0] == 'D'));
        CHECK_STR(cases[i].text, r.event.command, str_from_c(cases[i].command));
        CHECK_STR(cases[i].text, r.event.text, str_from_c(cases[i].rest));
        CHECK_STR(cases[i].text, r.event.user, STR("anna"));
        CHECK_STR(cases[i].text, r.tab, STR("t1"));
    }
}

TEST(a_press_carries_reference_choice_and_place)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct wire_request r;
    assert_true(
        read_as(a, WIRE_PRESS,
                "{\"as\":\"tom\",\"tab\":\"t\",\"channel\":\"C-news\",\"message\":"
                "\"m1-2\",\"ref\":\"1.share.next\",\"choice\":\"x\"}",
                &r, NULL));
    assert_int_equal(r.event.kind, EVENT_ACTION);
    CHECK_STR("message", r.event.message, STR("m1-2"));
    CHECK_STR("ref", r.event.ref, STR("1.share.next"));
    CHECK_STR("choice", r.event.choice, STR("x"));
    assert_false(r.event.is_direct);
}

TEST(their_own_page_is_no_channel)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct wire_request r;
    assert_true(read_as(
        a, WIRE_PRESS,
        "{\"as\":\"tom\",\"tab\":\"t\",\"channel\":\"home\",\"ref\":\"r\"}", &r, NULL));
    CHECK_STR("channel", r.event.channel, STR(""));
    assert_true(r.event.is_direct);
    assert_true(read_as(a, WIRE_HOME, "{\"as\":\"tom\",\"tab\":\"t\"}", &r, NULL));
    assert_int_equal(r.event.kind, EVENT_HOME);
    assert_true(r.event.is_direct);
}

TEST(a_form_brings_its_values)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct wire_request r;
    assert_true(
        read_as(a, WIRE_FORM,
                "{\"as\":\"tom\",\"tab\":\"t\",\"channel\":\"D-tom\",\"ref\":\"r\","
                "\"values\":{\"text\":\"a\\nb\",\"nets\":\"\"}}",
                &r, NULL));
    assert_int_equal(r.event.n_values, 2);
    CHECK_STR("name", r.event.values[0].name, STR("text"));
    CHECK_STR("value", r.event.values[0].value, STR("a\nb"));
    CHECK_STR("name", r.event.values[1].name, STR("nets"));
    CHECK_STR("value", r.event.values[1].value, STR(""));
}

TEST(what_is_no_request_is_refused)
{
    static const struct {
        const char *label;
        enum wire_route route;
        const char *body;
        enum err_code code;
    } cases[] = {
        { "no JSON", WIRE_SAY, "as=anna", ERR_PARSE },
        { "nobody", WIRE_SAY, "{\"tab\":\"t\",\"channel\":\"C\",\"text\":\"x\"}",
          ERR_INVALID },
        { "no tab", WIRE_HOME, "{\"as\":\"anna\"}", ERR_INVALID },
        { "a name that is none", WIRE_HOME, "{\"as\":\"an|na\",\"tab\":\"t\"}",
          ERR_INVALID },
        { "a name that is a number", WIRE_HOME, "{\"as\":5,\"tab\":\"t\"}", ERR_INVALID },
        { "nothing said", WIRE_SAY,
          "{\"as\":\"a\",\"tab\":\"t\",\"channel\":\"C\",\"text\":\" \"}", ERR_INVALID },
        { "nothing pressed", WIRE_PRESS, "{\"as\":\"a\",\"tab\":\"t\",\"channel\":\"C\"}",
          ERR_INVALID },
        { "a value that is no text", WIRE_FORM,
          "{\"as\":\"a\",\"tab\":\"t\",\"channel\":\"C\",\"ref\":\"r\",\"values\":{\"x\":1}}",
          ERR_INVALID },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(arena_freep) struct arena *a = arena_new();
        struct wire_request r = { .tab = STR("untouched") };
        struct err err = { 0 };
        CHECK(cases[i].label, !read_as(a, cases[i].route, cases[i].body, &r, &err));
        CHECK(cases[i].label, err.code == cases[i].code);
        CHECK_STR(cases[i].label, r.tab, STR("untouched"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_typed_is_a_command_or_a_message),
        cmocka_unit_test(a_press_carries_reference_choice_and_place),
        cmocka_unit_test(their_own_page_is_no_channel),
        cmocka_unit_test(a_form_brings_its_values),
        cmocka_unit_test(what_is_no_request_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
