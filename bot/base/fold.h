/* Comparing as people read: case folded, by Unicode's own rules (ICU). */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/str.h"

/* Where `needle` stands in the text as whole words, with case folded (ß is ss); a view
 * of the text, empty when it does not. White space in the needle is one or more in the
 * text; punctuation at its ends is not asked for. */
struct str fold_find_word(struct str text, struct str needle);

#endif
