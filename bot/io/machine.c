#include "io/machine.h"

#include "base/auto.h"
#include "base/buf.h"
#include "io/files.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_facts file_facts(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return (struct file_facts){ 0 };
    return (struct file_facts){ .is_there = true,
                                .is_folder = S_ISDIR(st.st_mode),
                                .mode = st.st_mode & 07777u,
                                .owner = st.st_uid,
                                .is_ours = st.st_uid == geteuid(),
                                .may_write = access(path, W_OK) == 0 };
}

bool machine_is_root(void)
{
    return geteuid() == 0;
}

int64_t machine_files_max(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > (rlim_t)INT64_MAX)
        return INT64_MAX;
    return (int64_t)limit.rlim_cur;
}

int64_t machine_memory_free(void)
{
    static const struct str key = STR_INIT("MemAvailable:");
    AUTO(buf_clear) struct buf text = BUF_INIT(64 * 1024);
    int64_t kib = 0;
    if (!file_read("/proc/meminfo", &text, NULL))
        return -1;
    ptrdiff_t at = str_find(buf_str(&text), key);
    if (at < 0)
        return -1;
    struct str rest = str_skip(buf_str(&text), (size_t)at + key.n);
    return str_to_int(str_word(&rest), &kib) ? kib * 1024 : -1;
}
