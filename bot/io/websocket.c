/*
 * One link's life:
 *
 *   OPENING --opened--> OPEN --websocket_close()--> CLOSING --+
 *      |                  |                                   +--> ENDED
 *      +-- no way there --+-- closed by the peer, or lost ----+
 *
 * OPENING looks the name up, then tries each address in turn.
 */
#include "io/websocket.h"

#include "base/mem.h"
#include "io/clock.h"
#include "io/websocket_link.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    MESSAGE_MAX = 1024 * 1024,
    OPEN_MS = 15000,
    ATTEMPT_MS = 4000, /* for one address, when there are others */
    CLOSE_MS = 1000,   /* Slack never ends the connection after its close frame */
};

/* --- the end --- */

/* lws has callbacks for the connection even after the one that says it is closed. */
static struct lws *forget(struct websocket *ws)
{
    if (ws->wsi)
        lws_set_wsi_user(ws->wsi, NULL);
    return TAKE(ws->wsi);
}

/* Cuts the connection without a callback: lws ends it when it next serves it. */
static void let_go(struct websocket *ws)
{
    struct lws *wsi = forget(ws);
    if (wsi)
        lws_set_timeout(wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

static void wipe_authorization(struct websocket *ws)
{
    if (ws->authorization)
        explicit_bzero(ws->authorization, strlen(ws->authorization));
    free(TAKE(ws->authorization));
}

/* Stops all that could call back. */
static void quiet(struct websocket *ws)
{
    struct loop *l = ws->hub->loop;
    resolver_cancel(TAKE(ws->resolving));
    loop_timer_cancel(l, &ws->deadline);
    loop_timer_cancel(l, &ws->attempt);
    loop_undefer(l, &ws->retry);
    let_go(ws);
}

void websocket_free(struct websocket *ws)
{
    if (!ws)
        return;
    quiet(ws);
    wipe_authorization(ws);
    websocket_clear_frames(ws);
    free(TAKE(ws->place.path));
    ws->is_doomed = ws->depth > 0; /* lws's callback is still on the stack */
    if (!ws->is_doomed)
        free(ws);
}

static void end(struct websocket *ws, enum websocket_cause cause)
{
    static const char *const sentences[] = {
        [WEBSOCKET_UNREACHABLE] = "cannot be reached",
        [WEBSOCKET_REFUSED] = "refused to open",
        [WEBSOCKET_PEER_CLOSED] = "closed by the peer",
        [WEBSOCKET_LOST] = "the connection broke",
        [WEBSOCKET_CLOSED] = "closed",
    };
    if (ws->state == WS_ENDED)
        return;
    quiet(ws);
    ws->state = WS_ENDED;
    ws->end.cause = cause;
    if (ws->end.err.code == ERR_NONE)
        err_set(&ws->end.err, ERR_IO, "%s", sentences[cause]);
    if (cause == WEBSOCKET_PEER_CLOSED || cause == WEBSOCKET_REFUSED)
        err_set(&ws->end.err, ERR_IO, "%s, %d", sentences[cause],
                cause == WEBSOCKET_REFUSED ? ws->end.http_status : ws->end.code);
    err_wrap(&ws->end.err, ws->place.host);
    struct websocket_end last = ws->end;
    last.reason.p = ws->reason;
    ws->events->closed(ws->ctx, &last);
}

/* --- opening --- */

static void connect_next(struct websocket *ws);

static void try_next(void *ctx)
{
    connect_next(ctx);
}

static bool has_other_address(const struct websocket *ws)
{
    return ws->next_address < ws->addresses.n;
}

/* This address leads nowhere; the next one is tried in a clean stack. */
static void attempt_failed(struct websocket *ws, const char *why)
{
    let_go(ws);
    err_set(&ws->end.err, ERR_IO, "%s", why);
    if (has_other_address(ws))
        loop_defer(ws->hub->loop, &ws->retry);
    else
        end(ws, WEBSOCKET_UNREACHABLE);
}

static void on_attempt_time(void *ctx)
{
    attempt_failed(ctx, "no answer from this address");
}

static void connect_next(struct websocket *ws)
{
    const struct websocket_place *place = &ws->place;
    struct lws_client_connect_info info = {
        .context = ws->hub->context,
        .vhost = ws->hub->vhost,
        .address = ws->addresses.text[ws->next_address++],
        .host = place->authority,
        .port = place->port,
        .path = place->path,
        .alpn = "http/1.1",
        .local_protocol_name = "botschafter",
        .userdata = ws,
        .pwsi = &ws->wsi,
        .ssl_connection =
            (place->is_tls ? LCCSCF_USE_SSL : 0) |
            LCCSCF_HTTP_NO_FOLLOW_REDIRECT, /* it would take the token along */
    };
    if (ws->hub->proxy_host[0])
        info.address = place->host; /* the proxy looks it up */
    if (has_other_address(ws))
        loop_timer_set(ws->hub->loop, &ws->attempt, ATTEMPT_MS);
    ws->is_connecting = true;
    struct lws *wsi = lws_client_connect_via_info(&info);
    ws->is_connecting = false;
    ws->wsi = wsi;
    if (!wsi)
        attempt_failed(ws, "cannot connect");
}

static void on_resolved(void *ctx, const struct addresses *found, const struct err *err)
{
    struct websocket *ws = ctx;
    ws->resolving = NULL;
    if (err) {
        ws->end.err = *err;
        end(ws, WEBSOCKET_UNREACHABLE);
        return;
    }
    ws->addresses = *found;
    if (ws->hub->proxy_host[0]) {
        char proxy[80];
        int n = lws_snprintf(proxy, sizeof(proxy), "%s:%d", found->text[0],
                             ws->hub->proxy_port);
        ws->addresses.n = n > 0; /* one attempt: the addresses are the proxy's */
        lws_set_proxy(ws->hub->vhost, proxy);
    }
    connect_next(ws);
}

static void on_deadline(void *ctx)
{
    struct websocket *ws = ctx;
    if (ws->state == WS_OPENING) {
        err_set(&ws->end.err, ERR_TIMEOUT, "did not open in time");
        end(ws, WEBSOCKET_UNREACHABLE);
    } else if (ws->state == WS_CLOSING) {
        end(ws, WEBSOCKET_CLOSED);
    } else {
        end(ws, WEBSOCKET_PEER_CLOSED);
    }
}

static bool take_bearer(struct websocket *ws, struct secret bearer, struct err *err)
{
    struct str token = secret_reveal(bearer);
    if (!secret_given(bearer))
        return true;
    for (size_t i = 0; i < token.n; i++) {
        if (token.p[i] <= ' ' || token.p[i] > '~')
            return err_set(err, ERR_INVALID, "a token with control characters");
    }
    if (token.n > 4096)
        return err_set(err, ERR_INVALID, "a token that is too long");
    ws->authorization = mem_new(token.n + sizeof("Bearer "), 1);
    memcpy(ws->authorization, "Bearer ", 7);
    memcpy(ws->authorization + 7, token.p, token.n);
    return true;
}

bool websocket_open(struct websocket **out, struct websocket_hub *hub,
                    const struct websocket_options *o, struct err *err)
{
    AUTO(websocket_freep) struct websocket *ws = mem_new(1, sizeof(*ws));
    ws->hub = hub;
    ws->events = o->events;
    ws->ctx = o->ctx;
    ws->in = BUF_INIT(o->max_message_bytes ? o->max_message_bytes : MESSAGE_MAX);
    ws->out_max = o->max_queued_bytes ? o->max_queued_bytes : MESSAGE_MAX;
    ws->out_end = &ws->out;
    ws->deadline = (struct loop_timer){ .fire = on_deadline, .ctx = ws };
    ws->attempt = (struct loop_timer){ .fire = on_attempt_time, .ctx = ws };
    ws->retry = (struct loop_task){ .run = try_next, .ctx = ws };
    if (!websocket_place_parse(&ws->place, o->url, o->allow_plain, err) ||
        !take_bearer(ws, o->bearer, err))
        return false;
    int64_t open_ms = o->open_timeout_ms ? o->open_timeout_ms : OPEN_MS;
    const char *host = hub->proxy_host[0] ? hub->proxy_host : ws->place.host;
    loop_timer_set(hub->loop, &ws->deadline, open_ms);
    ws->resolving = resolver_ask(hub->resolver, str_from_c(host), open_ms,
                                 (struct resolver_done){ on_resolved, ws });
    *out = TAKE(ws);
    return true;
}

bool websocket_is_open(const struct websocket *ws)
{
    return ws->state == WS_OPEN;
}

void websocket_close(struct websocket *ws, int code)
{
    if (ws->state == WS_ENDED || ws->state == WS_CLOSING)
        return;
    bool was_open = ws->state == WS_OPEN;
    ws->state = WS_CLOSING;
    ws->close_code = code;
    if (was_open)
        lws_callback_on_writable(ws->wsi);
    else
        quiet(ws);
    loop_timer_set(ws->hub->loop, &ws->deadline, was_open ? CLOSE_MS : 0);
}

/* --- what lws tells us --- */

/* What was sent and is not acknowledged in this time breaks the connection: behind a
 * dead NAT it would hang for a quarter of an hour. */
static void set_patience(struct lws *wsi)
{
    unsigned unacknowledged_ms = 30000;
    setsockopt(lws_get_socket_fd(wsi), IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged_ms,
               sizeof(unacknowledged_ms));
}

static void on_opened(struct websocket *ws)
{
    if (ws->state != WS_OPENING)
        return;
    loop_timer_cancel(ws->hub->loop, &ws->deadline);
    loop_timer_cancel(ws->hub->loop, &ws->attempt);
    wipe_authorization(ws);
    set_patience(ws->wsi);
    ws->state = WS_OPEN;
    if (ws->events->opened)
        ws->events->opened(ws->ctx);
}

static int on_peer_close(struct websocket *ws, const unsigned char *p, size_t n)
{
    ws->end.code = n >= 2 ? p[0] << 8 | p[1] : 1005;
    ws->end.reason.n = n > 2 ? n - 2 : 0;
    if (ws->end.reason.n > sizeof(ws->reason))
        ws->end.reason.n = sizeof(ws->reason);
    memcpy(ws->reason, n > 2 ? p + 2 : p, ws->end.reason.n);
    loop_timer_set(ws->hub->loop, &ws->deadline, CLOSE_MS);
    return 0; /* lws answers it */
}

static void on_ended(struct websocket *ws)
{
    forget(ws);
    if (ws->state == WS_CLOSING)
        end(ws, WEBSOCKET_CLOSED);
    else
        end(ws, ws->end.code ? WEBSOCKET_PEER_CLOSED : WEBSOCKET_LOST);
}

/* `text` is lws's own, e.g. "HS: ws upgrade response not 101". */
static void on_failed(struct websocket *ws, struct lws *wsi, const char *text)
{
    int status = (int)lws_http_client_http_response(wsi);
    ws->wsi = wsi;
    forget(ws);
    if (ws->state == WS_CLOSING) {
        end(ws, WEBSOCKET_CLOSED);
    } else if (status >= 100 && status != 101) {
        ws->end.http_status = status;
        end(ws, WEBSOCKET_REFUSED);
    } else if (!ws->is_connecting) {
        attempt_failed(ws, text ? text : "cannot connect");
    }
}

static int add_authorization(const struct websocket *ws, struct lws *wsi, void *in,
                             size_t len)
{
    unsigned char **p = in, *last = *p + len;
    if (!ws->authorization)
        return 0;
    return lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_AUTHORIZATION,
                                        (const unsigned char *)ws->authorization,
                                        (int)strlen(ws->authorization), p, last);
}

static void on_received(struct websocket *ws, struct lws *wsi, struct str piece)
{
    bool is_last = lws_is_final_fragment(wsi) && !lws_remaining_packet_payload(wsi);
    websocket_take_in(ws, piece, is_last, lws_frame_is_binary(wsi));
}

static int handle(struct websocket *ws, struct lws *wsi, int reason, void *in, size_t len)
{
    struct str bytes = { in, len };
    switch (reason) {
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
        return add_authorization(ws, wsi, in, len);
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        on_failed(ws, wsi, in);
        return 0;
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        on_opened(ws);
        return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE:
        on_received(ws, wsi, bytes);
        return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
        if (ws->events->pong)
            ws->events->pong(ws->ctx, bytes);
        return 0;
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        return websocket_write_out(ws);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        return on_peer_close(ws, in, len);
    case LWS_CALLBACK_CLIENT_CLOSED:
        on_ended(ws);
        return 0;
    default:
        return 0;
    }
}

/* For other reasons lws's `user` is something else altogether. */
static bool is_ours(int reason)
{
    static const int reasons[] = {
        LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER,
        LWS_CALLBACK_CLIENT_CONNECTION_ERROR,
        LWS_CALLBACK_CLIENT_ESTABLISHED,
        LWS_CALLBACK_CLIENT_RECEIVE,
        LWS_CALLBACK_CLIENT_RECEIVE_PONG,
        LWS_CALLBACK_CLIENT_WRITEABLE,
        LWS_CALLBACK_WS_PEER_INITIATED_CLOSE,
        LWS_CALLBACK_CLIENT_CLOSED,
    };
    for (size_t i = 0; i < COUNT(reasons); i++) {
        if (reasons[i] == reason)
            return true;
    }
    return false;
}

int websocket_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *user,
                     void *in, size_t len)
{
    struct websocket *ws = user;
    if (!ws || !is_ours((int)reason))
        return 0;
    ws->depth++;
    int result = handle(ws, wsi, (int)reason, in, len);
    if (--ws->depth > 0 || !ws->is_doomed)
        return ws->is_doomed ? -1 : result;
    free(ws);
    return -1; /* ends the connection */
}
