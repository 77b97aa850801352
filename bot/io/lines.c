#include "io/lines.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

static const int64_t background_ms = 500; /* how often to look whether we may read */

struct lines {
    struct loop *loop;
    struct lines_events ev;
    struct loop_watch watch;
    struct loop_timer timer; /* while another job has the terminal */
    struct loop_task task;   /* for what cannot be watched: files, /dev/null */
    struct buf held;         /* a line that is not whole */
    int fd;
    bool is_watched;
};

bool fd_is_terminal(int fd)
{
    return isatty(fd) == 1;
}

static void give(struct lines *l, struct str bytes)
{
    while (bytes.n) {
        struct str line = str_cut(&bytes, '\n');
        bool is_whole = bytes.p != NULL;
        buf_add(&l->held, line);
        if (!is_whole)
            return;
        struct str whole = buf_str(&l->held);
        if (str_ends(whole, STR("\r")))
            whole.n--;
        l->ev.line(l->ev.ctx, whole);
        buf_cut(&l->held, 0);
        l->held.overflow = false;
    }
}

static void finish(struct lines *l)
{
    if (l->is_watched)
        loop_unwatch(l->loop, &l->watch);
    l->is_watched = false;
    if (l->held.n)
        l->ev.line(l->ev.ctx, buf_str(&l->held));
    buf_clear(&l->held);
    l->ev.end(l->ev.ctx);
}

/* Reading while in the background would stop the whole process. */
static bool in_background(const struct lines *l)
{
    return fd_is_terminal(l->fd) && tcgetpgrp(l->fd) != getpgrp();
}

/* False when there will be no more. */
static bool read_some(struct lines *l)
{
    char bytes[4096];
    ssize_t n = read(l->fd, bytes, sizeof bytes);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (n <= 0) {
        finish(l);
        return false;
    }
    give(l, (struct str){ bytes, (size_t)n });
    return true;
}

static void ready(void *self, uint32_t events)
{
    (void)events;
    struct lines *l = self;
    if (!in_background(l)) {
        read_some(l);
        return;
    }
    loop_unwatch(l->loop, &l->watch);
    l->is_watched = false;
    loop_timer_set(l->loop, &l->timer, background_ms);
}

static void look_again(void *self)
{
    struct lines *l = self;
    l->is_watched = loop_watch(l->loop, &l->watch, EPOLLIN, NULL);
    if (!l->is_watched)
        finish(l);
}

static void read_file(void *self)
{
    struct lines *l = self;
    if (read_some(l))
        loop_timer_set(l->loop, &l->timer, 0);
}

static void next_piece(void *self)
{
    struct lines *l = self;
    loop_defer(l->loop, &l->task);
}

bool lines_open(struct lines **out, struct loop *loop, int fd, struct lines_events ev,
                struct err *err)
{
    if (fcntl(fd, F_GETFD) < 0)
        return err_set(err, ERR_NOTFOUND, "descriptor %d is not open", fd);
    struct lines *l = mem_new(1, sizeof *l);
    l->loop = loop;
    l->ev = ev;
    l->fd = fd;
    l->held = BUF_INIT(line_max_bytes);
    l->watch = (struct loop_watch){ .ready = ready, .ctx = l, .fd = fd };
    l->timer = (struct loop_timer){ .fire = look_again, .ctx = l };
    l->task = (struct loop_task){ .run = read_file, .ctx = l };
    l->is_watched = loop_watch(loop, &l->watch, EPOLLIN, NULL);
    if (!l->is_watched) {
        l->timer.fire = next_piece;
        loop_defer(loop, &l->task);
    }
    *out = l;
    return true;
}

void lines_close(struct lines *l)
{
    if (!l)
        return;
    if (l->is_watched)
        loop_unwatch(l->loop, &l->watch);
    loop_timer_cancel(l->loop, &l->timer);
    loop_undefer(l->loop, &l->task);
    buf_clear(&l->held);
    free(l);
}
