/*
 * The pressable things of a card, in the order in which they are shown: where there are
 * no buttons, they are numbered from 1 and picked by number. Pure.
 */
#ifndef CODEC_CHOICES_H
#define CODEC_CHOICES_H

#include "model/card.h"

enum { choices_max = 60 }; /* of one card, or of several below each other */

/* One of them: ref (and value, where it is an option), or url. Views into the card. */
struct pick {
    struct str label;
    struct str ref, value, url;
};

/* What may be picked, by number from 1. */
struct choices {
    struct pick at[choices_max];
    size_t n;
};

/* Adds one; its number, or 0 where there is no more room or nothing to press. */
size_t choices_add(struct choices *c, struct pick pick);
/* An option of a select or menu; what is selected already is nothing to press. */
size_t choices_add_option(struct choices *c, const struct choice *of,
                          const struct option *o);
/* The number that somebody typed: "3", " 3.", "#3", "3)". False when it is none. */
bool choices_number(struct str text, size_t *out);
/* The pick that `text` means; NULL: not a number, or none of these. */
const struct pick *choices_find(const struct choices *c, struct str text);

#endif
