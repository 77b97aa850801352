/* Emoji: which code points make one picture. */
#ifndef BASE_EMOJI_H
#define BASE_EMOJI_H

#include "base/runes.h"

/* How many code points, from i on, make one emoji as X and others count it: the
 * longest sequence recommended for general interchange (with skin tone, joined,
 * flag, keycap), or a single emoji with or without its variation selector. 0 when
 * no emoji begins at i; digits and (c), (r), TM are none without a selector. */
size_t emoji_at(const struct runes *r, size_t i);

#endif
