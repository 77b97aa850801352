/* Which teams are served, and where reading their members is. Pure. */
#ifndef PLATFORM_MATTERMOST_TEAMS_H
#define PLATFORM_MATTERMOST_TEAMS_H

#include "base/buf.h"
#include "base/json.h"
#include "platform/mattermost/directory.h"

/* Is the team one of `names` ("*": any), in upper or lower case? */
bool teams_is_named(struct str name, const struct str *names, size_t n);
/* The answer of GET /users/me/teams: d->teams become those of `names` ("*": all), by id.
 * What is known of a team stays; a new one is to be read from its start. */
void teams_take(struct directory *d, const struct json *list, const struct str *names,
                size_t n_names);
/* The first of `names` that is no team of ours; NULL: all are. Appends those there are,
 * "sales, support", to `there`. */
const struct str *teams_missing(const struct json *list, const struct str *names,
                                size_t n_names, struct buf *there);

/* Members are read from "TEAM/PAGE" on: what lies before was read. A cursor that cannot
 * be read means the start. */
void teams_begin_at(struct directory *d, struct str cursor);
/* Appends where members are to be read next; nothing: all were. */
void teams_cursor(const struct directory *d, struct buf *out);
/* The first team whose members (channels) are still to be read; n_teams: none. */
size_t teams_wanting_members(const struct directory *d);
size_t teams_wanting_channels(const struct directory *d);

#endif
