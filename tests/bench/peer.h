/* One connection of the bot's: an HTTP request of its Web API, or, after the
 * upgrade, its websocket. Sans-I/O: bytes are put in `in` and taken from `out`. */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include "api.h"
#include "base/buf.h"

#include <stdbool.h>

/* The owner reads and writes the descriptor. */
struct peer {
    int fd; /* -1 when the slot is free */
    bool websocket;
    bool closing;      /* close when `out` has been written */
    bool full;         /* the socket takes no more: EPOLLOUT is awaited */
    struct buf in;     /* received, not yet read */
    struct buf out;    /* to be sent */
    struct buf joined; /* a message that comes in several frames */
};

/* What the peer's bytes mean to the owner of the server. */
struct peer_events {
    void (*connected)(void *ctx, struct peer *peer); /* hello stands in `out` */
    void (*message)(void *ctx, struct str message);  /* a whole text message */
    void *ctx;
};

/* Storage for a descriptor that was accepted, and its end. */
void peer_init(struct peer *peer, int fd);
void peer_clear(struct peer *peer); /* the descriptor is the owner's to close */

/* Reads all that is whole in `in`. False when the peer broke the protocol. */
bool peer_read(struct peer *peer, struct api *api, const struct peer_events *events);

#endif
