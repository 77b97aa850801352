/* Names to addresses, with a name server that may misbehave. */

#include "check.h"

#include "io/clock.h"
#include "io/loop.h"
#include "io/resolver.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum manner { ANSWERS, NO_SUCH_NAME, SILENT, FAILS, TALKS_NONSENSE };

struct name_server {
    enum manner manner;
    struct loop_watch watch;
    char address[32];
    int asked;
};

struct fixture {
    struct loop *loop;
    struct resolver *resolver;
    struct name_server server;
    int answers;
    struct addresses found;
    struct err err;
};

/* Turns the question into its answer: flags, counts, one A record. */
static size_t make_reply(enum manner manner, unsigned char *m, size_t n)
{
    static const unsigned char record[] = { 0xc0, 0x0c, 0, 1, 0,   1, 0, 0,
                                            0,    60,   0, 4, 192, 0, 2, 7 };
    size_t question_end = 12;
    while (question_end < n && m[question_end])
        question_end += (size_t)m[question_end] + 1;
    question_end += 5;
    bool is_a = m[question_end - 3] == 1;
    m[2] = 0x81;
    m[3] = manner == NO_SUCH_NAME ? 0x83 : manner == FAILS ? 0x82 : 0x80;
    memset(m + 6, 0, 6);
    if (manner != ANSWERS || !is_a)
        return question_end;
    m[7] = 1;
    memcpy(m + question_end, record, sizeof(record));
    return question_end + sizeof(record);
}

static void on_question(void *ctx, uint32_t events)
{
    struct name_server *s = ctx;
    unsigned char m[1024];
    struct sockaddr_in from;
    socklen_t from_len = sizeof(from);
    (void)events;
    ssize_t n = recvfrom(s->watch.fd, m, 512, 0, (struct sockaddr *)&from, &from_len);
    assert_true(n > 16);
    s->asked++;
    if (s->manner == SILENT)
        return;
    size_t len = 3;
    if (s->manner != TALKS_NONSENSE)
        len = make_reply(s->manner, m, (size_t)n);
    sendto(s->watch.fd, m, len, 0, (struct sockaddr *)&from, from_len);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(a);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (!loop_open(&f->loop, NULL) || bind(fd, (struct sockaddr *)&a, len) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &len) != 0)
        return -1;
    f->server.watch =
        (struct loop_watch){ .ready = on_question, .ctx = &f->server, .fd = fd };
    snprintf(f->server.address, sizeof(f->server.address), "127.0.0.1:%d",
             ntohs(a.sin_port));
    if (!loop_watch(f->loop, &f->server.watch, EPOLLIN, NULL) ||
        !resolver_open(&f->resolver, f->loop, f->server.address, NULL))
        return -1;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    resolver_close(f->resolver);
    loop_unwatch(f->loop, &f->server.watch);
    close(f->server.watch.fd);
    loop_close(f->loop);
    free(f);
    return 0;
}

static void on_done(void *ctx, const struct addresses *found, const struct err *err)
{
    struct fixture *f = ctx;
    f->answers++;
    assert_true((found != NULL) != (err != NULL));
    f->found = found ? *found : (struct addresses){ 0 };
    f->err = err ? *err : (struct err){ 0 };
}

/* Asks and waits for the answer; never longer than 5 s. */
static void ask(struct fixture *f, struct str host, int64_t deadline_ms)
{
    int before = f->answers;
    int64_t give_up = clock_mono_ms() + 5000;
    resolver_ask(f->resolver, host, deadline_ms, (struct resolver_done){ on_done, f });
    assert_int_equal(f->answers, before); /* never from inside */
    while (f->answers == before && clock_mono_ms() < give_up)
        assert_true(loop_turn(f->loop, 100, NULL));
    assert_int_equal(f->answers, before + 1);
}

#define RTEST(name) static void name(void **state)

RTEST(numeric_hosts_and_localhost_pass_straight_through)
{
    static const struct {
        struct str host, want;
    } cases[] = {
        { STR_INIT("127.0.0.1"), STR_INIT("127.0.0.1") },
        { STR_INIT("192.0.2.1"), STR_INIT("192.0.2.1") },
        { STR_INIT("::1"), STR_INIT("::1") },
        { STR_INIT("[2001:db8::1]"), STR_INIT("2001:db8::1") },
        { STR_INIT("LocalHost"), STR_INIT("127.0.0.1") },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        ask(f, cases[i].host, 1000);
        CHECK("found", f->found.n >= 1);
        CHECK_STR("address", str_from_c(f->found.text[0]), cases[i].want);
    }
    assert_int_equal(f->server.asked, 0);
}

