#include "http_fixture.h"

#include "base/arena.h"
#include "io/http_ask.h"

static void serve_text(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    read_then(l, STR("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nhi"));
}

HTEST(an_answer_is_waited_for)
{
    struct fixture *f = *state;
    AUTO(http_ask_closep) struct http_ask *ask = NULL;
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct http_response r;
    int64_t took_ms = -1;
    start_peer(f, PEER_PLAIN, serve_text);
    struct http_request q = request(f);
    assert_true(http_ask_open(&ask, NULL));
    for (int i = 0; i < 2; i++) {
        http_ask(ask, mem, &q, &r, &took_ms);
        assert_true(r.outcome == HTTP_ANSWERED && r.status == 200);
        CHECK_STR("body", r.body, STR("hi"));
        CHECK_STR("header", http_response_header(&r, STR("x-a")), STR("b"));
        assert_true(took_ms >= 0 && took_ms < 4000);
    }
}

HTEST(what_cannot_be_asked_is_said)
{
    AUTO(http_ask_closep) struct http_ask *ask = NULL;
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct http_response r;
    (void)state;
    assert_true(http_ask_open(&ask, NULL));
    http_ask(ask, mem, &(struct http_request){ .url = STR("ftp://x/") }, &r, NULL);
    assert_true(r.outcome == HTTP_NOT_SENT && r.err.msg[0] != '\0');
    http_ask(
        ask, mem,
        &(struct http_request){ .url = STR("http://127.0.0.1:1/"), .allow_http = true },
        &r, NULL);
    assert_true(r.outcome == HTTP_NOT_SENT && r.err.msg[0] != '\0');
    struct str said;
    struct err err = { 0 };
    assert_false(http_ask_greeting(ask, mem, STR("ws://127.0.0.1:1/"), SECRET(STR("")),
                                   2000, &said, &err));
    assert_true(err.msg[0] != '\0');
}

HTEST(the_host_of_an_address)
{
    static const struct {
        const char *url, *host;
    } cases[] = {
        { "https://chat.example.com", "chat.example.com" },
        { "http://10.0.0.5:8470/x:y", "10.0.0.5" },
        { "http://[fd00::1]:80/", "fd00::1" },
        { "chat.example.com", "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_STR(cases[i].url, http_ask_host(str_from_c(cases[i].url)),
                  str_from_c(cases[i].host));
}

HTEST(internal_addresses_are_known)
{
    static const struct {
        const char *host;
        bool is_internal;
    } cases[] = {
        { "127.0.0.1", true }, { "localhost", true }, { "10.1.2.3", true },
        { "fd00::1", true },   { "::1", true },       { "93.184.215.14", false },
    };
    AUTO(http_ask_closep) struct http_ask *ask = NULL;
    (void)state;
    assert_true(http_ask_open(&ask, NULL));
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK(cases[i].host, http_ask_is_internal(ask, str_from_c(cases[i].host)) ==
                                 cases[i].is_internal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HTTP_TEST(an_answer_is_waited_for),
        cmocka_unit_test(what_cannot_be_asked_is_said),
        cmocka_unit_test(the_host_of_an_address),
        cmocka_unit_test(internal_addresses_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
