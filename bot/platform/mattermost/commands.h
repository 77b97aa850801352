/* Our slash commands in a team, as the server lists them, and their tokens. */
#ifndef PLATFORM_MATTERMOST_COMMANDS_H
#define PLATFORM_MATTERMOST_COMMANDS_H

#include "base/buf.h"
#include "base/json.h"
#include "platform/published.h"

struct arena;

/* What is ours. */
struct commands_of {
    struct str url; /* callback_url and path; empty: no port */
    struct str workspace;
    struct str bot; /* our user id */
};

/* Callback address of commands; empty where callback_url is. Lives in the arena. */
struct str commands_url(struct arena *mem, struct str callback_url, struct str workspace);

/* Same path, or made by the bot itself for a path of that kind. */
bool commands_is_ours(const struct commands_of *us, const struct json *command);

/* The one with that trigger in a list; NULL: none. */
const struct json *commands_find(const struct json *list, struct str trigger);

/* Is it as it should be? */
bool commands_is_right(const struct commands_of *us, const struct json *command,
                       const struct published_command *want);

/* What is sent to make it (old: NULL) or to change it. */
void commands_write(struct buf *out, const struct commands_of *us, struct str team,
                    const struct json *old, const struct published_command *want);

/* A command's token as the configuration keeps it: SHA-256 in lower-case hex. */
struct str commands_hash(struct arena *mem, struct str token);
/* Is it one of those tokens? All are looked at, whichever is right: how long it takes says
 * nothing. An empty one is none. */
bool commands_knows(struct arena *mem, struct str token, const struct str *hashes,
                    size_t n);

#endif
