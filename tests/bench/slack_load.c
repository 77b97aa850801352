/* Plays Slack to a bot on this machine, and measures how it answers /share.
 *
 * Prints its port, then "connected NANOSECONDS" (of the monotonic clock) for
 * each websocket, and reads its orders on stdin, one a line:
 *
 *     closed COUNT OUTSTANDING    the next command follows on an answer
 *     open COUNT RATE             so many a second, whatever the answers do
 *     served                      how much of the Web API was called for
 *     quit
 *
 * A round is reported as one line of JSON. Loopback only; it ends by itself. */
#include "api.h"
#include "base/auto.h"
#include "load.h"
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { max_peers = 64, listen_tag = max_peers, orders_tag, life_s = 1800 };

struct server {
    int poll, listener;
    struct api api;
    struct peer peers[max_peers];
    struct peer *bot; /* the newest websocket; NULL when there is none */
    uint32_t users;
    struct buf orders;
    struct load load;
    bool loading; /* a round is on */
    bool done;
    double cpu_s; /* of this process when the round began */
    uint64_t now_ns;
};

static uint64_t clock_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static double own_cpu_s(void)
{
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static bool watch(struct server *s, int op, int fd, uint32_t events, uint32_t tag)
{
    struct epoll_event e = { .events = events, .data = { .u32 = tag } };
    return epoll_ctl(s->poll, op, fd, &e) == 0;
}

static bool listen_on_loopback(struct server *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t n = sizeof(at);
    s->poll = epoll_create1(EPOLL_CLOEXEC);
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->poll < 0 || s->listener < 0)
        return false;
    if (bind(s->listener, (struct sockaddr *)&at, n) != 0 ||
        listen(s->listener, 64) != 0 ||
        getsockname(s->listener, (struct sockaddr *)&at, &n) != 0)
        return false;
    s->api.port = ntohs(at.sin_port);
    return watch(s, EPOLL_CTL_ADD, s->listener, EPOLLIN, listen_tag) &&
           watch(s, EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN, orders_tag);
}

static void drop(struct server *s, struct peer *peer)
{
    if (s->bot == peer)
        s->bot = NULL;
    (void)close(peer->fd);
    peer_clear(peer);
}

static void accept_peer(struct server *s)
{
    int fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return;
    for (uint32_t i = 0; i < max_peers; i++) {
        if (s->peers[i].fd >= 0)
            continue;
        int on = 1;
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        peer_init(&s->peers[i], fd);
        (void)watch(s, EPOLL_CTL_ADD, fd, EPOLLIN, i);
        return;
    }
    (void)close(fd);
}

static void flush(struct server *s, struct peer *peer)
{
    while (peer->out.n > 0) {
        ssize_t n = send(peer->fd, peer->out.p, peer->out.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        buf_consume(&peer->out, (size_t)n);
    }
    bool full = peer->out.n > 0;
    if (full != peer->full)
        (void)watch(s, EPOLL_CTL_MOD, peer->fd, full ? EPOLLIN | EPOLLOUT : EPOLLIN,
                    (uint32_t)(peer - s->peers));
    peer->full = full;
    if (!full && peer->closing)
        drop(s, peer);
}

static void on_connected(void *ctx, struct peer *peer)
{
    struct server *s = ctx;
    s->bot = peer;
    printf("connected %" PRIu64 "\n", clock_ns());
    (void)fflush(stdout);
}

static void on_message(void *ctx, struct str message)
{
    struct server *s = ctx;
    if (s->loading)
        load_take(&s->load, message, s->now_ns);
}

static void read_peer(struct server *s, struct peer *peer)
{
    static char bytes[256 * 1024];
    const struct peer_events events = { on_connected, on_message, s };
    ssize_t n = recv(peer->fd, bytes, sizeof(bytes), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        drop(s, peer);
        return;
    }
    buf_add(&peer->in, (struct str){ bytes, (size_t)n });
    if (!peer_read(peer, &s->api, &events))
        drop(s, peer);
    else
        flush(s, peer);
}

static void start_round(struct server *s, const struct load_plan *plan)
{
    bool sane = plan->count > 0 && plan->count <= load_max_count &&
                (plan->window > 0 || plan->rate > 0);
    if (!s->bot || s->loading || !sane) {
        printf("{\"error\":\"%s\"}\n", s->bot ? "bad order" : "no bot is connected");
        (void)fflush(stdout);
        return;
    }
    s->loading = true;
    s->cpu_s = own_cpu_s();
    load_init(&s->load, plan, (uint32_t)(clock_ns() >> 10), clock_ns());
}

static void obey(struct server *s, const char *order)
{
    struct load_plan plan = { .users = s->users, .port = s->api.port };
    if (sscanf(order, "closed %" SCNu32 " %" SCNu32, &plan.count, &plan.window) == 2) {
        start_round(s, &plan);
    } else if (sscanf(order, "open %" SCNu32 " %lf", &plan.count, &plan.rate) == 2) {
        start_round(s, &plan);
    } else if (strcmp(order, "served") == 0) {
        printf("{\"calls\":%" PRIu64 ",\"members\":%" PRIu32 "}\n", s->api.calls,
               s->api.listed);
        (void)fflush(stdout);
    } else {
        s->done = true;
    }
}

static void read_orders(struct server *s)
{
    char bytes[256];
    ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));
    if (n <= 0) {
        s->done = true;
        return;
    }
    buf_add(&s->orders, (struct str){ bytes, (size_t)n });
    ptrdiff_t end;
    while ((end = str_find_char(buf_str(&s->orders), '\n')) >= 0) {
        s->orders.p[end] = '\0';
        obey(s, s->orders.p);
        buf_consume(&s->orders, (size_t)end + 1);
    }
}

