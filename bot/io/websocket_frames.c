/* Messages on their way in and out. */
#include "base/mem.h"
#include "io/entropy.h"
#include "io/websocket_link.h"

#include <stdlib.h>
#include <string.h>

/* The most that goes out in one write: bytes (with the room that lws wants before
 * them), and messages. */
enum { WRITE_MOST = 32 * 1024, FRAMES_MOST = 64, FRAME_HEAD = 8 };

bool websocket_send(struct websocket *ws, struct str text, struct err *err)
{
    if (ws->state != WS_OPEN)
        return err_set(err, ERR_IO, "the websocket is not open");
    if (text.n > ws->out_max || ws->out_bytes > ws->out_max - text.n)
        return err_set(err, ERR_LIMIT, "too much waits to be sent on the websocket");
    struct websocket_frame *f = mem_new(1, sizeof(*f) + LWS_PRE + text.n);
    f->n = text.n;
    if (text.n > 0)
        memcpy(f->bytes + LWS_PRE, text.p, text.n);
    *ws->out_end = f;
    ws->out_end = &f->next;
    ws->out_bytes += text.n;
    lws_callback_on_writable(ws->wsi);
    return true;
}

size_t websocket_queued(const struct websocket *ws)
{
    return ws->out_bytes;
}

bool websocket_ping(struct websocket *ws, struct str payload, struct err *err)
{
    if (ws->state != WS_OPEN)
        return err_set(err, ERR_IO, "the websocket is not open");
    if (payload.n > 125)
        return err_set(err, ERR_INVALID, "a ping carries at most 125 bytes");
    if (payload.n > 0)
        memcpy(ws->ping + LWS_PRE, payload.p, payload.n);
    ws->ping_n = payload.n;
    ws->ping_waits = true;
    lws_callback_on_writable(ws->wsi);
    return true;
}

static bool write_ping(struct websocket *ws)
{
    if (!ws->ping_waits)
        return true;
    ws->ping_waits = false;
    return lws_write(ws->wsi, ws->ping + LWS_PRE, ws->ping_n, LWS_WRITE_PING) >= 0;
}

static void drop_first(struct websocket *ws)
{
    struct websocket_frame *f = ws->out;
    ws->out = f->next;
    if (!ws->out)
        ws->out_end = &ws->out;
    ws->out_bytes -= f->n;
    free(f);
}

static bool write_first(struct websocket *ws)
{
    struct websocket_frame *f = ws->out;
    bool ok = lws_write(ws->wsi, f->bytes + LWS_PRE, f->n, LWS_WRITE_TEXT) >= (int)f->n;
    drop_first(ws);
    return ok;
}

static void mask(char *p, size_t n, const unsigned char key[4])
{
    unsigned char twice[8] = { key[0], key[1], key[2], key[3],
                               key[0], key[1], key[2], key[3] };
    uint64_t wide, part;
    memcpy(&wide, twice, sizeof(wide));
    size_t i = 0;
    for (; i + sizeof(part) <= n; i += sizeof(part)) {
        memcpy(&part, p + i, sizeof(part));
        part ^= wide;
        memcpy(p + i, &part, sizeof(part));
    }
    for (; i < n; i++)
        p[i] = (char)(p[i] ^ key[i % 4]);
}

/* A whole text frame of a client (RFC 6455, 5.2), of less than 64 KiB. */
static void add_frame(struct buf *wire, const struct websocket_frame *f,
                      const unsigned char key[4])
{
    unsigned char head[FRAME_HEAD] = { 0x80 | 0x1, 0x80 };
    size_t n = 2;
    if (f->n < 126) {
        head[1] |= (unsigned char)f->n;
    } else {
        head[1] |= 126;
        head[n++] = (unsigned char)(f->n >> 8);
        head[n++] = (unsigned char)f->n;
    }
    memcpy(head + n, key, 4);
    buf_add(wire, (struct str){ (const char *)head, n + 4 });
    buf_add(wire, (struct str){ (const char *)f->bytes + LWS_PRE, f->n });
    mask(wire->p + wire->n - f->n, f->n, key);
}

static bool fits(const struct buf *wire, const struct websocket_frame *f)
{
    return f && f->n + FRAME_HEAD <= wire->max - wire->n;
}

/* As many messages as go into one write. lws would ask the kernel three times for each:
 * for randomness, whether the socket takes it, and to send it. */
static bool write_many(struct websocket *ws)
{
    static const char room[LWS_PRE];
    AUTO(buf_clear) struct buf wire = BUF_INIT(WRITE_MOST);
    unsigned char keys[FRAMES_MOST][4];
    entropy_fill(keys, sizeof(keys));
    buf_add(&wire, (struct str){ room, sizeof(room) });
    for (size_t i = 0; i < FRAMES_MOST && fits(&wire, ws->out); i++) {
        add_frame(&wire, ws->out, keys[i]);
        drop_first(ws);
    }
    size_t n = wire.n - sizeof(room);
    if (n == 0)
        return write_first(ws);
    /* For lws this means: these bytes as they are. */
    return lws_write(ws->wsi, (unsigned char *)wire.p + sizeof(room), n,
                     LWS_WRITE_HTTP) >= (int)n;
}

int websocket_write_out(struct websocket *ws)
{
    if (!write_ping(ws))
        return -1;
    while (ws->out && !lws_send_pipe_choked(ws->wsi)) {
        if (!write_many(ws))
            return -1;
    }
    if (ws->out) {
        lws_callback_on_writable(ws->wsi);
        return 0;
    }
    if (ws->state != WS_CLOSING || lws_partial_buffered(ws->wsi))
        return 0;
    lws_close_reason(ws->wsi, (enum lws_close_status)ws->close_code, NULL, 0);
    return -1;
}

/* The websocket may be freed in the callback, so nothing of it is touched after. */
void websocket_take_in(struct websocket *ws, struct str piece, bool is_last,
                       bool is_binary)
{
    const struct websocket_events *on = ws->events;
    struct str whole = piece; /* mostly it is: no copy */
    ws->in_bytes += piece.n;
    size_t n = ws->in_bytes;
    if (n > ws->in.max) {
        buf_clear(&ws->in);
    } else if (!is_last || n != piece.n) {
        buf_add(&ws->in, piece);
        whole = buf_str(&ws->in);
    }
    if (!is_last)
        return;
    AUTO(buf_clear) struct buf in = ws->in;
    ws->in = BUF_INIT(in.max);
    ws->in_bytes = 0;
    if (n <= in.max && on->message)
        on->message(ws->ctx, whole, is_binary);
    else if (n > in.max && on->dropped)
        on->dropped(ws->ctx, n);
}

void websocket_clear_frames(struct websocket *ws)
{
    while (ws->out) {
        struct websocket_frame *f = ws->out;
        ws->out = f->next;
        free(f);
    }
    ws->out_end = &ws->out;
    ws->out_bytes = 0;
    buf_clear(&ws->in);
}
