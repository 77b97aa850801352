/*
 * Signed references: what a button, menu or form of ours carries. The signature
 * says who may; so a card cannot be forged, moved to another place, or pressed by
 * somebody else.
 *
 *   1.feature.action.object.person.place.expiry.mac
 *
 * The fields are text without dots; person and expiry in base 36; mac is the first
 * 16 bytes of HMAC-SHA256 over all before it, base64url.
 */
#ifndef CORE_ACTION_H
#define CORE_ACTION_H

#include "core/turn.h"

enum { ref_max_bytes = 255 }; /* Slack's action_id and block_id hold no more */

/* What a reference says, once its signature was checked. */
struct ref {
    struct str feature, action, object;
    int64_t person; /* 0: anyone */
    int64_t expires_ms;
};

/* Signs a reference for the person and place of this turn, good for 30 days.
 * `object` may hold letters, digits, '-', '_', ':' and ','. */
struct str ref_sign(struct turn *t, const char *feature, const char *action,
                    struct str object);

/* REF_OK is the only one on which anything may be done. */
enum ref_check {
    REF_OK,
    REF_FORGED, /* not ours, or changed */
    REF_EXPIRED,
    REF_OTHER,    /* for somebody else, or another place */
    REF_OUTDATED, /* made by an older version, in a form we no longer read */
};

/* Reads and checks the reference that came with t->event. */
enum ref_check ref_read(struct turn *t, struct str text, struct ref *out);

#endif
