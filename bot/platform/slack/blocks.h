/* The bricks that render.c and render_form.c build with; for them alone. */
#ifndef PLATFORM_SLACK_BLOCKS_H
#define PLATFORM_SLACK_BLOCKS_H

#include "platform/slack/render.h"

/* Slack's limits, in UTF-16 units. */
enum {
    message_blocks = 50,
    view_blocks = 100,
    section_chars = 3000,
    field_chars = 2000,
    header_chars = 150,
    label_chars = 75,
    placeholder_chars = 150,
    alt_chars = 2000,
    window_chars = 24,
    input_chars = 3000,
    select_options = 100,
};

/* ---- texts ---- */

/* Length of the first piece of s: all of it, or at most `max` units, cut at a
 * paragraph, line, space or grapheme; never within a link or entity of mrkdwn. */
size_t slack_cut(struct arena *mem, struct str s, size_t max, bool is_mrkdwn);
/* s, or its beginning with an ellipsis. */
struct str slack_shorten(struct arena *mem, struct str s, size_t max);
/* Plain text, harmless in mrkdwn. */
struct str slack_escape(struct arena *mem, struct str plain);
/* Our markup as mrkdwn. */
struct str slack_markup(struct arena *mem, struct str markup);
/* Takes the next piece off mrkdwn, without the white space around it. */
struct str slack_piece(struct arena *mem, struct str *rest, size_t max);

/* {"type":TYPE,"text":...} under a key. */
void put_text(struct json_w *w, const char *key, const char *type, struct str text);
/* The same, shortened plain text. */
void put_plain(struct json_w *w, const struct render *r, const char *key, struct str text,
               size_t max);
/* "options" or "option_groups", and what is chosen already: `selected` holds one
 * value, or several with a comma between. */
void put_options(struct json_w *w, const struct render *r, const struct option *options,
                 size_t n);
void put_option(struct json_w *w, const struct render *r, const struct option *o);

/* ---- rows of blocks ---- */

/* Blocks that are being written, and how many there may be. */
struct blocks {
    struct json_w *w;
    const struct render *r;
    enum lang lang;
    size_t n, max; /* how many there are and may be */
    unsigned next_id;
    bool is_full;   /* some did not fit */
    bool is_titled; /* the title stands elsewhere already */
};

/* Opens a block of that type; false when no more fit (nothing was written). */
bool block_open(struct blocks *b, const char *type);
void block_close(struct blocks *b);
/* Paragraphs of mrkdwn, as many sections as it takes. */
void blocks_text(struct blocks *b, struct str mrkdwn);
/* One small line of a text type. */
void blocks_context(struct blocks *b, const char *type, struct str text);
/* Says that there is more than fits. */
void blocks_full(struct blocks *b);
/* All of a card. */
void blocks_card(struct blocks *b, const struct card *card);

#endif
