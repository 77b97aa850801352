/* Websockets: messages in and out, in whatever pieces they come. */

#include "ws_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { BIG = 200000 };

static char *big_text(void)
{
    char *p = malloc(BIG);
    for (size_t i = 0; i < BIG; i++)
        p[i] = (char)('a' + i % 26);
    return p;
}

/* --- peers --- */

static void echo(struct peer_link *l, int n, void *ctx)
{
    char *buf = malloc(1 << 20);
    (void)n;
    (void)ctx;
    if (ws_peer_accept(l, buf, 8192).n > 0) {
        struct ws_frame f;
        while ((f = ws_peer_read(l, buf, 1 << 20)).opcode >= 0) {
            ws_peer_send(l, f.opcode == WS_PING ? WS_PONG : f.opcode, true, f.payload);
            if (f.opcode == WS_BYE)
                break;
        }
    }
    free(buf);
}

/* Sends the request back as the first message. */
static void tell_request(struct peer_link *l, int n, void *ctx)
{
    char buf[8192];
    (void)n;
    (void)ctx;
    ws_peer_send(l, WS_TEXT, true, ws_peer_accept(l, buf, sizeof(buf)));
    peer_wait_close(l);
}

static void in_single_bytes(struct peer_link *l, int n, void *ctx)
{
    char buf[8192], frame[256];
    (void)n;
    (void)ctx;
    ws_peer_accept(l, buf, sizeof(buf));
    memset(buf, 'x', 200);
    size_t len = ws_peer_frame(frame, WS_TEXT, true, (struct str){ buf, 200 });
    for (size_t i = 0; i < len; i++)
        peer_write(l, (struct str){ frame + i, 1 });
    peer_wait_close(l);
}

/* One message in many fragments with a ping among them, empty ones too. */
static void in_fragments(struct peer_link *l, int n, void *ctx)
{
    char buf[8192];
    char *big = big_text();
    (void)n;
    (void)ctx;
    ws_peer_accept(l, buf, sizeof(buf));
    ws_peer_send(l, WS_BINARY, false, (struct str){ big, 0 });
    for (size_t at = 0; at < BIG; at += 1000) {
        ws_peer_send(l, WS_MORE, false, (struct str){ big + at, 1000 });
        if (at == 50000)
            ws_peer_send(l, WS_PING, true, STR("Ping from applink-1"));
    }
    ws_peer_send(l, WS_MORE, true, (struct str){ big, 0 });
    struct ws_frame pong = ws_peer_read(l, buf, sizeof(buf));
    struct ws_fixture *f = ctx;
    if (pong.opcode == WS_PONG && str_eq(pong.payload, STR("Ping from applink-1")))
        atomic_store(&f->flag, 1);
    ws_peer_send(l, WS_TEXT, true, STR("and a small one"));
    peer_wait_close(l);
    free(big);
}

/* Too long in one frame, too long in fragments, then a small one. */
static void oversized(struct peer_link *l, int n, void *ctx)
{
    char buf[8192];
    char *big = big_text();
    (void)n;
    (void)ctx;
    ws_peer_accept(l, buf, sizeof(buf));
    ws_peer_send(l, WS_TEXT, true, (struct str){ big, BIG });
    ws_peer_send(l, WS_TEXT, false, (struct str){ big, 90000 });
    ws_peer_send(l, WS_MORE, true, (struct str){ big, 90000 });
    ws_peer_send(l, WS_TEXT, true, STR("small"));
    peer_wait_close(l);
    free(big);
}

enum { MANY = 500 };

/* Many small messages in one write, as after a busy second. */
static void burst(struct peer_link *l, int n, void *ctx)
{
    char buf[8192], *all = malloc(MANY * 64);
    size_t len = 0;
    (void)n;
    (void)ctx;
    ws_peer_accept(l, buf, sizeof(buf));
    for (int i = 0; i < MANY; i++) {
        int k = snprintf(buf, sizeof(buf), "{\"envelope\":%d}", i);
        len += ws_peer_frame(all + len, WS_TEXT, true, (struct str){ buf, (size_t)k });
    }
    peer_write(l, (struct str){ all, len });
    peer_wait_close(l);
    free(all);
}

/* Counts whole messages until the close. */
static void count(struct peer_link *l, int n, void *ctx)
{
    struct ws_fixture *f = ctx;
    char *buf = malloc(1 << 20);
    (void)n;
    ws_peer_accept(l, buf, 8192);
    struct ws_frame frame;
    while ((frame = ws_peer_read(l, buf, 1 << 20)).opcode == WS_TEXT)
        atomic_fetch_add(&f->flag, 1);
    ws_peer_send(l, WS_BYE, true, frame.payload);
    free(buf);
}

