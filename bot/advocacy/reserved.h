/* Words that mean something after a command, so that no topic or network may be called
 * so. */
#ifndef ADVOCACY_RESERVED_H
#define ADVOCACY_RESERVED_H

#include "base/str.h"

/* Is it one of them, in either language and any case? */
bool word_is_reserved(struct str word);

#endif
