/* The HTTP listener: what is asked, who answers, and when the answer goes out. */

#include "server_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ANSWER_MAX = 256 * 1024 };

#define CLOSE "Host: x\r\nConnection: close\r\n"

STEST(requests_find_their_route)
{
    static const struct {
        const char *label;
        struct str request, status, part;
    } cases[] = {
        { "query and header",
          STR_INIT("GET /tell?q=a%20b%26c HTTP/1.1\r\n" CLOSE "x-test: 2\r\n\r\n"),
          STR_INIT("HTTP/1.1 200 "),
          STR_INIT("\r\n\r\nGET /tell q=a b&c h=2 peer=127.0.0.1 body=") },
        { "body",
          STR_INIT("POST /tell HTTP/1.1\r\n" CLOSE "Content-Length: 3\r\n\r\nabc"),
          STR_INIT("HTTP/1.1 200 "), STR_INIT(" body=abc") },
        { "chunked body",
          STR_INIT("POST /tell HTTP/1.1\r\n" CLOSE
                   "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"),
          STR_INIT("HTTP/1.1 200 "), STR_INIT(" body=abc") },
        { "HTTP/1.0", STR_INIT("GET /tell HTTP/1.0\r\n\r\n"), STR_INIT("HTTP/1.1 200 "),
          STR_INIT("GET /tell q=") },
        { "below", STR_INIT("GET /below/a%C3%A4/b HTTP/1.1\r\n" CLOSE "\r\n"),
          STR_INIT("HTTP/1.1 200 "), STR_INIT("GET /below/a\xc3\xa4/b q=") },
        { "the longest wins", STR_INIT("PUT /below/it HTTP/1.1\r\n" CLOSE "\r\n"),
          STR_INIT("HTTP/1.1 200 "), STR_INIT("PUT /below/it") },
        { "no route", STR_INIT("GET / HTTP/1.1\r\n" CLOSE "\r\n"),
          STR_INIT("HTTP/1.1 404 "), STR_INIT("") },
        { "not below", STR_INIT("GET /tell/x HTTP/1.1\r\n" CLOSE "\r\n"),
          STR_INIT("HTTP/1.1 404 "), STR_INIT("") },
        { "another method", STR_INIT("DELETE /tell HTTP/1.1\r\n" CLOSE "\r\n"),
          STR_INIT("HTTP/1.1 405 "), STR_INIT("") },
        { "the longer path has another method",
          STR_INIT("GET /below/it HTTP/1.1\r\n" CLOSE "\r\n"), STR_INIT("HTTP/1.1 405 "),
          STR_INIT("") },
        { "NUL in the path", STR_INIT("GET /tell%00.png HTTP/1.1\r\n" CLOSE "\r\n"),
          STR_INIT("HTTP/1.1 400 "), STR_INIT("") },
        { "NUL in the query", STR_INIT("GET /tell?q=%00 HTTP/1.1\r\n" CLOSE "\r\n"),
          STR_INIT("HTTP/1.1 400 "), STR_INIT("") },
        { "no Host", STR_INIT("GET /tell HTTP/1.1\r\nConnection: close\r\n\r\n"),
          STR_INIT("HTTP/1.1 400 "), STR_INIT("") },
        { "announced too long",
          STR_INIT("POST /small HTTP/1.1\r\n" CLOSE "Content-Length: 11\r\n\r\n"),
          STR_INIT("HTTP/1.1 413 "), STR_INIT("") },
        { "too long after all",
          STR_INIT("POST /small HTTP/1.1\r\n" CLOSE
                   "Transfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n"),
          STR_INIT("HTTP/1.1 413 "), STR_INIT("") },
        { "just fits",
          STR_INIT("POST /small HTTP/1.1\r\n" CLOSE
                   "Content-Length: 10\r\n\r\n1234567890"),
          STR_INIT("HTTP/1.1 200 "), STR_INIT(" body=1234567890") },
    };
    struct server_fixture *f = *state;
    char *buf = malloc(ANSWER_MAX);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str got = ask(f, cases[i].request, buf, ANSWER_MAX);
        CHECK(cases[i].label, str_starts(got, cases[i].status));
        CHECK(cases[i].label, str_find(got, cases[i].part) >= 0);
        CHECK(cases[i].label, str_find(got, STR("X-Evil")) < 0);
    }
    free(buf);
}

