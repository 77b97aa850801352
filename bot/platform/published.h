/* What the platforms are told of our slash commands. */
#ifndef PLATFORM_PUBLISHED_H
#define PLATFORM_PUBLISHED_H

#include "base/str.h"

/* A slash command that people can type. */
struct published_command {
    struct str name;    /* without the slash */
    struct str summary; /* shown as it is typed */
    struct str usage;   /* "[network] [topic]"; may be empty */
};

#endif
