/* What set-up and doctor make of a server's answers. */
#include "check.h"

#include "base/arena.h"
#include "io/http_client.h"
#include "platform/mattermost/commands.h"
#include "platform/mattermost/look.h"
#include "platform/mattermost/reach.h"

static struct findings nothing(struct arena *mem)
{
    return (struct findings){ .mem = mem };
}

static void check_one(const char *label, const struct findings *f, enum level level,
                      const char *what, const char *remedy)
{
    CHECK(label, f->n == 1 && f->v[0].level == level);
    CHECK(label, str_find(f->v[0].what, str_from_c(what)) >= 0);
    CHECK(label, str_find(f->v[0].remedy, str_from_c(remedy)) >= 0);
}

TEST(the_version_is_read)
{
    static const struct {
        const char *id, *what;
        enum level level;
    } cases[] = {
        { "5.37.0.local.68875184c01f.false", "Mattermost 5.37", LEVEL_OK },
        { "11.6.0..abc.false", "Mattermost 11.6", LEVEL_OK },
        { "6.0.1.6.0.1.abc.true", "Mattermost 6.0", LEVEL_OK },
        { "5.36.1.x", "Mattermost 5.36", LEVEL_WARN },
        { "4.10.0", "Mattermost 4.10", LEVEL_WARN },
        { "", "does not say", LEVEL_WARN },
        { "dev", "does not say", LEVEL_WARN },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct findings f = nothing(mem);
        look_version(&f, str_from_c(cases[i].id));
        check_one(cases[i].id, &f, cases[i].level, cases[i].what, "");
    }
}

TEST(site_urls_are_compared)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str ours = STR("https://chat.example.com/mm");
    struct findings f = nothing(mem);
    look_site_url(&f, STR("https://Chat.example.com/mm/"), ours);
    check_one("same", &f, LEVEL_OK, "is our url", "");
    f = nothing(mem);
    look_site_url(&f, STR("https://chat.example.com"), ours);
    check_one("other", &f, LEVEL_WARN, "https://chat.example.com, and", "Site URL");
    f = nothing(mem);
    look_site_url(&f, STR(""), ours);
    check_one("none", &f, LEVEL_WARN, "empty", "Web Server > Site URL: https://chat");
}

/* ---- is the server's call heard? ---- */

static const struct {
    const char *label;
    int status;
    const char *error, *text, *message;
    bool is_listening, was_called, is_internal, knows_allowed;
    const char *allowed;
    enum probe probe;
    int64_t took_ms;
    enum level level;
    const char *what, *remedy;
} judged[] = {
    { "our own listener", 200, .text = "here", .is_listening = true, .was_called = true,
      .level = LEVEL_OK, .what = "reaches http://10.0.0.5:8470", .remedy = "" },
    { "the daemon", 200, .text = "here", .level = LEVEL_OK, .what = "the daemon answers",
      .remedy = "" },
    { "another program", 200, .text = "hello", .level = LEVEL_FAIL,
      .what = "not Botschafter", .remedy = "127.0.0.1:8470" },
    { "a daemon with earlier tokens", 500, .error = "x.failed_resp.app_error",
      .message = "'share' returned response 401 Unauthorized.", .level = LEVEL_FAIL,
      .what = "token that is not known", .remedy = "restart it" },
    { "tokens that the file lacks", 500, .error = "x.failed_resp.app_error",
      .message = "'share' returned response 401 Unauthorized.", .is_listening = true,
      .was_called = true, .level = LEVEL_FAIL, .what = "token that is not known",
      .remedy = "writes command_tokens anew" },
    { "another page, in German", 500, .error = "x.failed_resp.app_error",
      .message = "'k8s2026' lieferte 404 Not Found.", .level = LEVEL_FAIL,
      .what = "answers with 404", .remedy = "proxy" },
    { "an unreadable answer", 500, .error = "x.failed.app_error", .is_listening = true,
      .was_called = true, .level = LEVEL_FAIL, .what = "could not read",
      .remedy = "proxy" },
    { "nobody is there", 500, .error = "x.failed.app_error", .probe = PROBE_FAILED,
      .is_internal = true, .level = LEVEL_FAIL, .what = "from here either: refused",
      .remedy = "127.0.0.1:8470" },
    { "a firewall", 500, .error = "x.failed.app_error", .probe = PROBE_ANSWERED,
      .is_internal = true, .took_ms = 3010, .level = LEVEL_FAIL, .what = "within 3 s",
      .remedy = "firewall" },
    { "blocked, most likely", 500, .error = "x.failed.app_error", .is_internal = true,
      .probe = PROBE_ANSWERED, .level = LEVEL_FAIL, .what = "most likely",
      .remedy = "add, after a blank, 10.0.0.5 (Allowed" },
    { "blocked", 500, .error = "x.failed.app_error", .is_internal = true,
      .knows_allowed = true, .allowed = "a, 10.0.0.55", .probe = PROBE_ANSWERED,
      .level = LEVEL_FAIL, .what = "it is an internal address",
      .remedy = "write a, 10.0.0.55 10.0.0.5 (Allowed" },
    { "not blocked", 500, .error = "x.failed.app_error", .is_internal = true,
      .knows_allowed = true, .allowed = "a,10.0.0.5", .probe = PROBE_ANSWERED,
      .level = LEVEL_FAIL, .what = "cannot call", .remedy = "mattermost.log" },
    { "a public address", 500, .error = "x.failed.app_error", .probe = PROBE_ANSWERED,
      .level = LEVEL_FAIL, .what = "cannot call", .remedy = "certificate" },
    { "switched off", 501, .error = "api.command.disabled.app_error", .level = LEVEL_FAIL,
      .what = "switched off", .remedy = "Enable Custom" },
    { "no Site URL", 400, .error = "x.site_url_required.app_error", .level = LEVEL_FAIL,
      .what = "no Site URL", .remedy = "Web Server" },
    { "no command", 404, .error = "x.not_found.app_error", .level = LEVEL_WARN,
      .what = "/share is not there", .remedy = "setup mattermost" },
    { "not allowed", 403, .error = "api.context.permissions.app_error",
      .level = LEVEL_WARN, .what = "may not run /share itself (403)",
      .remedy = "Type it yourself" },
};

