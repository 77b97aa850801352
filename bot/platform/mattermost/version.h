/* What a Mattermost of some version can do: there is no other way to ask. Pure. */
#ifndef PLATFORM_MATTERMOST_VERSION_H
#define PLATFORM_MATTERMOST_VERSION_H

#include "base/str.h"

/* `version` is what the server calls itself, "5.37.0.NUMBER.HASH.false". One that cannot
 * be read is taken for old: what an old server takes, a new one takes too. */

/* False: it cannot be read. */
bool version_read(struct str version, int64_t *major, int64_t *minor);

/* Code points that a post's props may have; 0: more than we write. 800,000 from 6.0 on
 * (mattermost/mattermost#18370), 8,000 before. */
size_t version_max_props(struct str version);
/* Files of a public channel are shown to all of its team (HasPermissionToReadChannel:
 * mattermost/mattermost#27409, July 2024, so all of 9.11); before, to the channel's
 * members alone (SessionHasPermissionToChannelByPost: 403). */
bool version_shows_files(struct str version);

#endif
