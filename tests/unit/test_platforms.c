/* All platforms in one program, each whole: no name of one hides that of another. */
#include "fixture.h"

#include "platform/mattermost/mattermost.h"
#include "platform/slack/slack.h"

TEST(slack_takes_no_tokens_over_open_lines)
{
    static const char *const urls[] = { "http://slack.example.com/api/", "slack.com",
                                        "http://127.0.0.1.example.com/" };
    for (size_t i = 0; i < COUNT(urls); i++) {
        struct platform *p = NULL;
        struct err err = { 0 };
        const struct slack_options o = { .workspace = STR("acme"),
                                         .api_url = str_from_c(urls[i]),
                                         .app_token = SECRET(STR("xapp-1")),
                                         .bot_token = SECRET(STR("xoxb-1")) };
        CHECK(urls[i], !slack_open(&p, &o, &err) && err.code == ERR_INVALID);
        assert_null(p);
    }
}

TEST(mattermost_takes_no_options_that_cannot_work)
{
    static const struct {
        const char *label, *url, *token, *callback_url;
    } cases[] = {
        { "open line", "http://chat.example.com", "t", "" },
        { "no scheme", "chat.example.com", "t", "" },
        { "no url", "", "t", "" },
        { "no token", "https://chat.example.com", "", "" },
        { "no listener", "https://chat.example.com", "t", "http://10.0.0.5:8480" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct platform *p = NULL;
        struct err err = { 0 };
        const struct mattermost_options o = {
            .workspace = STR("acme"),
            .url = str_from_c(cases[i].url),
            .token = SECRET(str_from_c(cases[i].token)),
            .callback_url = str_from_c(cases[i].callback_url),
            .signing_key = SECRET(STR("a key")),
        };
        CHECK(cases[i].label, !mattermost_open(&p, &o, &err) && err.code == ERR_INVALID);
        assert_null(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slack_takes_no_tokens_over_open_lines),
        cmocka_unit_test(mattermost_takes_no_options_that_cannot_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
