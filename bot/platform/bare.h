/* What a card consists of, where that decides how it is shown. Pure. */
#ifndef PLATFORM_BARE_H
#define PLATFORM_BARE_H

#include "model/card.h"

/* Text and nothing else: no title, no buttons, nothing to copy. */
bool card_is_sentence(const struct card *card);
/* A text to copy and nothing else: it is the whole message, so that whoever copies the
 * message has the text and not a sign more. */
bool card_is_copy(const struct card *card);

#endif
