/* Names that several files of the folder must spell alike. */
#ifndef PLATFORM_MATTERMOST_NAMES_H
#define PLATFORM_MATTERMOST_NAMES_H

/* Key of our own object in a post's props: {"id": uid, "page": true, "choices": [...],
 * "talk": {...}}. Anybody can write it: it counts only in posts of ours. */
#define MATTERMOST_MARK "botschafter"

/* Paths below callback_url and on the listener: "/mattermost/WORKSPACE/command". */
#define MATTERMOST_PATH         "/mattermost/"
#define MATTERMOST_PATH_COMMAND "/command"
#define MATTERMOST_PATH_ACTION  "/action"
#define MATTERMOST_PATH_DIALOG  "/dialog"

/* Public channel of ours in each team, for pictures. */
#define MATTERMOST_PICTURES "botschafter-pictures"

/* Length of every id, [a-z0-9]. */
enum { mattermost_id_bytes = 26 };

#endif
