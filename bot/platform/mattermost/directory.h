/* Fills the directory: the members of our teams and the channels, page by page. */
#ifndef PLATFORM_MATTERMOST_DIRECTORY_H
#define PLATFORM_MATTERMOST_DIRECTORY_H

#include "base/buf.h"
#include "base/json.h"
#include "io/backoff.h"
#include "io/loop.h"
#include "platform/mattermost/lookups.h"
#include "platform/mattermost/names.h"

struct session;

/* A team that we serve. */
struct team {
    char id[mattermost_id_bytes + 1];
    char name[65];
    char pictures[27]; /* our channel for pictures there; empty: not made yet */
    char square[27];   /* town square: who is put there joined; empty: not known yet */
    bool wants_members, wants_channels; /* still to be read, from these pages on */
    unsigned members_page, channels_page;
};

enum { directory_teams_max = 64 };

/* How far it is. */
struct directory {
    struct team teams[directory_teams_max]; /* by id */
    size_t n_teams;
    bool has_teams;   /* they were read at least once */
    bool wants_teams; /* to be read (again) */
    bool is_asking;
    bool is_stale; /* our channels changed while a list of channels was asked for */
    bool skips_members;
    size_t at;         /* team whose list is being read */
    char mine_of[27];  /* team of which `mine` has the ids of our own channels */
    struct buf mine;   /* while its others are read */
    struct buf cursor; /* where to begin: "TEAM/PAGE" */
    struct backoff backoff;
    struct loop_timer next;

    struct lookups lookups;
};

/* Where to begin; nothing is asked before directory_start(). */
void directory_init(struct session *s, struct str cursor, bool skip_members);
/* We know who we are: reads our teams, then starts the line; once it is up, reads members
 * and channels. Calling it again does no harm. */
void directory_start(struct session *s);
void directory_clear(struct session *s);

/* Frames: somebody changed, was added to a channel, or left one or a team (channel is
 * empty then); a channel changed; we were added to a team or taken out of it. */
void directory_changed(struct session *s, struct str user);
void directory_joined(struct session *s, struct str user, struct str channel);
void directory_left(struct session *s, struct str user, struct str channel);
void directory_channel(struct session *s, struct str channel);
/* We came into some channel (the server does not always say which). */
void directory_channels_changed(struct session *s);
void directory_team_changed(struct session *s);

/* The team served, by id; NULL: none of ours. */
struct team *directory_team(struct session *s, struct str id);

/* A channel as it was read: keeps the town square's id. */
void directory_note_channel(struct session *s, const struct json *channel);

#endif
