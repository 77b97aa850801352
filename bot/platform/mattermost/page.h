/*
 * A person's own page: one pinned post in their direct messages, edited in place. Made
 * after an ephemeral card (that is gone at reload), brought up to date a little after
 * each answer.
 */
#ifndef PLATFORM_MATTERMOST_PAGE_H
#define PLATFORM_MATTERMOST_PAGE_H

#include "base/str.h"
#include "io/loop.h"
#include "model/card.h"
#include "platform/mattermost/names.h"

struct session;

enum { pages_wished_max = 1024 }; /* more are forgotten: the next answer wishes again */

/* A person whose page is to be brought up to date. */
struct page_wish {
    struct page_wish *next;
    char user[mattermost_id_bytes + 1];
    bool make;      /* also where there is no page yet */
    bool is_asked;  /* EVENT_HOME went out: its answer is waited for until at_ms */
    bool is_wanted; /* something changed since */
    int64_t at_ms;  /* monotonic: when it goes out, or is given up */
};

/* Of a workspace. */
struct pages {
    struct page_wish *wishes; /* list */
    size_t n;
    struct loop_timer next;
};

/* The list of wishes, empty at first. */
void pages_init(struct session *s);
void pages_clear(struct session *s);
/* Something of this person's may have changed; `make`: also where there is no page yet.
 * Emits EVENT_HOME a little later. */
void pages_wish(struct session *s, struct str user, bool make);
/* The answer to that EVENT_HOME; NULL: there is nothing to show. */
void pages_show(struct session *s, struct str user, bool make, const struct page *page);

#endif
