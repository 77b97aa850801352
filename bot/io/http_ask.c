#include "io/http_ask.h"

#include "base/arena.h"
#include "base/mem.h"
#include "io/address.h"
#include "io/clock.h"
#include "io/loop.h"
#include "io/resolver.h"
#include "io/websocket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { resolve_ms = 5000, turn_ms = 1000 };

struct http_ask {
    struct loop *loop;
    struct resolver *resolver;
    struct http_client *http;
    struct websocket_hub *hub; /* NULL: no websocket was asked for yet */
};

bool http_ask_open(struct http_ask **out, struct err *err)
{
    AUTO(http_ask_closep) struct http_ask *a = mem_new(1, sizeof(*a));
    if (!loop_open(&a->loop, err) ||
        !resolver_open(&a->resolver, a->loop, getenv("BOTSCHAFTER_NAME_SERVERS"), err))
        return false;
    struct http_client_options o = { .loop = a->loop,
                                     .resolver = a->resolver,
                                     .ca_file = getenv("SSL_CERT_FILE") };
    if (!http_client_open(&a->http, &o, err))
        return false;
    *out = TAKE(a);
    return true;
}

void http_ask_close(struct http_ask *a)
{
    if (!a)
        return;
    websocket_hub_close(a->hub);
    http_client_close(a->http);
    resolver_close(a->resolver);
    loop_close(a->loop);
    free(a);
}

struct loop *http_ask_loop(struct http_ask *a)
{
    return a->loop;
}

/* ---- requests ---- */

struct waiting {
    struct arena *mem;
    struct http_response *out;
    bool is_over;
};

static void answered(void *ctx, const struct http_response *r)
{
    struct waiting *w = ctx;
    *w->out = *r;
    w->out->head = arena_str(w->mem, r->head);
    w->out->body = arena_str(w->mem, r->body);
    w->is_over = true;
}

void http_ask(struct http_ask *a, struct arena *mem, const struct http_request *q,
              struct http_response *out, int64_t *took_ms)
{
    struct waiting w = { .mem = mem, .out = out };
    struct err err = { 0 };
    int64_t began_ms = clock_mono_ms();
    struct http_call *call = http_send(a->http, q, answered, &w, &err);
    while (call && !w.is_over && loop_turn(a->loop, turn_ms, &err))
        ;
    if (!w.is_over) {
        http_cancel(call);
        *out = (struct http_response){ .outcome = HTTP_NOT_SENT, .err = err };
    }
    if (took_ms)
        *took_ms = clock_mono_ms() - began_ms;
}

/* ---- addresses ---- */

struct str http_ask_host(struct str url)
{
    ptrdiff_t scheme = str_find(url, STR("://"));
    if (scheme < 0)
        return STR("");
    struct str rest = str_skip(url, (size_t)scheme + 3);
    struct str host = str_cut(&rest, '/');
    if (str_starts(host, STR("["))) {
        host = str_skip(host, 1);
        return str_cut(&host, ']');
    }
    return str_cut(&host, ':');
}

static bool is_internal(const char *address)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
        return !address_is_public((const struct sockaddr *)&v4);
    return inet_pton(AF_INET6, address, &v6.sin6_addr) == 1 &&
           !address_is_public((const struct sockaddr *)&v6);
}

struct looking {
    bool is_over, is_internal;
};

static void resolved(void *ctx, const struct addresses *found, const struct err *err)
{
    struct looking *l = ctx;
    l->is_over = true;
    for (size_t i = 0; !err && i < found->n; i++)
        l->is_internal |= is_internal(found->text[i]);
}

bool http_ask_is_internal(struct http_ask *a, struct str host)
{
    struct looking l = { 0 };
    struct resolving *q = resolver_ask(a->resolver, host, resolve_ms,
                                       (struct resolver_done){ resolved, &l });
    while (!l.is_over && loop_turn(a->loop, turn_ms, NULL))
        ;
    if (!l.is_over)
        resolver_cancel(q);
    return l.is_internal;
}

/* ---- a greeting ---- */

struct listening {
    struct arena *mem;
    struct str *out;
    struct err err;
    bool is_heard, is_over;
};

static void heard(void *ctx, struct str data, bool binary)
{
    struct listening *l = ctx;
    (void)binary;
    if (!l->is_heard)
        *l->out = arena_str(l->mem, data);
    l->is_heard = true;
}

static void closed(void *ctx, const struct websocket_end *end)
{
    struct listening *l = ctx;
    l->err = end->err;
    l->is_over = true;
}

static bool open_hub(struct http_ask *a, struct err *err)
{
    struct websocket_hub_options o = { .loop = a->loop,
                                       .resolver = a->resolver,
                                       .ca_file = getenv("SSL_CERT_FILE") };
    return a->hub || websocket_hub_open(&a->hub, &o, err);
}

/* Until something came, and then until it is closed. */
static void listen_to(struct http_ask *a, struct websocket *ws, struct listening *l,
                      int64_t wait_ms)
{
    int64_t until_ms = clock_mono_ms() + wait_ms, left_ms = wait_ms;
    while (!l->is_heard && !l->is_over && left_ms > 0 &&
           loop_turn(a->loop, left_ms, NULL))
        left_ms = until_ms - clock_mono_ms();
    if (!l->is_heard || l->is_over)
        return;
    websocket_close(ws, 1000);
    while (!l->is_over && loop_turn(a->loop, turn_ms, NULL))
        ;
}

bool http_ask_greeting(struct http_ask *a, struct arena *mem, struct str url,
                       struct secret bearer, int64_t wait_ms, struct str *out,
                       struct err *err)
{
    static const struct websocket_events events = { .message = heard, .closed = closed };
    struct listening l = { .mem = mem, .out = out };
    AUTO(websocket_freep) struct websocket *ws = NULL;
    struct websocket_options o = { .url = url,
                                   .bearer = bearer,
                                   .allow_plain = str_starts(url, STR("ws://")),
                                   .open_timeout_ms = wait_ms,
                                   .events = &events,
                                   .ctx = &l };
    if (!open_hub(a, err) || !websocket_open(&ws, a->hub, &o, err))
        return false;
    listen_to(a, ws, &l, wait_ms);
    if (l.is_heard)
        return true;
    if (!l.is_over)
        return err_set(err, ERR_TIMEOUT, "nothing came");
    *err = l.err;
    return false;
}
