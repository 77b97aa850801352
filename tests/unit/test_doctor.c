#include "check.h"

#include "base/arena.h"
#include "base/json.h"
#include "cli/findings.h"
#include "platform/slack/check.h"
#include "platform/slack/manifest.h"

/* 2026-11-25T01:57:09Z. */
static const int64_t now_ms = INT64_C(1795571829000);

static struct findings nothing(struct arena *mem)
{
    return (struct findings){ .mem = mem, .area = STR("here") };
}

TEST(a_finding_is_wrapped_and_its_remedy_stands_below)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(buf_clear) struct buf out = BUF_INIT(4096);
    struct findings f = nothing(mem);
    found(&f, LEVEL_OK, "short");
    found_done(&f, "made \033[2J");
    found(&f, LEVEL_WARN,
          "word word word word word word word word word word word word word12 %s",
          "sixteen-letters-");
    found_remedy(&f, "Do %d.", 2);
    findings_text(&out, &f, false);
    findings_sum(&out, &f);
    CHECK_STR("text", buf_str(&out),
              STR("OK    here: short\n"
                  "OK    here: made ?[2J\n"
                  "WARN  here: word word word word word word word word word word word "
                  "word word12\n"
                  "      sixteen-letters-\n"
                  "      Do 2.\n"
                  "2 OK, 1 WARN, 0 FAIL\n"));
    assert_true(f.changed == 1 && findings_count(&f, LEVEL_OK) == 2);
}

TEST(findings_are_json_too)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(buf_clear) struct buf out = BUF_INIT(4096);
    struct findings f = nothing(mem);
    found(&f, LEVEL_FAIL, "a \"b\"");
    found_remedy(&f, "c");
    f.area = STR("");
    found(&f, LEVEL_OK, "d");
    findings_json(&out, &f);
    CHECK_STR("json", buf_str(&out),
              STR("{\"findings\":[{\"level\":\"fail\",\"area\":\"here\",\"what\":"
                  "\"a \\\"b\\\"\",\"remedy\":\"c\"},{\"level\":\"ok\",\"area\":\"\","
                  "\"what\":\"d\",\"remedy\":null}],\"ok\":1,\"warn\":0,\"fail\":1}\n"));
}

TEST(a_list_of_findings_grows)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct findings f = nothing(mem);
    for (int i = 0; i < 100; i++)
        found(&f, LEVEL_OK, "%d", i);
    assert_true(f.n == 100);
    CHECK_STR("first", f.v[0].what, STR("0"));
    CHECK_STR("last", f.v[99].what, STR("99"));
}

TEST(clocks_are_compared)
{
    static const struct {
        const char *date, *part;
        enum level level;
    } cases[] = {
        { "Wed, 25 Nov 2026 01:57:09 GMT", "agree", LEVEL_OK },
        { "Wed, 25 Nov 2026 01:57:38 GMT", "agree", LEVEL_OK },
        { "Wed, 25 Nov 2026 01:58:09 GMT", "60 seconds behind theirs", LEVEL_WARN },
        { "Wed, 25 Nov 2026 01:51:09 GMT", "360 seconds ahead of theirs", LEVEL_FAIL },
        { "Fri, 25 Dec 2026 01:57:09 GMT", "behind", LEVEL_FAIL },
        { "Wed, 25 Nov 2026 01:57:09 CET", NULL, LEVEL_OK },
        { "Wed, 25 ovD 2026 01:57:09 GMT", NULL, LEVEL_OK },
        { "Wed, xx Nov 2026 01:57:09 GMT", NULL, LEVEL_OK },
        { "", NULL, LEVEL_OK },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct findings f = nothing(mem);
        found_clock(&f, str_from_c(cases[i].date), now_ms, "theirs");
        CHECK(cases[i].date, f.n == (cases[i].part ? 1 : 0));
        CHECK(cases[i].date, f.n == 0 || f.v[0].level == cases[i].level);
        CHECK(cases[i].date,
              f.n == 0 || str_find(f.v[0].what, str_from_c(cases[i].part)) >= 0);
    }
}

TEST(each_missing_scope_says_what_suffers)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(buf_clear) struct buf all = BUF_INIT(4096);
    for (const char *const *s = manifest_scopes(); *s; s++) {
        buf_addf(&all, "%s, ", *s);
        CHECK(*s, strcmp(manifest_purpose(*s), "unknown to us") != 0);
    }
    struct findings f = nothing(mem);
    slack_check_scopes(&f, buf_str(&all));
    assert_true(f.n == 1 && f.v[0].level == LEVEL_OK);
    f = nothing(mem);
    slack_check_scopes(&f, str_skip(buf_str(&all), strlen("app_mentions:read, ")));
    assert_true(f.n == 1 && f.v[0].level == LEVEL_WARN && f.v[0].remedy.n > 0);
    assert_true(str_find(f.v[0].what, STR("app_mentions:read is missing")) >= 0);
    CHECK_STR("none", str_from_c(manifest_purpose("x")), STR("unknown to us"));
}

TEST(a_channel_is_found_in_its_page)
{
    static const struct {
        const char *name;
        enum level level;
    } cases[] = { { "in", LEVEL_OK }, { "out", LEVEL_WARN }, { "old", LEVEL_WARN } };
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(json_freep) struct json *page = NULL;
    assert_true(json_parse(
        &page,
        STR("{\"channels\":[{\"name\":\"out\"},{\"name\":\"in\",\"is_member\":true},"
            "{\"name\":\"old\",\"is_member\":true,\"is_archived\":true}]}"),
        NULL));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct findings f = nothing(mem);
        CHECK(cases[i].name, slack_check_channel(&f, page, str_from_c(cases[i].name)));
        CHECK(cases[i].name, f.n == 1 && f.v[0].level == cases[i].level);
        CHECK(cases[i].name, (f.v[0].remedy.n > 0) == (f.v[0].level != LEVEL_OK));
    }
    struct findings f = nothing(mem);
    assert_false(slack_check_channel(&f, page, STR("other")));
    assert_true(f.n == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_is_wrapped_and_its_remedy_stands_below),
        cmocka_unit_test(findings_are_json_too),
        cmocka_unit_test(a_list_of_findings_grows),
        cmocka_unit_test(clocks_are_compared),
        cmocka_unit_test(each_missing_scope_says_what_suffers),
        cmocka_unit_test(a_channel_is_found_in_its_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