STEST(HEAD_is_asked_of_GET_and_has_no_body)
{
    struct server_fixture *f = *state;
    char buf[4096];
    struct str got =
        ask(f, STR("HEAD /tell HTTP/1.1\r\n" CLOSE "\r\n"), buf, sizeof(buf));
    CHECK("ok", str_starts(got, STR("HTTP/1.1 200 ")));
    CHECK("type", str_find(got, STR("Content-Type: text/plain\r\n")) > 0);
    CHECK("header", str_find(got, STR("X-Answer: yes\r\n")) > 0);
    CHECK("no body", str_ends(got, STR("\r\n\r\n")));
}

STEST(an_answer_goes_out_at_the_flush_and_not_before)
{
    struct server_fixture *f = *state;
    char buf[4096];
    bool closed;
    f->holds_flush = true;
    int fd = client_open(f);
    client_write(fd, STR("GET /tell HTTP/1.1\r\nHost: x\r\n\r\n"));
    while (f->handled == 0)
        assert_true(loop_turn(f->loop, 100, NULL));
    for (int i = 0; i < 5; i++)
        assert_true(loop_turn(f->loop, 2, NULL));
    assert_int_equal(read(fd, buf, 0), 0);
    f->holds_flush = false;
    int64_t start = clock_mono_ms();
    struct str got = client_read(f, fd, buf, sizeof(buf), STR("body="), &closed);
    CHECK("answered", str_starts(got, STR("HTTP/1.1 200 ")));
    CHECK("at once", clock_mono_ms() - start < 500);
    close(fd);
}

STEST(an_answer_may_come_later_and_the_connection_is_used_again)
{
    struct server_fixture *f = *state;
    char buf[4096];
    bool closed;
    int fd = client_open(f);
    for (int i = 1; i <= 3; i++) {
        client_write(fd, STR("GET /later HTTP/1.1\r\nHost: x\r\n\r\n"));
        while (f->handled < i)
            assert_true(loop_turn(f->loop, 100, NULL));
        assert_true(loop_turn(f->loop, 5, NULL));
        CHECK_STR("still readable", http_path(f->kept), STR("/later"));
        http_answer(f->kept, &(struct http_answer){ .status = 201, .body = STR("done") });
        struct str got = client_read(f, fd, buf, sizeof(buf), STR("done"), &closed);
        CHECK("created", str_starts(got, STR("HTTP/1.1 201 ")) && !closed);
    }
    close(fd);
}

STEST(requests_in_one_packet_are_answered_in_order)
{
    struct server_fixture *f = *state;
    char buf[4096];
    struct str got = ask(f,
                         STR("GET /tell?q=first HTTP/1.1\r\nHost: x\r\n\r\n"
                             "GET /tell?q=second HTTP/1.1\r\n" CLOSE "\r\n"),
                         buf, sizeof(buf));
    ptrdiff_t first = str_find(got, STR("q=first")),
              second = str_find(got, STR("q=second"));
    CHECK("both", first > 0 && second > first);
}

STEST(a_client_that_has_gone_may_still_be_answered)
{
    struct server_fixture *f = *state;
    char buf[4096];
    int fd = client_open(f);
    client_write(fd, STR("GET /later HTTP/1.1\r\nHost: x\r\n\r\n"));
    while (f->handled == 0)
        assert_true(loop_turn(f->loop, 100, NULL));
    close(fd);
    assert_true(loop_turn(f->loop, 5, NULL));
    CHECK_STR("still readable", http_path(f->kept), STR("/later"));
    http_answer(f->kept, &(struct http_answer){ .status = 200 });
    struct str got = ask(f, STR("GET /tell HTTP/1.1\r\n" CLOSE "\r\n"), buf, sizeof(buf));
    CHECK("others are served", str_starts(got, STR("HTTP/1.1 200 ")));
}

STEST(a_request_in_single_bytes_is_read)
{
    static const struct str request =
        STR_INIT("POST /tell HTTP/1.1\r\n" CLOSE "Content-Length: 5\r\n\r\nhello");
    struct server_fixture *f = *state;
    char buf[4096];
    bool closed;
    int fd = client_open(f);
    for (size_t i = 0; i < request.n; i++) {
        client_write(fd, (struct str){ request.p + i, 1 });
        assert_true(loop_turn(f->loop, 0, NULL));
    }
    struct str got = client_read(f, fd, buf, sizeof(buf), (struct str){ 0 }, &closed);
    CHECK("body", str_ends(got, STR("body=hello")));
    close(fd);
}

