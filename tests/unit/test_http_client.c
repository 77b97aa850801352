/* The HTTP client: what goes out, what comes back, what is refused. */

#include "http_fixture.h"

#include <stdio.h>
#include <stdlib.h>

/* --- peers --- */

static void echo(struct peer_link *l, int n, void *ctx)
{
    char buf[8192], head[128];
    (void)n;
    (void)ctx;
    for (;;) {
        struct str got = peer_read_request(l, buf, sizeof(buf));
        if (got.n == 0)
            return;
        snprintf(head, sizeof(head),
                 "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nretry-AFTER:  7 \r\n\r\n",
                 got.n);
        peer_write(l, str_from_c(head));
        peer_write(l, got);
    }
}

static void redirect(struct peer_link *l, int n, void *ctx)
{
    struct fixture *f = ctx;
    char answer[256];
    (void)n;
    snprintf(answer, sizeof(answer),
             "HTTP/1.1 302 Found\r\nLocation: %s/elsewhere\r\nContent-Length: 0\r\n\r\n",
             f->url);
    read_then(l, str_from_c(answer));
    peer_wait_close(l);
}

static void unauthorised(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    read_then(l, STR("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\n"
                     "Set-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"));
    peer_wait_close(l);
}

static void silent(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    peer_wait_close(l);
}

static void in_single_bytes(struct peer_link *l, int n, void *ctx)
{
    static const struct str answer = STR_INIT(
        "HTTP/1.1 103 Early\r\nX: y\r\n\r\nHTTP/1.1 429 Slow\r\nRetry-After: 30\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    char buf[8192];
    (void)n;
    (void)ctx;
    peer_read_request(l, buf, sizeof(buf));
    for (size_t i = 0; i < answer.n; i++)
        peer_write(l, (struct str){ answer.p + i, 1 });
    peer_wait_close(l);
}

/* --- tests --- */

HTEST(what_was_asked_arrives_and_what_was_answered_comes_back)
{
    struct fixture *f = *state;
    start_peer(f, PEER_PLAIN, echo);
    struct http_header headers[] = { { STR("X-Test"), STR("1") } };
    struct http_request req = request(f);
    req.bearer = SECRET(STR("xoxb-canary"));
    req.body = STR("{\"a\":1}");
    req.content_type = STR("application/json");
    req.headers = headers;
    req.nheaders = 1;
    send_and_wait(f, &req);
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    assert_int_equal(f->status, 200);
    assert_string_equal(f->retry_after, "7");
    CHECK("line", str_starts(body(f), STR("POST /api HTTP/1.1\r\n")));
    CHECK("bearer",
          str_find(body(f), STR("\r\nAuthorization: Bearer xoxb-canary\r\n")) > 0);
    CHECK("type", str_find(body(f), STR("\r\nContent-Type: application/json\r\n")) > 0);
    CHECK("header", str_find(body(f), STR("\r\nX-Test: 1\r\n")) > 0);
    CHECK("no expect", str_find(body(f), STR("Expect")) < 0);
    CHECK("no cookie", str_find(body(f), STR("Cookie")) < 0);
    CHECK("body", str_ends(body(f), STR("\r\n\r\n{\"a\":1}")));
}

HTEST(methods_are_sent_as_they_are_meant)
{
    static const struct {
        struct str method, body, line;
        bool has_length;
    } cases[] = {
        { STR_INIT(""), STR_INIT(""), STR_INIT("GET /api HTTP/1.1\r\n"), false },
        { STR_INIT(""), STR_INIT("x"), STR_INIT("POST /api HTTP/1.1\r\n"), true },
        { STR_INIT("POST"), STR_INIT(""), STR_INIT("POST /api HTTP/1.1\r\n"), true },
        { STR_INIT("PUT"), STR_INIT("x"), STR_INIT("PUT /api HTTP/1.1\r\n"), true },
        { STR_INIT("DELETE"), STR_INIT(""), STR_INIT("DELETE /api HTTP/1.1\r\n"), false },
    };
    struct fixture *f = *state;
    start_peer(f, PEER_PLAIN, echo);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct http_request req = request(f);
        req.method = cases[i].method;
        req.body = cases[i].body;
        open_client(f, NULL); /* the peer serves one connection at a time */
        send_and_wait(f, &req);
        CHECK("line", str_starts(body(f), cases[i].line));
        CHECK("length",
              (str_find(body(f), STR("Content-Length")) > 0) == cases[i].has_length);
        CHECK("no type", str_find(body(f), STR("Content-Type")) < 0);
    }
}

