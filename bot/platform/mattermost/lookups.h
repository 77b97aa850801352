/*
 * Single members and channels of which only an id is known yet, asked for one after the
 * other: a crowd that changes at once holds nothing else up.
 */
#ifndef PLATFORM_MATTERMOST_LOOKUPS_H
#define PLATFORM_MATTERMOST_LOOKUPS_H

#include "base/str.h"
#include "io/backoff.h"
#include "io/loop.h"
#include "platform/mattermost/names.h"

struct session;

enum { lookups_max = 4000, lookups_tries = 8 };

/* What is to be found out. */
enum look_kind {
    LOOK_MEMBER,  /* changed, or left: still in a team of ours? */
    LOOK_JOIN,    /* came into a team of ours */
    LOOK_CHANNEL, /* made or changed, or we came in or left */
};

/* One that waits. */
struct look {
    enum look_kind kind;
    char id[mattermost_id_bytes + 1];   /* of the user or channel */
    char team[mattermost_id_bytes + 1]; /* LOOK_JOIN */
};

/* Of a workspace. */
struct lookups {
    struct look *waiting; /* array, in order; NULL until the first */
    size_t n;
    bool is_asking; /* about the first one */
    bool is_stale;  /* it changed while it was asked for */
    bool has_bot;   /* LOOK_CHANNEL: we are in it */
    size_t team;    /* LOOK_MEMBER: which one is asked */
    unsigned tries; /* that failed, of the first one */
    struct backoff backoff;
    struct loop_timer next;
};

/* The list, empty at first. */
void lookups_init(struct session *s);
void lookups_clear(struct session *s);

#endif
