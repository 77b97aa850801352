/* The connections of Socket Mode: one in use, the next one, old ones that are still
 * read until Slack closes them. */
#ifndef PLATFORM_SLACK_LINKS_H
#define PLATFORM_SLACK_LINKS_H

#include "io/loop.h"
#include "platform/slack/policy.h"

struct session;
struct websocket;

/* In the order of a life. */
enum link_state {
    LINK_FREE,
    LINK_OPENING,
    LINK_GREETING, /* open, waits for hello */
    LINK_UP,       /* the one in use */
    LINK_OLD,      /* replaced; still read and acknowledged on */
};

/* One connection. */
struct link {
    struct session *session;
    struct websocket *ws;
    int64_t serial; /* how handles name it */
    enum link_state state;
    int64_t heard_ms; /* when the last frame came */
    int64_t ends_ms;  /* GREETING, OLD: closed then */
    struct loop_timer beat;
};

enum { links_max = 4 };

/* All of a workspace. */
struct links {
    struct link link[links_max];
    int64_t last_serial;
    struct policy policy;
    bool is_connecting; /* from apps.connections.open to hello */
    struct loop_timer again;
};

/* Begins to connect, and keeps connected until links_close(). */
void links_start(struct session *s);
/* No new connections; those that stand are closed. */
void links_close(struct session *s);
void links_clear(struct session *s);

/* The link of that serial number, if it is still open; else NULL. */
struct link *links_find(struct session *s, int64_t serial);
/* Sends a text frame. */
bool links_send(struct link *l, struct str frame);
/* All are closed. */
bool links_are_idle(const struct links *links);

/* hello and disconnect came on a link. */
void links_hello(struct session *s, struct link *l, const struct envelope *e);
void links_hangup(struct session *s, struct link *l, const struct envelope *e);

#endif
