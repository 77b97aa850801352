/* The body of an upload: multipart/form-data (RFC 7578). Pure. */
#ifndef PLATFORM_MATTERMOST_MULTIPART_H
#define PLATFORM_MATTERMOST_MULTIPART_H

#include "base/random.h"
#include "base/str.h"

struct arena;
struct buf;

/* A file for a channel. */
struct multipart {
    struct str channel, file_name, bytes;
};

/* Appends the body; the content type that belongs to it lives in the arena. */
struct str multipart_write(struct buf *out, struct arena *mem, struct random *rnd,
                           const struct multipart *m);

#endif
