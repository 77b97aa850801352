#include "io/files.h"

#include "base/auto.h"
#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static bool fail(struct err *err, const char *path)
{
    enum err_code code = ERR_IO;
    if (errno == ENOENT || errno == ENOTDIR)
        code = ERR_NOTFOUND;
    else if (errno == EACCES || errno == EPERM)
        code = ERR_DENIED;
    else if (errno == ENOSPC || errno == EDQUOT)
        code = ERR_FULL;
    return err_set(err, code, "%s: %s", path, strerror(errno));
}

static void close_fd(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* --- reading --- */

/* Appends what is in fd; nothing stays in *out when it fails. */
static bool read_all(int fd, const char *path, struct buf *out, struct err *err)
{
    char chunk[16 * 1024];
    size_t before = out->n;
    bool ok = true;
    ssize_t n;
    while ((n = read(fd, chunk, sizeof(chunk))) != 0 && ok) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            ok = fail(err, path);
        else if ((size_t)n > out->max - out->n)
            ok = err_set(err, ERR_LIMIT, "%s: more than %zu bytes", path, out->max);
        else
            buf_add(out, (struct str){ chunk, (size_t)n });
    }
    explicit_bzero(chunk, sizeof(chunk)); /* it may have been a secret */
    if (!ok)
        buf_cut(out, before);
    return ok;
}

bool file_read(const char *path, struct buf *out, struct err *err)
{
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(err, path);
    return read_all(fd, path, out, err);
}

static bool is_private(const struct stat *st, const char *path, struct err *err)
{
    if (!S_ISREG(st->st_mode))
        return err_set(err, ERR_DENIED, "%s: a secret must be in a regular file", path);
    if (st->st_uid != geteuid() && st->st_uid != 0)
        return err_set(err, ERR_DENIED, "%s: belongs to somebody else", path);
    if (st->st_mode & (S_IRWXG | S_IRWXO))
        return err_set(err, ERR_DENIED, "%s: others may read it; chmod 600 it", path);
    return true;
}

bool file_read_secret(const char *path, struct buf *out, struct err *err)
{
    struct stat st;
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0)
        return fail(err, path);
    return is_private(&st, path, err) && read_all(fd, path, out, err);
}

/* --- writing --- */

static bool write_all(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            bytes = str_skip(bytes, (size_t)n);
    }
    return true;
}

/* Length of the folder part with its slash; 0 for a bare name. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

static bool sync_folder(const char *path)
{
    AUTO(buf_clear) struct buf folder = BUF_INIT(4096);
    size_t n = folder_length(path);
    buf_add(&folder, n ? (struct str){ path, n } : STR("."));
    AUTO(close_fd) int fd = open(buf_c(&folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

/* How a new file stands. */
struct manner {
    mode_t mode;
    bool has_owner; /* else ours */
    uid_t owner;
    gid_t group;
};

/* Writes the new file beside the old one, as a hidden one, so that lists leave it out. */
static bool write_beside(char *beside, struct str bytes, const struct manner *m)
{
    AUTO(close_fd) int fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0)
        return false;
    bool is_given = !m->has_owner || fchown(fd, m->owner, m->group) == 0;
    if (is_given && fchmod(fd, m->mode) == 0 && write_all(fd, bytes) && fsync(fd) == 0)
        return true;
    int why = errno;
    unlink(beside);
    errno = why;
    return false;
}

static bool replace(const char *path, struct str bytes, const struct manner *m,
                    struct err *err)
{
    AUTO(buf_clear) struct buf beside = BUF_INIT(4096);
    size_t n = folder_length(path);
    buf_add(&beside, (struct str){ path, n });
    buf_addf(&beside, ".%s.XXXXXX", path + n);
    if (!buf_ok(&beside))
        return err_set(err, ERR_INVALID, "a path that is too long");
    if (!write_beside(beside.p, bytes, m))
        return fail(err, path);
    if (rename(beside.p, path) != 0) {
        fail(err, path);
        unlink(beside.p);
        return false;
    }
    return sync_folder(path) || fail(err, path);
}

bool file_write(const char *path, struct str bytes, unsigned mode, struct err *err)
{
    return replace(path, bytes, &(struct manner){ .mode = (mode_t)mode }, err);
}

static void free_path(char **path)
{
    free(*path);
}

bool file_rewrite(const char *path, struct str bytes, struct err *err)
{
    struct stat st;
    AUTO(free_path) char *target = realpath(path, NULL);
    if (!target || stat(target, &st) != 0)
        return fail(err, path);
    struct manner m = { .mode = st.st_mode & 07777,
                        .has_owner = st.st_uid != geteuid() || st.st_gid != getegid(),
                        .owner = st.st_uid,
                        .group = st.st_gid };
    return replace(target, bytes, &m, err);
}

/* --- the rest --- */

static bool held_by_other(int fd, const char *path, struct err *err)
{
    char pid[16] = "?";
    ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);
    if (n > 0)
        pid[strspn(pid, "0123456789")] = '\0';
    return err_set(err, ERR_CONFLICT, "%s: in use by process %s", path, pid);
}

bool file_lock(const char *path, int *out_fd, struct err *err)
{
    AUTO(close_fd) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(err, path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? held_by_other(fd, path, err) : fail(err, path);
    AUTO(buf_clear) struct buf pid = BUF_INIT(16);
    buf_addf(&pid, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || !write_all(fd, buf_str(&pid)))
        return fail(err, path);
    *out_fd = fd;
    fd = -1;
    return true;
}

void file_unlock(int fd)
{
    if (fd >= 0)
        close(fd);
}

bool disk_free(const char *path, int64_t *out_bytes, struct err *err)
{
    struct statvfs st;
    if (statvfs(path, &st) != 0)
        return fail(err, path);
    *out_bytes = (int64_t)st.f_bavail * (int64_t)st.f_frsize;
    return true;
}
