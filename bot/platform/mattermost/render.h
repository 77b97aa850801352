/*
 * Cards, forms and pages -> posts with attachments, dialogs, numbered posts. Pure. What
 * Mattermost's limits do not hold is cut where it can be seen or put in another way,
 * never dropped silently. User text is escaped: it can neither ping, nor format, nor
 * forge.
 */
#ifndef PLATFORM_MATTERMOST_RENDER_H
#define PLATFORM_MATTERMOST_RENDER_H

#include "base/json.h"
#include "codec/talk.h"
#include "model/effect.h"
#include "platform/mattermost/seal.h"

struct arena;
struct texts;

/* What rendering needs besides the thing itself. */
struct render {
    struct texts *texts; /* for the few words of our own */
    struct arena *mem;
    struct mac_key *key;
    struct random rnd;
    struct str site;         /* address of the server, without a slash at its end */
    struct str callback_url; /* with workspace, without "/action"; empty: numbers */
    bool has_no_commands;    /* no slash command is published: one types without it */
    struct origin origin;    /* of the card that is made: sealed into its buttons */
    int64_t now_ms;
    bool shows_files; /* in a public channel, to those who are not in it: else pictures
                         are links to their posts */
    size_t max_props; /* what the server stores of a post's props, in code points of its
                         JSON; 0: more than we write. Before version 6: 8,000 */
};

/* The members "message" and "props" of a post of ours, into an object that is open. The
 * message is empty unless the card is nothing but a sentence: notifications show the
 * fallback of the first attachment. */
void render_post(struct json_w *w, const struct render *r, const struct card *card);
/* The pinned post: several cards, one attachment each. */
void render_page(struct json_w *w, const struct render *r, const struct page *page);
/* The members of a command's answer, or of one by response_url: response_type, text,
 * attachments, skip_slack_parsing. */
void render_ephemeral(struct json_w *w, const struct render *r, const struct card *card);
/* The members of an action's answer that takes the place of the post: "update" with
 * message and all of props, skip_slack_parsing. */
void render_update(struct json_w *w, const struct render *r, const struct card *card);

/* Whether all that stands in the form already finds room in a dialog. What does not is
 * asked by talk. */
bool render_fits_dialog(const struct form *form);
/* The object {trigger_id, url, dialog} for actions/dialogs/open; names.h says how its
 * elements are called. */
void render_dialog(struct json_w *w, const struct render *r, const struct form *form,
                   struct str trigger);
/* The object {"errors": {...}, "error": "..."} of a dialog that stays open. */
void render_errors(struct json_w *w, const struct render *r, const struct answer *answer);

/* A form as a talk, at the field where it is: members "message" and "props"; `problem`:
 * why the last answer would not do, or empty. */
void render_talk(struct json_w *w, const struct render *r, const struct talk *talk,
                 struct str problem);

/* Plain text made harmless; lives in r->mem. */
struct str render_plain(const struct render *r, struct str text);

#endif
