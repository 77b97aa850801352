/* curl's multi handle in our loop: it says which sockets and when, we call it back. */
#include "io/http_client.h"

#include "base/mem.h"
#include "io/clock.h"
#include "io/http_call.h"
#include "io/loop.h"
#include "io/resolver.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum { CALLS_MAX = 512, CONNECTIONS_MAX = 64, DEADLINE_MS = 15000 };

struct client_socket {
    struct loop_watch watch;
    struct http_client *client;
};

struct http_client {
    struct http_client_options options; /* strings are owned copies */
    CURLM *multi;
    struct loop_timer timer;
    struct loop_task kick, reap;
    struct http_call *calls;
    size_t busy;
};

/* --- sockets and timers --- */

static void act(struct http_client *c, curl_socket_t fd, int events)
{
    int running;
    curl_multi_socket_action(c->multi, fd, events, &running);
    loop_defer(c->options.loop, &c->reap);
}

static void on_ready(void *ctx, uint32_t events)
{
    struct client_socket *s = ctx;
    int mask = (events & EPOLLIN ? CURL_CSELECT_IN : 0) |
               (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
               (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
    act(s->client, s->watch.fd, mask); /* may free s */
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *assigned)
{
    struct http_client *c = ctx;
    struct client_socket *s = assigned;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (s)
            loop_unwatch(c->options.loop, &s->watch);
        free(s);
        return 0;
    }
    if (!s) {
        s = mem_new(1, sizeof(*s));
        s->client = c;
        s->watch = (struct loop_watch){ .ready = on_ready, .ctx = s, .fd = fd };
        curl_multi_assign(c->multi, fd, s);
    }
    uint32_t events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) |
                      (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
    return loop_watch(c->options.loop, &s->watch, events, NULL) ? 0 : -1;
}

static int on_timer(CURLM *multi, long timeout_ms, void *ctx)
{
    struct http_client *c = ctx;
    (void)multi;
    loop_timer_cancel(c->options.loop, &c->timer);
    if (timeout_ms > 0)
        loop_timer_set(c->options.loop, &c->timer, timeout_ms);
    else if (timeout_ms == 0)
        loop_defer(c->options.loop, &c->kick);
    return 0;
}

static void on_time(void *ctx)
{
    act(ctx, CURL_SOCKET_TIMEOUT, 0);
}

/* --- calls --- */

/* Nothing leads to the call any more; what it holds is still there. */
static void detach(struct http_call *call)
{
    struct http_client *c = call->client;
    resolver_cancel(call->resolving);
    call->resolving = NULL;
    if (call->is_added)
        curl_multi_remove_handle(c->multi, call->easy);
    call->is_added = false;
    *call->at = call->next;
    if (call->next)
        call->next->at = call->at;
    c->busy--;
}

static void release(struct http_call *call)
{
    http_call_clear(call);
    free(call);
}

void http_cancel(struct http_call *call)
{
    if (!call)
        return;
    detach(call);
    release(call);
}

static void reap(void *ctx)
{
    struct http_client *c = ctx;
    int left;
    for (CURLMsg *m; (m = curl_multi_info_read(c->multi, &left));) {
        char *private = NULL;
        struct http_response r = { 0 };
        CURLcode code = m->data.result;
        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &private);
        struct http_call *call = (struct http_call *)(void *)private;
        http_call_judge(call, code, &r);
        detach(call);
        call->done(call->ctx, &r);
        release(call);
    }
}

/* Ends a call that never came as far as a connection. */
static void fail_unsent(struct http_call *call, const struct err *why)
{
    struct http_response r = { .outcome = HTTP_NOT_SENT, .err = *why };
    detach(call);
    call->done(call->ctx, &r);
    release(call);
}

/* Tells curl the addresses, so that it does not look them up itself. */
static void set_addresses(struct http_call *call, const struct addresses *found)
{
    AUTO(buf_clear) struct buf entry = BUF_INIT(4096);
    if (call->host[0] == '[')
        return; /* an address already */
    buf_addf(&entry, "+%s:%ld:", call->host, call->port);
    for (size_t i = 0; i < found->n; i++)
        buf_addf(&entry, i ? ",%s" : "%s", found->text[i]);
    call->resolve = curl_slist_append(NULL, buf_c(&entry));
    if (!call->resolve)
        abort();
    curl_easy_setopt(call->easy, CURLOPT_RESOLVE, call->resolve);
}

