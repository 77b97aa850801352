/* Fills the directory: the members of our teams and the channels, page by page. */
#ifndef PLATFORM_MATTERMOST_DIRECTORY_H
#define PLATFORM_MATTERMOST_DIRECTORY_H

#include "base/buf.h"
#include "io/loop.h"

struct session;

/* A team that we serve. */
struct team {
    char id[27];
    char name[65];
    char pictures[27]; /* our channel for pictures there; empty: not made yet */
};

enum { directory_teams_max = 64 };

/* How far it is. */
struct directory {
    struct team teams[directory_teams_max];
    size_t n_teams;
    bool wants_members, wants_channels; /* still to be read */
    bool is_started, is_asking;
    struct buf cursor; /* "TEAM/PAGE" */
    unsigned failures;
    struct loop_timer next;
};

/* Where to begin; nothing is asked before directory_start(). */
void directory_init(struct session *s, struct str cursor, bool skip_members);
/* We know who we are: reads our teams, then (once the line is up) members and channels.
 * Calling it again does no harm. */
void directory_start(struct session *s);
void directory_clear(struct session *s);

/* Frames: somebody new, changed, or added to a channel; we were added to a team. */
void directory_new_user(struct session *s, struct str user);
void directory_joined(struct session *s, struct str user, struct str channel);
void directory_left(struct session *s, struct str user, struct str channel);
void directory_channel(struct session *s, struct str channel);
void directory_team_changed(struct session *s);

/* The team served, by id; NULL: none of ours. */
struct team *directory_team(struct session *s, struct str id);

#endif
