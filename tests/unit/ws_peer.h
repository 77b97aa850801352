/* The other side of a websocket, frame by frame, for peers that misbehave. */
#ifndef TESTS_UNIT_WS_PEER_H
#define TESTS_UNIT_WS_PEER_H

#include "peer.h"

/* RFC 6455, 5.2. */
enum ws_opcode {
    WS_MORE = 0,
    WS_TEXT = 1,
    WS_BINARY = 2,
    WS_BYE = 8,
    WS_PING = 9,
    WS_PONG = 10
};

struct ws_frame {
    int opcode;         /* -1: the connection has ended */
    struct str payload; /* into the caller's buffer, unmasked */
};

/* Reads the request into buf and answers 101; an empty view when there was none. */
struct str ws_peer_accept(struct peer_link *l, char *buf, size_t n);
/* One frame; is_last false makes it a fragment. */
bool ws_peer_send(struct peer_link *l, int opcode, bool is_last, struct str payload);
/* The next frame from the client. */
struct ws_frame ws_peer_read(struct peer_link *l, char *buf, size_t n);
/* The bytes of a frame, as they would be sent; returns their number. */
size_t ws_peer_frame(char *out, int opcode, bool is_last, struct str payload);

#endif
