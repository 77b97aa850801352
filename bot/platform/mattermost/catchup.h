/*
 * What was written while nobody listened. The server keeps the mark for us: a channel's
 * last_post_at beyond our last_viewed_at. Read at start and after each lost thread; new
 * posts become events (the inbox knows those that were run), deleted ones are not
 * answered, edited ones count as they stand now, nothing older than 23 h.
 */
#ifndef PLATFORM_MATTERMOST_CATCHUP_H
#define PLATFORM_MATTERMOST_CATCHUP_H

#include "base/str.h"
#include "io/loop.h"

struct session;
struct seen_mark; /* a channel whose mark is to be moved */

/* Of a workspace. */
struct catchup {
    bool is_running, is_wanted; /* wanted again while it runs */
    struct seen_mark *marks;    /* list, bounded */
    struct loop_timer move;     /* marks are moved a little later, together */
    struct loop_timer again;
};

/* Nothing is asked before catchup_start(). */
void catchup_init(struct session *s);
/* hello came without a resume. */
void catchup_start(struct session *s);
/* What was written in this channel was answered: the mark may move. */
void catchup_answered(struct session *s, struct str channel);
void catchup_clear(struct session *s);

#endif
