/* What the halves of the websocket client share: the hub and one link's state. */
#ifndef IO_WEBSOCKET_LINK_H
#define IO_WEBSOCKET_LINK_H

#include "base/buf.h"
#include "io/loop.h"
#include "io/resolver.h"
#include "io/websocket.h"

#include <libwebsockets.h>

/* Made once a process. */
struct websocket_hub {
    struct loop *loop;
    struct resolver *resolver;
    struct lws_context *context;
    struct lws_vhost *vhost;
    char proxy_host[HOST_MAX + 1]; /* empty: none */
    int proxy_port;
};

/* Where a URL leads. lws keeps the host it checks certificates for in 128 bytes. */
struct websocket_place {
    char host[128];      /* never empty: lws would not check the certificate's name */
    char authority[128]; /* the host, with the port unless it is the scheme's own */
    int port;
    bool is_tls;
    char *path; /* with the query; owned */
};

/* ERR_INVALID unless it is wss:// (or ws://, if allowed). */
bool websocket_place_parse(struct websocket_place *out, struct str url, bool allow_plain,
                           struct err *err);

/* A message that waits to be sent, with the room before it that lws needs. */
struct websocket_frame {
    struct websocket_frame *next;
    size_t n;
    unsigned char bytes[]; /* LWS_PRE, then n */
};

/* ENDED: `closed` was called, only websocket_free() is left. */
enum websocket_state { WS_OPENING, WS_OPEN, WS_CLOSING, WS_ENDED };

/* One link, from websocket_open() to websocket_free(). */
struct websocket {
    struct websocket_hub *hub;
    const struct websocket_events *events;
    void *ctx;
    enum websocket_state state;

    struct websocket_place place;
    char *authorization; /* "Bearer ..."; wiped when it has been sent */
    struct resolving *resolving;
    struct addresses addresses;
    size_t next_address;
    struct lws *wsi;    /* NULL: no connection */
    bool is_connecting; /* inside the call that makes wsi */
    int depth;          /* of lws's callbacks on the stack */
    bool is_doomed;     /* freed within one of them: the last one frees it */
    struct loop_timer deadline, attempt;
    struct loop_task retry;

    struct buf in;   /* pieces of the message that is coming in */
    size_t in_bytes; /* of it so far, also once it is over the ceiling */
    struct websocket_frame *out, **out_end;
    size_t out_bytes, out_max;
    unsigned char ping[LWS_PRE + 125];
    size_t ping_n;
    bool ping_waits;
    int close_code; /* ours */

    struct websocket_end end; /* what is known of it so far */
    char reason[124];
};

/* lws's callback for the protocol "botschafter". */
int websocket_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *user,
                     void *in, size_t len);
/* Sends what waits while the socket takes it; -1 ends the connection. */
int websocket_write_out(struct websocket *ws);
/* Takes a piece of a message, calls back when it is whole. */
void websocket_take_in(struct websocket *ws, struct str piece, bool is_last,
                       bool is_binary);
/* Frees what waits in either direction. */
void websocket_clear_frames(struct websocket *ws);

#endif
