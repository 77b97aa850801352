#include "ws_peer.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct str header(struct str head, struct str name)
{
    while (head.n > 0) {
        struct str value = str_cut(&head, '\n');
        if (str_eq_nocase(str_cut(&value, ':'), name))
            return str_trim(value);
    }
    return (struct str){ 0 };
}

struct str ws_peer_accept(struct peer_link *l, char *buf, size_t n)
{
    char joined[128], answer[256];
    unsigned char hash[EVP_MAX_MD_SIZE], base64[64];
    unsigned hash_n = 0;
    struct str request = peer_read_request(l, buf, n);
    struct str key = header(request, STR("sec-websocket-key"));
    if (key.n == 0)
        return (struct str){ 0 };
    int len = snprintf(joined, sizeof(joined),
                       STR_FMT "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", STR_ARG(key));
    EVP_Digest(joined, (size_t)len, hash, &hash_n, EVP_sha1(), NULL);
    EVP_EncodeBlock(base64, hash, (int)hash_n);
    snprintf(answer, sizeof(answer),
             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
             "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
             (const char *)base64);
    peer_write(l, str_from_c(answer));
    return request;
}

size_t ws_peer_frame(char *out, int opcode, bool is_last, struct str payload)
{
    size_t at = 2;
    out[0] = (char)((is_last ? 0x80 : 0) | opcode);
    if (payload.n < 126) {
        out[1] = (char)payload.n;
    } else if (payload.n < 65536) {
        out[1] = 126;
        out[2] = (char)(payload.n >> 8);
        out[3] = (char)payload.n;
        at = 4;
    } else {
        out[1] = 127;
        for (size_t i = 0; i < 8; i++)
            out[2 + i] = (char)(payload.n >> (56 - 8 * i));
        at = 10;
    }
    if (payload.n > 0)
        memcpy(out + at, payload.p, payload.n);
    return at + payload.n;
}

bool ws_peer_send(struct peer_link *l, int opcode, bool is_last, struct str payload)
{
    char *bytes = malloc(payload.n + 16);
    size_t n = ws_peer_frame(bytes, opcode, is_last, payload);
    bool ok = peer_write(l, (struct str){ bytes, n });
    free(bytes);
    return ok;
}

static bool read_length(struct peer_link *l, size_t *n)
{
    unsigned char more[8];
    size_t bytes = *n == 126 ? 2 : *n == 127 ? 8 : 0;
    if (bytes == 0)
        return true;
    if (!peer_read_all(l, (char *)more, bytes))
        return false;
    *n = 0;
    for (size_t i = 0; i < bytes; i++)
        *n = *n << 8 | more[i];
    return true;
}

struct ws_frame ws_peer_read(struct peer_link *l, char *buf, size_t cap)
{
    const struct ws_frame ended = { .opcode = -1 };
    unsigned char head[2];
    char mask[4];
    if (!peer_read_all(l, (char *)head, 2))
        return ended;
    size_t n = head[1] & 0x7f;
    if (!(head[1] & 0x80) || !read_length(l, &n) || n > cap)
        return ended;
    if (!peer_read_all(l, mask, 4) || !peer_read_all(l, buf, n))
        return ended;
    for (size_t i = 0; i < n; i++)
        buf[i] ^= mask[i % 4];
    return (struct ws_frame){ .opcode = head[0] & 0x0f, .payload = { buf, n } };
}
