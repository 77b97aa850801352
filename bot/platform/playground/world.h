/*
 * The pretend company: its people and channels, and what was said since it was
 * started, in memory, with a ceiling for each conversation. Everybody is made up.
 *
 * A conversation is a channel ("C-general") or a person's direct messages with the
 * bot ("D-anna").
 */
#ifndef PLATFORM_PLAYGROUND_WORLD_H
#define PLATFORM_PLAYGROUND_WORLD_H

#include "base/auto.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/text.h"

enum { world_messages_each = 200 }; /* the oldest goes when there are more */

/* Somebody one can be. */
struct world_person {
    struct str id, name, zone, locale;
    enum lang lang;
    struct str (*role)(const struct speech *say); /* a hint: "new hire" */
    bool is_new; /* joins the company when first looked through */
};

/* A channel; members NULL: everybody. */
struct world_channel {
    struct str id, name;
    struct str (*topic)(const struct speech *say);
    const char *members; /* ids with a blank after each */
};

/* The whole of the company, in the order to show it. */
const struct world_person *world_people(size_t *n);
const struct world_channel *world_channels(size_t *n);
/* NULL: there is no such person. */
const struct world_person *world_person(struct str id);
/* Whether this person reads the conversation. */
bool world_may_read(struct str channel, struct str person);

/* Something that was said. Owned by the world. */
struct world_message {
    char id[32];
    struct str channel;
    struct str from;  /* person; empty: the bot */
    struct str only;  /* the one who sees it; empty: all who read the channel */
    struct str uid;   /* of the outbox row that it came from; may be empty */
    struct str html;  /* a fragment, ready to show */
    struct str plain; /* for notifications */
    int64_t at_ms;
    bool is_edited;
};

struct world; /* opaque */

/* Ids of messages begin with the start, so they differ from an earlier life's. */
struct world *world_new(int64_t started_ms);
void world_free(struct world *w);
AUTO_PTR(struct world, world_free)

/* Adds a copy (id and is_edited are ours to fill); valid until it is pushed out. */
const struct world_message *world_add(struct world *w, const struct world_message *m);
/* New content for a message; NULL when it is not there. */
const struct world_message *world_edit(struct world *w, struct str channel, struct str id,
                                       struct str html, struct str plain);
/* False when it is not there. */
bool world_remove(struct world *w, struct str channel, struct str id);

/* By id or by uid; NULL when it is not there. */
const struct world_message *world_find(const struct world *w, struct str channel,
                                       struct str id);
const struct world_message *world_find_uid(const struct world *w, struct str channel,
                                           struct str uid);

/* Calls `each` for all that this person sees of the conversation, oldest first. */
void world_each(const struct world *w, struct str channel, struct str person,
                void (*each)(void *ctx, const struct world_message *m), void *ctx);

#endif
