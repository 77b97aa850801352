/* Logs know nobody: while a company lives, what would go to stderr is read, and no name,
 * account or text of a person may be in it. */
#include "sim.h"

#include "base/log.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

void logs_begin(struct sim *s)
{
    s->stderr_fd = dup(STDERR_FILENO);
    s->log_fd = memfd_create("log", MFD_CLOEXEC);
    if (s->stderr_fd < 0 || s->log_fd < 0 || dup2(s->log_fd, STDERR_FILENO) < 0)
        sim_fail(s, "the logs cannot be read");
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_set_report_fd((void *)(intptr_t)s->stderr_fd);
#endif
    log_setup(LOG_INFO, LOG_LOGFMT);
}

void logs_look(struct sim *s)
{
    static const struct str secrets[] = { STR_INIT("USR"), STR_INIT("Family"),
                                          STR_INIT("@example.com"), STR_INIT("own-") };
    off_t size = lseek(s->log_fd, 0, SEEK_END);
    if (size <= 0)
        return;
    char *text = malloc((size_t)size);
    ssize_t n = text ? pread(s->log_fd, text, (size_t)size, 0) : -1;
    for (size_t i = 0; n > 0 && i < COUNT(secrets); i++) {
        if (str_find((struct str){ text, (size_t)n }, secrets[i]) >= 0)
            sim_fail(s, "a log line holds " STR_FMT, STR_ARG(secrets[i]));
    }
    if (n < 0 || ftruncate(s->log_fd, 0) != 0 || lseek(s->log_fd, 0, SEEK_SET) != 0)
        sim_fail(s, "the logs cannot be read");
    free(text);
}

void logs_end(struct sim *s)
{
    (void)dup2(s->stderr_fd, STDERR_FILENO);
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_set_report_fd((void *)(intptr_t)STDERR_FILENO);
#endif
    (void)close(s->stderr_fd);
    (void)close(s->log_fd);
    log_setup(LOG_SILENT, LOG_LOGFMT);
}
