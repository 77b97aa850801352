/* One request and its answer. */
#include "io/http_exchange.h"

#include "base/mem.h"
#include "io/clock.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEADERS_MAX = 8 * 1024,
    BODY_MAX = 64 * 1024,
    SENDING_MS = 60000, /* a phone on a train still gets its picture */
};

/* --- life --- */

static struct http_link *link_of(struct MHD_Connection *c)
{
    return MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static void take_peer(struct http_exchange *x)
{
    const struct sockaddr *a =
        MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
            ->client_addr;
    const void *bytes = &((const struct sockaddr_in *)(const void *)a)->sin_addr;
    if (a->sa_family == AF_INET6)
        bytes = &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr;
    inet_ntop(a->sa_family, bytes, x->peer, sizeof(x->peer));
}

void *http_exchange_begin(void *ctx, const char *uri, struct MHD_Connection *c)
{
    struct http_server *s = ctx;
    struct http_exchange *x = mem_new(1, sizeof(*x));
    x->server = s;
    x->connection = c;
    x->link = link_of(c);
    if (x->link->exchange)
        http_exchange_free(x->link->exchange);
    x->link->exchange = x;
    x->is_bad = strlen(uri) > PATH_MAX_BYTES || strstr(uri, "%00");
    x->at = &s->exchanges;
    x->next = s->exchanges;
    if (x->next)
        x->next->at = &x->next;
    s->exchanges = x;
    take_peer(x);
    return x;
}

/* Takes it out of the list of those to be resumed. */
static void not_ready(struct http_exchange *x)
{
    struct http_server *s = x->server;
    struct http_exchange **at = &s->ready;
    if (!x->is_ready)
        return;
    while (*at != x)
        at = &(*at)->next_ready;
    *at = x->next_ready;
    if (s->ready_end == &x->next_ready)
        s->ready_end = at;
    x->is_ready = false;
}

void http_exchange_free(struct http_exchange *x)
{
    not_ready(x);
    if (x->link->exchange == x)
        x->link->exchange = NULL;
    if (x->stream)
        http_stream_lost(x->stream);
    if (x->response)
        MHD_destroy_response(x->response);
    buf_clear(&x->body);
    *x->at = x->next;
    if (x->next)
        x->next->at = x->at;
    free(x);
}

void http_exchange_over(void *ctx, struct MHD_Connection *c, void **exchange,
                        enum MHD_RequestTerminationCode why)
{
    struct http_server *s = ctx;
    struct http_exchange *x = *exchange;
    (void)c;
    (void)why;
    if (!x)
        return;
    *exchange = NULL;
    x->link->give_up_at_ms = clock_mono_ms() + s->idle_ms;
    http_exchange_free(x);
}

void http_exchange_ready(struct http_exchange *x)
{
    struct http_server *s = x->server;
    if (x->is_ready)
        return;
    x->is_ready = true;
    x->next_ready = NULL;
    *s->ready_end = x;
    s->ready_end = &x->next_ready;
    loop_poke(s->loop);
}

/* --- reading --- */

static enum MHD_Result add_size(void *ctx, enum MHD_ValueKind kind, const char *key,
                                size_t key_n, const char *value, size_t value_n)
{
    size_t *sum = ctx;
    (void)kind;
    (void)key;
    (void)value;
    *sum += key_n + value_n + 4;
    return MHD_YES;
}

static bool headers_fit(struct http_exchange *x)
{
    size_t sum = 0;
    MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, add_size, &sum);
    return sum <= HEADERS_MAX;
}

static bool announces_too_much(struct http_exchange *x, size_t max)
{
    struct str text = http_header_of(x, MHD_HTTP_HEADER_CONTENT_LENGTH);
    int64_t n;
    return text.n > 0 && (!str_to_int(text, &n) || n < 0 || (uint64_t)n > max);
}

/* A ready answer that no handler gives. The connection ends with it if a body was
 * announced that is not read. */
