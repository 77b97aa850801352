/* What somebody should know before they post a text. */
#ifndef ADVOCACY_WARNINGS_H
#define ADVOCACY_WARNINGS_H

#include "base/str.h"

struct buf;

/* The codes are an interface ("too-long", ...): add, never rename. */
enum warning_code {
    WARN_EMPTY,
    WARN_TOO_LONG,        /* n: by how much */
    WARN_TOO_LONG_BYTES,  /* n: by how much */
    WARN_INVALID,         /* code points the network refuses */
    WARN_CONTROL,         /* control characters */
    WARN_BIDI,            /* marks that turn the direction of what follows */
    WARN_MANY_HASHTAGS,   /* n: how many count */
    WARN_MANY_LINKS,      /* n: how many are allowed */
    WARN_NUMERIC_HASHTAG, /* what: the first of them, as in the next ones */
    WARN_LOWER_HASHTAG,
    WARN_EMOJI_HASHTAG,
    WARN_PLAIN_LINK,    /* an address that is not made a link */
    WARN_PLAIN_MENTION, /* "@name" that is not made a mention */
    WARN_FOLD,          /* n: characters before "see more" */
    WARN_COUNT
};

/* One of them; which of n and what mean something, the code says. */
struct warning {
    enum warning_code code;
    int64_t n;
    struct str what; /* part of the text */
};

/* "too-long" and so on. */
struct str warning_name(enum warning_code code);

/* Appends one English sentence. */
void warning_text(struct buf *out, const struct warning *w);

#endif
