/* What became of a request, with peers that misbehave. */

#include "http_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

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

static void silent(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    peer_wait_close(l);
}

static void cut(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    read_then(l, (struct str){ 0 });
}

static void reset(struct peer_link *l, int n, void *ctx)
{
    cut(l, n, ctx);
    peer_reset(l);
}

static void half_an_answer(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    read_then(l, STR("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
}

static void half_a_head(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    read_then(l, STR("HTTP/1.1 200 OK\r\nContent-Le"));
}

static void nonsense(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    read_then(l, STR("SSH-2.0-OpenSSH\r\n\r\n"));
}

static void endless_body(struct peer_link *l, int n, void *ctx)
{
    char block[4096];
    (void)n;
    (void)ctx;
    memset(block, 'x', sizeof(block));
    read_then(l, STR("HTTP/1.1 200 OK\r\n\r\n"));
    while (peer_write(l, (struct str){ block, sizeof(block) }))
        ;
}

static void endless_head(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    read_then(l, STR("HTTP/1.1 200 OK\r\n"));
    while (peer_write(l, STR("X-Header: and another one of them, and one more\r\n")))
        ;
}

static void gzip_bomb(struct peer_link *l, int n, void *ctx)
{
    size_t raw_n = 16 << 20, cap = 64 << 10;
    char *raw = calloc(raw_n, 1), *packed = malloc(cap), head[128];
    z_stream z = { .next_in = (Bytef *)raw,
                   .avail_in = (uInt)raw_n,
                   .next_out = (Bytef *)packed,
                   .avail_out = (uInt)cap };
    (void)n;
    (void)ctx;
    deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    deflate(&z, Z_FINISH);
    snprintf(head, sizeof(head),
             "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %lu\r\n\r\n",
             z.total_out);
    read_then(l, str_from_c(head));
    peer_write(l, (struct str){ packed, z.total_out });
    peer_wait_close(l);
    deflateEnd(&z);
    free(raw);
    free(packed);
}

static void dies_on_the_second(struct peer_link *l, int n, void *ctx)
{
    struct fixture *f = ctx;
    char buf[8192];
    (void)n;
    while (peer_read_request(l, buf, sizeof(buf)).n > 0) {
        if (atomic_fetch_add(&f->served, 1) == 1)
            return;
        peer_write(l, STR("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    }
}

/* --- tests --- */

HTEST(a_request_whose_bytes_went_out_is_unknown_when_no_answer_comes)
{
    static const struct {
        const char *label;
        void (*serve)(struct peer_link *, int, void *);
        enum err_code code;
    } cases[] = {
        { "silence", silent, ERR_TIMEOUT }, { "closed", cut, ERR_IO },
        { "reset", reset, ERR_IO },         { "half a body", half_an_answer, ERR_IO },
        { "nonsense", nonsense, ERR_IO },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        start_peer(f, PEER_PLAIN, cases[i].serve);
        struct http_request req = request(f);
        req.body = STR("text");
        req.deadline_ms = 300;
        send_and_wait(f, &req);
        CHECK(cases[i].label, f->outcome == HTTP_UNKNOWN);
        CHECK(cases[i].label, f->err.code == cases[i].code);
        CHECK(cases[i].label, f->err.msg[0] != '\0' && f->body_n == 0);
    }
}

HTEST(a_head_that_breaks_off_is_no_answer)
{
    struct fixture *f = *state;
    start_peer(f, PEER_PLAIN, half_a_head);
    struct http_request req = request(f);
    req.body = STR("text");
    send_and_wait(f, &req);
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
}

HTEST(a_body_is_never_sent_twice_behind_our_back)
{
    struct fixture *f = *state;
    start_peer(f, PEER_PLAIN, dies_on_the_second);
    struct http_request req = request(f);
    req.body = STR("once");
    send_and_wait(f, &req);
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    send_and_wait(f, &req);
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
    peer_stop(TAKE(f->peer));
    assert_int_equal(atomic_load(&f->served), 2);
}

HTEST(without_a_connection_nothing_was_sent)
{
    struct fixture *f = *state;
    start_peer(f, PEER_PLAIN, silent);
    peer_stop(TAKE(f->peer)); /* nobody listens there any more */
    struct http_request req = request(f);
    send_and_wait(f, &req);
    assert_int_equal(f->outcome, HTTP_NOT_SENT);
    assert_int_equal(f->status, 0);
}

HTEST(a_name_that_is_not_found_in_time_was_not_sent)
{
    struct fixture *f = *state;
    resolver_close(f->resolver);
    assert_true(resolver_open(&f->resolver, f->loop, "127.0.0.1:1", NULL));
    open_client(f, NULL);
    struct http_request req = request(f);
    req.url = STR("https://nowhere.example/");
    req.deadline_ms = 100;
    send_and_wait(f, &req);
    assert_int_equal(f->outcome, HTTP_NOT_SENT);
    CHECK("named", strstr(f->err.msg, "nowhere.example"));
}

HTEST(an_answer_over_the_ceiling_is_cut_off)
{
    static const struct {
        const char *label;
        void (*serve)(struct peer_link *, int, void *);
    } cases[] = {
        { "body", endless_body },
        { "head", endless_head },
        { "gzip bomb", gzip_bomb },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        start_peer(f, PEER_PLAIN, cases[i].serve);
        struct http_request req = request(f);
        req.max_body_bytes = 100000;
        send_and_wait(f, &req);
        CHECK(cases[i].label, f->outcome == HTTP_TOO_LARGE);
        CHECK(cases[i].label, f->err.code == ERR_LIMIT && f->body_n == 0);
        CHECK(cases[i].label, f->status == 200);
    }
}

HTEST(a_certificate_must_be_trusted_valid_and_for_that_name)
{
    static const struct {
        const char *label;
        enum peer_tls tls;
        bool trusted;
        enum http_outcome want;
    } cases[] = {
        { "good", PEER_TLS, true, HTTP_ANSWERED },
        { "unknown authority", PEER_TLS, false, HTTP_NOT_SENT },
        { "other name", PEER_TLS_OTHER, true, HTTP_NOT_SENT },
        { "expired", PEER_TLS_EXPIRED, true, HTTP_NOT_SENT },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        start_peer(f, cases[i].tls, echo);
        if (!cases[i].trusted)
            open_client(f, NULL);
        struct http_request req = request(f);
        req.allow_http = false;
        req.body = STR("secret text");
        send_and_wait(f, &req);
        CHECK(cases[i].label, f->outcome == cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HTTP_TEST(a_request_whose_bytes_went_out_is_unknown_when_no_answer_comes),
        HTTP_TEST(a_head_that_breaks_off_is_no_answer),
        HTTP_TEST(a_body_is_never_sent_twice_behind_our_back),
        HTTP_TEST(without_a_connection_nothing_was_sent),
        HTTP_TEST(a_name_that_is_not_found_in_time_was_not_sent),
        HTTP_TEST(an_answer_over_the_ceiling_is_cut_off),
        HTTP_TEST(a_certificate_must_be_trusted_valid_and_for_that_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
