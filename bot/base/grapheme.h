/* Characters as people see them: extended grapheme clusters (UAX #29). */
#ifndef BASE_GRAPHEME_H
#define BASE_GRAPHEME_H

#include "base/runes.h"

/* Whether the consonants of an Indic conjunct stay together (rule GB9c, since
 * Unicode 15.1). Not everybody counts so yet. */
enum grapheme_rules { GRAPHEME_CLASSIC, GRAPHEME_CONJUNCTS };

/* The end of the cluster that begins at i (i < r->n). */
size_t grapheme_end(const struct runes *r, size_t i, enum grapheme_rules rules);

/* How many clusters there are. */
size_t grapheme_count(const struct runes *r, enum grapheme_rules rules);

#endif