HTEST(a_connection_is_used_again)
{
    struct fixture *f = *state;
    start_peer(f, PEER_PLAIN, echo);
    for (int i = 0; i < 3; i++) {
        struct http_request req = request(f);
        req.body = STR("again");
        send_and_wait(f, &req);
        assert_int_equal(f->outcome, HTTP_ANSWERED);
    }
    assert_int_equal(peer_count(f->peer), 1);
}

HTEST(a_redirect_is_an_answer_and_the_token_stays_home)
{
    struct fixture *f = *state;
    start_peer(f, PEER_PLAIN, redirect);
    struct http_request req = request(f);
    req.bearer = SECRET(STR("xoxb-canary"));
    send_and_wait(f, &req);
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    assert_int_equal(f->status, 302);
    assert_int_equal(peer_count(f->peer), 1);
    start_peer(f, PEER_PLAIN, unauthorised);
    req = request(f);
    send_and_wait(f, &req);
    assert_int_equal(f->status, 401);
}

HTEST(an_answer_in_single_bytes_with_an_early_one_is_read)
{
    struct fixture *f = *state;
    start_peer(f, PEER_PLAIN, in_single_bytes);
    struct http_request req = request(f);
    send_and_wait(f, &req);
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    assert_int_equal(f->status, 429);
    assert_string_equal(f->retry_after, "30");
    CHECK_STR("body", body(f), STR("abcde"));
}

HTEST(requests_that_cannot_be_are_refused_at_once)
{
    static const struct {
        const char *label;
        struct http_request req;
    } cases[] = {
        { "plain http", { .url = STR_INIT("http://localhost/") } },
        { "another scheme", { .url = STR_INIT("file:///etc/passwd") } },
        { "no URL", { .url = STR_INIT("") } },
        { "no host", { .url = STR_INIT("https://") } },
        { "NUL", { .url = STR_INIT("https://a\0b/") } },
        { "user", { .url = STR_INIT("https://u:p@localhost/") } },
        { "method",
          { .url = STR_INIT("https://localhost/"), .method = STR_INIT("G T") } },
        { "type",
          { .url = STR_INIT("https://localhost/"),
            .content_type = STR_INIT("a\r\nX: y") } },
        { "bearer",
          { .url = STR_INIT("https://localhost/"), .bearer = { STR_INIT("a\nb") } } },
        { "port", { .url = STR_INIT("https://localhost:22/"), .public_only = true } },
    };
    struct fixture *f = *state;
    open_client(f, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = { 0 };
        CHECK(cases[i].label, !http_send(f->client, &cases[i].req, on_answer, f, &err));
        CHECK(cases[i].label, err.code == ERR_INVALID);
    }
    assert_int_equal(http_client_busy(f->client), 0);
    assert_int_equal(f->answers, 0);
}

HTEST(a_stranger_s_url_cannot_reach_what_is_ours)
{
    static const struct str urls[] = {
        STR_INIT("https://localhost/"),
        STR_INIT("https://127.0.0.1/"),
        STR_INIT("https://2130706433/"),
        STR_INIT("https://0x7f.1/"),
        STR_INIT("https://127.1/"),
        STR_INIT("https://[::1]/"),
        STR_INIT("https://[::ffff:127.0.0.1]/"),
        STR_INIT("https://10.0.0.1/"),
        STR_INIT("https://169.254.169.254/latest/meta-data"),
    };
    struct fixture *f = *state;
    open_client(f, NULL);
    for (size_t i = 0; i < COUNT(urls); i++) {
        struct http_request req = { .url = urls[i],
                                    .public_only = true,
                                    .deadline_ms = 2000 };
        send_and_wait(f, &req);
        CHECK(urls[i].p, f->outcome == HTTP_NOT_SENT && f->err.code == ERR_DENIED);
    }
}

