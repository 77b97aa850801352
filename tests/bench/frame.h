/* Websocket frames and the opening handshake's key, written by hand: the load
 * generator must cost next to nothing beside what it measures. */
#ifndef BENCH_FRAME_H
#define BENCH_FRAME_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

/* The opcodes of RFC 6455. */
enum frame_op {
    FRAME_MORE = 0,
    FRAME_TEXT = 1,
    FRAME_BINARY = 2,
    FRAME_CLOSE = 8,
    FRAME_PING = 9,
    FRAME_PONG = 10,
};

/* One frame, as it was read. */
struct frame {
    unsigned op;
    bool final;
    struct str data; /* unmasked in place; dies with the bytes it was read from */
    size_t size;     /* with its header */
};

/* FRAME_PARTIAL: more bytes are needed. */
enum frame_got { FRAME_WHOLE, FRAME_PARTIAL, FRAME_BROKEN };

/* Reads the frame that begins at p. A frame above 1 MiB is broken. */
enum frame_got frame_read(char *p, size_t n, struct frame *out);

/* Appends a frame. A client masks its frames, with a constant key here. */
void frame_write(struct buf *out, unsigned op, struct str data, bool masked);

/* The value of Sec-WebSocket-Accept that answers this Sec-WebSocket-Key. */
void frame_accept(struct str key, char out[32]);

#endif
