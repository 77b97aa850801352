/*
 * Direct messages where words are not enough: numbers that pick from the choices last
 * shown, and forms as a short talk. Their state lies in the props of our own last post
 * there, so it survives us; what was read is kept in a small cache.
 */
#ifndef PLATFORM_MATTERMOST_TALKS_H
#define PLATFORM_MATTERMOST_TALKS_H

#include "model/event.h"
#include "platform/mattermost/handle.h"
#include "platform/mattermost/wire.h"

struct answer;
struct form;
struct session;
struct talk_entry; /* state of one channel */

enum { talks_max = 1024 };

/* Of a workspace. */
struct talks {
    struct talk_entry *entries; /* list, the latest used first */
    size_t n;
};

/* The cache, empty at first. */
void talks_init(struct session *s);
void talks_clear(struct session *s);

/* A person wrote this in their direct messages: emits what it means there: a pick, the
 * next answer of a talk (which may ask on by itself), or a message as it is. */
void talks_hear(struct session *s, const struct post_seen *p,
                const struct event *message);
/* A post of ours stands in direct messages, or was edited there: as the server answered
 * or the websocket brought it, in any order and more than once. */
void talks_shown(struct session *s, const struct post_seen *p);
/* Opens a form as a talk in the direct messages of h->user. */
void talks_open(struct session *s, const struct handle *h, const struct form *form);
/* A form that came by talk is not in order: says so and asks that field again. False:
 * h did not come by talk. */
bool talks_refuse(struct session *s, const struct handle *h, const struct answer *answer);

#endif
