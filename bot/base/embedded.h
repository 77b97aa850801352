/* Files that are compiled in (packaging/build/embed.py makes the tables). */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include "base/str.h"

/* One of them; the bytes live as long as the program. */
struct embedded {
    const char *name; /* without its folder */
    struct str bytes;
};

#endif
