/* How websockets end: by the peer, by us, by accident. */

#include "ws_fixture.h"

#include <stdio.h>
#include <stdlib.h>

/* --- peers --- */

struct close_case {
    const char *label;
    struct str bytes; /* sent after the handshake */
    bool stays;       /* keeps the connection open afterwards */
    bool resets;
    enum websocket_cause want;
    int code;
    const char *reason;
};

static const struct close_case cases[] = {
    { "frame too long", STR_INIT("\x88\x0b\x03\xf1Max frame"), false, false,
      WEBSOCKET_PEER_CLOSED, 1009, "Max frame" },
    { "going away", STR_INIT("\x88\x02\x03\xe9"), false, false, WEBSOCKET_PEER_CLOSED,
      1001, "" },
    { "no code", STR_INIT("\x88\x00"), false, false, WEBSOCKET_PEER_CLOSED, 1005, "" },
    { "the connection is never ended", STR_INIT("\x88\x02\x03\xe8"), true, false,
      WEBSOCKET_PEER_CLOSED, 1000, "" },
    { "cut", STR_INIT(""), false, false, WEBSOCKET_LOST, 0, "" },
    { "reset", STR_INIT(""), false, true, WEBSOCKET_LOST, 0, "" },
    { "half a frame", STR_INIT("\x81\x7e\x01"), false, false, WEBSOCKET_LOST, 0, "" },
    { "unknown opcode", STR_INIT("\x83\x01x"), true, false, WEBSOCKET_LOST, 0, "" },
    { "reserved bits", STR_INIT("\xf1\x01x"), true, false, WEBSOCKET_LOST, 0, "" },
    { "a long ping", STR_INIT("\x89\x7e\x01\x00"), true, false, WEBSOCKET_LOST, 0, "" },
    { "a continuation of nothing", STR_INIT("\x80\x01x"), true, false, WEBSOCKET_LOST, 0,
      "" },
};

static void close_as_told(struct peer_link *l, int n, void *ctx)
{
    struct ws_fixture *f = ctx;
    const struct close_case *c = &cases[atomic_load(&f->flag)];
    char buf[8192];
    (void)n;
    ws_peer_accept(l, buf, sizeof(buf));
    peer_write(l, c->bytes);
    if (c->resets)
        peer_reset(l);
    if (c->stays)
        peer_wait_close(l);
}

/* Says which close frame came. */
static void note_close(struct peer_link *l, int n, void *ctx)
{
    struct ws_fixture *f = ctx;
    char buf[8192];
    struct ws_frame frame;
    (void)n;
    ws_peer_accept(l, buf, sizeof(buf));
    do {
        frame = ws_peer_read(l, buf, sizeof(buf));
    } while (frame.opcode > 0 && frame.opcode != WS_BYE);
    if (frame.opcode == WS_BYE && frame.payload.n >= 2)
        atomic_store(&f->flag, (unsigned char)buf[0] << 8 | (unsigned char)buf[1]);
    peer_wait_close(l); /* like Slack: the connection is left for us to end */
}

static void chatty(struct peer_link *l, int n, void *ctx)
{
    char buf[8192];
    (void)n;
    (void)ctx;
    ws_peer_accept(l, buf, sizeof(buf));
    for (int i = 0; i < 20; i++)
        ws_peer_send(l, WS_TEXT, true, STR("hello"));
    peer_wait_close(l);
}

static void silent(struct peer_link *l, int n, void *ctx)
{
    (void)n;
    (void)ctx;
    peer_wait_close(l);
}

/* --- tests --- */

WTEST(each_end_is_told_with_its_cause)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, close_as_told);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct close_case *c = &cases[i];
        atomic_store(&f->flag, (int)i);
        struct websocket_options o = ws_options(f);
        assert_true(websocket_open(&f->ws, f->hub, &o, NULL));
        ws_wait(f, &f->closed, (int)i + 1);
        CHECK(c->label, f->end.cause == c->want);
        CHECK(c->label, f->end.code == c->code);
        CHECK_STR(c->label, str_from_c(f->reason), str_from_c(c->reason));
        CHECK(c->label, f->end.err.code == ERR_IO);
        CHECK(c->label, strstr(f->end.err.msg, "localhost"));
        CHECK(c->label, f->messages == 0 && !websocket_is_open(f->ws));
        websocket_free(TAKE(f->ws));
    }
}