static enum MHD_Result refuse(struct http_exchange *x, unsigned status)
{
    static const char text[] = "";
    x->state = EXCHANGE_SENDING;
    struct MHD_Response *r = MHD_create_response_from_buffer(0, (void *)(uintptr_t)text,
                                                             MHD_RESPMEM_PERSISTENT);
    if (status != MHD_HTTP_NOT_FOUND && status != MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(r, MHD_HTTP_HEADER_CONNECTION, "close");
    enum MHD_Result ok = MHD_queue_response(x->connection, status, r);
    MHD_destroy_response(r);
    return ok;
}

static enum MHD_Result begin_reading(struct http_exchange *x)
{
    unsigned status = 0;
    if (x->is_bad)
        return refuse(x, MHD_HTTP_BAD_REQUEST);
    if (!headers_fit(x))
        return refuse(x, MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE);
    x->route = http_route_find(x->server, http_method(x), http_path(x), &status);
    if (!x->route)
        return refuse(x, status);
    size_t max = x->route->max_body_bytes ? x->route->max_body_bytes : BODY_MAX;
    if (announces_too_much(x, max))
        return refuse(x, MHD_HTTP_CONTENT_TOO_LARGE);
    x->body = BUF_INIT(max);
    x->link->give_up_at_ms = clock_mono_ms() + x->server->body_ms;
    return MHD_YES;
}

/* The whole request is there: the handler's turn. The answer, even one that is given
 * at once, waits for the flush. */
static enum MHD_Result hand_over(struct http_exchange *x)
{
    if (!buf_ok(&x->body))
        return refuse(x, MHD_HTTP_CONTENT_TOO_LARGE);
    x->state = EXCHANGE_HANDLING;
    x->link->give_up_at_ms = 0;
    loop_poke(x->server->loop);
    x->route->handle(x->route->ctx, x);
    MHD_suspend_connection(x->connection);
    x->is_suspended = true;
    return MHD_YES;
}

static enum MHD_Result send_answer(struct http_exchange *x)
{
    x->state = EXCHANGE_SENDING;
    if (!x->stream)
        x->link->give_up_at_ms = clock_mono_ms() + SENDING_MS;
    return MHD_queue_response(x->connection, x->status, x->response);
}

enum MHD_Result http_exchange_read(void *ctx, struct MHD_Connection *c, const char *path,
                                   const char *method, const char *version,
                                   const char *data, size_t *n, void **exchange)
{
    struct http_server *s = ctx;
    struct http_exchange *x = *exchange;
    (void)c;
    (void)version;
    if (s->is_closing || !x)
        return MHD_NO;
    if (!x->method) {
        x->method = method;
        x->path = path;
        return begin_reading(x);
    }
    if (*n > 0) {
        buf_add(&x->body, (struct str){ data, *n }); /* past the ceiling: dropped */
        *n = 0;
        return MHD_YES;
    }
    if (x->state == EXCHANGE_READING)
        return hand_over(x);
    return x->state == EXCHANGE_ANSWERED ? send_answer(x) : MHD_YES;
}

/* --- answering --- */

void http_answer(struct http_exchange *x, const struct http_answer *a)
{
    x->response = MHD_create_response_from_buffer(
        a->body.n, (void *)(uintptr_t)(a->body.n ? a->body.p : ""),
        MHD_RESPMEM_MUST_COPY);
    if (!x->response)
        abort();
    AUTO(buf_clear) struct buf type = BUF_INIT(256);
    buf_add(&type, a->content_type);
    if (type.n > 0)
        MHD_add_response_header(x->response, MHD_HTTP_HEADER_CONTENT_TYPE, buf_c(&type));
    MHD_add_response_header(x->response, "X-Content-Type-Options", "nosniff");
    for (size_t i = 0; i < a->nheaders; i++)
        MHD_add_response_header(x->response, a->headers[2 * i], a->headers[2 * i + 1]);
    x->status = (unsigned)a->status;
    x->state = EXCHANGE_ANSWERED;
    http_exchange_ready(x);
}

/* --- what was asked --- */

struct str http_method(const struct http_exchange *x)
{
    return str_from_c(x->method);
}

struct str http_path(const struct http_exchange *x)
{
    return str_from_c(x->path);
}

static struct str value_of(const struct http_exchange *x, enum MHD_ValueKind kind,
                           const char *name)
{
    struct str value = { 0 };
    if (MHD_lookup_connection_value_n(x->connection, kind, name, strlen(name), &value.p,
                                      &value.n) != MHD_YES)
        return (struct str){ 0 };
    return value.p ? value : STR("");
}

struct str http_query(const struct http_exchange *x, const char *name)
{
    return value_of(x, MHD_GET_ARGUMENT_KIND, name);
}

struct str http_header_of(const struct http_exchange *x, const char *name)
{
    return value_of(x, MHD_HEADER_KIND, name);
}

struct str http_body(const struct http_exchange *x)
{
    return buf_str(&x->body);
}

struct str http_peer(const struct http_exchange *x)
{
    return str_from_c(x->peer);
}
