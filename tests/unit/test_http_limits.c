/* The HTTP listener against clients that want too much, or nothing at all; and streams. */

#include "server_fixture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static void restart_hasty(struct server_fixture *f)
{
    server_restart(f, &(struct http_server_options){
                          .header_ms = 150, .body_ms = 150, .idle_ms = 150 });
}

STEST(headers_over_8_KiB_are_refused)
{
    static const size_t sizes[] = { 9000, 40000 }; /* by us; by the library */
    struct server_fixture *f = *state;
    char buf[4096], *request = malloc(50000);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        bool closed;
        int n = snprintf(request, 100, "GET /tell HTTP/1.1\r\nHost: x\r\nX-Long: ");
        memset(request + n, 'a', sizes[i]);
        memcpy(request + n + sizes[i], "\r\n\r\n", 4);
        int fd = client_open(f);
        client_write(fd, (struct str){ request, (size_t)n + sizes[i] + 4 });
        struct str got = client_read(f, fd, buf, sizeof(buf), (struct str){ 0 }, &closed);
        CHECK("closed", closed);
        CHECK("431", got.n == 0 || str_starts(got, STR("HTTP/1.1 431 ")));
        close(fd);
    }
    assert_int_equal(f->handled, 0);
    free(request);
}

STEST(slow_headers_slow_bodies_and_idle_connections_are_cut)
{
    static const struct {
        const char *label;
        struct str start, drip;
    } cases[] = {
        { "nothing at all", STR_INIT(""), STR_INIT("") },
        { "half a line", STR_INIT("GET /te"), STR_INIT("") },
        { "headers in drips", STR_INIT("GET /tell HTTP/1.1\r\nHost: x\r\nX: "),
          STR_INIT("a") },
        { "body in drips",
          STR_INIT("POST /tell HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n"),
          STR_INIT("b") },
        { "kept alive", STR_INIT("GET /tell HTTP/1.1\r\nHost: x\r\n\r\n"), STR_INIT("") },
        { "second request in drips",
          STR_INIT("GET /tell HTTP/1.1\r\nHost: x\r\n\r\nGET /"), STR_INIT("x") },
    };
    struct server_fixture *f = *state;
    char buf[4096];
    restart_hasty(f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t start = clock_mono_ms();
        int fd = client_open(f);
        client_write(fd, cases[i].start);
        ssize_t n = -1;
        while (n != 0 && clock_mono_ms() - start < 5000) {
            if (cases[i].drip.n)
                (void)send(fd, cases[i].drip.p, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
            assert_true(loop_turn(f->loop, 5, NULL));
            n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
            if (n < 0 && errno == ECONNRESET)
                n = 0;
        }
        CHECK(cases[i].label, n == 0);
        close(fd);
    }
}

STEST(what_waits_for_us_is_not_cut)
{
    struct server_fixture *f = *state;
    char buf[4096];
    bool closed;
    restart_hasty(f);
    int fd = client_open(f);
    client_write(fd, STR("GET /later HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    int64_t start = clock_mono_ms();
    while (clock_mono_ms() - start < 500)
        assert_true(loop_turn(f->loop, 20, NULL));
    http_answer(f->kept, &(struct http_answer){ .status = 200, .body = STR("late") });
    struct str got = client_read(f, fd, buf, sizeof(buf), (struct str){ 0 }, &closed);
    CHECK("answered", str_ends(got, STR("late")));
    close(fd);
}

STEST(a_thousand_idle_connections_make_room_when_they_are_cut)
{
    enum { MANY = 1000 };
    struct server_fixture *f = *state;
    struct rlimit files;
    char buf[4096];
    static int fds[MANY];
    getrlimit(RLIMIT_NOFILE, &files);
    size_t n = files.rlim_cur > 2 * MANY + 100 ? MANY : 100;
    restart_hasty(f);
    for (size_t i = 0; i < n; i++) {
        fds[i] = client_open(f);
        if (i % 50 == 0)
            assert_true(loop_turn(f->loop, 0, NULL));
    }
    struct str got =
        ask(f, STR("GET /tell HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), buf,
            sizeof(buf));
    CHECK("served among them", str_starts(got, STR("HTTP/1.1 200 ")));
    bool closed;
    client_read(f, fds[n - 1], buf, sizeof(buf), (struct str){ 0 }, &closed);
    CHECK("the last is cut", closed);
    for (size_t i = 0; i < n; i++)
        close(fds[i]);
}

STEST(connections_over_the_limit_wait_outside)
{
    struct server_fixture *f = *state;
    char buf[4096];
    int idle[2];
    server_restart(
        f, &(struct http_server_options){ .max_connections = 2, .header_ms = 300 });
    for (size_t i = 0; i < COUNT(idle); i++) {
        idle[i] = client_open(f);
        assert_true(loop_turn(f->loop, 5, NULL));
    }
    struct str got =
        ask(f, STR("GET /tell HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), buf,
            sizeof(buf));
    CHECK("served when one was cut", str_starts(got, STR("HTTP/1.1 200 ")));
    for (size_t i = 0; i < COUNT(idle); i++)
        close(idle[i]);
}

/* --- streams --- */

static int open_stream(struct server_fixture *f)
{
    int fd = client_open(f);
    client_write(fd, STR("GET /events HTTP/1.1\r\nHost: x\r\n\r\n"));
    while (!f->stream)
        assert_true(loop_turn(f->loop, 100, NULL));
    return fd;
}

STEST(a_stream_brings_what_is_written_when_it_is_written)
{
    struct server_fixture *f = *state;
    char buf[4096];
    bool closed;
    restart_hasty(f); /* a stream outlives every limit */
    int fd = open_stream(f);
    struct str got = client_read(f, fd, buf, sizeof(buf), STR("\r\n\r\n"), &closed);
    CHECK("type", str_find(got, STR("Content-Type: text/event-stream\r\n")) > 0);
    for (int i = 0; i < 3; i++) {
        int64_t pause = clock_mono_ms() + 200;
        while (clock_mono_ms() < pause)
            assert_true(loop_turn(f->loop, 20, NULL));
        assert_true(http_stream_write(f->stream, STR("data: x\n\n"), NULL));
        got = client_read(f, fd, buf, sizeof(buf), STR("data: x\n\n"), &closed);
        CHECK("came", !closed && str_find(got, STR("data: x\n\n")) >= 0);
    }
    http_stream_write(f->stream, STR("last"), NULL);
    http_stream_close(TAKE(f->stream));
    got = client_read(f, fd, buf, sizeof(buf), STR("\r\n0\r\n\r\n"), &closed);
    CHECK("flushed and ended", str_find(got, STR("last")) >= 0);
    CHECK("ended", str_ends(got, STR("\r\n0\r\n\r\n")));
    assert_int_equal(f->gone, 0);
    close(fd);
}

STEST(a_client_that_leaves_a_stream_is_noticed)
{
    struct server_fixture *f = *state;
    char buf[4096];
    bool closed;
    int fd = open_stream(f);
    client_read(f, fd, buf, sizeof(buf), STR("\r\n\r\n"), &closed);
    close(fd);
    int64_t give_up = clock_mono_ms() + 5000;
    while (f->gone == 0 && clock_mono_ms() < give_up)
        assert_true(loop_turn(f->loop, 50, NULL));
    assert_int_equal(f->gone, 1);
    for (int i = 0; i < 3; i++)
        assert_true(loop_turn(f->loop, 5, NULL));
    assert_int_equal(f->gone, 1);
}

STEST(a_stream_may_be_closed_before_it_was_flushed)
{
    struct server_fixture *f = *state;
    char buf[4096];
    bool closed;
    f->holds_flush = true;
    int fd = open_stream(f);
    http_stream_write(f->stream, STR("all there is"), NULL);
    http_stream_close(TAKE(f->stream));
    f->holds_flush = false;
    struct str got = client_read(f, fd, buf, sizeof(buf), STR("\r\n0\r\n\r\n"), &closed);
    CHECK("whole", str_find(got, STR("all there is")) > 0);
    close(fd);
}

STEST(a_client_that_does_not_read_fills_the_queue_and_no_more)
{
    struct server_fixture *f = *state;
    struct err err = { 0 };
    char block[8192];
    memset(block, 'x', sizeof(block));
    int fd = open_stream(f);
    bool ok = true;
    for (int i = 0; i < 5000 && ok; i++) {
        ok = http_stream_write(f->stream, (struct str){ block, sizeof(block) }, &err);
        assert_true(loop_turn(f->loop, 0, NULL));
    }
    assert_false(ok);
    assert_int_equal(err.code, ERR_LIMIT);
    http_stream_close(TAKE(f->stream));
    close(fd);
    assert_true(loop_turn(f->loop, 5, NULL));
    assert_int_equal(f->gone, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(headers_over_8_KiB_are_refused),
        SERVER_TEST(slow_headers_slow_bodies_and_idle_connections_are_cut),
        SERVER_TEST(what_waits_for_us_is_not_cut),
        SERVER_TEST(a_thousand_idle_connections_make_room_when_they_are_cut),
        SERVER_TEST(connections_over_the_limit_wait_outside),
        SERVER_TEST(a_stream_brings_what_is_written_when_it_is_written),
        SERVER_TEST(a_client_that_leaves_a_stream_is_noticed),
        SERVER_TEST(a_stream_may_be_closed_before_it_was_flushed),
        SERVER_TEST(a_client_that_does_not_read_fills_the_queue_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
