#include "io/notify.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* Fills *to from NOTIFY_SOCKET ("/path" or "@abstract"); 0 when there is nobody. */
static socklen_t notify_address(struct sockaddr_un *to)
{
    const char *path = getenv("NOTIFY_SOCKET");
    if (!path || (path[0] != '/' && path[0] != '@'))
        return 0;
    size_t n = strlen(path);
    if (n < 2 || n >= sizeof(to->sun_path))
        return 0;
    *to = (struct sockaddr_un){ .sun_family = AF_UNIX };
    memcpy(to->sun_path, path, n);
    if (to->sun_path[0] == '@')
        to->sun_path[0] = '\0';
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
}

static bool notify_send(const char *state)
{
    struct sockaddr_un to;
    socklen_t to_len = notify_address(&to);
    if (to_len == 0)
        return true;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    size_t n = strlen(state);
    ssize_t sent =
        sendto(fd, state, n, MSG_NOSIGNAL, (const struct sockaddr *)&to, to_len);
    close(fd);
    return sent == (ssize_t)n;
}

bool notify_ready(void)
{
    return notify_send("READY=1");
}

bool notify_reloading(void)
{
    struct timespec ts;
    char state[64];
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    (void)snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%lld",
                   (long long)ts.tv_sec * 1000000 + ts.tv_nsec / 1000);
    return notify_send(state);
}

bool notify_stopping(void)
{
    return notify_send("STOPPING=1");
}

bool notify_watchdog(void)
{
    return notify_send("WATCHDOG=1");
}

bool notify_status(const char *fmt, ...)
{
    char state[256] = "STATUS=";
    size_t at = strlen(state);
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(state + at, sizeof(state) - at, fmt, ap);
    va_end(ap);
    for (char *p = state; *p; p++) { /* a line break would begin a new assignment */
        if (*p == '\n' || *p == '\r')
            *p = ' ';
    }
    return notify_send(state);
}

int64_t notify_watchdog_interval_ms(void)
{
    const char *usec = getenv("WATCHDOG_USEC");
    const char *pid = getenv("WATCHDOG_PID");
    if (!usec || (pid && strtoll(pid, NULL, 10) != (long long)getpid()))
        return 0;
    char *end;
    errno = 0;
    long long us = strtoll(usec, &end, 10);
    if (errno != 0 || end == usec || *end != '\0' || us < 2000)
        return 0;
    return us / 2000;
}
