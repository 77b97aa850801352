/* Lines that somebody types, or that a file holds: standard input, in the loop. */
#ifndef IO_LINES_H
#define IO_LINES_H

#include "base/auto.h"
#include "base/err.h"
#include "base/str.h"

enum { line_max_bytes = 16 * 1024 }; /* what is longer is cut */

struct loop;
struct lines; /* opaque */

/* What is called, on the loop's thread; the view dies with the call. */
struct lines_events {
    void (*line)(void *ctx, struct str line); /* without its end */
    void (*end)(void *ctx);                   /* there will be no more; once */
    void *ctx;
};

/* Listens to the descriptor (not owned, its flags stay as they are). While another
 * job has the terminal, it waits. */
bool lines_open(struct lines **out, struct loop *loop, int fd, struct lines_events ev,
                struct err *err);
/* Not from inside of its callbacks. NULL is allowed. */
void lines_close(struct lines *l);
AUTO_PTR(struct lines, lines_close)

/* Whether the descriptor is a terminal. */
bool fd_is_terminal(int fd);

#endif
