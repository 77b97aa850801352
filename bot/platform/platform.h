/*
 * A place where people type: the whole of what differs between Slack, Mattermost and
 * the playground. A difference that must be known above would be a member of
 * platform_ops, never an `if (slack)`; so far there is none.
 */
#ifndef PLATFORM_PLATFORM_H
#define PLATFORM_PLATFORM_H

#include "base/err.h"
#include "model/effect.h"
#include "model/event.h"

/* Our clock and a server's may be so far apart; more is a failure to the doctor. */
enum { platform_skew_ms = 5 * 60 * 1000 };

/* Where events go. Called on the loop's thread; views die when it returns, so
 * the sink copies. Never called from inside a platform_ops function. */
struct sink {
    void (*take)(void *self, const struct event *ev);
    void *self;
};

/* What became of a fleeting answer. */
enum replied {
    REPLIED,       /* on its way; nobody will hear more of it */
    REPLY_EXPIRED, /* the handle is too old or used up */
    REPLY_LOST,    /* the line it came by is gone */
};

struct platform;

/* One const table for each platform; all calls on the loop's thread. */
struct platform_ops {
    const char *name; /* "slack" */

    /* Connects, and keeps reconnecting with back-off until drain(). Reports its
     * state by EVENT_LINE and fills the directory by EVENT_MEMBERS and
     * EVENT_CHANNELS pages. `members_cursor`: where filling was interrupted
     * (empty: from the start); skip_members: the list is complete and fresh. */
    bool (*start)(struct platform *p, struct sink sink, struct str members_cursor,
                  bool skip_members, struct err *err);

    /* Answers the event that carried `reply`. Fleeting: never repeated. */
    enum replied (*reply)(struct platform *p, struct str reply,
                          const struct answer *answer);

    /* Sends a durable effect; copies what it keeps. Exactly one EVENT_OUTCOME
     * with outbox_id = out->id follows, never from inside this call. */
    void (*send)(struct platform *p, const struct outgoing *out);

    /* Looks on the platform whether an earlier attempt of `out` arrived. Exactly
     * one EVENT_OUTCOME follows: APPLIED, ABSENT, UNREADABLE, or NOT (could not
     * ask just now). */
    void (*find)(struct platform *p, const struct outgoing *out);

    /* Stops taking events and finishes what is under way; calls drained(self)
     * once, at the latest at the deadline (monotonic ms). No event after it. */
    void (*drain)(struct platform *p, int64_t deadline_ms, void (*drained)(void *self),
                  void *self);

    /* Accepts NULL. */
    void (*free)(struct platform *p);
};

/* First member of every implementation's own struct. */
struct platform {
    const struct platform_ops *ops;
    struct str workspace; /* name in the configuration; owned by the platform */
};

#endif
