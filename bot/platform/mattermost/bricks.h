/* The bricks that the render_*.c files build with; for them alone. */
#ifndef PLATFORM_MATTERMOST_BRICKS_H
#define PLATFORM_MATTERMOST_BRICKS_H

#include "base/json.h"
#include "base/text.h"
#include "codec/choices.h"
#include "platform/mattermost/render.h"

/* Limits, in bytes: 11.6 counts these with Go's len(). */
enum {
    message_max_bytes = 16000, /* 16,383 code points, so these are fewer */
    copy_max_bytes = 60 * 1000,
    post_max_bytes = 200 * 1000, /* a request may have 300,000 */
    fallback_max_bytes = 300,
    caption_max_bytes = 300, /* the web client cuts the footer there */
    actions_max = 40,        /* of one post */
    label_max_bytes = 120,
    item_max_bytes = 4000,
    window_max_bytes = 24, /* title and labels of a dialog */
    help_max_bytes = 150,
    line_max_bytes = 150, /* what stands in a line of a dialog already */
    lines_max_bytes = 3000,
};

/* ---- texts: render_plain.c, render_text.c ---- */

/* Where plain text is going to stand. */
enum text_place {
    IN_TEXT,  /* Markdown: addresses become links */
    IN_MARKS, /* Markdown, between the marks of bold or italic letters: no links */
    IN_LINK,  /* Markdown, as the words of a link */
    IN_NAME,  /* of a button or field: no Markdown is read there, but all the rest is */
};

/* Appends plain text so that it says just that: it does not ping, nor link to channels or
 * searches, nor become a picture, a heading, a list, bold letters, ... */
void text_add(struct buf *out, enum text_place place, struct str plain);
/* The same in the arena. */
struct str text_plain(struct arena *mem, enum text_place place, struct str plain);

/* Where an address that begins at s ends; 0: none begins there. */
size_t text_url(struct str s);
/* A link, bold or not. What cannot be linked to is shown as text. */
struct str text_link(struct arena *mem, struct str label, struct str url, bool is_bold);
/* A code block in which the text stands as it is. */
struct str text_fence(struct arena *mem, struct str text);
/* Our markup as Markdown, cut visibly at a line where it is longer than that. */
struct str text_markup(const struct render *r, struct str markup, size_t max_bytes);
/* Both with something between, or the one that is not empty. */
struct str text_joined(struct arena *mem, struct str a, const char *between,
                       struct str b);
/* "**3** label" for what can be picked by number. */
struct str text_numbered(struct arena *mem, size_t number, struct str label);
/* The list has that value; commas between. */
bool text_in_list(struct str list, struct str value);
/* Code points: what the server counts. */
size_t text_runes(struct str s);
/* s, or its beginning with an ellipsis, characters whole. */
struct str text_shorten(struct arena *mem, struct str s, size_t max_bytes);

/* ---- posts: render_card.c, render.c ---- */

/* Attachments that are being written, and what all of them share. */
struct sheet {
    struct json_w *w;
    const struct render *r;
    enum lang lang;
    struct str seal;         /* of the origin; the same for each button */
    struct choices *choices; /* where everything gets a number; NULL: buttons */
    bool is_mute;            /* neither: a number typed in a channel reaches nobody */
    bool is_copy_elsewhere;  /* the text to copy does not stand among the fields */
    bool is_above;           /* texts are the message; attachments have buttons alone */
    struct str above;        /* that message, so far */
    size_t above_runes;      /* of it */
    size_t items_max;        /* of a card, that may be shown */
    size_t presses_max;      /* of a post: buttons and selects, or numbers */
    size_t n;                /* attachments so far */
    unsigned next_id;        /* of an action: unique in the post */
    size_t actions, bytes;   /* so far */
    bool is_full;            /* something did not fit */
};

/* What the renderer says of its own, in the card's language. */
struct speech sheet_speech(const struct sheet *s);
/* Counts a text that goes in; false: no more fits, and that will be said. */
bool sheet_takes(struct sheet *s, struct str text);
/* A name as a field's title, or in the message. */
struct str sheet_name(struct sheet *s, struct str name);
/* Opens and closes an attachment. The first one carries what notifications show. */
void sheet_open(struct sheet *s, struct str fallback);
void sheet_close(struct sheet *s);
/* All of a card: an attachment, and one for each question and for the picture. */
void sheet_card(struct sheet *s, const struct card *card);

/* ---- what can be pressed: render_items.c, render_actions.c ---- */

/* Whether pressing it tells us; a link for a button that is one, else empty. */
bool button_presses(const struct button *b);
struct str button_link(struct sheet *s, const struct button *b, bool is_bold);
/* Both buttons tell us; the only one that does, or NULL. */
bool item_is_question(const struct item *it);
const struct button *item_single(const struct item *it);

/* What the items of a card have in common. */
struct rows {
    size_t singles, questions;  /* with one button, with two */
    const struct button *first; /* single */
    bool is_same;               /* all single ones say the same */
    size_t n;                   /* singles so far */
};

/* Looked up before they are shown. */
struct rows card_rows(const struct card *card);

/* Something of it tells us. */
bool card_presses(const struct card *card);
/* All items but the questions that get an attachment of their own, as a field. True when
 * it was said there how to pick by number. */
bool put_items(struct sheet *s, const struct card *card);
/* Buttons, menu and select by number, as a field. */
void put_numbers(struct sheet *s, const struct card *card, bool was_said);
/* Buttons, menu and select as they are; an attachment for each question. */
void put_actions(struct sheet *s, const struct card *card);
void put_questions(struct sheet *s, const struct card *card);

/* A field of an attachment, into the list that is open; or in the message. False: it does
 * not fit, and that will be said. */
bool put_field(struct sheet *s, struct str title, struct str value, bool is_short);

/* "props" of a post of ours: attachments and talk are JSON, or empty; choices may be
 * NULL. */
void put_props(struct json_w *w, const struct render *r, struct str attachments,
               const struct choices *choices, struct str talk);

#endif
