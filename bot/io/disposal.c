#include "io/disposal.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct err *err, const char *path)
{
    enum err_code code = errno == ENOSPC ? ERR_FULL : ERR_IO;
    return err_set(err, code, "%s: %s", path, strerror(errno));
}

bool file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool file_remove(const char *path)
{
    return unlink(path) == 0;
}

static bool overwrite(int fd)
{
    static const char zeros[4096];
    struct stat st;
    if (fstat(fd, &st) != 0)
        return false;
    for (off_t at = 0; at < st.st_size;) {
        size_t left = (size_t)(st.st_size - at);
        ssize_t n = pwrite(fd, zeros, left < sizeof(zeros) ? left : sizeof(zeros), at);
        if (n < 0)
            return false;
        at += n;
    }
    return fsync(fd) == 0;
}

bool file_destroy(const char *path, struct err *err)
{
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || fail(err, path);
    bool ok = overwrite(fd) || fail(err, path);
    close(fd);
    return (unlink(path) == 0 || fail(err, path)) && ok;
}

bool file_reserve(const char *path, size_t bytes, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST || fail(err, path);
    errno = posix_fallocate(fd, 0, (off_t)bytes);
    bool ok = errno == 0 || fail(err, path);
    close(fd);
    if (!ok)
        unlink(path);
    return ok;
}

bool folder_temporary(const char *prefix, char *out, size_t size, struct err *err)
{
    const char *above = getenv("XDG_RUNTIME_DIR");
    int n = snprintf(out, size, "%s/%s-XXXXXX", above && *above ? above : "/tmp", prefix);
    if (n < 0 || (size_t)n >= size)
        return err_set(err, ERR_INVALID, "XDG_RUNTIME_DIR is too long");
    return mkdtemp(out) || fail(err, out);
}

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *where)
{
    (void)st, (void)type, (void)where;
    return remove(path);
}

bool folder_remove(const char *path, struct err *err)
{
    return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 || fail(err, path);
}
