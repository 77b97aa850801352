/* The least a bot can do: acks every envelope with one and the same card. It
 * shows how fast the load generator itself is. Usage: slack_echo PORT */
#include "base/auto.h"
#include "frame.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct str card = STR_INIT(
    "\",\"payload\":{\"response_type\":\"ephemeral\",\"text\":\"A fresh post\",\"blocks\":["
    "{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"*A fresh post*\"}},"
    "{\"type\":\"rich_text\",\"elements\":[{\"type\":\"rich_text_preformatted\","
    "\"elements\":[{\"type\":\"text\",\"text\":\"The tide tables are out, and so are we: "
    "our new gauge has measured its first month at the old harbour wall, every minute "
    "of it, by sun alone. What did you not expect to see in yours? "
    "https:\\/\\/www.example.com\\/news\\/the-first-month #Tides #Harbour\"}]}]},"
    "{\"type\":\"actions\",\"elements\":["
    "{\"type\":\"button\",\"action_id\":\"share\",\"text\":{\"type\":\"plain_text\","
    "\"text\":\"Share\"},\"url\":\"https:\\/\\/www.example.com\\/share\"},"
    "{\"type\":\"button\",\"action_id\":\"words\",\"text\":{\"type\":\"plain_text\","
    "\"text\":\"In my words\"},\"value\":\"1\"},"
    "{\"type\":\"button\",\"action_id\":\"next\",\"text\":{\"type\":\"plain_text\","
    "\"text\":\"Next post\"},\"value\":\"1\"}]}]}}");

static int connect_to(uint16_t port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0)
        return fd;
    return -1;
}

static bool send_all(int fd, struct buf *out)
{
    while (out->n > 0) {
        ssize_t n = send(fd, out->p, out->n, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        buf_consume(out, (size_t)n);
    }
    return true;
}

static void ack(struct str message, struct buf *out)
{
    static const struct str key = STR_INIT("\"envelope_id\":\"");
    ptrdiff_t at = str_find(message, key);
    if (at < 0)
        return;
    struct str id = str_take(str_skip(message, (size_t)at + key.n), 36);
    char text[2048];
    int size = snprintf(text, sizeof(text), "{\"envelope_id\":\"" STR_FMT STR_FMT,
                        STR_ARG(id), STR_ARG(card));
    frame_write(out, FRAME_TEXT, (struct str){ text, (size_t)size }, true);
}

/* Takes what is whole in `in`; the handshake's answer is not looked at. */
static void take(struct buf *in, bool *open, struct buf *out)
{
    if (!*open) {
        ptrdiff_t end = str_find(buf_str(in), STR("\r\n\r\n"));
        if (end < 0)
            return;
        buf_consume(in, (size_t)end + 4);
        *open = true;
    }
    size_t at = 0;
    struct frame f;
    while (frame_read(in->p + at, in->n - at, &f) == FRAME_WHOLE) {
        ack(f.data, out);
        at += f.size;
    }
    buf_consume(in, at);
}

static int run(int fd)
{
    AUTO(buf_clear) struct buf in = BUF_INIT(4 * 1024 * 1024);
    AUTO(buf_clear) struct buf out = BUF_INIT(4 * 1024 * 1024);
    buf_add(&out, STR("GET /link/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
    bool open = false;
    static char bytes[256 * 1024];
    while (send_all(fd, &out)) {
        ssize_t n = recv(fd, bytes, sizeof(bytes), 0);
        if (n <= 0)
            return 0;
        buf_add(&in, (struct str){ bytes, (size_t)n });
        take(&in, &open, &out);
    }
    return 1;
}

int main(int argc, char **argv)
{
    int64_t port = 0;
    if (argc != 2 || !str_to_int(str_from_c(argv[1]), &port) || port < 1 ||
        port > 65535) {
        (void)fprintf(stderr, "usage: slack_echo PORT\n");
        return 2;
    }
    int fd = connect_to((uint16_t)port);
    if (fd < 0) {
        perror("slack_echo");
        return 1;
    }
    int code = run(fd);
    (void)close(fd);
    return code;
}