/* Never reads after the handshake. */
static void deaf(struct peer_link *l, int n, void *ctx)
{
    struct ws_fixture *f = ctx;
    char buf[8192];
    (void)n;
    ws_peer_accept(l, buf, sizeof(buf));
    while (atomic_load(&f->flag) == 0)
        ws_peer_send(l, WS_PONG, true, STR("")); /* fails when the other has gone */
}

/* --- tests --- */

WTEST(a_request_carries_host_path_and_token_and_offers_no_extension)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, tell_request);
    struct websocket_options o = ws_options(f);
    o.bearer = SECRET(STR("canary"));
    ws_open(f, &o);
    assert_int_equal(f->opened, 1);
    ws_wait(f, &f->messages, 1);
    struct str request = ws_last(f); /* its beginning */
    CHECK("line", str_starts(request, STR("GET /link?ticket=1&app=2 HTTP/1.1\r\n")));
    char host[64];
    snprintf(host, sizeof(host), "\r\nHost: localhost:%d\r\n", peer_port(f->peer));
    CHECK("host", str_find(request, str_from_c(host)) > 0);
    CHECK("bearer", str_find(request, STR("uthorization: Bearer canary")) > 0);
    CHECK("no deflate", str_find(request, STR("deflate")) < 0);
}

WTEST(texts_and_pings_go_out_and_come_back)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, echo);
    struct websocket_options o = ws_options(f);
    ws_open(f, &o);
    assert_true(websocket_is_open(f->ws));
    assert_true(websocket_send(f->ws, STR("h\xc3\xa4llo"), NULL));
    ws_wait(f, &f->messages, 1);
    CHECK_STR("echo", ws_last(f), STR("h\xc3\xa4llo"));
    assert_false(f->last_is_binary);
    assert_true(websocket_ping(f->ws, STR("replaced"), NULL));
    assert_true(websocket_ping(f->ws, STR("now"), NULL));
    ws_wait(f, &f->pongs, 1);
    CHECK_STR("pong", ws_last(f), STR("now"));
    assert_true(websocket_send(f->ws, STR(""), NULL));
    ws_wait(f, &f->messages, 2);
    assert_int_equal(f->last_n, 0);
}

WTEST(a_long_text_goes_out_whole_and_comes_back_whole)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, echo);
    struct websocket_options o = ws_options(f);
    ws_open(f, &o);
    char *big = big_text();
    for (int i = 0; i < 3; i++)
        assert_true(websocket_send(f->ws, (struct str){ big, BIG }, NULL));
    assert_int_equal(websocket_queued(f->ws), 3 * BIG);
    ws_wait(f, &f->messages, 3);
    assert_int_equal(f->bytes, 3 * BIG);
    assert_int_equal(websocket_queued(f->ws), 0);
    assert_memory_equal(f->last, big, sizeof(f->last));
    free(big);
}

WTEST(all_that_works_over_tls_too)
{
    struct ws_fixture *f = *state;
    char *big = big_text();
    ws_start(f, PEER_TLS, echo);
    struct websocket_options o = ws_options(f);
    o.allow_plain = false;
    ws_open(f, &o);
    for (int i = 0; i < 3; i++)
        assert_true(websocket_send(f->ws, (struct str){ big, BIG }, NULL));
    ws_wait(f, &f->messages, 3);
    assert_int_equal(f->bytes, 3 * BIG);
    ws_start(f, PEER_TLS, burst);
    o = ws_options(f);
    f->messages = 0;
    ws_open(f, &o);
    ws_wait(f, &f->messages, MANY); /* more than one TLS record */
    free(big);
}

WTEST(descriptors_with_high_numbers_work_too)
{
    struct ws_fixture *f = *state;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    int high = files.rlim_cur > 3000 ? 2000 : 200, taken[2000], n = 0;
    while (n < high)
        taken[n++] = dup(0);
    ws_start(f, PEER_PLAIN, echo);
    struct websocket_options o = ws_options(f);
    ws_open(f, &o);
    assert_true(websocket_send(f->ws, STR("hello"), NULL));
    ws_wait(f, &f->messages, 1);
    while (n > 0)
        close(taken[--n]);
}

WTEST(a_message_in_single_bytes_is_assembled)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, in_single_bytes);
    struct websocket_options o = ws_options(f);
    ws_open(f, &o);
    ws_wait(f, &f->messages, 1);
    assert_int_equal(f->bytes, 200);
}

WTEST(a_message_in_fragments_is_assembled_and_pings_between_are_answered)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, in_fragments);
    struct websocket_options o = ws_options(f);
    ws_open(f, &o);
    ws_wait(f, &f->messages, 2);
    assert_int_equal(f->bytes, BIG + 15);
    assert_int_equal(f->binaries, 1);
    CHECK_STR("last", ws_last(f), STR("and a small one"));
    assert_false(f->last_is_binary);
    assert_int_equal(atomic_load(&f->flag), 1);
}

