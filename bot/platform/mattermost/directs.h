/*
 * Direct messages: a person's channel with us and (where we serve several teams) the team
 * whose pictures they can see. Asked once, kept in a small cache.
 */
#ifndef PLATFORM_MATTERMOST_DIRECTS_H
#define PLATFORM_MATTERMOST_DIRECTS_H

#include "base/str.h"
#include "io/loop.h"

struct direct_wish; /* somebody wants to know */
struct session;

/* Who is asked for. Views die when the callback returns. */
struct direct {
    struct str user, channel, team; /* team: empty where none of ours is theirs */
    struct str why;                 /* channel empty: why there is none */
    bool is_final;                  /* channel empty: trying again is useless */
    int64_t retry_ms;               /* not final: from now */
};

enum {
    directs_ways = 8, /* where one person may stand */
    directs_sets = 256,
    directs_max = directs_ways * directs_sets,
};

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
    struct direct_wish *wishes; /* list */
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
/* They may have changed teams. */
void directs_forget_team(struct session *s, struct str user);
/* Whether the channel is known to be somebody's direct messages with us. */
bool directs_has(const struct session *s, struct str channel);
/* Nobody waits for an answer. */
bool directs_are_idle(const struct directs *d);

#endif
