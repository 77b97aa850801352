/* Compose links: they open a network's own composer, filled in. */
#ifndef ADVOCACY_COMPOSE_H
#define ADVOCACY_COMPOSE_H

#include "base/str.h"

struct buf;
struct network;

struct compose {
    struct str text;     /* all of it, with its link */
    struct str url;      /* the link of the post; may be empty */
    struct str title;    /* for a subject line */
    struct str instance; /* host name, for networks that need one */
    size_t max_bytes;    /* of the link; 0: any length */
};

/* What came of it, and so what to show instead. */
enum composed {
    COMPOSED,
    COMPOSE_NO_WAY,         /* the network has no link for that: text to copy */
    COMPOSE_NEEDS_URL,      /* it takes links alone, and there is none */
    COMPOSE_NEEDS_INSTANCE, /* ask the person for their server */
    COMPOSE_TOO_LONG,       /* text to copy, and compose_bare() */
};

/* Puts the link into *out (emptied first); out holds nothing unless COMPOSED. A url
 * that is missing in the text is added to it, one that does not begin with http:// or
 * https:// is as none. */
enum composed compose_link(struct buf *out, const struct network *net,
                           const struct compose *what);

/* The same composer with nothing filled in but the url, for when the text is too
 * long and has been copied. */
enum composed compose_bare(struct buf *out, const struct network *net,
                           const struct compose *what);

/* Does the network's link carry the text, or only the url? */
bool compose_takes_text(const struct network *net);

/* Appends the host name in what a person typed as their server ("example.social",
 * "https://example.social/@me", "@me@example.social"). False when there is none. */
bool compose_instance(struct buf *out, struct str typed);

#endif
