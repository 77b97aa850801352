/* What the tests of the HTTP client share: a loop, a client, a peer, the last answer. */
#ifndef TESTS_UNIT_HTTP_FIXTURE_H
#define TESTS_UNIT_HTTP_FIXTURE_H

#include "check.h"
#include "peer.h"

#include "io/clock.h"
#include "io/http_client.h"
#include "io/loop.h"
#include "io/resolver.h"

#include <stdatomic.h>

/* Of the last answer, copied; `answers` counts them. */
struct fixture {
    struct loop *loop;
    struct resolver *resolver;
    struct http_client *client;
    struct peer *peer;
    char url[128];
    atomic_int served; /* requests that a peer read whole */
    int answers;
    enum http_outcome outcome;
    int status;
    char body[4096];
    size_t body_n;
    char retry_after[32];
    struct err err;
};

/* For cmocka: make and free the fixture. */
int http_fixture_setup(void **state);
int http_fixture_teardown(void **state);

/* A fresh client; NULL trusts the system's authorities. */
void open_client(struct fixture *f, const char *ca_file);
/* Starts a peer (another one, if there was one) and a client that trusts it. `serve`
 * gets the fixture. */
void start_peer(struct fixture *f, enum peer_tls tls,
                void (*serve)(struct peer_link *, int n, void *));

/* A GET to the peer, with 4 s of time. */
struct http_request request(struct fixture *f);
/* The callback that copies the answer to the fixture. */
void on_answer(void *ctx, const struct http_response *r);
/* Turns the loop until n answers came; fails after 8 s. */
void wait_answers(struct fixture *f, int n);
/* Sends one and waits for its answer. */
void send_and_wait(struct fixture *f, const struct http_request *req);
/* The answer's body, as far as it was copied. */
struct str body(const struct fixture *f);

/* In the peer's thread: reads a request, then writes that. */
void read_then(struct peer_link *l, struct str answer);

#define HTEST(name) static void name(void **state)
#define HTTP_TEST(f)                                                                     \
    cmocka_unit_test_setup_teardown(f, http_fixture_setup, http_fixture_teardown)

#endif
