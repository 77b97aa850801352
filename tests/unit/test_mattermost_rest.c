/* What the REST API's answers mean. */
#include "fixture.h"

#include "platform/mattermost/rest_answer.h"

static const char denied[] = "{\"id\":\"api.context.permissions.app_error\","
                             "\"message\":\"You do not have the appropriate "
                             "permissions.\",\"status_code\":403}";

struct one {
    const char *label;
    enum http_outcome outcome;
    int status;
    const char *body; /* NULL: none; not JSON where it does not begin with "{" */
    const char *retry_after;
    bool is_hook, no_token;
    enum rest_kind read, written; /* what it means for a GET and for a POST */
    int64_t retry_ms;             /* where it is REST_LATER */
};

static struct rest_answer ask(const struct one *c, bool is_read, struct json **body)
{
    struct str text = str_from_c(c->body);
    *body = NULL;
    if (text.n > 0)
        json_parse(body, text, NULL);
    return rest_read(&(struct rest_came){ .outcome = c->outcome,
                                          .status = c->status,
                                          .body = *body,
                                          .is_empty = text.n == 0,
                                          .retry_after = str_from_c(c->retry_after),
                                          .is_read = is_read,
                                          .is_hook = c->is_hook,
                                          .has_token = !c->is_hook && !c->no_token });
}

static const struct one cases[] = {
    { "ok", HTTP_ANSWERED, 200, "{}", NULL, 0, 0, REST_OK, REST_OK, 0 },
    { "created", HTTP_ANSWERED, 201, "{}", NULL, 0, 0, REST_OK, REST_OK, 0 },
    { "no body", HTTP_ANSWERED, 204, NULL, NULL, 0, 0, REST_OK, REST_OK, 0 },
    { "a page of a proxy", HTTP_ANSWERED, 200, "<html>", NULL, 0, 0, REST_LATER,
      REST_UNKNOWN, 1000 },
    { "a hook says ok", HTTP_ANSWERED, 200, "ok", NULL, 1, 0, REST_OK, REST_OK, 0 },
    { "used up", HTTP_ANSWERED, 400, "{\"id\":\"app.command_webhook.try_use.invalid\"}",
      NULL, 1, 0, REST_NO, REST_NO, 0 },
    { "hook gone", HTTP_ANSWERED, 404, "nothing", NULL, 1, 0, REST_GONE, REST_GONE, 0 },
    { "hook not allowed", HTTP_ANSWERED, 401, "{}", NULL, 1, 0, REST_NO, REST_NO, 0 },
    { "token", HTTP_ANSWERED, 401, "{\"id\":\"api.context.session_expired.app_error\"}",
      NULL, 0, 0, REST_AUTH, REST_AUTH, 0 },
    { "token, not JSON", HTTP_ANSWERED, 401, "no", NULL, 0, 0, REST_AUTH, REST_AUTH, 0 },
    { "dialog not allowed", HTTP_ANSWERED, 401, "{\"id\":\"x\"}", NULL, 0, 1, REST_NO,
      REST_NO, 0 },
    { "denied", HTTP_ANSWERED, 403, denied, NULL, 0, 0, REST_NO, REST_NO, 0 },
    { "wrong", HTTP_ANSWERED, 400, "{\"id\":\"x\"}", NULL, 0, 0, REST_NO, REST_NO, 0 },
    { "gone", HTTP_ANSWERED, 404, "{\"id\":\"app.post.get.app_error\"}", NULL, 0, 0,
      REST_GONE, REST_GONE, 0 },
    { "gone, says a proxy", HTTP_ANSWERED, 404, "<html>", NULL, 0, 0, REST_LATER,
      REST_LATER, 30000 },
    { "too large", HTTP_ANSWERED, 413, "<html>", NULL, 0, 0, REST_NO, REST_NO, 0 },
    { "limited", HTTP_ANSWERED, 429, "limit exceeded\n", "7", 0, 0, REST_LATER,
      REST_LATER, 7000 },
    { "limited, no time", HTTP_ANSWERED, 429, "limit exceeded\n", NULL, 0, 0, REST_LATER,
      REST_LATER, 1000 },
    { "limited for ever", HTTP_ANSWERED, 429, "", "99999999", 0, 0, REST_LATER,
      REST_LATER, 3600 * 1000 },
    { "limited, nonsense", HTTP_ANSWERED, 429, "", "soon", 0, 0, REST_LATER, REST_LATER,
      1000 },
    { "too slow", HTTP_ANSWERED, 408, "", NULL, 0, 0, REST_LATER, REST_LATER, 1000 },
    { "redirected", HTTP_ANSWERED, 301, "", NULL, 0, 0, REST_LATER, REST_LATER, 30000 },
    { "broken", HTTP_ANSWERED, 500, "{\"id\":\"x\"}", NULL, 0, 0, REST_LATER,
      REST_UNKNOWN, 1000 },
    { "still at it", HTTP_ANSWERED, 500,
      "{\"id\":\"api.post.deduplicate_create_post.pending\"}", NULL, 0, 0, REST_LATER,
      REST_UNKNOWN, 1000 },
    { "gateway", HTTP_ANSWERED, 502, "<html>", "20", 0, 0, REST_LATER, REST_UNKNOWN,
      20000 },
    { "no licence", HTTP_ANSWERED, 501, "{\"id\":\"x.license.error\"}", NULL, 0, 0,
      REST_NO, REST_NO, 0 },
    { "not sent", HTTP_NOT_SENT, 0, NULL, NULL, 0, 0, REST_LATER, REST_LATER, 0 },
    { "lost", HTTP_UNKNOWN, 0, NULL, NULL, 0, 0, REST_LATER, REST_UNKNOWN, 1000 },
    { "more than we take", HTTP_TOO_LARGE, 200, NULL, NULL, 0, 0, REST_NO, REST_UNKNOWN,
      0 },
};

