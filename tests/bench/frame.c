#include "frame.h"

#include <openssl/evp.h>
#include <string.h>

enum { max_frame = 1024 * 1024 };

static void unmask(char *p, size_t n, const char *key)
{
    uint64_t wide = 0;
    for (unsigned i = 0; i < 8; i++)
        memcpy((char *)&wide + i, key + i % 4, 1);
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t part;
        memcpy(&part, p + i, 8);
        part ^= wide;
        memcpy(p + i, &part, 8);
    }
    for (; i < n; i++)
        p[i] = (char)(p[i] ^ key[i % 4]);
}

/* Reads the length after the first two bytes; 0 when there are not enough. */
static size_t read_length(const unsigned char *p, size_t n, uint64_t *length)
{
    size_t wide = (p[1] & 127) == 126 ? 2 : (p[1] & 127) == 127 ? 8 : 0;
    *length = p[1] & 127;
    if (n < 2 + wide)
        return 0;
    if (wide > 0)
        *length = 0;
    for (size_t i = 0; i < wide; i++)
        *length = *length << 8 | p[2 + i];
    return 2 + wide;
}

enum frame_got frame_read(char *p, size_t n, struct frame *out)
{
    const unsigned char *head = (const unsigned char *)p;
    if (n < 2)
        return FRAME_PARTIAL;
    uint64_t length;
    size_t at = read_length(head, n, &length);
    if (at == 0)
        return FRAME_PARTIAL;
    if (length > max_frame)
        return FRAME_BROKEN;
    bool masked = head[1] & 128;
    size_t size = at + (masked ? 4 : 0) + (size_t)length;
    if (n < size)
        return FRAME_PARTIAL;
    if (masked)
        unmask(p + at + 4, (size_t)length, p + at);
    *out = (struct frame){
        .op = head[0] & 15,
        .final = head[0] & 128,
        .data = { p + size - length, (size_t)length },
        .size = size,
    };
    return FRAME_WHOLE;
}

void frame_write(struct buf *out, unsigned op, struct str data, bool masked)
{
    char head[14] = { (char)(128 | op) };
    size_t wide = data.n < 126 ? 0 : data.n < 65536 ? 2 : 8;
    unsigned length = wide == 0 ? (unsigned)data.n : wide == 2 ? 126 : 127;
    head[1] = (char)(length | (masked ? 128 : 0));
    for (size_t i = 0; i < wide; i++)
        head[2 + i] = (char)(data.n >> 8 * (wide - 1 - i));
    static const char key[4] = { 0x15, 0x2a, 0x35, 0x4b };
    if (masked)
        memcpy(head + 2 + wide, key, 4);
    buf_add(out, (struct str){ head, 2 + wide + (masked ? 4 : 0) });
    buf_add(out, data);
    if (masked && data.n > 0)
        unmask(out->p + out->n - data.n, data.n, key);
}

void frame_accept(struct str key, char out[32])
{
    struct buf text = BUF_INIT(256);
    buf_add(&text, key);
    buf_add(&text, STR("258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    (void)EVP_Digest(text.p, text.n, digest, &n, EVP_sha1(), NULL);
    (void)EVP_EncodeBlock((unsigned char *)out, digest, (int)n);
    buf_clear(&text);
}
