#include "base/auto.h"
#include "base/buf.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/files.h"
#include "io/loop.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_MAX = 10000 };

static bool fail(struct err *err, const char *path)
{
    bool absent = errno == ENOENT || errno == ENOTDIR;
    return err_set(err, absent ? ERR_NOTFOUND : ERR_IO, "%s: %s", path, strerror(errno));
}

/* --- listing --- */

struct names {
    char **p;
    size_t n, cap;
};

static void names_clear(const struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->p[i]);
    free(names->p);
}

static void names_add(struct names *names, const char *name)
{
    if (names->n == names->cap) {
        names->cap = names->cap ? 2 * names->cap : 64;
        names->p = mem_grow(names->p, names->cap, sizeof(*names->p));
    }
    names->p[names->n++] = strdup(name);
}

static int by_name(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static bool is_listed(int folder, const char *name)
{
    struct stat st;
    return name[0] != '.' && fstatat(folder, name, &st, 0) == 0 && S_ISREG(st.st_mode);
}

static void close_dir(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

static bool read_names(const char *path, struct names *out, struct err *err)
{
    AUTO(close_dir) DIR *dir = opendir(path);
    if (!dir)
        return fail(err, path);
    for (const struct dirent *e; (e = readdir(dir));) {
        if (!is_listed(dirfd(dir), e->d_name))
            continue;
        if (out->n == NAMES_MAX)
            return err_set(err, ERR_LIMIT, "%s: more than %d files", path, NAMES_MAX);
        names_add(out, e->d_name);
    }
    return true;
}

bool folder_list(const char *path, bool (*each)(void *ctx, const char *name), void *ctx,
                 struct err *err)
{
    AUTO(names_clear) struct names names = { 0 };
    if (!read_names(path, &names, err))
        return false;
    if (names.n > 1)
        qsort(names.p, names.n, sizeof(*names.p), by_name);
    for (size_t i = 0; i < names.n; i++) {
        if (!each(ctx, names.p[i]))
            break;
    }
    return true;
}

/* --- making --- */

bool folder_make(const char *path, struct err *err)
{
    AUTO(buf_clear) struct buf part = BUF_INIT(4096);
    buf_add(&part, str_from_c(path));
    if (!buf_ok(&part) || part.n == 0)
        return err_set(err, ERR_INVALID, "not a path for a folder");
    for (char *p = part.p + 1;; p++) {
        char here = *p;
        if (here != '/' && here != '\0')
            continue;
        *p = '\0';
        if (mkdir(part.p, 0700) != 0 && errno != EEXIST)
            return fail(err, part.p);
        *p = here;
        if (here == '\0')
            break;
    }
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return true;
    errno = ENOTDIR;
    return fail(err, path);
}

/* --- watching --- */

struct folder_watch {
    struct loop *loop;
    struct loop_watch watch;
    struct loop_timer quiet;
    int64_t quiet_ms, first_ms; /* first: of the changes not yet told; 0: none */
    void (*changed)(void *ctx);
    void *ctx;
};

static void on_quiet(void *ctx)
{
    struct folder_watch *w = ctx;
    w->first_ms = 0;
    w->changed(w->ctx); /* may close w */
}

/* What happened does not matter, and events may be lost: the folder is read anew. */
static void on_event(void *ctx, uint32_t events)
{
    struct folder_watch *w = ctx;
    char waste[4096] __attribute__((aligned(8)));
    (void)events;
    while (read(w->watch.fd, waste, sizeof(waste)) > 0)
        ;
    int64_t now = clock_mono_ms();
    if (w->first_ms == 0)
        w->first_ms = now;
    /* Near the latest moment the timer stays as it is, or it would be put off for ever. */
    int64_t left = w->first_ms + 10 * w->quiet_ms - now;
    if (left > w->quiet_ms || !loop_timer_is_set(&w->quiet))
        loop_timer_set(w->loop, &w->quiet, w->quiet_ms);
}

bool folder_watch_open(struct folder_watch **out, struct loop *loop, const char *path,
                       int64_t quiet_ms, void (*changed)(void *ctx), void *ctx,
                       struct err *err)
{
    const uint32_t what = IN_CLOSE_WRITE | IN_CREATE | IN_MOVE | IN_DELETE | IN_ATTRIB |
                          IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fd < 0)
        return fail(err, path);
    struct folder_watch *w = mem_new(1, sizeof(*w));
    w->loop = loop;
    w->watch = (struct loop_watch){ .ready = on_event, .ctx = w, .fd = fd };
    w->quiet = (struct loop_timer){ .fire = on_quiet, .ctx = w };
    w->quiet_ms = quiet_ms;
    w->changed = changed;
    w->ctx = ctx;
    if (inotify_add_watch(fd, path, what) < 0) {
        fail(err, path);
        folder_watch_close(w);
        return false;
    }
    if (!loop_watch(loop, &w->watch, EPOLLIN, err)) {
        folder_watch_close(w);
        return false;
    }
    *out = w;
    return true;
}

void folder_watch_close(struct folder_watch *w)
{
    if (!w)
        return;
    loop_unwatch(w->loop, &w->watch);
    loop_timer_cancel(w->loop, &w->quiet);
    close(w->watch.fd);
    free(w);
}
