#include "http_fixture.h"

#include <stdio.h>
#include <stdlib.h>

void on_answer(void *ctx, const struct http_response *r)
{
    struct fixture *f = ctx;
    struct str after = http_response_header(r, STR("retry-after"));
    f->answers++;
    f->outcome = r->outcome;
    f->status = r->status;
    f->err = r->err;
    f->body_n = r->body.n;
    memcpy(f->body, r->body.p ? r->body.p : "",
           r->body.n < sizeof(f->body) ? r->body.n : sizeof(f->body));
    snprintf(f->retry_after, sizeof(f->retry_after), STR_FMT, STR_ARG(after));
}

int http_fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    if (!loop_open(&f->loop, NULL) || !resolver_open(&f->resolver, f->loop, NULL, NULL))
        return -1;
    *state = f;
    return 0;
}

int http_fixture_teardown(void **state)
{
    struct fixture *f = *state;
    http_client_close(f->client);
    peer_stop(f->peer);
    resolver_close(f->resolver);
    loop_close(f->loop);
    free(f);
    return 0;
}

void open_client(struct fixture *f, const char *ca_file)
{
    struct http_client_options o = { .loop = f->loop,
                                     .resolver = f->resolver,
                                     .ca_file = ca_file };
    http_client_close(f->client);
    assert_true(http_client_open(&f->client, &o, NULL));
}

void start_peer(struct fixture *f, enum peer_tls tls,
                void (*serve)(struct peer_link *, int n, void *))
{
    http_client_close(TAKE(f->client));
    peer_stop(TAKE(f->peer));
    f->peer = peer_start(tls, serve, f);
    snprintf(f->url, sizeof(f->url), "%s://localhost:%d/api",
             tls == PEER_PLAIN ? "http" : "https", peer_port(f->peer));
    open_client(f, tls == PEER_PLAIN ? NULL : peer_ca_file(f->peer));
}

struct http_request request(struct fixture *f)
{
    return (struct http_request){ .url = str_from_c(f->url),
                                  .allow_http = true,
                                  .deadline_ms = 4000 };
}

void wait_answers(struct fixture *f, int n)
{
    int64_t give_up = clock_mono_ms() + 8000;
    while (f->answers < n && clock_mono_ms() < give_up)
        assert_true(loop_turn(f->loop, 100, NULL));
    assert_int_equal(f->answers, n);
}

void send_and_wait(struct fixture *f, const struct http_request *req)
{
    struct err err = { 0 };
    int before = f->answers;
    if (!http_send(f->client, req, on_answer, f, &err))
        fail_msg("%s", err.msg);
    assert_int_equal(f->answers, before);
    wait_answers(f, before + 1);
    assert_int_equal(http_client_busy(f->client), 0);
}

struct str body(const struct fixture *f)
{
    return (struct str){ f->body, f->body_n };
}

void read_then(struct peer_link *l, struct str answer)
{
    char buf[8192];
    if (peer_read_request(l, buf, sizeof(buf)).n > 0)
        peer_write(l, answer);
}
