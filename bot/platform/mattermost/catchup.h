/*
 * What was written while nobody listened. The server keeps the mark for us: when we last
 * viewed a channel, and how many posts for us came after that. Read at start and after
 * each lost thread; new posts become events (the inbox knows those that were run),
 * deleted ones are not answered, edited ones count as they stand now, nothing older than
 * 23 h. In each team's town square the posts tell who joined meanwhile.
 */
#ifndef PLATFORM_MATTERMOST_CATCHUP_H
#define PLATFORM_MATTERMOST_CATCHUP_H

#include "io/backoff.h"
#include "io/loop.h"
#include "platform/mattermost/history.h"

struct session;

enum {
    catchup_channels_max = 50 * 1000, /* of one pass; more are left for another start */
    catchup_marks_max = 1000, /* that wait to be moved; more are left where they are */
};

/* A channel that is to be read. */
struct unread {
    char channel[mattermost_id_bytes + 1];
    int64_t since_ms; /* of the server: nothing before is new */
    bool is_direct;
    bool is_old;   /* it was viewed long before that */
    bool is_heard; /* there was something for us */
};

/* A channel whose mark is to be moved. */
struct seen_mark {
    char channel[mattermost_id_bytes + 1];
};

/* Of a workspace. */
struct catchup {
    bool is_running, is_wanted; /* wanted again while it runs */
    size_t team;                /* whose channels are looked through */
    struct unread *unread;      /* array of those found; freed when the pass ends */
    size_t n_unread, at;
    struct history history; /* of the channel `at` */
    struct backoff backoff;
    struct loop_timer again;

    struct seen_mark *marks; /* array; NULL until the first */
    size_t n_marks;
    struct loop_timer move; /* they are moved a little later, together */
};

/* Nothing is asked before catchup_start(). */
void catchup_init(struct session *s);
/* hello came without a resume. */
void catchup_start(struct session *s);
void catchup_clear(struct session *s);

/* Something was written in this channel: its mark stays until that is answered, too. */
void catchup_heard(struct session *s, struct str channel);
/* What was written in this channel was answered: the mark may move. */
void catchup_answered(struct session *s, struct str channel);
/* Moves the marks that may be moved now: at the end. */
void catchup_move(struct session *s);

#endif