TEST(what_came_of_a_command_says_what_is_in_the_way)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(judged); i++) {
        struct http_response r = { .outcome = HTTP_ANSWERED, .status = judged[i].status };
        struct findings f = nothing(mem);
        reach_judge(&f, &(struct reach_seen){ .trigger = STR("share"),
                                              .callback_url = STR("http://10.0.0.5:8470"),
                                              .host = STR("10.0.0.5"),
                                              .listen = STR("127.0.0.1:8470"),
                                              .is_listening = judged[i].is_listening,
                                              .was_called = judged[i].was_called,
                                              .r = &r,
                                              .error = str_from_c(judged[i].error),
                                              .text = str_from_c(judged[i].text),
                                              .message = str_from_c(judged[i].message),
                                              .took_ms = judged[i].took_ms,
                                              .is_internal = judged[i].is_internal,
                                              .knows_allowed = judged[i].knows_allowed,
                                              .allowed = str_from_c(judged[i].allowed),
                                              .probe = judged[i].probe,
                                              .probe_why = STR("refused") });
        check_one(judged[i].label, &f, judged[i].level, judged[i].what, judged[i].remedy);
    }
}

TEST(no_answer_at_all_is_no_verdict)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct http_response r = { .outcome = HTTP_UNKNOWN, .err = { .msg = "cut off" } };
    struct findings f = nothing(mem);
    reach_judge(&f, &(struct reach_seen){ .r = &r });
    check_one("lost", &f, LEVEL_WARN, "cut off", "");
}

/* ---- commands ---- */

static const struct commands_of us = { .url =
                                           STR_INIT("http://h:1/mattermost/mm/command"),
                                       .workspace = STR_INIT("mm"),
                                       .bot = STR_INIT("bbbbbbbbbbbbbbbbbbbbbbbbbb") };

TEST(commands_of_ours_are_known)
{
    static const struct {
        const char *json;
        bool is_ours;
    } cases[] = {
        { "{\"url\":\"http://h:1/mattermost/mm/command\"}", true },
        { "{\"url\":\"https://other/sub/mattermost/mm/command\"}", true },
        { "{\"url\":\"http://h:1/mattermost/other/command\"}", false },
        { "{\"url\":\"http://h:1/mattermost/old/command\","
          "\"creator_id\":\"bbbbbbbbbbbbbbbbbbbbbbbbbb\"}",
          true },
        { "{\"url\":\"http://h:1/elsewhere\",\"creator_id\":"
          "\"bbbbbbbbbbbbbbbbbbbbbbbbbb\"}",
          false },
        { "{}", false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *j = NULL;
        assert_true(json_parse(&j, str_from_c(cases[i].json), NULL));
        CHECK(cases[i].json, commands_is_ours(&us, j) == cases[i].is_ours);
    }
}

TEST(what_is_sent_is_right_when_it_comes_back)
{
    char summary[200] = "";
    for (size_t i = 0; i + 1 < sizeof(summary); i++)
        summary[i] = 'x';
    struct published_command want = { STR("share"), { summary, 199 }, STR("[network]") };
    AUTO(buf_clear) struct buf sent = BUF_INIT(8192);
    AUTO(buf_clear) struct buf again = BUF_INIT(8192);
    AUTO(json_freep) struct json *j = NULL;
    AUTO(json_freep) struct json *k = NULL;
    commands_write(&sent, &us, STR("t1"), NULL, &want);
    assert_true(json_parse(&j, buf_str(&sent), NULL));
    assert_true(commands_is_right(&us, j, &want) && commands_is_ours(&us, j));
    assert_true(json_str(j, "description").n == 128 && json_at(j, "id") == NULL);
    CHECK_STR("team", json_str(j, "team_id"), STR("t1"));
    struct published_command other = want;
    other.usage = STR("");
    assert_false(commands_is_right(&us, j, &other));
    struct json *old = NULL;
    assert_true(json_parse(&old, STR("{\"id\":\"c1\",\"username\":\"u\"}"), NULL));
    commands_write(&again, &us, STR("t1"), old, &want);
    json_free(old);
    assert_true(json_parse(&k, buf_str(&again), NULL));
    CHECK_STR("id", json_str(k, "id"), STR("c1"));
    CHECK_STR("username", json_str(k, "username"), STR("u"));
}

TEST(where_commands_lead)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    CHECK_STR("url", commands_url(mem, STR("http://h:1"), STR("mm")), us.url);
    CHECK_STR("none", commands_url(mem, STR(""), STR("mm")), STR(""));
    AUTO(json_freep) struct json *list = NULL;
    assert_true(
        json_parse(&list, STR("[{\"trigger\":\"a\"},{\"trigger\":\"b\"}]"), NULL));
    assert_true(commands_find(list, STR("b")) && !commands_find(list, STR("c")));
    assert_true(!commands_find(NULL, STR("a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_version_is_read),
        cmocka_unit_test(site_urls_are_compared),
        cmocka_unit_test(what_came_of_a_command_says_what_is_in_the_way),
        cmocka_unit_test(no_answer_at_all_is_no_verdict),
        cmocka_unit_test(commands_of_ours_are_known),
        cmocka_unit_test(what_is_sent_is_right_when_it_comes_back),
        cmocka_unit_test(where_commands_lead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
