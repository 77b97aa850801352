/* A value that must never be printed. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/str.h"

/* There is no log field and no printf for it, so logging one does not compile;
 * secret_reveal() is the one way to the bytes, and easy to grep. The bytes
 * belong to whoever made the value. */
struct secret {
    struct str hidden_;
};

#define SECRET(s) ((struct secret){ (s) })

/* The bytes: for the wire and the keyed hash, never for people. */
static inline struct str secret_reveal(struct secret s)
{
    return s.hidden_;
}

/* Whether there is one at all. */
static inline bool secret_given(struct secret s)
{
    return s.hidden_.n > 0;
}

#endif