static void advance_round(struct server *s)
{
    s->now_ns = clock_ns();
    if (s->bot) {
        load_fill(&s->load, &s->bot->out, s->now_ns);
        flush(s, s->bot);
    }
    if (!load_over(&s->load, s->now_ns) && s->bot)
        return;
    load_report(&s->load, own_cpu_s() - s->cpu_s);
    load_clear(&s->load);
    s->loading = false;
}

/* At most a second, or until the next command of an open loop is due. */
static int wait_events(struct server *s, struct epoll_event *events, int most)
{
    struct timespec t = { .tv_sec = 1 };
    uint64_t next = s->loading ? load_next_ns(&s->load) : 0;
    uint64_t now = clock_ns();
    if (next > 0 && next < now + 1000000000)
        t = (struct timespec){ .tv_nsec = next > now ? (long)(next - now) : 0 };
    return epoll_pwait2(s->poll, events, most, &t, NULL);
}

static void turn(struct server *s)
{
    struct epoll_event events[max_peers];
    int n = wait_events(s, events, max_peers);
    s->now_ns = clock_ns();
    for (int i = 0; i < n; i++) {
        uint32_t tag = events[i].data.u32;
        if (tag == listen_tag) {
            accept_peer(s);
        } else if (tag == orders_tag) {
            read_orders(s);
        } else if (s->peers[tag].fd >= 0) {
            if (events[i].events & EPOLLOUT)
                flush(s, &s->peers[tag]);
            if (s->peers[tag].fd >= 0 && events[i].events & ~(uint32_t)EPOLLOUT)
                read_peer(s, &s->peers[tag]);
        }
    }
    if (s->loading)
        advance_round(s);
}

static bool read_options(struct server *s, int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        int64_t n;
        if (!str_to_int(str_from_c(argv[i + 1]), &n) || n < 1 || n > 100000000)
            return false;
        if (strcmp(argv[i], "--users") == 0)
            s->users = (uint32_t)n;
        else if (strcmp(argv[i], "--people") == 0)
            s->api.people = (uint32_t)n;
        else
            return false;
    }
    return argc % 2 == 1;
}

int main(int argc, char **argv)
{
    static struct server s = {
        .api = { .people = 100 },
        .users = 50000,
        .orders = BUF_INIT(4096),
    };
    for (size_t i = 0; i < max_peers; i++)
        s.peers[i].fd = -1;
    if (!read_options(&s, argc, argv)) {
        (void)fprintf(stderr, "usage: slack_load [--users N] [--people N]\n");
        return 2;
    }
    if (!listen_on_loopback(&s)) {
        perror("slack_load");
        return 1;
    }
    printf("%u\n", s.api.port);
    (void)fflush(stdout);
    uint64_t end_ns = clock_ns() + (uint64_t)life_s * 1000000000;
    while (!s.done && clock_ns() < end_ns)
        turn(&s);
    return 0;
}