static void on_resolved(void *ctx, const struct addresses *found, const struct err *err)
{
    struct http_call *call = ctx;
    int64_t left_ms = call->give_up_at_ms - clock_mono_ms();
    struct err own = { 0 };
    call->resolving = NULL;
    if (!err && left_ms <= 0) {
        err_set(&own, ERR_TIMEOUT, "%s: no time left after the name look-up", call->host);
        err = &own;
    }
    if (err) {
        fail_unsent(call, err);
        return;
    }
    set_addresses(call, found);
    curl_easy_setopt(call->easy, CURLOPT_TIMEOUT_MS, (long)left_ms);
    call->is_added = curl_multi_add_handle(call->client->multi, call->easy) == CURLM_OK;
    if (!call->is_added) {
        err_set(&own, ERR_IO, "%s: the request cannot be started", call->host);
        fail_unsent(call, &own);
    }
}

struct http_call *http_send(struct http_client *c, const struct http_request *req,
                            void (*done)(void *ctx, const struct http_response *r),
                            void *ctx, struct err *err)
{
    if (c->busy >= CALLS_MAX) {
        err_set(err, ERR_LIMIT, "too many requests under way");
        return NULL;
    }
    struct http_call *call = mem_new(1, sizeof(*call));
    if (!http_call_prepare(call, &c->options, req, err)) {
        release(call);
        return NULL;
    }
    int64_t deadline_ms = req->deadline_ms > 0 ? req->deadline_ms : DEADLINE_MS;
    call->client = c;
    call->done = done;
    call->ctx = ctx;
    call->give_up_at_ms = clock_mono_ms() + deadline_ms;
    call->at = &c->calls;
    call->next = c->calls;
    if (call->next)
        call->next->at = &call->next;
    c->calls = call;
    c->busy++;
    call->resolving =
        resolver_ask(c->options.resolver, str_from_c(call->host), deadline_ms,
                     (struct resolver_done){ on_resolved, call });
    return call;
}

size_t http_client_busy(const struct http_client *c)
{
    return c->busy;
}

/* --- the client --- */

static const char *copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

static void drop_copy(const char *text)
{
    char *own;
    memcpy(&own, &text, sizeof(own)); /* it is ours: see copy() */
    free(own);
}

bool http_client_open(struct http_client **out, const struct http_client_options *o,
                      struct err *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return err_set(err, ERR_IO, "cannot start the HTTP client");
    struct http_client *c = mem_new(1, sizeof(*c));
    c->options = *o;
    c->options.ca_file = copy(o->ca_file);
    c->options.proxy = copy(o->proxy);
    c->options.user_agent = copy(o->user_agent);
    c->timer = (struct loop_timer){ .fire = on_time, .ctx = c };
    c->kick = (struct loop_task){ .run = on_time, .ctx = c };
    c->reap = (struct loop_task){ .run = reap, .ctx = c };
    c->multi = curl_multi_init();
    if (!c->multi)
        abort();
    curl_multi_setopt(c->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(c->multi, CURLMOPT_SOCKETDATA, c);
    curl_multi_setopt(c->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(c->multi, CURLMOPT_TIMERDATA, c);
    curl_multi_setopt(c->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)CONNECTIONS_MAX);
    *out = c;
    return true;
}

void http_client_close(struct http_client *c)
{
    if (!c)
        return;
    while (c->calls)
        http_cancel(c->calls); // NOLINT(clang-analyzer-unix.Malloc): it leaves the list
    curl_multi_cleanup(c->multi);
    loop_timer_cancel(c->options.loop, &c->timer);
    loop_undefer(c->options.loop, &c->kick);
    loop_undefer(c->options.loop, &c->reap);
    drop_copy(c->options.ca_file);
    drop_copy(c->options.proxy);
    drop_copy(c->options.user_agent);
    free(c);
    curl_global_cleanup();
}

/* --- reading an answer --- */

struct str http_response_header(const struct http_response *r, struct str name)
{
    struct str rest = r->head;
    while (rest.n > 0) {
        struct str value = str_cut(&rest, '\n');
        bool has_value = str_find_char(value, ':') >= 0;
        struct str key = str_cut(&value, ':');
        if (has_value && str_eq_nocase(key, name))
            return str_trim(value);
    }
    return (struct str){ 0 };
}
