/*
 * What is known of one channel of direct messages; for talks.c and talk_line.c alone.
 *
 * It is told by our own posts there, in any order, each as often as one likes: the newest
 * post with choices has the choices; the newest that is not sent by an outbox row (those
 * come at any time) has the talk, or has none and so ended it. While a question of ours
 * is on its way, what is in memory is newer than all posts.
 */
#ifndef PLATFORM_MATTERMOST_TALK_ENTRY_H
#define PLATFORM_MATTERMOST_TALK_ENTRY_H

#include "base/buf.h"
#include "platform/mattermost/names.h"
#include "platform/mattermost/talk_note.h"
#include "platform/mattermost/talks.h"

struct arena;
struct waiting_line;

enum { heard_max = 32 }; /* as many as there are posts on a page, and some */

/* One channel. */
struct talk_entry {
    struct session *s;
    struct talk_entry *next;
    char channel[mattermost_id_bytes + 1];
    bool is_known, is_reading; /* its posts were read, or are being read */
    unsigned n_posting;        /* questions of ours on their way */

    struct buf choices; /* JSON as in our mark; empty: none */
    int64_t choices_ms; /* of the post that they stand on */
    char choices_post[mattermost_id_bytes + 1];
    char choices_place[mattermost_id_bytes + 1]; /* that they hold for; empty: here */

    struct buf talk; /* JSON; empty: none */
    int64_t talk_ms; /* of the post that decides about it */

    char heard[heard_max]
              [mattermost_id_bytes + 1]; /* lines that were answered, as a ring */
    size_t n_heard;

    struct waiting_line *waiting; /* lines, the oldest first, until it is known */
    size_t n_waiting;
};

/* The entry of that channel, new or not; the latest used is never given up. */
struct talk_entry *talk_entry_of(struct session *s, struct str channel);
/* A talk took that line, which may come again: its mark on the server moves late. */
void talk_entry_heard(struct talk_entry *e, struct str post);
bool talk_entry_has_heard(const struct talk_entry *e, struct str post);
/* A post of ours stands there. */
void talk_entry_note(struct talk_entry *e, const struct post_seen *p);

/* Somebody's line, in its turn: `message` is what it is when it means nothing here. */
void talk_line(struct talk_entry *e, struct arena *mem, const struct event *message);

#endif
