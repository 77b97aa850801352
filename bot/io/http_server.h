/*
 * The inbound listener: HTTP/1.1 without TLS, bound to loopback by default, with a
 * proxy in front where the world may come. A handler answers at once or keeps the
 * exchange and answers later (after the commit).
 *
 * Limits: 1,024 connections, 8 KiB of headers, a body ceiling for each route; 10 s
 * for the headers and 30 s for the body counted from the start, 30 s idle.
 */
#ifndef IO_HTTP_SERVER_H
#define IO_HTTP_SERVER_H

#include "base/auto.h"
#include "base/err.h"
#include "base/str.h"

struct loop;
struct http_server;   /* opaque */
struct http_exchange; /* one request and its answer */
struct http_stream;   /* an answer without end: server-sent events */

/* Zeros take the defaults given above; the times are shortened by tests. */
struct http_server_options {
    struct loop *loop;
    const char *address; /* numeric; NULL: 127.0.0.1 */
    uint16_t port;       /* 0: any free one, see http_server_port() */
    unsigned max_connections;
    int64_t header_ms, body_ms, idle_ms;
};

/* Listens from now on; the caller closes it. ERR_CONFLICT: the port is taken. */
bool http_server_open(struct http_server **out, const struct http_server_options *o,
                      struct err *err);
/* Exchanges and streams still open are cut; their handles are dead, no callback comes.
 * Not from a handler. */
void http_server_close(struct http_server *s);
AUTO_PTR(struct http_server, http_server_close)

/* The port it listens on. */
uint16_t http_server_port(const struct http_server *s);

/* Stops to accept; what is open goes on. For draining. */
void http_server_quiesce(struct http_server *s);

/* Sends the answers given since the last call: to be called at each turn's end, after
 * the commit. Nothing goes out without it. */
void http_server_flush(struct http_server *s);

/* Called when the request is whole. The exchange must be answered, or made a stream,
 * once: now or later. It stays valid until then, even if the client has gone. */
struct http_route {
    const char *method;    /* "GET" is asked for HEAD too */
    const char *path;      /* "/x" that path alone; "/x/" everything below it, too */
    size_t max_body_bytes; /* 0: 64 KiB; more is answered 413 */
    void (*handle)(void *ctx, struct http_exchange *x);
    void *ctx;
};

/* The longest path wins. Without a match 404, or 405 when only the method differs.
 * Copied, except `method` and `path`. ERR_CONFLICT for a double. */
bool http_server_route(struct http_server *s, const struct http_route *route,
                       struct err *err);

/* Of the request; the views live until it is answered. p == NULL: not there. */
struct str http_method(const struct http_exchange *x);
struct str http_path(const struct http_exchange *x); /* percent-decoded, no query */
struct str http_query(const struct http_exchange *x, const char *name); /* decoded */
struct str http_header_of(const struct http_exchange *x, const char *name);
struct str http_body(const struct http_exchange *x);
struct str http_peer(const struct http_exchange *x); /* numeric address, no port */

/* Borrowed until http_answer() returns. */
struct http_answer {
    int status;
    struct str content_type;    /* empty: none sent */
    const char *const *headers; /* name, value, name, value ...; may be NULL */
    size_t nheaders;            /* pairs */
    struct str body;
};

/* Copies the answer; it goes out at the next flush. The exchange is dead. */
void http_answer(struct http_exchange *x, const struct http_answer *a);

/* Turns the exchange into a stream (status 200); the exchange is dead. `gone` is
 * called once when the client has left; it must close the stream. */
struct http_stream *http_stream_open(struct http_exchange *x, struct str content_type,
                                     size_t max_queued_bytes, void (*gone)(void *ctx),
                                     void *ctx);
/* Queues bytes (copied). ERR_LIMIT: the client reads too slowly; nothing was queued. */
bool http_stream_write(struct http_stream *st, struct str bytes, struct err *err);
/* Sends what waits, then ends the answer. The stream is dead, no callback comes. */
void http_stream_close(struct http_stream *st);

#endif
