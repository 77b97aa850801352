/* Answers without end: server-sent events. */
#include "base/mem.h"
#include "io/http_exchange.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

static void tell(void *ctx)
{
    struct http_stream *st = ctx;
    st->gone(st->ctx);
}

static void leave_watch(struct http_stream *st)
{
    loop_unwatch(st->loop, &st->hang_up);
}

/* The owner hears of it once, and never from inside a call of its own. */
static void client_left(struct http_stream *st)
{
    leave_watch(st);
    if (!st->is_closed)
        loop_defer(st->loop, &st->tell);
}

/* MHD does not look at a suspended connection, so we do. */
static void on_hang_up(void *ctx, uint32_t events)
{
    (void)events;
    client_left(ctx);
}

void http_stream_free(struct http_stream *st)
{
    if (st->x)
        st->x->stream = NULL;
    *st->at = st->next;
    if (st->next)
        st->next->at = st->at;
    leave_watch(st);
    loop_undefer(st->loop, &st->tell);
    buf_clear(&st->queue);
    free(st);
}

void http_stream_lost(struct http_stream *st)
{
    st->x->stream = NULL;
    st->x = NULL;
    if (st->is_closed)
        http_stream_free(st);
    else
        client_left(st);
}

static ssize_t on_read(void *ctx, uint64_t at, char *out, size_t room)
{
    struct http_stream *st = ctx;
    struct http_exchange *x = st->x;
    (void)at;
    if (x->server->is_closing)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t n = st->queue.n < room ? st->queue.n : room;
    if (n > 0) {
        memcpy(out, st->queue.p, n);
        buf_consume(&st->queue, n);
        return (ssize_t)n;
    }
    if (st->is_closed)
        return MHD_CONTENT_READER_END_OF_STREAM;
    MHD_suspend_connection(x->connection);
    x->is_suspended = true;
    return 0;
}

struct http_stream *http_stream_open(struct http_exchange *x, struct str content_type,
                                     size_t max_queued_bytes, void (*gone)(void *ctx),
                                     void *ctx)
{
    struct http_stream *st = mem_new(1, sizeof(*st));
    AUTO(buf_clear) struct buf type = BUF_INIT(256);
    buf_add(&type, content_type);
    st->at = &x->server->streams;
    st->next = x->server->streams;
    if (st->next)
        st->next->at = &st->next;
    x->server->streams = st;
    st->x = x;
    st->loop = x->server->loop;
    st->queue = BUF_INIT(max_queued_bytes);
    st->gone = gone;
    st->ctx = ctx;
    st->tell = (struct loop_task){ .run = tell, .ctx = st };
    st->hang_up =
        (struct loop_watch){ .ready = on_hang_up, .ctx = st, .fd = x->link->fd };
    loop_watch(st->loop, &st->hang_up, EPOLLRDHUP, NULL);
    x->response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, on_read, st, NULL);
    if (!x->response)
        abort();
    MHD_add_response_header(x->response, MHD_HTTP_HEADER_CONTENT_TYPE, buf_c(&type));
    MHD_add_response_header(x->response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(x->response, "X-Accel-Buffering", "no"); /* nginx in front */
    MHD_add_response_header(x->response, "X-Content-Type-Options", "nosniff");
    x->stream = st;
    x->status = MHD_HTTP_OK;
    x->state = EXCHANGE_ANSWERED;
    http_exchange_ready(x);
    return st;
}

bool http_stream_write(struct http_stream *st, struct str bytes, struct err *err)
{
    if (!st->x)
        return err_set(err, ERR_IO, "the client has gone");
    if (bytes.n > st->queue.max - st->queue.n)
        return err_set(err, ERR_LIMIT, "the client reads too slowly");
    buf_add(&st->queue, bytes);
    http_exchange_ready(st->x);
    return true;
}

void http_stream_close(struct http_stream *st)
{
    st->is_closed = true;
    loop_undefer(st->loop, &st->tell);
    if (st->x)
        http_exchange_ready(st->x);
    else
        http_stream_free(st);
}
