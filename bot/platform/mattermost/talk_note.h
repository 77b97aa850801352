/* What a talk must know besides its form: kept in its note. Pure. */
#ifndef PLATFORM_MATTERMOST_TALK_NOTE_H
#define PLATFORM_MATTERMOST_TALK_NOTE_H

#include "base/str.h"

struct arena;

/* Whatever is unknown is empty. */
struct talk_note {
    struct str place; /* channel that the form was made for: its ref holds there */
    bool is_direct;   /* place is the channel where the talk is */
    struct str team;  /* where it was asked for */
    struct str heard; /* post of the line that led to the question */
};

/* To text and back, both in the arena. False when it is not such a text. */
struct str talk_note_write(struct arena *mem, const struct talk_note *n);
bool talk_note_read(struct arena *mem, struct str text, struct talk_note *out);

#endif
