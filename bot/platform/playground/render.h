/*
 * Cards, forms and pages as the playground shows them: HTML for the browser, plain
 * text for the terminal. Pure: all that is needed is passed.
 * Everything from outside is escaped; links other than http, https and mailto are
 * shown as text.
 */
#ifndef PLATFORM_PLAYGROUND_RENDER_H
#define PLATFORM_PLAYGROUND_RENDER_H

#include "base/buf.h"
#include "codec/choices.h"
#include "model/card.h"

enum {
    render_max_bytes = 512 * 1024, /* ceiling for one rendered card, form or page */
    terminal_columns = 80,
};

/* The few words that a rendering adds of its own, in one language. */
struct render_words {
    struct str copy, copied, copy_label; /* button; after it; name of the text box */
    struct str more;                     /* name of a menu without one */
    struct str cancel, optional;
    struct str picture, text_to_copy; /* terminal: before alt text and copy box */
    struct str empty_page;
};

/* `words` has LANG_COUNT members; the card's own language picks. */

/* A fragment; its buttons carry data-ref, options data-choice. */
void render_card_html(struct buf *out, const struct card *card,
                      const struct render_words *words);
/* A <form> for the dialog; names and kinds of fields in data attributes. */
void render_form_html(struct buf *out, const struct form *form,
                      const struct render_words *words);
/* Cards below each other, or a sentence that there is nothing yet. */
void render_page_html(struct buf *out, const struct page *page, enum lang lang,
                      const struct render_words *words);
/* What a person typed: escaped, line breaks kept by the style sheet. */
void render_plain_html(struct buf *out, struct str text);

/* At 80 columns. `fancy`: the terminal can show lines and bold letters; otherwise
 * our own marks are ASCII. Adds to *choices (views into the card), so that several
 * cards below each other have one numbering. */
void render_card_text(struct buf *out, const struct card *card,
                      const struct render_words *words, bool fancy,
                      struct choices *choices);

/* A form to look at, not to fill in. */
void render_form_text(struct buf *out, const struct form *form);

/* Appends `text` wrapped to `columns`, each line after `indent`. Words longer than a
 * line (links) are not cut. */
void render_wrap(struct buf *out, struct str text, size_t columns, struct str indent);

#endif