TEST(answers_mean_what_they_mean)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct one *c = &cases[i];
        struct json *body;
        struct rest_answer a = ask(c, true, &body);
        CHECK(c->label, a.kind == c->read && a.status == c->status && a.body == body);
        CHECK(c->label, a.kind != REST_LATER || a.retry_ms == c->retry_ms);
        CHECK(c->label, a.kind == REST_OK || c->is_hook || a.error.n > 0);
        json_free(body);
        a = ask(c, false, &body);
        CHECK(c->label, a.kind == c->written);
        CHECK(c->label, a.kind != REST_LATER || a.retry_ms == c->retry_ms);
        json_free(body);
    }
}

TEST(nothing_is_sent_once_nothing_is_left)
{
    static const struct {
        const char *remaining, *reset;
        int64_t pause_ms;
    } limits[] = {
        { NULL, NULL, 0 },
        { "4", "1", 0 },
        { "0", "2", 2000 },
        { "0", NULL, 1000 },
        { "0", "x", 1000 },
        { "0", "-3", 1000 },
        { "0", "1795476969", 60000 }, /* as if it were an instant */
        { "-1", "2", 2000 },
        { "", "2", 0 },
        { "zero", "2", 0 },
    };
    for (size_t i = 0; i < COUNT(limits); i++)
        assert_int_equal(
            rest_pause_ms(str_from_c(limits[i].remaining), str_from_c(limits[i].reset)),
            limits[i].pause_ms);
}

TEST(the_log_learns_neither_ids_nor_what_was_looked_for)
{
    static const struct {
        const char *path, *said;
    } paths[] = {
        { "/channels/zg74wxmuktr4fgiajqyr6axhyy/posts?since=3",
          "GET /channels/ID/posts: 403 api.context.permissions.app_error" },
        { "/users/me", "GET /users/me: 403 api.context.permissions.app_error" },
        { "/hooks/commands/zg74wxmuktr4fgiajqyr6axhyy",
          "GET /hooks/commands/ID: 403 api.context.permissions.app_error" },
        { "/users?in_team=zg74wxmuktr4fgiajqyr6axhyy",
          "GET /users: 403 api.context.permissions.app_error" },
    };
    for (size_t i = 0; i < COUNT(paths); i++) {
        AUTO(buf_clear) struct buf out = BUF_INIT(512);
        rest_say(&out, "GET", str_from_c(paths[i].path),
                 &(struct rest_answer){
                     .status = 403, .error = STR("api.context.permissions.app_error") });
        CHECK_STR(paths[i].path, buf_str(&out), str_from_c(paths[i].said));
    }
    AUTO(buf_clear) struct buf out = BUF_INIT(512);
    rest_say(&out, "POST", STR("/posts"), &(struct rest_answer){ .error = STR("lost") });
    CHECK_STR("no status", buf_str(&out), STR("POST /posts: lost"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_mean_what_they_mean),
        cmocka_unit_test(nothing_is_sent_once_nothing_is_left),
        cmocka_unit_test(the_log_learns_neither_ids_nor_what_was_looked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
