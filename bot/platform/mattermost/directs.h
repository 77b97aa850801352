/*
 * Direct messages: a person's channel with us and (where we serve several teams) the team
 * whose pictures they can see. Asked once, kept in a small cache.
 */
#ifndef PLATFORM_MATTERMOST_DIRECTS_H
#define PLATFORM_MATTERMOST_DIRECTS_H

#include "base/str.h"

struct session;

/* Who is asked for. Views die when the callback returns. */
struct direct {
    struct str user, channel, team; /* team: empty where none of ours is theirs */
    struct str why;                 /* channel empty: why there is none */
    bool is_final;                  /* channel empty: trying again is useless */
    int64_t retry_ms;               /* not final: from now */
};

enum { directs_max = 2048 };

/* A line of the cache. */
struct direct_entry {
    char user[27], channel[27], team[27];
    bool has_team;
    uint64_t used; /* rises; the smallest is replaced */
};

/* Of a workspace. */
struct directs {
    struct direct_entry *entries; /* directs_max of them, hashed by user */
    uint64_t clock;
};

/* The cache, empty at first. */
void directs_init(struct session *s);
void directs_clear(struct session *s);
/* `done` once, never from inside; `drop` instead when all is given up. */
void directs_find(struct session *s, struct str user,
                  void (*done)(void *ctx, const struct direct *d),
                  void (*drop)(void *ctx), void *ctx);
/* A post came from this channel: remembered without asking. */
void directs_note(struct session *s, struct str user, struct str channel);

#endif
