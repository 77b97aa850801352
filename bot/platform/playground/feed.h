/* The open windows of the page: each listens to a stream of server-sent events. */
#ifndef PLATFORM_PLAYGROUND_FEED_H
#define PLATFORM_PLAYGROUND_FEED_H

#include "base/auto.h"
#include "base/str.h"

struct feed; /* opaque */
struct http_exchange;
struct loop;

/* Sends a sign of life now and then, so that nobody takes the line for dead. */
struct feed *feed_new(struct loop *loop);
/* Ends all streams. */
void feed_free(struct feed *f);
AUTO_PTR(struct feed, feed_free)

/* Makes the exchange a stream for this person's window. */
void feed_join(struct feed *f, struct http_exchange *x, struct str person,
               struct str tab);

/* One event (a line of JSON) to every window for which `wants` is true. */
struct feed_to {
    struct str person;  /* empty: everybody */
    struct str tab;     /* empty: each of their windows */
    struct str channel; /* given: only to those who may read it */
};
void feed_send(struct feed *f, struct feed_to to, struct str json);

#endif
