#include "peer.h"

#include "base/auto.h"
#include "frame.h"

enum { max_in = 4 * 1024 * 1024, max_out = 64 * 1024 * 1024 };

static const struct str hello = STR_INIT(
    "{\"type\":\"hello\",\"num_connections\":1,\"debug_info\":{\"host\":\"bench\","
    "\"build_number\":1,\"approximate_connection_time\":18060},"
    "\"connection_info\":{\"app_id\":\"A000BENCH\"}}");

void peer_init(struct peer *peer, int fd)
{
    *peer = (struct peer){
        .fd = fd,
        .in = BUF_INIT(max_in),
        .out = BUF_INIT(max_out),
        .joined = BUF_INIT(max_in),
    };
}

void peer_clear(struct peer *peer)
{
    buf_clear(&peer->in);
    buf_clear(&peer->out);
    buf_clear(&peer->joined);
    peer->fd = -1;
}

/* A request: views into the peer's bytes. */
struct request {
    struct str path, query, body, websocket_key;
    size_t size;
};

static struct str next_line(struct str *head)
{
    struct str line = str_cut(head, '\n');
    return str_trim(line);
}

/* False when not all of it is here yet. */
static bool read_request(struct str in, struct request *out)
{
    ptrdiff_t end = str_find(in, STR("\r\n\r\n"));
    if (end < 0)
        return false;
    struct request r = { 0 };
    struct str head = str_take(in, (size_t)end);
    struct str line = next_line(&head);
    (void)str_word(&line);
    r.query = str_word(&line);
    r.path = str_cut(&r.query, '?');
    int64_t length = 0;
    while (head.n > 0) {
        struct str value = next_line(&head);
        struct str name = str_cut(&value, ':');
        if (str_eq_nocase(name, STR("content-length")))
            (void)str_to_int(str_trim(value), &length);
        else if (str_eq_nocase(name, STR("sec-websocket-key")))
            r.websocket_key = str_trim(value);
    }
    if (length < 0 || length > max_in)
        length = 0;
    r.body = str_take(str_skip(in, (size_t)end + 4), (size_t)length);
    r.size = (size_t)end + 4 + (size_t)length;
    *out = r;
    return in.n >= r.size;
}

static void upgrade(struct peer *peer, const struct request *r,
                    const struct peer_events *events)
{
    char accept[32];
    frame_accept(r->websocket_key, accept);
    buf_addf(&peer->out,
             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
             "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
             accept);
    peer->websocket = true;
    frame_write(&peer->out, FRAME_TEXT, hello, false);
    events->connected(events->ctx, peer);
}

static void answer(struct peer *peer, struct api *api, const struct request *r)
{
    AUTO(buf_clear) struct buf params = BUF_INIT(64 * 1024);
    AUTO(buf_clear) struct buf body = BUF_INIT(max_in);
    buf_add(&params, r->query);
    buf_add_char(&params, '&');
    buf_add(&params, r->body);
    static const struct str api_path = STR_INIT("/api/");
    if (str_starts(r->path, api_path))
        api_answer(api, str_skip(r->path, api_path.n), buf_str(&params), &body);
    else
        buf_add(&body, STR("ok"));
    buf_addf(&peer->out,
             "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
             "x-oauth-scopes: commands,chat:write,chat:write.public,users:read,"
             "users:read.email,team:read,channels:read,channels:history,groups:read,"
             "groups:history,im:read,im:write,im:history,mpim:read,mpim:history,"
             "mpim:write,files:read,files:write,reactions:read,reactions:write,"
             "app_mentions:read,dnd:read\r\nContent-Length: %zu\r\n\r\n",
             body.n);
    buf_add(&peer->out, buf_str(&body));
}

static bool read_http(struct peer *peer, struct api *api,
                      const struct peer_events *events)
{
    struct request r;
    while (!peer->websocket && read_request(buf_str(&peer->in), &r)) {
        if (r.websocket_key.n > 0)
            upgrade(peer, &r, events);
        else
            answer(peer, api, &r);
        buf_consume(&peer->in, r.size);
    }
    return peer->in.n < max_in;
}

/* Puts the frames of a message together; false for what is not text. */
static bool take_data(struct peer *peer, const struct frame *f,
                      const struct peer_events *events)
{
    if (f->op == FRAME_BINARY)
        return false;
    if (f->final && f->op == FRAME_TEXT) {
        events->message(events->ctx, f->data);
        return true;
    }
    buf_add(&peer->joined, f->data);
    if (f->final) {
        events->message(events->ctx, buf_str(&peer->joined));
        buf_clear(&peer->joined);
    }
    return buf_ok(&peer->joined);
}

static bool take_frame(struct peer *peer, const struct frame *f,
                       const struct peer_events *events)
{
    switch (f->op) {
    case FRAME_PING:
        frame_write(&peer->out, FRAME_PONG, f->data, false);
        return true;
    case FRAME_PONG:
        return true;
    case FRAME_CLOSE:
        frame_write(&peer->out, FRAME_CLOSE, f->data, false);
        peer->closing = true;
        return true;
    default:
        return take_data(peer, f, events);
    }
}

static bool read_frames(struct peer *peer, const struct peer_events *events)
{
    size_t at = 0;
    enum frame_got got = FRAME_WHOLE;
    while (got == FRAME_WHOLE) {
        struct frame f;
        got = frame_read(peer->in.p + at, peer->in.n - at, &f);
        if (got != FRAME_WHOLE)
            break;
        if (!take_frame(peer, &f, events))
            return false;
        at += f.size;
    }
    buf_consume(&peer->in, at);
    return got != FRAME_BROKEN;
}

bool peer_read(struct peer *peer, struct api *api, const struct peer_events *events)
{
    if (!peer->websocket && !read_http(peer, api, events))
        return false;
    if (peer->websocket && peer->in.n > 0)
        return read_frames(peer, events);
    return true;
}
