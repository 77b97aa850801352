/*
 * How a channel's history is read from a moment on, by pages: back from the newest post
 * until the moment is reached, then forward again, so that older posts come first and
 * none has to be kept. (since= would bring edits of old posts, and only the newest 1,000.)
 * Pure.
 */
#ifndef PLATFORM_MATTERMOST_HISTORY_H
#define PLATFORM_MATTERMOST_HISTORY_H

#include "base/buf.h"
#include "base/json.h"
#include "platform/mattermost/names.h"

struct arena;

enum { history_first_page = 60, history_page = 200, history_pages_max = 25 };

/* Where reading is; history_begin() fills it. */
struct history {
    int64_t since_ms;                     /* of the server; older posts are not wanted */
    char anchor[mattermost_id_bytes + 1]; /* post that the next page begins at */
    bool is_forward;
    unsigned pages; /* read so far */
};

/* From the newest post back to that moment (ms, of the server). */
void history_begin(struct history *h, int64_t since_ms);
/* Appends the query of the next page: "?page=0&per_page=60". */
void history_query(const struct history *h, struct buf *out);
/* A page came: its posts that are wanted now, oldest first, in the arena. */
const struct json *const *history_take(struct history *h, struct arena *mem,
                                       const struct json *page, size_t *n);
/* Nothing more to ask, once a page was taken. */
bool history_is_over(const struct history *h);

#endif
