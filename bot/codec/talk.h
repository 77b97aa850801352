/*
 * A form as a short talk, where there are no windows: field by field, each answered by
 * a line of text. Pure: the caller asks, waits and keeps; what it keeps between two
 * lines is JSON.
 */
#ifndef CODEC_TALK_H
#define CODEC_TALK_H

#include "base/json.h"
#include "model/card.h"
#include "model/event.h"

struct arena;

enum { talk_fields_max = 24, talk_value_max_bytes = 16 * 1024 };

/* A form under way. */
struct talk {
    struct form form; /* fields live in the caller's arena */
    size_t at;        /* index of the field that was asked; n_fields: all answered */
    struct form_value values[talk_fields_max]; /* by field; value empty: not yet */
    int64_t until_ms;                          /* an unfinished talk is forgotten then */
};

/* What became of a line. */
enum talk_step {
    TALK_NEXT,      /* taken: talk->at is the next field to be asked */
    TALK_DONE,      /* taken: all fields have their values */
    TALK_CANCELLED, /* the person wants to stop */
    TALK_EMPTY,     /* refused: this field needs an answer */
    TALK_NO_NUMBER, /* refused: a number of the options was asked for */
    TALK_NO_MOMENT, /* refused: not a date and time */
    TALK_TOO_LONG,  /* refused: more than the field takes */
};

/* Begins: at the first field that is one (notes are passed by). */
void talk_begin(struct talk *t, const struct form *form, int64_t until_ms);
/* Takes what was typed for the field it is at. Values live in the arena. "=" keeps what
 * the field holds already, "-" leaves an optional field empty, the words for cancelling
 * (en and de) end it. Options are picked by number, several with commas between. */
enum talk_step talk_take(struct talk *t, struct arena *mem, struct str typed);
/* Goes back to the field of that name (a form error); false: there is none. */
bool talk_go_to(struct talk *t, struct str field);

/* The whole talk to JSON (an object) and back; false when it is not such a thing. */
void talk_write(struct json_w *w, const struct talk *t);
bool talk_read(struct arena *mem, const struct json *j, struct talk *out);

#endif
