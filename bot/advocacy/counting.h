/* How long a text is for a network, and what to know before posting it there. */
#ifndef ADVOCACY_COUNTING_H
#define ADVOCACY_COUNTING_H

#include "advocacy/warnings.h"
#include "base/err.h"

struct arena;
struct network;

/* A list of views. */
struct strs {
    const struct str *v;
    size_t n;
};

/* All views live as long as the text and the arena. */
struct counted {
    int64_t length; /* in the network's unit */
    int64_t limit;  /* 0: none */
    bool fits;
    /* As written, and only what the network would recognise. */
    struct strs links, hashtags, mentions;
    const struct warning *warnings;
    size_t n_warnings;
};

/* Counts text as it is given. False (ERR_PARSE) when it is not UTF-8 or holds NUL;
 * a text that is too long is no failure. */
bool count_text(struct counted *out, const struct network *net, struct str text,
                struct arena *mem, struct err *err);

/* Only length, limit and fits, for what is shown often; the rest may be empty. */
bool count_length(struct counted *out, const struct network *net, struct str text,
                  struct arena *mem, struct err *err);

#endif
