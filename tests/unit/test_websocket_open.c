/* Websockets that do not come to be, and why. */

#include "ws_fixture.h"

#include <stdio.h>
#include <stdlib.h>

/* --- peers --- */

static void answer(struct peer_link *l, struct str bytes)
{
    char buf[8192];
    peer_read_request(l, buf, sizeof(buf));
    peer_write(l, bytes);
    peer_wait_close(l);
}

static void unauthorised(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    answer(l, STR("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"));
}

static void conflict(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    answer(l, STR("HTTP/1.1 409 Conflict\r\nContent-Length: 5\r\n\r\nlater"));
}

static void ordinary_page(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    answer(l, STR("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
}

static void redirect(struct peer_link *l, int n, void *ctx)
{
    struct ws_fixture *f = ctx;
    char head[256];
    (void)n;
    snprintf(head, sizeof(head),
             "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", f->url);
    answer(l, str_from_c(head));
}

static void wrong_key(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    answer(l, STR("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n"));
}

static void nonsense(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    answer(l, STR("220 mail.example ESMTP\r\n\r\n"));
}

static void endless_head(struct peer_link *l, int n, void *ctx)
{
    char buf[8192];
    (void)n;
    (void)ctx;
    peer_read_request(l, buf, sizeof(buf));
    peer_write(l, STR("HTTP/1.1 101 Switching Protocols\r\n"));
    while (peer_write(l, STR("X-More: and more and more and more and more\r\n")))
        ;
}

static void hangs_up(struct peer_link *l, int n, void *ctx)
{
    char buf[8192];
    (void)n;
    (void)ctx;
    peer_read_request(l, buf, sizeof(buf));
}

static void silent(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    peer_wait_close(l);
}

static void greet(struct peer_link *l, int n, void *ctx)
{
    char buf[8192];
    (void)n;
    (void)ctx;
    ws_peer_accept(l, buf, sizeof(buf));
    ws_peer_send(l, WS_TEXT, true, STR("hello"));
    peer_wait_close(l);
}

/* --- tests --- */

WTEST(a_peer_that_does_not_open_is_told_from_one_that_refuses)
{
    static const struct {
        const char *label;
        void (*serve)(struct peer_link *, int, void *);
        enum websocket_cause want;
        int status;
    } cases[] = {
        { "401", unauthorised, WEBSOCKET_REFUSED, 401 },
        { "409", conflict, WEBSOCKET_REFUSED, 409 },
        { "200", ordinary_page, WEBSOCKET_REFUSED, 200 },
        { "redirect", redirect, WEBSOCKET_REFUSED, 302 },
        { "wrong key", wrong_key, WEBSOCKET_UNREACHABLE, 0 },
        { "nonsense", nonsense, WEBSOCKET_UNREACHABLE, 0 },
        { "endless head", endless_head, WEBSOCKET_UNREACHABLE, 0 },
        { "hangs up", hangs_up, WEBSOCKET_UNREACHABLE, 0 },
        { "silent", silent, WEBSOCKET_UNREACHABLE, 0 },
    };
    struct ws_fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        ws_start(f, PEER_PLAIN, cases[i].serve);
        char url[64]; /* one address only: each peer is asked once */
        snprintf(url, sizeof(url), "ws://127.0.0.1:%d/", peer_port(f->peer));
        struct websocket_options o = ws_options(f);
        o.url = str_from_c(url);
        o.bearer = SECRET(STR("canary"));
        o.open_timeout_ms = cases[i].status ? 5000 : 300;
        int64_t start = clock_mono_ms();
        ws_open(f, &o);
        CHECK(cases[i].label, f->closed == (int)i + 1 && f->opened == 0);
        CHECK(cases[i].label, f->end.cause == cases[i].want);
        CHECK(cases[i].label, f->end.http_status == cases[i].status);
        CHECK(cases[i].label, strlen(f->end.err.msg) > 12);
        CHECK(cases[i].label, clock_mono_ms() - start < 3000);
        CHECK(cases[i].label, peer_count(f->peer) == 1);
    }
}

WTEST(a_silent_peer_costs_the_open_timeout)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, silent);
    struct websocket_options o = ws_options(f);
    o.open_timeout_ms = 100;
    int64_t start = clock_mono_ms();
    ws_open(f, &o);
    assert_int_equal(f->end.cause, WEBSOCKET_UNREACHABLE);
    assert_int_equal(f->end.err.code, ERR_TIMEOUT);
    assert_true(clock_mono_ms() - start < 2000);
}

WTEST(nobody_there_and_no_such_name_are_unreachable)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, silent);
    peer_stop(TAKE(f->peer));
    struct websocket_options o = ws_options(f);
    ws_open(f, &o);
    assert_int_equal(f->end.cause, WEBSOCKET_UNREACHABLE);
    websocket_free(TAKE(f->ws));
    resolver_close(f->resolver);
    assert_true(resolver_open(&f->resolver, f->loop, "127.0.0.1:1", NULL));
    ws_open_hub(f, NULL, NULL);
    o.url = STR("wss://nowhere.example/");
    o.open_timeout_ms = 100;
    ws_open(f, &o);
    assert_int_equal(f->end.cause, WEBSOCKET_UNREACHABLE);
    CHECK("named", strstr(f->end.err.msg, "nowhere.example"));
}

