/* What the websocket tests share: a loop, a hub, a peer, and what was called back. */
#ifndef TESTS_UNIT_WS_FIXTURE_H
#define TESTS_UNIT_WS_FIXTURE_H

#include "check.h"
#include "ws_peer.h"

#include "io/clock.h"
#include "io/loop.h"
#include "io/resolver.h"
#include "io/websocket.h"

#include <stdatomic.h>

/* Counts and the last of each; texts are copied. */
struct ws_fixture {
    struct loop *loop;
    struct resolver *resolver;
    struct websocket_hub *hub;
    struct peer *peer;
    struct websocket *ws;
    char url[128];
    atomic_int flag; /* between the peer's thread and the test */
    int opened, messages, binaries, dropped, pongs, closed, turns;
    size_t bytes, dropped_bytes; /* of all messages; of the last dropped */
    char last[256];
    size_t last_n;
    bool last_is_binary;
    struct websocket_end end;
    char reason[128];
    bool frees_on_message, frees_on_close;
};

/* For cmocka: make and free the fixture. */
int ws_fixture_setup(void **state);
int ws_fixture_teardown(void **state);

/* Starts a peer that gets the fixture, and a hub that trusts it. */
void ws_start(struct ws_fixture *f, enum peer_tls tls,
              void (*serve)(struct peer_link *, int n, void *));
/* A hub with that CA file and proxy. */
void ws_open_hub(struct ws_fixture *f, const char *ca_file, const char *proxy);
/* Options for the peer: plain allowed, the fixture's callbacks. */
struct websocket_options ws_options(struct ws_fixture *f);
/* Opens f->ws and waits until it is open or closed. */
void ws_open(struct ws_fixture *f, const struct websocket_options *o);
/* Turns the loop until *count >= n; fails after 8 s. */
void ws_wait(struct ws_fixture *f, const int *count, int n);
/* The last message, its first 256 bytes. */
struct str ws_last(const struct ws_fixture *f);

#define WTEST(name) static void name(void **state)
#define WS_TEST(f)                                                                       \
    cmocka_unit_test_setup_teardown(f, ws_fixture_setup, ws_fixture_teardown)

#endif
