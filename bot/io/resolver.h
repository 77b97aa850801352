/*
 * Names to addresses, in the loop: a name server that is silent costs the asker its
 * deadline and nobody else anything. Answers are kept for 30 s (failures not at
 * all). The system's resolv.conf and hosts file are read anew for each question.
 */
#ifndef IO_RESOLVER_H
#define IO_RESOLVER_H

#include "base/auto.h"
#include "base/err.h"
#include "base/str.h"

struct loop;
struct resolver;  /* opaque */
struct resolving; /* one question under way */

enum { ADDRESSES_MAX = 8, HOST_MAX = 253 };

/* Numeric, in the order to try them. */
struct addresses {
    size_t n;
    char text[ADDRESSES_MAX][46];
};

/* `servers` is for tests ("127.0.0.1:5353"); NULL takes the system's. */
bool resolver_open(struct resolver **out, struct loop *loop, const char *servers,
                   struct err *err);
/* Questions under way are forgotten without a callback. */
void resolver_close(struct resolver *r);
AUTO_PTR(struct resolver, resolver_close)

/* Exactly one of the two is given; the views die with the call. Codes: NOTFOUND,
 * TIMEOUT, IO. The question is over: its handle is dead. */
struct resolver_done {
    void (*done)(void *ctx, const struct addresses *found, const struct err *err);
    void *ctx;
};

/* Asks; `then` is called once, never from inside. Numeric addresses (an IPv6 one
 * with or without brackets) and localhost pass straight through. */
struct resolving *resolver_ask(struct resolver *r, struct str host, int64_t deadline_ms,
                               struct resolver_done then);
/* No callback will come. NULL is allowed. */
void resolver_cancel(struct resolving *q);

#endif