RTEST(a_name_is_asked_for_once_and_then_remembered)
{
    struct fixture *f = *state;
    ask(f, STR("chat.example.com"), 2000);
    assert_int_equal(f->found.n, 1);
    CHECK_STR("address", str_from_c(f->found.text[0]), STR("192.0.2.7"));
    int asked = f->server.asked;
    ask(f, STR("CHAT.example.com"), 2000);
    CHECK_STR("address", str_from_c(f->found.text[0]), STR("192.0.2.7"));
    assert_int_equal(f->server.asked, asked);
    ask(f, STR("other.example.com"), 2000);
    assert_true(f->server.asked > asked);
}

RTEST(failures_are_told_apart_and_not_remembered)
{
    static const struct {
        const char *label;
        enum manner manner;
        enum err_code want;
    } cases[] = {
        { "no such name", NO_SUCH_NAME, ERR_NOTFOUND },
        { "server failure", FAILS, ERR_IO },
        { "silence", SILENT, ERR_TIMEOUT },
        { "nonsense", TALKS_NONSENSE, ERR_TIMEOUT },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        f->server.manner = cases[i].manner;
        int64_t start = clock_mono_ms();
        ask(f, STR("chat.example.com"), 150);
        CHECK(cases[i].label, f->err.code == cases[i].want);
        CHECK(cases[i].label, clock_mono_ms() - start < 1500);
        CHECK(cases[i].label, strstr(f->err.msg, "chat.example.com"));
    }
    f->server.manner = ANSWERS;
    ask(f, STR("chat.example.com"), 2000);
    assert_int_equal(f->found.n, 1);
}

RTEST(what_is_no_host_name_is_not_found)
{
    static const struct str cases[] = { STR_INIT(""), STR_INIT("a b"), STR_INIT("a\0b"),
                                        STR_INIT("a\nb"), STR_INIT("\xc3\xa4.example") };
    struct fixture *f = *state;
    char longer[300];
    for (size_t i = 0; i < COUNT(cases); i++) {
        ask(f, cases[i], 500);
        assert_int_equal(f->err.code, ERR_NOTFOUND);
    }
    memset(longer, 'a', sizeof(longer));
    ask(f, (struct str){ longer, sizeof(longer) }, 500);
    assert_int_equal(f->err.code, ERR_NOTFOUND);
    assert_int_equal(f->server.asked, 0);
}

RTEST(a_cancelled_question_is_not_answered)
{
    struct fixture *f = *state;
    struct resolver_done then = { on_done, f };
    f->server.manner = SILENT;
    struct resolving *q = resolver_ask(f->resolver, STR("a.example.com"), 50, then);
    assert_true(loop_turn(f->loop, 20, NULL));
    resolver_cancel(q);
    resolver_cancel(resolver_ask(f->resolver, STR("127.0.0.1"), 50, then));
    resolver_cancel(NULL);
    f->server.manner = ANSWERS;
    ask(f, STR("b.example.com"), 1000); /* longer than the cancelled one's deadline */
    assert_int_equal(f->answers, 1);
}

RTEST(closing_the_resolver_forgets_its_questions)
{
    struct fixture *f = *state;
    struct resolver *own;
    assert_true(resolver_open(&own, f->loop, f->server.address, NULL));
    resolver_ask(own, STR("a.example.com"), 50, (struct resolver_done){ on_done, f });
    resolver_ask(own, STR("::1"), 50, (struct resolver_done){ on_done, f });
    resolver_close(own);
    resolver_close(NULL);
    assert_true(loop_turn(f->loop, 60, NULL));
    assert_int_equal(f->answers, 0);
}

RTEST(a_server_list_that_cannot_be_read_is_an_error)
{
    struct fixture *f = *state;
    struct resolver *own = f->resolver;
    assert_true(resolver_open(&f->resolver, f->loop, "not a server", NULL));
    ask(f, STR("a.example.com"), 500);
    assert_int_equal(f->err.code, ERR_IO);
    resolver_close(f->resolver);
    f->resolver = own;
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(numeric_hosts_and_localhost_pass_straight_through),
        T(a_name_is_asked_for_once_and_then_remembered),
        T(failures_are_told_apart_and_not_remembered),
        T(what_is_no_host_name_is_not_found),
        T(a_cancelled_question_is_not_answered),
        T(closing_the_resolver_forgets_its_questions),
        T(a_server_list_that_cannot_be_read_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
