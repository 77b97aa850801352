/*
 * Websockets as a client. Each is an object of its own, so a new one can be opened
 * before the old one is closed. Nothing is retried here: reconnecting, and how
 * often to ping, is the session's business.
 */
#ifndef IO_WEBSOCKET_H
#define IO_WEBSOCKET_H

#include "base/auto.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"

struct loop;
struct resolver;
struct websocket_hub; /* opaque: what all websockets of a process share */
struct websocket;     /* opaque */

/* Copied, except loop and resolver, which outlive the hub. */
struct websocket_hub_options {
    struct loop *loop;
    struct resolver *resolver;
    const char *ca_file; /* NULL: the system's; given: only that file is trusted */
    const char *proxy;   /* "host:port" for CONNECT; NULL: none */
};

/* One a process. Drives the loop from now on; close it outside of callbacks, after
 * its websockets are freed. */
bool websocket_hub_open(struct websocket_hub **out, const struct websocket_hub_options *o,
                        struct err *err);
void websocket_hub_close(struct websocket_hub *hub);
AUTO_PTR(struct websocket_hub, websocket_hub_close)

enum websocket_cause {
    WEBSOCKET_UNREACHABLE, /* never open: name, connection, TLS or time; see err */
    WEBSOCKET_REFUSED,     /* never open: the server answered with http_status */
    WEBSOCKET_PEER_CLOSED, /* close frame from the peer: code, reason */
    WEBSOCKET_LOST,        /* the connection broke, or the peer spoke nonsense */
    WEBSOCKET_CLOSED,      /* we asked for it by websocket_close() */
};

/* Views die when the callback returns. */
struct websocket_end {
    enum websocket_cause cause;
    int http_status;   /* of WEBSOCKET_REFUSED, else 0 */
    int code;          /* of the peer's close frame, else 0 */
    struct str reason; /* likewise, as it came */
    struct err err;    /* a sentence for the log, always set */
};

/* Any may be NULL except closed. A websocket may be freed in any of them. */
struct websocket_events {
    void (*opened)(void *ctx);
    void (*message)(void *ctx, struct str data, bool binary); /* whole; view */
    void (*dropped)(void *ctx, size_t bytes); /* a message over max_message_bytes */
    void (*pong)(void *ctx, struct str payload);
    void (*closed)(void *ctx, const struct websocket_end *end); /* once, the last one */
};

/* Copied, except events. Zeros take the defaults. */
struct websocket_options {
    struct str url;       /* wss://...; ws:// only with allow_plain */
    struct secret bearer; /* Authorization: Bearer ...; empty: none sent */
    bool allow_plain;
    size_t max_message_bytes; /* 1 MiB; longer messages are dropped, not the link */
    size_t max_queued_bytes;  /* 1 MiB, waiting to be sent */
    int64_t open_timeout_ms;  /* 15 s, name look-up included */
    const struct websocket_events *events;
    void *ctx;
};

/* Starts to open. ERR_INVALID for a URL that cannot be used. After success the
 * caller owns *out and `closed` will come once, unless it is freed before. */
bool websocket_open(struct websocket **out, struct websocket_hub *hub,
                    const struct websocket_options *o, struct err *err);
/* No callback afterwards; cuts the connection if it still stands. NULL is allowed. */
void websocket_free(struct websocket *ws);
AUTO_PTR(struct websocket, websocket_free)

/* Whether websocket_send() may be called. */
bool websocket_is_open(const struct websocket *ws);

/* Queues a text message (copied). ERR_LIMIT when the queue is full, ERR_IO when it is
 * not open: in both cases nothing of it will be sent. */
bool websocket_send(struct websocket *ws, struct str text, struct err *err);
/* Bytes that wait to be sent. */
size_t websocket_queued(const struct websocket *ws);
/* Payload of at most 125 bytes; a ping that still waits is replaced. */
bool websocket_ping(struct websocket *ws, struct str payload, struct err *err);
/* Sends what waits, then a close frame, then cuts the connection after 1 s at most. */
void websocket_close(struct websocket *ws, int code);

#endif
