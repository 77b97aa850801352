#include "peer.h"

#include "peer_tls.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct peer {
    int listen_fd, port;
    atomic_int count;
    atomic_bool stopping;
    pthread_t thread;
    void (*serve)(struct peer_link *, int n, void *);
    void *ctx;
    SSL_CTX *tls;
    char ca_file[64];
};

struct peer_link {
    int fd;
    SSL *ssl;
};

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    abort();
}

size_t peer_read(struct peer_link *l, char *buf, size_t n)
{
    ssize_t got = l->ssl ? SSL_read(l->ssl, buf, (int)n) : read(l->fd, buf, n);
    return got > 0 ? (size_t)got : 0;
}

bool peer_read_all(struct peer_link *l, char *buf, size_t n)
{
    while (n > 0) {
        size_t got = peer_read(l, buf, n);
        if (got == 0)
            return false;
        buf += got;
        n -= got;
    }
    return true;
}

bool peer_write(struct peer_link *l, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t put = l->ssl ? SSL_write(l->ssl, bytes.p, (int)bytes.n)
                             : send(l->fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (put <= 0)
            return false;
        bytes = str_skip(bytes, (size_t)put);
    }
    return true;
}

static size_t content_length(struct str head)
{
    int64_t n = 0;
    while (head.n > 0) {
        struct str value = str_cut(&head, '\n');
        struct str name = str_cut(&value, ':');
        if (str_eq_nocase(name, STR("content-length")))
            str_to_int(str_trim(value), &n);
    }
    return (size_t)n;
}

struct str peer_read_request(struct peer_link *l, char *buf, size_t n)
{
    struct str all = { buf, 0 };
    ptrdiff_t end;
    while ((end = str_find(all, STR("\r\n\r\n"))) < 0) {
        size_t got = all.n < n ? peer_read(l, buf + all.n, n - all.n) : 0;
        if (got == 0)
            return (struct str){ buf, 0 };
        all.n += got;
    }
    size_t want = (size_t)end + 4 + content_length(str_take(all, (size_t)end));
    if (want > n || (want > all.n && !peer_read_all(l, buf + all.n, want - all.n)))
        return (struct str){ buf, 0 };
    return (struct str){ buf, want };
}

void peer_wait_close(struct peer_link *l)
{
    char waste[4096];
    while (peer_read(l, waste, sizeof(waste)) > 0)
        ;
}

void peer_reset(struct peer_link *l)
{
    struct linger hard = { .l_onoff = 1 };
    setsockopt(l->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
}

static void serve_one(struct peer *p, int fd)
{
    struct peer_link l = { .fd = fd };
    struct timeval patience = { .tv_sec = 5 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    int n = atomic_fetch_add(&p->count, 1);
    bool ready = true;
    if (p->tls) {
        l.ssl = SSL_new(p->tls);
        SSL_set_fd(l.ssl, fd);
        ready = SSL_accept(l.ssl) == 1;
    }
    if (ready)
        p->serve(&l, n, p->ctx);
    SSL_free(l.ssl);
    close(fd);
}

static void *run(void *ctx)
{
    struct peer *p = ctx;
    while (!atomic_load(&p->stopping)) {
        int fd = accept(p->listen_fd, NULL, NULL);
        if (fd >= 0)
            serve_one(p, fd);
    }
    return NULL;
}

struct peer *peer_start(enum peer_tls tls,
                        void (*serve)(struct peer_link *, int n, void *), void *ctx)
{
    struct peer *p = calloc(1, sizeof(*p));
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(a);
    must(p != NULL, "calloc");
    p->serve = serve;
    p->ctx = ctx;
    p->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(p->listen_fd, (struct sockaddr *)&a, len) == 0, "bind");
    must(listen(p->listen_fd, 64) == 0, "listen");
    must(getsockname(p->listen_fd, (struct sockaddr *)&a, &len) == 0, "getsockname");
    p->port = ntohs(a.sin_port);
    if (tls != PEER_PLAIN) {
        snprintf(p->ca_file, sizeof(p->ca_file), "/tmp/botschafter-test-ca-XXXXXX");
        int fd = mkstemp(p->ca_file);
        must(fd >= 0, "mkstemp");
        close(fd);
        p->tls = peer_tls_make(tls, p->ca_file);
    }
    must(pthread_create(&p->thread, NULL, run, p) == 0, "pthread_create");
    return p;
}

void peer_stop(struct peer *p)
{
    if (!p)
        return;
    atomic_store(&p->stopping, true);
    shutdown(p->listen_fd, SHUT_RDWR);
    pthread_join(p->thread, NULL);
    close(p->listen_fd);
    SSL_CTX_free(p->tls);
    if (p->ca_file[0])
        unlink(p->ca_file);
    free(p);
}

int peer_port(const struct peer *p)
{
    return p->port;
}

int peer_count(const struct peer *p)
{
    return atomic_load(&p->count);
}

const char *peer_ca_file(const struct peer *p)
{
    return p->ca_file;
}
