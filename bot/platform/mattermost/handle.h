/*
 * The handle by which an event is answered: all that is needed for it, as a short JSON
 * text. It is made and read by us alone and never leaves the process.
 */
#ifndef PLATFORM_MATTERMOST_HANDLE_H
#define PLATFORM_MATTERMOST_HANDLE_H

#include "platform/mattermost/seal.h"

/* What is to be answered. */
enum asked {
    ASKED_COMMAND, /* an exchange waits, and a hook takes five more answers */
    ASKED_ACTION,  /* an exchange waits */
    ASKED_DIALOG,  /* likewise */
    ASKED_MESSAGE, /* words in the direct messages, or after a mention */
    ASKED_TYPED,   /* a number, or the last answer of a talk, in the direct messages */
    ASKED_PAGE,    /* the person's own page is to be brought up to date */
};

/* Whatever is unknown is empty. */
struct handle {
    enum asked asked;
    int64_t exchange; /* serial of the exchange that waits; 0: none */
    struct str user;
    struct str channel; /* where it happened */
    bool is_direct;     /* that is the person's direct messages with us */
    struct str team;
    struct str thread;    /* root post, where it happened in a thread */
    struct str message;   /* the post acted on, or written */
    struct str trigger;   /* opens a dialog: 3 s (5.37), 30 s (11.6), once */
    struct origin origin; /* of the card acted on; hook: of the command itself */
    struct str talk;      /* a form that came by talk: all of it, as JSON; else empty */
};

/* To text and back; both live in the arena. False when it is not such a text, or nobody
 * is to be answered. */
struct str handle_write(struct arena *mem, const struct handle *h);
bool handle_read(struct arena *mem, struct str text, struct handle *out);

#endif
