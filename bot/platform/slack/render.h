/*
 * Cards, forms and pages -> Block Kit. Pure. What Slack's limits do not hold is cut
 * where it can be seen or put in another way, never dropped silently.
 */
#ifndef PLATFORM_SLACK_RENDER_H
#define PLATFORM_SLACK_RENDER_H

#include "base/json.h"
#include "model/effect.h"

struct arena;
struct texts;

/* What rendering needs besides the thing itself. */
struct render {
    struct texts *texts; /* for the few words of our own */
    struct arena *mem;
};

/* The members "text" and "blocks" of a message, into an object that is open. */
void render_message(struct json_w *w, const struct render *r, const struct card *card);

/* Whole views. `origin`: private_metadata, see handle.h. */
void render_form(struct json_w *w, const struct render *r, const struct form *form,
                 struct str origin);
void render_card_view(struct json_w *w, const struct render *r, const struct card *card,
                      struct str origin);
void render_home(struct json_w *w, const struct render *r, const struct page *page);

/* The object of errors of a form that stays open; `block` is where an error of the
 * form as a whole is shown. */
void slack_errors(struct json_w *w, const struct render *r, const struct answer *answer,
                  struct str block);

/* A card that says in one line that it is over: in place of one that cannot go away. */
void render_done_view(struct json_w *w, const struct render *r, enum lang lang,
                      struct str origin);

#endif