/* Takes a request to connect, and declines. */
static void declining_proxy(struct peer_link *l, int n, void *ctx)
{
    struct fixture *f = ctx;
    char buf[8192];
    (void)n;
    struct str got = peer_read_request(l, buf, sizeof(buf));
    if (str_starts(got, STR("CONNECT chat.example:443 HTTP/1.1\r\n")) &&
        str_find(got, STR("canary")) < 0)
        atomic_store(&f->served, 1);
    peer_write(l, STR("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"));
    peer_wait_close(l);
}

HTEST(a_proxy_connects_and_never_sees_the_token)
{
    struct fixture *f = *state;
    char proxy[64];
    start_peer(f, PEER_PLAIN, declining_proxy);
    snprintf(proxy, sizeof(proxy), "http://localhost:%d", peer_port(f->peer));
    struct http_client_options o = { .loop = f->loop,
                                     .resolver = f->resolver,
                                     .proxy = proxy };
    http_client_close(TAKE(f->client));
    assert_true(http_client_open(&f->client, &o, NULL));
    struct http_request req = { .url = STR("https://chat.example/api"),
                                .bearer = SECRET(STR("canary")),
                                .body = STR("canary"),
                                .deadline_ms = 3000 };
    send_and_wait(f, &req);
    assert_int_equal(f->outcome, HTTP_NOT_SENT);
    assert_int_equal(atomic_load(&f->served), 1);
    struct err err = { 0 };
    req.public_only = true;
    assert_null(http_send(f->client, &req, on_answer, f, &err));
    assert_int_equal(err.code, ERR_DENIED);
}

HTEST(proxies_of_the_environment_are_not_used)
{
    struct fixture *f = *state;
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    start_peer(f, PEER_PLAIN, echo);
    struct http_request req = request(f);
    send_and_wait(f, &req);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    assert_int_equal(f->outcome, HTTP_ANSWERED);
}

HTEST(a_cancelled_request_is_not_answered)
{
    struct fixture *f = *state;
    start_peer(f, PEER_PLAIN, silent);
    struct http_request req = request(f);
    struct http_call *at_once = http_send(f->client, &req, on_answer, f, NULL);
    http_cancel(at_once);
    struct http_call *later = http_send(f->client, &req, on_answer, f, NULL);
    while (peer_count(f->peer) == 0)
        assert_true(loop_turn(f->loop, 10, NULL));
    http_cancel(later);
    http_cancel(NULL);
    assert_int_equal(http_client_busy(f->client), 0);
    assert_true(http_send(f->client, &req, on_answer, f, NULL) != NULL);
    http_client_close(TAKE(f->client)); /* with one under way */
    assert_true(loop_turn(f->loop, 0, NULL));
    assert_int_equal(f->answers, 0);
}

struct again {
    struct fixture *f;
    int left;
};

static void on_answer_ask_again(void *ctx, const struct http_response *r)
{
    struct again *again = ctx;
    struct http_request req = request(again->f);
    on_answer(again->f, r);
    if (again->left-- > 0)
        http_send(again->f->client, &req, on_answer_ask_again, again, NULL);
}

HTEST(an_answer_may_lead_to_the_next_request)
{
    struct fixture *f = *state;
    struct again again = { f, 3 };
    start_peer(f, PEER_PLAIN, echo);
    struct http_request req = request(f);
    assert_true(http_send(f->client, &req, on_answer_ask_again, &again, NULL) != NULL);
    wait_answers(f, 4);
    assert_int_equal(f->outcome, HTTP_ANSWERED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HTTP_TEST(what_was_asked_arrives_and_what_was_answered_comes_back),
        HTTP_TEST(methods_are_sent_as_they_are_meant),
        HTTP_TEST(a_connection_is_used_again),
        HTTP_TEST(a_redirect_is_an_answer_and_the_token_stays_home),
        HTTP_TEST(an_answer_in_single_bytes_with_an_early_one_is_read),
        HTTP_TEST(requests_that_cannot_be_are_refused_at_once),
        HTTP_TEST(a_stranger_s_url_cannot_reach_what_is_ours),
        HTTP_TEST(a_proxy_connects_and_never_sees_the_token),
        HTTP_TEST(proxies_of_the_environment_are_not_used),
        HTTP_TEST(a_cancelled_request_is_not_answered),
        HTTP_TEST(an_answer_may_lead_to_the_next_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
