/* Bodies of requests about posts of ours, each in one place. Pure; all lives in r->mem,
 * and is empty where it would be more than the server takes. */
#ifndef PLATFORM_MATTERMOST_POSTING_H
#define PLATFORM_MATTERMOST_POSTING_H

#include "platform/mattermost/render.h"

/* Where a new post goes. */
struct posting {
    struct str channel;
    struct str root;    /* of the thread; empty: none */
    struct str pending; /* the same within 30 s is the same post; empty: never */
};

/* With a card, or a person's page: POST /posts, or (to: NULL) PUT /posts/ID/patch. */
struct str posting_card(const struct render *r, const struct posting *to,
                        const struct card *card);
struct str posting_page(const struct render *r, const struct posting *to,
                        const struct page *page);

/* Opens the post for whoever may read it, whatever team they are in. */
struct str posting_link(const struct render *r, struct str id);

#endif
