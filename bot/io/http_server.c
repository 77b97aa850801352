/*
 * libmicrohttpd, driven by our loop through its epoll descriptor. Its own time limit
 * is for inactivity only, so a sweep cuts what has been too long about its headers
 * or body, however busily.
 */
#include "io/http_server.h"

#include "base/log.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/http_exchange.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTIONS = 1024,
    POOL_BYTES = 24 * 1024, /* for one connection: 8 KiB of headers and their index */
    HEADER_MS = 10000,
    BODY_MS = 30000,
    IDLE_MS = 30000,
};

/* --- running --- */

/* Hands what is ready to MHD; what it leaves over has the next turn. */
static void run(struct http_server *s)
{
    MHD_UNSIGNED_LONG_LONG wait_ms;
    if (s->is_running)
        return;
    s->is_running = true;
    MHD_run(s->daemon);
    s->is_running = false;
    if (MHD_get_timeout(s->daemon, &wait_ms) == MHD_YES && wait_ms == 0)
        loop_timer_set(s->loop, &s->soon, 0);
}

static void on_ready(void *ctx, uint32_t events)
{
    (void)events;
    run(ctx);
}

static void on_soon(void *ctx)
{
    run(ctx);
}

void http_server_flush(struct http_server *s)
{
    bool any = s->ready != NULL;
    while (s->ready) {
        struct http_exchange *x = s->ready;
        s->ready = x->next_ready;
        x->is_ready = false;
        if (x->is_suspended)
            MHD_resume_connection(x->connection);
        x->is_suspended = false;
    }
    s->ready_end = &s->ready;
    if (any)
        run(s);
}

static void sweep(void *ctx)
{
    struct http_server *s = ctx;
    int64_t now = clock_mono_ms();
    for (struct http_link *l = s->links; l; l = l->next) {
        if (l->give_up_at_ms == 0 || l->give_up_at_ms > now)
            continue;
        shutdown(l->fd, SHUT_RDWR); /* MHD sees the end and cleans up */
        l->give_up_at_ms = 0;
    }
    run(s); /* MHD's own time limit is looked at only here */
    int64_t pause_ms = s->header_ms / 8;
    loop_timer_set(s->loop, &s->sweep, pause_ms < 1000 ? pause_ms : 1000);
}

/* --- connections --- */

static void on_connection(void *ctx, struct MHD_Connection *c, void **link,
                          enum MHD_ConnectionNotificationCode what)
{
    struct http_server *s = ctx;
    struct http_link *l = *link;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        l = mem_new(1, sizeof(*l));
        l->fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        l->give_up_at_ms = clock_mono_ms() + s->header_ms;
        l->at = &s->links;
        l->next = s->links;
        if (l->next)
            l->next->at = &l->next;
        s->links = l;
        *link = l;
    } else if (l) {
        if (l->exchange) /* its headers never came to an end: MHD says no more of it */
            http_exchange_free(l->exchange);
        *l->at = l->next;
        if (l->next)
            l->next->at = l->at;
        free(l);
        *link = NULL;
    }
}

/* --- opening and closing --- */

static bool take_address(const char *text, uint16_t port, struct sockaddr_storage *out)
{
    struct sockaddr_in *a4 = (struct sockaddr_in *)(void *)out;
    struct sockaddr_in6 *a6 = (struct sockaddr_in6 *)(void *)out;
    *out = (struct sockaddr_storage){ 0 };
    if (inet_pton(AF_INET, text, &a4->sin_addr) == 1) {
        a4->sin_family = AF_INET;
        a4->sin_port = htons(port);
        return true;
    }
    if (inet_pton(AF_INET6, text, &a6->sin6_addr) == 1) {
        a6->sin6_family = AF_INET6;
        a6->sin6_port = htons(port);
        return true;
    }
    return false;
}

__attribute__((format(printf, 2, 0))) static void on_log(void *ctx, const char *fmt,
                                                         va_list ap)
{
    char line[256];
    (void)ctx;
    (void)vsnprintf(line, sizeof(line), fmt, ap);
    LOG(LOG_DEBUG, "http", "library", KS("text", str_trim(str_from_c(line))));
}

static bool start(struct http_server *s, const struct http_server_options *o,
                  const struct sockaddr_storage *address, struct err *err)
{
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (address->ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    unsigned idle_s = (unsigned)((s->idle_ms + 999) / 1000);
    s->daemon = MHD_start_daemon(
        flags, o->port, NULL, NULL, http_exchange_read, s, /* the logger must be first */
        MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_LIMIT,
        o->max_connections ? o->max_connections : CONNECTIONS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_s, MHD_OPTION_URI_LOG_CALLBACK,
        http_exchange_begin, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
        MHD_OPTION_NOTIFY_COMPLETED, http_exchange_over, s, MHD_OPTION_END);
    if (!s->daemon)
        return err_set(err, errno == EADDRINUSE ? ERR_CONFLICT : ERR_IO,
                       "cannot listen on %s port %u: %s",
                       o->address ? o->address : "127.0.0.1", (unsigned)o->port,
                       strerror(errno));
    return true;
}

static int64_t or_default(int64_t given, int64_t otherwise)
{
    return given > 0 ? given : otherwise;
}

bool http_server_open(struct http_server **out, const struct http_server_options *o,
                      struct err *err)
{
    struct sockaddr_storage address;
    if (!take_address(o->address ? o->address : "127.0.0.1", o->port, &address))
        return err_set(err, ERR_INVALID, "%s is not a numeric address", o->address);
    AUTO(http_server_closep) struct http_server *s = mem_new(1, sizeof(*s));
    s->loop = o->loop;
    s->header_ms = or_default(o->header_ms, HEADER_MS);
    s->body_ms = or_default(o->body_ms, BODY_MS);
    s->idle_ms = or_default(o->idle_ms, IDLE_MS);
    s->ready_end = &s->ready;
    s->sweep = (struct loop_timer){ .fire = sweep, .ctx = s };
    s->soon = (struct loop_timer){ .fire = on_soon, .ctx = s };
    if (!start(s, o, &address, err))
        return false;
    s->watch = (struct loop_watch){
        .ready = on_ready,
        .ctx = s,
        .fd = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
    };
    if (!loop_watch(s->loop, &s->watch, EPOLLIN, err))
        return false;
    loop_timer_set(s->loop, &s->sweep, s->header_ms / 8);
    *out = TAKE(s);
    return true;
}

/* MHD must not be stopped while connections are suspended. */
static void cut_all(struct http_server *s)
{
    for (struct http_exchange *x = s->exchanges; x; x = x->next) {
        if (x->is_suspended)
            MHD_resume_connection(x->connection);
        x->is_suspended = false;
    }
    MHD_run(s->daemon);
    MHD_stop_daemon(s->daemon);
    while (s->exchanges)
        http_exchange_free(s->exchanges);
    while (s->streams)
        http_stream_free(s->streams);
}

void http_server_close(struct http_server *s)
{
    if (!s)
        return;
    s->is_closing = true;
    loop_unwatch(s->loop, &s->watch);
    loop_timer_cancel(s->loop, &s->sweep);
    loop_timer_cancel(s->loop, &s->soon);
    if (s->daemon)
        cut_all(s);
    free(s);
}

uint16_t http_server_port(const struct http_server *s)
{
    return MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void http_server_quiesce(struct http_server *s)
{
    MHD_socket fd = MHD_quiesce_daemon(s->daemon);
    if (fd >= 0)
        close(fd);
}
