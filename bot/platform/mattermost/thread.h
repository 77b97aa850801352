/*
 * The thread of the server's events on a connection: each has a number, one more than
 * the last; a new connection may go on where the old one broke. Pure.
 */
#ifndef PLATFORM_MATTERMOST_THREAD_H
#define PLATFORM_MATTERMOST_THREAD_H

#include "base/buf.h"
#include "platform/mattermost/names.h"
#include "platform/mattermost/wire.h"

/* Zero: none yet. */
struct thread {
    char connection[mattermost_id_bytes + 1]; /* of the last hello; empty: none */
    int64_t next;                             /* number that the next event must have */
    int64_t unread;   /* frames since then that could not be read: events, or not */
    bool is_resuming; /* asked to go on; not yet proven */
};

/* What a frame means for it. */
enum follows {
    THREAD_NEW,     /* hello: from here on; what was before may be lost */
    THREAD_RESUMED, /* the first word after a resume: nothing is lost */
    THREAD_ON,      /* the next one, or a reply */
    THREAD_GAP,     /* not the next one */
};

/* Where the websocket of a site is: ws:// for http://, wss:// for https://. */
void thread_address(struct buf *url, struct str site);
/* A connection opens: appends "?connection_id=...&sequence_number=..." to its address
 * where there is a thread to go on with. */
void thread_open(struct thread *t, struct buf *url);
/* A frame came. */
enum follows thread_follow(struct thread *t, const struct frame *f);
/* A frame came that cannot be read. */
void thread_skip(struct thread *t);
/* The next connection begins anew. */
void thread_forget(struct thread *t);

#endif