WTEST(a_message_over_the_ceiling_is_dropped_and_the_link_stays)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, oversized);
    struct websocket_options o = ws_options(f);
    o.max_message_bytes = 100000;
    ws_open(f, &o);
    ws_wait(f, &f->messages, 1);
    CHECK_STR("only the small one", ws_last(f), STR("small"));
    assert_int_equal(f->dropped, 2);
    assert_int_equal(f->dropped_bytes, 180000);
    assert_true(websocket_is_open(f->ws));
}

WTEST(many_ready_messages_come_in_few_turns)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, burst);
    struct websocket_options o = ws_options(f);
    ws_open(f, &o);
    f->turns = 0;
    ws_wait(f, &f->messages, MANY);
    CHECK("a turn for many", f->turns < MANY / 10);
}

static void send_many(struct ws_fixture *f, enum peer_tls tls)
{
    ws_start(f, tls, count);
    struct websocket_options o = ws_options(f);
    o.allow_plain = tls == PEER_PLAIN;
    ws_open(f, &o);
    for (int i = 0; i < MANY; i++)
        assert_true(websocket_send(f->ws, STR("{\"envelope_id\":\"x\"}"), NULL));
    f->turns = 0;
    websocket_close(f->ws, 1000);
    ws_wait(f, &f->closed, 1);
    assert_int_equal(f->end.cause, WEBSOCKET_CLOSED);
    CHECK("a turn for many", f->turns < MANY / 10);
    peer_stop(TAKE(f->peer));
    assert_int_equal(atomic_load(&f->flag), MANY);
}

WTEST(many_texts_go_out_in_few_turns_and_before_the_close)
{
    send_many(*state, PEER_PLAIN);
}

WTEST(many_texts_go_out_over_tls_as_well)
{
    send_many(*state, PEER_TLS);
}

WTEST(a_peer_that_does_not_read_fills_the_queue_and_no_more)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, deaf);
    struct websocket_options o = ws_options(f);
    struct err err = { 0 };
    char *big = big_text();
    o.max_queued_bytes = 3 * BIG;
    ws_open(f, &o);
    for (int i = 0; i < 1000 && websocket_send(f->ws, (struct str){ big, BIG }, &err);
         i++)
        assert_true(loop_turn(f->loop, 0, NULL));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_true(websocket_queued(f->ws) <= 3 * BIG);
    free(big);
    websocket_close(f->ws, 1000);
    int64_t start = clock_mono_ms();
    ws_wait(f, &f->closed, 1); /* cut after a second */
    assert_true(clock_mono_ms() - start < 3000);
    atomic_store(&f->flag, 1);
}

WTEST(what_cannot_be_sent_is_refused)
{
    struct ws_fixture *f = *state;
    char payload[126] = { 0 };
    struct err err = { 0 };
    ws_start(f, PEER_PLAIN, echo);
    struct websocket_options o = ws_options(f);
    assert_true(websocket_open(&f->ws, f->hub, &o, NULL));
    assert_false(websocket_send(f->ws, STR("too early"), &err));
    assert_int_equal(err.code, ERR_IO);
    assert_false(websocket_ping(f->ws, STR(""), &err));
    ws_wait(f, &f->opened, 1);
    assert_false(websocket_ping(f->ws, (struct str){ payload, 126 }, &err));
    assert_int_equal(err.code, ERR_INVALID);
    websocket_close(f->ws, 1000);
    assert_false(websocket_send(f->ws, STR("too late"), &err));
    assert_int_equal(err.code, ERR_IO);
    ws_wait(f, &f->closed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WS_TEST(a_request_carries_host_path_and_token_and_offers_no_extension),
        WS_TEST(texts_and_pings_go_out_and_come_back),
        WS_TEST(a_long_text_goes_out_whole_and_comes_back_whole),
        WS_TEST(all_that_works_over_tls_too),
        WS_TEST(descriptors_with_high_numbers_work_too),
        WS_TEST(a_message_in_single_bytes_is_assembled),
        WS_TEST(a_message_in_fragments_is_assembled_and_pings_between_are_answered),
        WS_TEST(a_message_over_the_ceiling_is_dropped_and_the_link_stays),
        WS_TEST(many_ready_messages_come_in_few_turns),
        WS_TEST(many_texts_go_out_in_few_turns_and_before_the_close),
        WS_TEST(many_texts_go_out_over_tls_as_well),
        WS_TEST(a_peer_that_does_not_read_fills_the_queue_and_no_more),
        WS_TEST(what_cannot_be_sent_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
