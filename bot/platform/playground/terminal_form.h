/* A form in the terminal: the rules are codec/talk's, the words are ours. */
#ifndef PLATFORM_PLAYGROUND_TERMINAL_FORM_H
#define PLATFORM_PLAYGROUND_TERMINAL_FORM_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "model/card.h"
#include "model/event.h"

struct terminal_form; /* opaque */

/* Keeps a copy of the form. */
struct terminal_form *terminal_form_new(const struct form *form);
void terminal_form_free(struct terminal_form *f);
AUTO_PTR(struct terminal_form, terminal_form_free)

/* Appends the title (at the first time) and the question that is open. */
void terminal_form_ask(struct terminal_form *f, const struct speech *say,
                       struct buf *out);

/* FORM_MORE: ask again; where the line would not do, *out says why. FORM_DONE: see
 * below. FORM_OVER: the person gave up. */
enum terminal_form_state { FORM_MORE, FORM_DONE, FORM_OVER };
enum terminal_form_state terminal_form_take(struct terminal_form *f,
                                            const struct speech *say, struct str line,
                                            struct buf *out);

/* What was filled in; lives as long as the form. */
struct str terminal_form_ref(const struct terminal_form *f);
const struct form_value *terminal_form_values(struct terminal_form *f, size_t *n);
/* After a mistake in that field: it is asked for again (empty: the whole form is). */
void terminal_form_again(struct terminal_form *f, struct str field);

#endif
