/*
 * A person's accounts in several workspaces: which they are, how two become one by a code
 * that the person carries over, and how one is taken out again.
 *
 * A code is kept as a hash under the daemon's key; it is good for ten minutes, once, and
 * only the latest of an account. Wrong ones may be typed five times an hour.
 */
#ifndef CORE_CONNECT_H
#define CORE_CONNECT_H

#include "core/turn.h"

enum { connect_places_max = 32 };

/* Names of the workspaces in which t->person has accounts, this one left out; at most
 * `max`, in the arena. */
bool connect_places(struct turn *t, struct str *out, size_t max, size_t *n,
                    struct err *err);

/* A fresh code for this account ("K7QM-3XPT", in the arena); the one before is void. */
bool connect_make(struct turn *t, struct str *code, struct err *err);

/* What became of a code. */
enum connect_result {
    CONNECT_DONE,
    CONNECT_UNKNOWN, /* mistyped, or replaced by a newer one */
    CONNECT_EXPIRED,
    CONNECT_USED,
    CONNECT_OWN,     /* made by this very account */
    CONNECT_ALREADY, /* made by an account that is theirs already */
    CONNECT_OVERLAP, /* both have an account in the same workspace */
    CONNECT_WAIT,    /* too many wrong ones */
};

/* The same, and more. */
struct connected {
    enum connect_result result;
    int64_t wait_ms; /* for CONNECT_WAIT: from now */
};

/* The code as somebody typed it, in any case, with or without the dash. On CONNECT_DONE
 * everything of t->person belongs to the person who made it, and t->person is they. */
bool connect_use(struct turn *t, struct str typed, struct connected *out,
                 struct err *err);

/* The account of this turn gets a person of its own, new and empty, and t->person is they;
 * everything so far stays with the other accounts. *parted is false when there are none. */
bool connect_part(struct turn *t, bool *parted, struct err *err);

/* Codes and counts of tries that are older than an hour go. */
bool connect_tidy(struct turn *t, struct err *err);

#endif
