/*
 * c-ares with a channel for each question: it reads the system's settings anew, and
 * giving up a question is closing its channel.
 */
#include "io/resolver.h"

#include "base/mem.h"
#include "io/clock.h"
#include "io/loop.h"

#include <ares.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum { CACHE_MAX = 32, CACHE_MS = 30000, SOCKETS_MAX = 8, TRY_MS = 2000, TRIES = 3 };

struct answer {
    char host[HOST_MAX + 1];
    struct addresses found;
    int64_t until_ms;
};

struct resolver {
    struct loop *loop;
    char *servers;
    struct resolving *first;
    struct answer cache[CACHE_MAX];
};

struct ares_socket {
    struct loop_watch watch;
    struct resolving *of;
};

struct resolving {
    struct resolver *resolver;
    struct resolving *next, **at; /* in resolver::first */
    struct resolver_done then;
    ares_channel channel; /* NULL: answered without asking */
    struct ares_socket sockets[SOCKETS_MAX];
    struct loop_timer retry, deadline;
    struct loop_task finish;
    char host[HOST_MAX + 1];
    struct addresses found;
    struct err err;
};

bool resolver_open(struct resolver **out, struct loop *loop, const char *servers,
                   struct err *err)
{
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
        return err_set(err, ERR_IO, "cannot start the resolver");
    struct resolver *r = mem_new(1, sizeof(*r));
    r->loop = loop;
    r->servers = servers ? strdup(servers) : NULL;
    *out = r;
    return true;
}

void resolver_close(struct resolver *r)
{
    if (!r)
        return;
    while (r->first)
        resolver_cancel(r->first);
    free(r->servers);
    free(r);
    ares_library_cleanup();
}

void resolver_cancel(struct resolving *q)
{
    if (!q)
        return;
    struct loop *l = q->resolver->loop;
    if (q->channel)
        ares_destroy(q->channel); /* calls on_answer() and on_socket() */
    for (size_t i = 0; i < SOCKETS_MAX; i++)
        loop_unwatch(l, &q->sockets[i].watch);
    loop_timer_cancel(l, &q->retry);
    loop_timer_cancel(l, &q->deadline);
    loop_undefer(l, &q->finish);
    *q->at = q->next;
    if (q->next)
        q->next->at = q->at;
    free(q);
}

static void finish(void *ctx)
{
    struct resolving *q = ctx;
    struct resolver_done then = q->then;
    struct addresses found = q->found;
    struct err err = q->err;
    resolver_cancel(q);
    then.done(then.ctx, found.n > 0 ? &found : NULL, found.n > 0 ? NULL : &err);
}

static void fail(struct resolving *q, enum err_code code, const char *why)
{
    q->found.n = 0;
    err_set(&q->err, code, "name look-up of %s: %s", q->host, why);
    loop_defer(q->resolver->loop, &q->finish);
}

/* --- what needs no asking --- */

static void add(struct addresses *a, const char *text)
{
    size_t n = strlen(text);
    if (a->n < ADDRESSES_MAX && n < sizeof(a->text[0]))
        memcpy(a->text[a->n++], text, n + 1);
}

static bool is_numeric(const char *host)
{
    unsigned char address[16];
    return inet_pton(AF_INET, host, address) == 1 ||
           inet_pton(AF_INET6, host, address) == 1;
}

static bool know_already(struct resolving *q)
{
    struct str host = str_from_c(q->host);
    if (is_numeric(q->host)) {
        add(&q->found, q->host);
    } else if (str_eq_nocase(host, STR("localhost"))) {
        add(&q->found, "127.0.0.1");
        add(&q->found, "::1");
    } else {
        int64_t now = clock_mono_ms();
        const struct answer *cache = q->resolver->cache;
        for (size_t i = 0; i < CACHE_MAX; i++) {
            if (cache[i].until_ms > now && str_eq_nocase(host, str_from_c(cache[i].host)))
                q->found = cache[i].found;
        }
    }
    return q->found.n > 0;
}

static void remember(struct resolver *r, const struct resolving *q)
{
    struct answer *oldest = &r->cache[0];
    for (size_t i = 1; i < CACHE_MAX; i++) {
        if (r->cache[i].until_ms < oldest->until_ms)
            oldest = &r->cache[i];
    }
    memcpy(oldest->host, q->host, sizeof(oldest->host));
    oldest->found = q->found;
    oldest->until_ms = clock_mono_ms() + CACHE_MS;
}

/* --- c-ares --- */

static void rearm(struct resolving *q)
{
    struct timeval left;
    if (!ares_timeout(q->channel, NULL, &left))
        loop_timer_cancel(q->resolver->loop, &q->retry);
    else
        loop_timer_set(q->resolver->loop, &q->retry,
                       (int64_t)left.tv_sec * 1000 + left.tv_usec / 1000 + 1);
}

