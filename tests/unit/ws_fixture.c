#include "ws_fixture.h"

#include <stdio.h>
#include <stdlib.h>

static void on_opened(void *ctx)
{
    struct ws_fixture *f = ctx;
    f->opened++;
}

static void on_message(void *ctx, struct str data, bool binary)
{
    struct ws_fixture *f = ctx;
    f->messages++;
    f->binaries += binary;
    f->bytes += data.n;
    f->last_n = data.n < sizeof(f->last) ? data.n : sizeof(f->last);
    if (data.n > 0)
        memcpy(f->last, data.p, f->last_n);
    f->last_is_binary = binary;
    if (f->frees_on_message)
        websocket_free(TAKE(f->ws));
}

static void on_dropped(void *ctx, size_t bytes)
{
    struct ws_fixture *f = ctx;
    f->dropped++;
    f->dropped_bytes = bytes;
}

static void on_pong(void *ctx, struct str payload)
{
    struct ws_fixture *f = ctx;
    f->pongs++;
    f->last_n = payload.n;
    memcpy(f->last, payload.p, payload.n);
}

static void on_closed(void *ctx, const struct websocket_end *end)
{
    struct ws_fixture *f = ctx;
    f->closed++;
    f->end = *end;
    snprintf(f->reason, sizeof(f->reason), STR_FMT, STR_ARG(end->reason));
    if (f->frees_on_close)
        websocket_free(TAKE(f->ws));
}

static const struct websocket_events events = {
    .opened = on_opened,
    .message = on_message,
    .dropped = on_dropped,
    .pong = on_pong,
    .closed = on_closed,
};

static void on_turn_end(void *ctx)
{
    struct ws_fixture *f = ctx;
    f->turns++;
}

int ws_fixture_setup(void **state)
{
    struct ws_fixture *f = calloc(1, sizeof(*f));
    if (!loop_open(&f->loop, NULL) || !resolver_open(&f->resolver, f->loop, NULL, NULL))
        return -1;
    loop_on_turn_end(f->loop, on_turn_end, f);
    *state = f;
    return 0;
}

int ws_fixture_teardown(void **state)
{
    struct ws_fixture *f = *state;
    websocket_free(f->ws);
    websocket_hub_close(f->hub);
    peer_stop(f->peer);
    resolver_close(f->resolver);
    loop_close(f->loop);
    free(f);
    return 0;
}

void ws_open_hub(struct ws_fixture *f, const char *ca_file, const char *proxy)
{
    struct websocket_hub_options o = {
        .loop = f->loop, .resolver = f->resolver, .ca_file = ca_file, .proxy = proxy
    };
    websocket_free(TAKE(f->ws));
    websocket_hub_close(TAKE(f->hub));
    assert_true(websocket_hub_open(&f->hub, &o, NULL));
}

void ws_start(struct ws_fixture *f, enum peer_tls tls,
              void (*serve)(struct peer_link *, int n, void *))
{
    websocket_free(TAKE(f->ws));
    websocket_hub_close(TAKE(f->hub));
    peer_stop(TAKE(f->peer));
    f->peer = peer_start(tls, serve, f);
    snprintf(f->url, sizeof(f->url), "%s://localhost:%d/link?ticket=1&app=2",
             tls == PEER_PLAIN ? "ws" : "wss", peer_port(f->peer));
    ws_open_hub(f, tls == PEER_PLAIN ? NULL : peer_ca_file(f->peer), NULL);
}

struct websocket_options ws_options(struct ws_fixture *f)
{
    return (struct websocket_options){
        .url = str_from_c(f->url), .allow_plain = true, .events = &events, .ctx = f
    };
}

void ws_wait(struct ws_fixture *f, const int *count, int n)
{
    int64_t give_up = clock_mono_ms() + 8000;
    while (*count < n && clock_mono_ms() < give_up)
        assert_true(loop_turn(f->loop, 50, NULL));
    if (*count < n)
        fail_msg("%d of %d came", *count, n);
}

void ws_open(struct ws_fixture *f, const struct websocket_options *o)
{
    struct err err = { 0 };
    int ends = f->opened + f->closed;
    if (!websocket_open(&f->ws, f->hub, o, &err))
        fail_msg("%s", err.msg);
    int64_t give_up = clock_mono_ms() + 8000;
    while (f->opened + f->closed == ends && clock_mono_ms() < give_up)
        assert_true(loop_turn(f->loop, 50, NULL));
    assert_int_equal(f->opened + f->closed, ends + 1);
}

struct str ws_last(const struct ws_fixture *f)
{
    return (struct str){ f->last, f->last_n };
}
