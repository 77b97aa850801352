/* What platforms say to a line of a talk that was refused. */
#ifndef PLATFORM_TALK_WORDS_H
#define PLATFORM_TALK_WORDS_H

#include "base/text.h"
#include "codec/talk.h"

/* Why it would not do; empty where it did. */
struct str talk_words(const struct speech *say, enum talk_step step);

#endif
