/* Names that several files of the folder must spell alike. */
#ifndef PLATFORM_MATTERMOST_NAMES_H
#define PLATFORM_MATTERMOST_NAMES_H

/* Key of our own object in a post's props. Anybody can write it: it counts only in posts
 * of ours.
 *   "id": uid of the outbox row; an answer has none
 *   "page": true
 *   "answers": the person's post that it answers. Who brings that post again (catch-up)
 *       sees that it was answered
 *   "choices": what may be picked by number, from 1: lists [ref] or [ref, value, ...] of
 *       texts, each value with a number of its own
 *   "place": the channel that their refs hold for; none: where the post stands
 *   "talk": as talk_write() writes it; a post with it has no choices of its own */
#define MATTERMOST_MARK "botschafter"

/* Reaction at a mention that was answered in the person's direct messages. */
#define MATTERMOST_SIGN "incoming_envelope"

/* Paths below callback_url and on the listener: "/mattermost/WORKSPACE/command". */
#define MATTERMOST_PATH         "/mattermost/"
#define MATTERMOST_PATH_COMMAND "/command"
#define MATTERMOST_PATH_ACTION  "/action"
#define MATTERMOST_PATH_DIALOG  "/dialog"

/* What a command answers that our own account runs: set-up and doctor look whether the
 * server reaches us. */
#define MATTERMOST_HERE "here"

/* Public channel of ours in each team, for pictures. */
#define MATTERMOST_PICTURES "botschafter-pictures"

/* An element of a dialog is named as its field, or with an end that says how its value
 * is read (fields' names have no dot):
 *   "when.moment"       text, as talk_moment() reads it; else it comes as it was typed
 *   "topics.has.VALUE"  a checkbox for one option of a FIELD_ANY_OF: the values of those
 *                       that are on are the field's value, comma between */
#define MATTERMOST_MOMENT ".moment"
#define MATTERMOST_HAS    ".has."

/* Length of every id, [a-z0-9]. */
enum { mattermost_id_bytes = 26 };

#endif
