/* The slash commands that the program publishes, from what its features say. */
#ifndef CLI_PUBLISHED_H
#define CLI_PUBLISHED_H

#include "base/text.h"
#include "platform/published.h"

enum { published_max = 16 };

/* Fills at most published_max; texts live in say->mem, in its language. */
size_t published_commands(struct published_command *out, const struct speech *say);

#endif
