#include "server_fixture.h"

#include "base/buf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Says what was asked: "GET /x q=1 h=2 peer=127.0.0.1 body=abc". */
static void tell(void *ctx, struct http_exchange *x)
{
    struct server_fixture *f = ctx;
    AUTO(buf_clear) struct buf text = BUF_INIT(1 << 20);
    f->handled++;
    buf_addf(&text,
             STR_FMT " " STR_FMT " q=" STR_FMT " h=" STR_FMT " peer=" STR_FMT " body=",
             STR_ARG(http_method(x)), STR_ARG(http_path(x)), STR_ARG(http_query(x, "q")),
             STR_ARG(http_header_of(x, "X-Test")), STR_ARG(http_peer(x)));
    buf_add(&text, http_body(x));
    static const char *const headers[] = { "X-Answer", "yes", "X-Bad", "a\r\nX-Evil: b" };
    http_answer(x, &(struct http_answer){ .status = 200,
                                          .content_type = STR("text/plain"),
                                          .headers = headers,
                                          .nheaders = 2,
                                          .body = buf_str(&text) });
}

static void keep(void *ctx, struct http_exchange *x)
{
    struct server_fixture *f = ctx;
    f->handled++;
    f->kept = x;
}

static void on_gone(void *ctx)
{
    struct server_fixture *f = ctx;
    f->gone++;
    http_stream_close(TAKE(f->stream));
}

static void stream(void *ctx, struct http_exchange *x)
{
    struct server_fixture *f = ctx;
    f->handled++;
    f->stream = http_stream_open(x, STR("text/event-stream"), 1 << 16, on_gone, f);
}

static void on_turn_end(void *ctx)
{
    struct server_fixture *f = ctx;
    if (!f->holds_flush && f->server)
        http_server_flush(f->server);
}

void server_restart(struct server_fixture *f, const struct http_server_options *o)
{
    struct http_route routes[] = {
        { "GET", "/tell", 0, tell, f },     { "POST", "/tell", 0, tell, f },
        { "POST", "/small", 10, tell, f },  { "GET", "/below/", 0, tell, f },
        { "PUT", "/below/it", 0, tell, f }, { "GET", "/later", 0, keep, f },
        { "POST", "/later", 0, keep, f },   { "GET", "/events", 0, stream, f },
    };
    struct http_server_options own = *o;
    own.loop = f->loop;
    http_server_close(TAKE(f->server));
    assert_true(http_server_open(&f->server, &own, NULL));
    for (size_t i = 0; i < COUNT(routes); i++)
        assert_true(http_server_route(f->server, &routes[i], NULL));
}

int server_fixture_setup(void **state)
{
    struct server_fixture *f = calloc(1, sizeof(*f));
    if (!loop_open(&f->loop, NULL))
        return -1;
    loop_on_turn_end(f->loop, on_turn_end, f);
    server_restart(f, &(struct http_server_options){ 0 });
    *state = f;
    return 0;
}

int server_fixture_teardown(void **state)
{
    struct server_fixture *f = *state;
    http_server_close(f->server);
    loop_close(f->loop);
    free(f);
    return 0;
}

int client_open(struct server_fixture *f)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                             .sin_port = htons(http_server_port(f->server)) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
    return fd;
}

void client_write(int fd, struct str bytes)
{
    ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL | MSG_DONTWAIT);
    assert_int_equal(n, (ssize_t)bytes.n);
}

struct str client_read(struct server_fixture *f, int fd, char *buf, size_t n,
                       struct str end, bool *closed)
{
    struct str got = { buf, 0 };
    int64_t give_up = clock_mono_ms() + 8000;
    *closed = false;
    while (clock_mono_ms() < give_up && got.n < n) {
        ssize_t more = recv(fd, buf + got.n, n - got.n, MSG_DONTWAIT);
        *closed = more == 0 || (more < 0 && errno == ECONNRESET);
        if (*closed)
            break;
        if (more > 0)
            got.n += (size_t)more;
        if (end.n > 0 && str_find(got, end) >= 0)
            break;
        if (more < 0)
            assert_true(loop_turn(f->loop, 5, NULL));
    }
    return got;
}

struct str ask(struct server_fixture *f, struct str request, char *buf, size_t n)
{
    bool closed;
    int fd = client_open(f);
    client_write(fd, request);
    struct str got = client_read(f, fd, buf, n, (struct str){ 0 }, &closed);
    close(fd);
    CHECK("the connection ends", closed);
    return got;
}
