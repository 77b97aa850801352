/*
 * What comes back by way of the server, or of a client, and must be ours: signed with
 * a key of the platform's own. A seal is a text "." base64url(MAC); readable by whoever
 * gets it, changeable by nobody. Pure.
 *
 * An origin is in each button, and all of a post's buttons share 8,000 characters with its
 * texts (5.37): so it is short, and what the call itself says is signed, not written. A
 * dialog's state travels alone; its text is base64url(JSON).
 */
#ifndef PLATFORM_MATTERMOST_SEAL_H
#define PLATFORM_MATTERMOST_SEAL_H

#include "base/crypt.h"
#include "base/random.h"
#include "base/str.h"

struct arena;
struct shape;

enum { seal_max_bytes = 4096 }; /* what is longer is refused unread */

/* How a card stands there. Part of the seal: append only. */
enum stand {
    STAND_NOWHERE,
    STAND_EPHEMERAL, /* in a channel, for one person; gone at reload, never edited */
    STAND_DIRECT,    /* a post in the person's direct messages */
    STAND_CHANNEL,   /* a post for all to read */
    STAND_PAGE,      /* the pinned post that is the person's own page */
};

/* Where a card stands and for whom: in the context of each of its buttons. Whatever is
 * unknown is empty. Part of the seal are all but message. */
struct origin {
    enum stand stand;
    struct str user;    /* who may press; empty: anyone who reads it */
    struct str channel; /* where it stands; empty: not known when it was made */
    struct str place;   /* channel it was made for: core's references hold there */
    bool is_direct;     /* place is the person's direct messages with us */
    struct str team;
    struct str hook; /* id in the response_url by which it came; empty: none */
    int64_t hook_until_ms;
    struct str uid;     /* of the outbox row that it was sent by; empty: an answer */
    struct str message; /* the post; only in a dialog's state */
    struct str answers; /* what somebody wrote, and this answers; empty: nothing */
};

/* Its members, for whatever else holds one. */
extern const struct shape origin_shape;

/* Text lives in the arena. */
struct str origin_seal(struct arena *mem, struct mac_key *key, const struct origin *o);
/* Who pressed, and in which channel. */
struct pressed {
    struct str user, channel;
};
/* False when it is not ours, was changed, or is another user's or channel's. */
bool origin_open(struct arena *mem, struct mac_key *key, struct str text,
                 struct pressed by, struct origin *out);

/* What a dialog remembers of where it was opened. */
struct dialog_state {
    struct str ref;       /* signed by core */
    struct origin origin; /* user: who fills it in; never empty */
    int64_t expires_ms;
};

/* With random bytes in it, so that two dialogs never have the same. */
struct str state_seal(struct arena *mem, struct mac_key *key, const struct random *rnd,
                      const struct dialog_state *s);
/* False when it is not ours, was changed, is for another user, or has expired. */
bool state_open(struct arena *mem, struct mac_key *key, struct str text, struct str user,
                int64_t now_ms, struct dialog_state *out);

#endif