WTEST(our_close_carries_its_code_and_does_not_wait_for_the_peer)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, note_close);
    struct websocket_options o = ws_options(f);
    ws_open(f, &o);
    int64_t start = clock_mono_ms();
    websocket_close(f->ws, 4001);
    websocket_close(f->ws, 1000); /* once is enough */
    ws_wait(f, &f->closed, 1);
    assert_true(clock_mono_ms() - start < 2500);
    assert_int_equal(f->end.cause, WEBSOCKET_CLOSED);
    websocket_close(f->ws, 1000); /* and after the end it is nothing */
    websocket_free(TAKE(f->ws));
    assert_true(loop_turn(f->loop, 0, NULL));
    websocket_hub_close(TAKE(f->hub));
    peer_stop(TAKE(f->peer));
    assert_int_equal(atomic_load(&f->flag), 4001);
    assert_int_equal(f->closed, 1);
}

WTEST(a_websocket_may_be_freed_in_its_callbacks)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, chatty);
    struct websocket_options o = ws_options(f);
    f->frees_on_message = true;
    ws_open(f, &o);
    ws_wait(f, &f->messages, 1);
    for (int i = 0; i < 5; i++)
        assert_true(loop_turn(f->loop, 10, NULL));
    assert_int_equal(f->messages, 1);
    assert_int_equal(f->closed, 0);

    ws_start(f, PEER_PLAIN, close_as_told);
    f->frees_on_close = true;
    o = ws_options(f);
    assert_true(websocket_open(&f->ws, f->hub, &o, NULL));
    ws_wait(f, &f->closed, 1);
    assert_null(f->ws);
    assert_true(loop_turn(f->loop, 10, NULL));
    assert_int_equal(f->closed, 1);
}

WTEST(a_websocket_may_be_freed_or_closed_before_it_is_open)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, silent);
    struct websocket_options o = ws_options(f);
    assert_true(websocket_open(&f->ws, f->hub, &o, NULL));
    websocket_free(TAKE(f->ws)); /* while it is looked up */
    assert_true(websocket_open(&f->ws, f->hub, &o, NULL));
    while (peer_count(f->peer) == 0)
        assert_true(loop_turn(f->loop, 10, NULL));
    websocket_free(TAKE(f->ws)); /* while it shakes hands */
    for (int i = 0; i < 3; i++)
        assert_true(loop_turn(f->loop, 10, NULL));
    assert_int_equal(f->closed, 0);
    assert_true(websocket_open(&f->ws, f->hub, &o, NULL));
    websocket_close(f->ws, 1000);
    ws_wait(f, &f->closed, 1);
    assert_int_equal(f->end.cause, WEBSOCKET_CLOSED);
    assert_int_equal(f->opened, 0);
    websocket_free(NULL);
    websocket_hub_close(NULL);
}

static void greet(struct peer_link *l, int n, void *ctx)
{
    struct ws_fixture *f = ctx;
    char buf[8192];
    (void)n;
    ws_peer_accept(l, buf, sizeof(buf));
    ws_peer_send(l, WS_TEXT, true, STR("hello"));
    peer_wait_close(l);
    atomic_fetch_add(&f->flag, 1);
}

WTEST(a_new_one_is_opened_before_the_old_one_is_closed)
{
    struct ws_fixture *f = *state;
    ws_start(f, PEER_PLAIN, greet);
    struct peer *second = peer_start(PEER_PLAIN, greet, f);
    struct websocket_options o = ws_options(f);
    ws_open(f, &o);
    struct websocket *old = TAKE(f->ws);
    char url[64];
    snprintf(url, sizeof(url), "ws://127.0.0.1:%d/", peer_port(second));
    o.url = str_from_c(url);
    ws_open(f, &o);
    ws_wait(f, &f->messages, 2);
    assert_true(websocket_is_open(old) && websocket_is_open(f->ws));
    websocket_free(old);
    for (int i = 0; i < 3; i++)
        assert_true(loop_turn(f->loop, 10, NULL));
    assert_true(websocket_is_open(f->ws));
    assert_int_equal(f->closed, 0);
    websocket_free(TAKE(f->ws));
    websocket_hub_close(TAKE(f->hub)); /* ends what lws still holds */
    peer_stop(second);
    peer_stop(TAKE(f->peer));
    assert_int_equal(atomic_load(&f->flag), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WS_TEST(each_end_is_told_with_its_cause),
        WS_TEST(our_close_carries_its_code_and_does_not_wait_for_the_peer),
        WS_TEST(a_websocket_may_be_freed_in_its_callbacks),
        WS_TEST(a_websocket_may_be_freed_or_closed_before_it_is_open),
        WS_TEST(a_new_one_is_opened_before_the_old_one_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