STEST(a_large_body_both_ways_is_whole)
{
    struct server_fixture *f = *state;
    size_t n = 60000;
    char *body = malloc(n), *buf = malloc(ANSWER_MAX), head[128];
    bool closed;
    memset(body, 'b', n);
    int fd = client_open(f);
    snprintf(head, sizeof(head),
             "POST /tell HTTP/1.1\r\n" CLOSE "Content-Length: %zu\r\n\r\n", n);
    client_write(fd, str_from_c(head));
    client_write(fd, (struct str){ body, n });
    struct str got = client_read(f, fd, buf, ANSWER_MAX, (struct str){ 0 }, &closed);
    ptrdiff_t at = str_find(got, STR("body="));
    CHECK("whole", at > 0 && got.n - (size_t)at - 5 == n);
    close(fd);
    free(body);
    free(buf);
}

STEST(routes_are_refused_when_they_cannot_be)
{
    struct server_fixture *f = *state;
    struct err err = { 0 };
    struct http_route r = { .method = "GET", .path = "/tell" };
    assert_false(http_server_route(f->server, &r, &err));
    assert_int_equal(err.code, ERR_CONFLICT);
    r.path = "tell";
    assert_false(http_server_route(f->server, &r, &err));
    assert_int_equal(err.code, ERR_INVALID);
    char paths[100][16];
    bool ok = true;
    for (size_t i = 0; i < COUNT(paths) && ok; i++) {
        snprintf(paths[i], sizeof(paths[i]), "/%zu", i);
        r.path = paths[i];
        ok = http_server_route(f->server, &r, &err);
    }
    assert_false(ok);
    assert_int_equal(err.code, ERR_LIMIT);
}

STEST(a_listener_that_cannot_be_is_an_error)
{
    struct server_fixture *f = *state;
    struct http_server *second = NULL;
    struct err err = { 0 };
    struct http_server_options o = { .loop = f->loop, .address = "localhost" };
    assert_false(http_server_open(&second, &o, &err));
    assert_int_equal(err.code, ERR_INVALID);
    o.address = "127.0.0.1";
    o.port = http_server_port(f->server);
    assert_false(http_server_open(&second, &o, &err));
    assert_int_equal(err.code, ERR_CONFLICT);
    assert_null(second);
    http_server_close(NULL);
}

STEST(closing_cuts_what_is_open)
{
    struct server_fixture *f = *state;
    int fds[3];
    for (int i = 0; i < 3; i++)
        fds[i] = client_open(f);
    client_write(fds[0], STR("GET /later HTTP/1.1\r\nHost: x\r\n\r\n"));
    client_write(fds[1], STR("GET /events HTTP/1.1\r\nHost: x\r\n\r\n"));
    client_write(fds[2], STR("GET /half HTTP/1.1\r\nHost"));
    while (f->handled < 2)
        assert_true(loop_turn(f->loop, 100, NULL));
    assert_true(loop_turn(f->loop, 5, NULL));
    http_server_close(TAKE(f->server));
    assert_int_equal(f->gone, 0);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
}

STEST(quiescing_refuses_new_clients_and_serves_the_old)
{
    struct server_fixture *f = *state;
    char buf[4096];
    bool closed;
    int fd = client_open(f);
    client_write(fd, STR("GET /later HTTP/1.1\r\n" CLOSE "\r\n"));
    while (f->handled == 0)
        assert_true(loop_turn(f->loop, 100, NULL));
    http_server_quiesce(f->server);
    http_server_quiesce(f->server);
    http_answer(f->kept, &(struct http_answer){ .status = 200, .body = STR("bye") });
    struct str got = client_read(f, fd, buf, sizeof(buf), (struct str){ 0 }, &closed);
    CHECK("served", str_ends(got, STR("bye")));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(requests_find_their_route),
        SERVER_TEST(HEAD_is_asked_of_GET_and_has_no_body),
        SERVER_TEST(an_answer_goes_out_at_the_flush_and_not_before),
        SERVER_TEST(an_answer_may_come_later_and_the_connection_is_used_again),
        SERVER_TEST(requests_in_one_packet_are_answered_in_order),
        SERVER_TEST(a_client_that_has_gone_may_still_be_answered),
        SERVER_TEST(a_request_in_single_bytes_is_read),
        SERVER_TEST(a_large_body_both_ways_is_whole),
        SERVER_TEST(routes_are_refused_when_they_cannot_be),
        SERVER_TEST(a_listener_that_cannot_be_is_an_error),
        SERVER_TEST(closing_cuts_what_is_open),
        SERVER_TEST(quiescing_refuses_new_clients_and_serves_the_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