WTEST(a_certificate_must_be_trusted_valid_and_for_that_name)
{
    static const struct {
        const char *label;
        enum peer_tls tls;
        bool trusted, opens;
    } cases[] = {
        { "good", PEER_TLS, true, true },
        { "unknown authority", PEER_TLS, false, false },
        { "other name", PEER_TLS_OTHER, true, false },
        { "expired", PEER_TLS_EXPIRED, true, false },
    };
    struct ws_fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        ws_start(f, cases[i].tls, greet);
        if (!cases[i].trusted)
            ws_open_hub(f, NULL, NULL);
        struct websocket_options o = ws_options(f);
        o.allow_plain = false;
        int opened = f->opened;
        ws_open(f, &o);
        CHECK(cases[i].label, (f->opened > opened) == cases[i].opens);
        if (cases[i].opens)
            ws_wait(f, &f->messages, 1);
        else
            CHECK(cases[i].label, f->end.cause == WEBSOCKET_UNREACHABLE);
    }
}

WTEST(urls_that_cannot_be_opened_are_refused_at_once)
{
    static const struct {
        const char *label;
        struct str url;
        struct str bearer;
        bool allow_plain;
    } cases[] = {
        { "plain", STR_INIT("ws://localhost/"), STR_INIT(""), false },
        { "another scheme", STR_INIT("https://localhost/"), STR_INIT(""), true },
        { "nothing", STR_INIT(""), STR_INIT(""), true },
        { "no host", STR_INIT("wss://"), STR_INIT(""), true },
        { "only a path", STR_INIT("/link"), STR_INIT(""), true },
        { "user", STR_INIT("wss://u:p@localhost/"), STR_INIT(""), true },
        { "line break", STR_INIT("wss://localhost/\r\nX: y"), STR_INIT(""), true },
        { "NUL", STR_INIT("wss://localhost\0.example/"), STR_INIT(""), true },
        { "port", STR_INIT("wss://localhost:99999/"), STR_INIT(""), true },
        { "token", STR_INIT("wss://localhost/"), STR_INIT("a\r\nX: y"), true },
    };
    struct ws_fixture *f = *state;
    ws_open_hub(f, NULL, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = { 0 };
        struct websocket_options o = ws_options(f);
        o.url = cases[i].url;
        o.bearer = SECRET(cases[i].bearer);
        o.allow_plain = cases[i].allow_plain;
        CHECK(cases[i].label, !websocket_open(&f->ws, f->hub, &o, &err));
        CHECK(cases[i].label, err.code == ERR_INVALID);
    }
    char long_host[200] = "wss://";
    memset(long_host + 6, 'a', 128);
    struct websocket_options o = ws_options(f);
    o.url = str_from_c(long_host);
    assert_false(websocket_open(&f->ws, f->hub, &o, NULL));
    assert_int_equal(f->closed, 0);
}

WTEST(a_hub_needs_a_ca_file_that_can_be_read_and_a_proxy_that_can_be_one)
{
    struct ws_fixture *f = *state;
    struct websocket_hub_options o = { .loop = f->loop,
                                       .resolver = f->resolver,
                                       .ca_file = "/nowhere/ca.pem" };
    struct err err = { 0 };
    assert_false(websocket_hub_open(&f->hub, &o, &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
    o.ca_file = NULL;
    static const char *const proxies[] = { "proxy", ":80", "proxy:x", "proxy:0" };
    for (size_t i = 0; i < COUNT(proxies); i++) {
        o.proxy = proxies[i];
        CHECK(proxies[i], !websocket_hub_open(&f->hub, &o, &err));
        CHECK(proxies[i], err.code == ERR_INVALID);
    }
    assert_null(f->hub);
}

/* A proxy that is the place itself, once it has agreed to connect. */
static void proxy(struct peer_link *l, int n, void *ctx)
{
    struct ws_fixture *f = ctx;
    char buf[8192];
    struct str request = peer_read_request(l, buf, sizeof(buf));
    if (str_starts(request, STR("CONNECT chat.example:80 HTTP/1.")) &&
        str_find(request, STR("canary")) < 0)
        atomic_store(&f->flag, 1);
    peer_write(l, STR("HTTP/1.0 200 Connection established\r\n\r\n"));
    greet(l, n, ctx);
}

WTEST(a_proxy_is_asked_by_name_and_never_sees_the_token)
{
    struct ws_fixture *f = *state;
    char address[64];
    ws_start(f, PEER_PLAIN, proxy);
    snprintf(address, sizeof(address), "localhost:%d", peer_port(f->peer));
    ws_open_hub(f, NULL, address);
    struct websocket_options o = ws_options(f);
    o.url = STR("ws://chat.example/");
    o.bearer = SECRET(STR("canary"));
    ws_open(f, &o);
    ws_wait(f, &f->messages, 1);
    assert_int_equal(atomic_load(&f->flag), 1);
}

WTEST(proxies_and_authorities_of_the_environment_are_not_used)
{
    struct ws_fixture *f = *state;
    setenv("http_proxy", "127.0.0.1:1", 1);
    ws_start(f, PEER_PLAIN, greet);
    struct websocket_options o = ws_options(f);
    ws_open(f, &o);
    unsetenv("http_proxy");
    assert_int_equal(f->opened, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WS_TEST(a_peer_that_does_not_open_is_told_from_one_that_refuses),
        WS_TEST(a_silent_peer_costs_the_open_timeout),
        WS_TEST(nobody_there_and_no_such_name_are_unreachable),
        WS_TEST(a_certificate_must_be_trusted_valid_and_for_that_name),
        WS_TEST(urls_that_cannot_be_opened_are_refused_at_once),
        WS_TEST(a_hub_needs_a_ca_file_that_can_be_read_and_a_proxy_that_can_be_one),
        WS_TEST(a_proxy_is_asked_by_name_and_never_sees_the_token),
        WS_TEST(proxies_and_authorities_of_the_environment_are_not_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
