#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A peer's text may have found its way into the message: keep it one line. */
static void flatten(char *s)
{
    for (; *s; s++) {
        if ((unsigned char)*s < ' ' || *s == 0x7f)
            *s = ' ';
    }
}

bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
    if (!e)
        return false;
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
    va_end(ap);
    flatten(e->msg);
    e->code = code;
    return false;
}

bool err_wrap(struct err *e, const char *what)
{
    if (!e)
        return false;
    char old[sizeof(e->msg)];
    memcpy(old, e->msg, sizeof(old));
    (void)snprintf(e->msg, sizeof(e->msg), "%s: %.*s", what, (int)sizeof(old), old);
    flatten(e->msg);
    return false;
}
