/* A peer on loopback in a thread of its own, that says what the test tells it to. */
#ifndef TESTS_UNIT_PEER_H
#define TESTS_UNIT_PEER_H

#include "base/str.h"

struct peer;
struct peer_link; /* one accepted connection */

/* How the peer proves who it is. */
enum peer_tls {
    PEER_PLAIN,
    PEER_TLS,        /* a certificate for "localhost" and 127.0.0.1 */
    PEER_TLS_OTHER,  /* for "other.example" */
    PEER_TLS_EXPIRED /* for "localhost", until yesterday */
};

/* Serves each connection in turn; `serve` runs in the thread. `n` counts from 0. A
 * link that `serve` returns from is closed. Reads give up after 5 s. */
struct peer *peer_start(enum peer_tls tls,
                        void (*serve)(struct peer_link *, int n, void *), void *ctx);
/* Waits for the thread. */
void peer_stop(struct peer *p);

/* The port it listens on. */
int peer_port(const struct peer *p);
/* Connections accepted so far; may be asked at any time. */
int peer_count(const struct peer *p);
/* The file with the certificate to trust; exists until peer_stop(). */
const char *peer_ca_file(const struct peer *p);

/* Reads at most n bytes; 0 at the end, on an error or after 5 s. */
size_t peer_read(struct peer_link *l, char *buf, size_t n);
/* Reads exactly n bytes. */
bool peer_read_all(struct peer_link *l, char *buf, size_t n);
/* False when the other side has gone. */
bool peer_write(struct peer_link *l, struct str bytes);
/* Reads one HTTP request with its body; the view is into buf. */
struct str peer_read_request(struct peer_link *l, char *buf, size_t n);
/* Waits until the other side closes. */
void peer_wait_close(struct peer_link *l);
/* Closes with a reset instead of an end, when `serve` returns. */
void peer_reset(struct peer_link *l);

#endif
