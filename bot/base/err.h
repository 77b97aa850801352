/* What went wrong, as a value. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

/* In the terms a caller can act on. Add a code only when some caller must
 * branch on it; everything else is told apart by the message. */
enum err_code {
    ERR_NONE = 0,
    ERR_INVALID,  /* the user or the config asked for something impossible */
    ERR_PARSE,    /* a peer sent bytes we cannot read */
    ERR_NOTFOUND, /* the thing named does not exist */
    ERR_CONFLICT, /* lost a race or broke a uniqueness rule: re-read, retry */
    ERR_DENIED,   /* authentication or permission refused; retrying is useless */
    ERR_LIMIT,    /* a size, rate or count limit of ours was reached */
    ERR_TIMEOUT,  /* no answer in time: whether it happened is unknown */
    ERR_IO,       /* disk, socket or database failed */
    ERR_FULL,     /* the disk is full: nothing of this transaction was kept */
};

/* Passed by pointer, written only on failure, never allocated: it can be
 * copied, put on the stack and used while out of memory. */
struct err {
    enum err_code code;
    char msg[240]; /* one line, no newline, no secrets: it goes to the log */
};

/* Fills *e (which may be NULL) and returns false, so that a failing function
 * ends in `return err_set(...)`. A message that is too long is cut. */
bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "what: " before the message already in *e. Returns false. */
bool err_wrap(struct err *e, const char *what);

#endif