static void on_retry(void *ctx)
{
    struct resolving *q = ctx;
    ares_process_fd(q->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    rearm(q);
}

static void on_ready(void *ctx, uint32_t events)
{
    struct ares_socket *s = ctx;
    struct resolving *q = s->of;
    int fd = s->watch.fd;
    ares_process_fd(q->channel, events & ~(uint32_t)EPOLLOUT ? fd : ARES_SOCKET_BAD,
                    events & EPOLLOUT ? fd : ARES_SOCKET_BAD);
    rearm(q);
}

static struct ares_socket *find_socket(struct resolving *q, int fd)
{
    struct ares_socket *unused = NULL;
    for (size_t i = 0; i < SOCKETS_MAX; i++) {
        struct ares_socket *s = &q->sockets[i];
        if (s->watch.on_ && s->watch.fd == fd)
            return s;
        if (!s->watch.on_)
            unused = s;
    }
    return unused;
}

static void on_socket(void *ctx, ares_socket_t fd, int readable, int writable)
{
    struct resolving *q = ctx;
    struct ares_socket *s = find_socket(q, fd);
    if (!s)
        return; /* more servers than anybody has: that one stays unheard */
    if (!readable && !writable) {
        loop_unwatch(q->resolver->loop, &s->watch);
        return;
    }
    s->of = q;
    if (!s->watch.on_)
        s->watch = (struct loop_watch){ .ready = on_ready, .ctx = s, .fd = fd };
    uint32_t events =
        (readable ? (uint32_t)EPOLLIN : 0) | (writable ? (uint32_t)EPOLLOUT : 0);
    struct err err;
    if (!loop_watch(q->resolver->loop, &s->watch, events, &err))
        fail(q, ERR_IO, err.msg);
}

static void take_addresses(struct resolving *q, const struct ares_addrinfo *info)
{
    char text[46];
    for (const struct ares_addrinfo_node *n = info->nodes; n; n = n->ai_next) {
        const void *address;
        if (n->ai_family == AF_INET)
            address = &((const struct sockaddr_in *)(const void *)n->ai_addr)->sin_addr;
        else
            address = &((const struct sockaddr_in6 *)(const void *)n->ai_addr)->sin6_addr;
        if (inet_ntop(n->ai_family, address, text, sizeof(text)))
            add(&q->found, text);
    }
}

/* Called within c-ares, where the channel must not be destroyed: finish later. */
static void on_answer(void *ctx, int status, int timeouts, struct ares_addrinfo *info)
{
    struct resolving *q = ctx;
    (void)timeouts;
    if (status == ARES_EDESTRUCTION)
        return;
    if (status == ARES_SUCCESS && info)
        take_addresses(q, info);
    if (info)
        ares_freeaddrinfo(info);
    if (q->found.n > 0) {
        remember(q->resolver, q);
        loop_defer(q->resolver->loop, &q->finish);
    } else if (status == ARES_ETIMEOUT) {
        fail(q, ERR_TIMEOUT, "no answer from the name servers");
    } else if (status == ARES_ENOTFOUND || status == ARES_ENODATA ||
               status == ARES_EBADNAME || status == ARES_SUCCESS) {
        fail(q, ERR_NOTFOUND, "there is no such host");
    } else {
        fail(q, ERR_IO, ares_strerror(status));
    }
}

static void on_deadline(void *ctx)
{
    fail(ctx, ERR_TIMEOUT, "no answer in time");
}

static bool open_channel(struct resolving *q)
{
    char lookups[] = "fb"; /* the hosts file, then the servers */
    struct ares_options options = {
        .timeout = TRY_MS,
        .tries = TRIES,
        .lookups = lookups,
        .sock_state_cb = on_socket,
        .sock_state_cb_data = q,
    };
    int status = ares_init_options(&q->channel, &options,
                                   ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
                                       ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB);
    if (status != ARES_SUCCESS)
        q->channel = NULL;
    else if (q->resolver->servers)
        status = ares_set_servers_ports_csv(q->channel, q->resolver->servers);
    if (status != ARES_SUCCESS)
        fail(q, ERR_IO, ares_strerror(status));
    return status == ARES_SUCCESS;
}

static void ask_servers(struct resolving *q, int64_t deadline_ms)
{
    const struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC,
                                               .ai_socktype = SOCK_STREAM };
    if (!open_channel(q))
        return;
    loop_timer_set(q->resolver->loop, &q->deadline, deadline_ms);
    ares_getaddrinfo(q->channel, q->host, NULL, &hints, on_answer, q);
    rearm(q);
}

/* Copies a host that could be one: no brackets, no bytes that never stand in a name. */
static bool take_host(struct resolving *q, struct str host)
{
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = (struct str){ host.p + 1, host.n - 2 };
    if (host.n == 0 || host.n > HOST_MAX)
        return false;
    for (size_t i = 0; i < host.n; i++) {
        if (host.p[i] <= ' ' || host.p[i] > '~')
            return false;
    }
    memcpy(q->host, host.p, host.n);
    return true;
}

struct resolving *resolver_ask(struct resolver *r, struct str host, int64_t deadline_ms,
                               struct resolver_done then)
{
    struct resolving *q = mem_new(1, sizeof(*q));
    q->resolver = r;
    q->then = then;
    q->retry = (struct loop_timer){ .fire = on_retry, .ctx = q };
    q->deadline = (struct loop_timer){ .fire = on_deadline, .ctx = q };
    q->finish = (struct loop_task){ .run = finish, .ctx = q };
    q->at = &r->first;
    q->next = r->first;
    if (q->next)
        q->next->at = &q->next;
    r->first = q;

    if (!take_host(q, host))
        fail(q, ERR_NOTFOUND, "not a host name");
    else if (know_already(q))
        loop_defer(r->loop, &q->finish);
    else
        ask_servers(q, deadline_ms);
    return q;
}
