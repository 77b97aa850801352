/*
 * A form as a short talk, where there are no windows: field by field, each answered by
 * a line of text. A form of more than three fields that could be sent as it is
 * (settings) begins with an overview instead: its fields, numbered, with what stands in
 * them; a number changes that one, a word ("ok", "fertig", "save", ...) sends it.
 * Pure: the caller asks, waits and keeps; what it keeps between two lines is JSON.
 */
#ifndef CODEC_TALK_H
#define CODEC_TALK_H

#include "base/json.h"
#include "model/card.h"
#include "model/event.h"

struct arena;

enum {
    talk_value_max_bytes = 16 * 1024, /* of one field */
    talk_all_max_bytes = 64 * 1024,   /* of all: the talk travels in a post */
};

/* A form under way. All of it lives in the caller's arena. */
struct talk {
    struct form form;
    size_t at; /* index of the field that is asked; form.n_fields: none, so it is the
                  overview, or all is answered */
    struct form_value *values; /* by field: what stands in it now; of a note: empty */
    bool has_overview;
    bool is_repair;   /* all was answered, one field was not in order: only that one */
    struct str note;  /* the caller's own, kept with the talk */
    int64_t until_ms; /* an unfinished talk is forgotten then */
};

/* What became of a line. */
enum talk_step {
    TALK_NEXT,      /* taken: the field at talk->at, or the overview, comes next */
    TALK_DONE,      /* taken: all is answered */
    TALK_CANCELLED, /* the person wants to stop */
    TALK_EMPTY,     /* refused: this field needs an answer */
    TALK_NO_NUMBER, /* refused: a number of the options was asked for */
    TALK_NO_FIELD,  /* refused: in the overview, neither a field's number nor a word */
    TALK_NO_MOMENT, /* refused: not a date and time */
    TALK_TOO_LONG,  /* refused: more than the field takes */
};

/* Begins: with the overview, or at the first field that is one (notes are passed by).
 * Borrows the form. */
void talk_begin(struct talk *t, struct arena *mem, const struct form *form,
                int64_t until_ms);
/* Takes what was typed. "=" keeps what stands in the field, "-" empties an optional one,
 * the words for cancelling (en and de) end the talk. Options are picked by number (or by
 * their label), several with commas between, 0 for none. */
enum talk_step talk_take(struct talk *t, struct arena *mem, struct str typed);
/* Back to the field of that name (a form error), and to no other. False when there is
 * none: back to the overview or the beginning. */
bool talk_go_to(struct talk *t, struct str field);

/* One of the words for cancelling. */
bool talk_is_cancel(struct str typed);
/* The field is one, and matters with what was answered before. */
bool talk_asks(const struct talk *t, size_t field);
/* It is the overview that is shown. */
bool talk_in_overview(const struct talk *t);
/* The field's number in the overview, from 1; 0 for a note. */
size_t talk_number(const struct talk *t, size_t field);
/* What stands in the field, in the reader's words: labels of options, a moment as
 * talk_moment() reads it. Lives in the arena or in t. */
struct str talk_shown(struct arena *mem, const struct talk *t, size_t field);
/* The values for EVENT_FORM, without notes: n of them, in the arena. */
const struct form_value *talk_values(struct arena *mem, const struct talk *t, size_t *n);

/* "2026-11-24 08:30", "24.11.2026, 8:30 Uhr", "2026-11-24T08:30", "2026-11-24 8:30 pm"
 * -> the value of a FIELD_MOMENT; false when it is not a date and time. */
bool talk_moment(struct arena *mem, struct str typed, struct str *out);

/* The whole talk to JSON (an object) and back; false when it is not such a thing. */
void talk_write(struct json_w *w, const struct talk *t);
bool talk_read(struct arena *mem, const struct json *j, struct talk *out);

#endif
