/* What the parts of the HTTP listener share. */
#ifndef IO_HTTP_EXCHANGE_H
#define IO_HTTP_EXCHANGE_H

#include "base/buf.h"
#include "io/http_server.h"
#include "io/loop.h"

#include <microhttpd.h>

enum { ROUTES_MAX = 64, PATH_MAX_BYTES = 2048 };

/* A connection, for as long as MHD has it. */
struct http_link {
    struct http_link *next, **at; /* in the server's list */
    int fd;
    int64_t give_up_at_ms;          /* 0: no limit, we are the ones who are waited for */
    struct http_exchange *exchange; /* the one under way */
};

/* The listener. */
struct http_server {
    struct loop *loop;
    struct MHD_Daemon *daemon;
    struct loop_watch watch;
    struct loop_timer sweep, soon;
    int64_t header_ms, body_ms, idle_ms;
    struct http_link *links;
    struct http_exchange *exchanges;
    struct http_exchange *ready, **ready_end; /* to be resumed at the next flush */
    struct http_stream *streams;
    struct http_route routes[ROUTES_MAX];
    size_t nroutes;
    bool is_running; /* inside MHD_run() */
    bool is_closing;
};

/* In this order. */
enum exchange_state {
    EXCHANGE_READING,
    EXCHANGE_HANDLING, /* the handler has it; suspended */
    EXCHANGE_ANSWERED, /* has a response, waits for the flush */
    EXCHANGE_SENDING,
};

/* One request, from its first line to the end of its answer. */
struct http_exchange {
    struct http_server *server;
    struct http_exchange *next, **at; /* in the server's list */
    struct http_exchange *next_ready;
    struct MHD_Connection *connection;
    struct http_link *link;
    enum exchange_state state;
    bool is_bad, is_suspended, is_ready;
    const struct http_route *route; /* NULL: nobody's; a ready answer is given */
    const char *method, *path;      /* MHD's, until the request is over */
    struct buf body;
    char peer[46];
    unsigned status;
    struct MHD_Response *response;
    struct http_stream *stream; /* NULL: an ordinary answer */
};

/* An answer without end. Dies when both its owner and MHD are done with it. */
struct http_stream {
    struct http_stream *next, **at; /* in the server's list */
    struct http_exchange *x;        /* NULL: MHD is done, the client has gone */
    struct loop *loop;
    struct buf queue;
    bool is_closed; /* by its owner */
    struct loop_watch hang_up;
    struct loop_task tell;
    void (*gone)(void *ctx);
    void *ctx;
};

/* MHD's callbacks; `ctx` is the server. */
void *http_exchange_begin(void *ctx, const char *uri, struct MHD_Connection *c);
enum MHD_Result http_exchange_read(void *ctx, struct MHD_Connection *c, const char *path,
                                   const char *method, const char *version,
                                   const char *data, size_t *n, void **exchange);
void http_exchange_over(void *ctx, struct MHD_Connection *c, void **exchange,
                        enum MHD_RequestTerminationCode why);

/* Lets the exchange go on at the next flush. */
void http_exchange_ready(struct http_exchange *x);
/* Unlinks and frees it. */
void http_exchange_free(struct http_exchange *x);

/* The route for it; NULL and a status (404, 405) when there is none. */
const struct http_route *http_route_find(const struct http_server *s, struct str method,
                                         struct str path, unsigned *status);

/* MHD is done with the stream's connection. */
void http_stream_lost(struct http_stream *st);
/* Unlinks and frees it. */
void http_stream_free(struct http_stream *st);

#endif
