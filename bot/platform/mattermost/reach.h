/*
 * Does the server reach our listener? One of our commands is run as the bot, and what
 * comes back tells. Where the listener's port is free, a listener stands there meanwhile;
 * where it is not, the daemon that has it answers. For the command line alone.
 */
#ifndef PLATFORM_MATTERMOST_REACH_H
#define PLATFORM_MATTERMOST_REACH_H

#include "platform/check.h"
#include "platform/mattermost/asking.h"

/* What is tried. */
struct reach {
    const struct asking *as;         /* the bot */
    struct str workspace;            /* name in the configuration */
    struct str callback_url, listen; /* listen: "127.0.0.1:8470" */
    struct str team, channel;        /* ids: where the command is run */
    struct str trigger;              /* of a command of ours in that team */
    const struct str *hashes;        /* of the command tokens */
    size_t n_hashes;
    bool knows_allowed;
    struct str allowed; /* AllowedUntrustedInternalConnections, where it is known */
};

/* Says whether, and what is in the way. */
void reach_try(struct findings *f, const struct reach *r);

/* How our own call of callback_url went. */
enum probe { PROBE_NONE, PROBE_ANSWERED, PROBE_FAILED };

/* What was seen meanwhile. */
struct reach_seen {
    struct str trigger, callback_url, listen, host;
    bool is_listening; /* our own listener stood there; else somebody has the port */
    bool was_called;   /* and was called */
    struct http_response *r; /* of running the command */
    struct str error, text, message;
    int64_t took_ms;
    bool is_internal; /* loopback, private, or the server's own host */
    bool knows_allowed;
    struct str allowed;
    enum probe probe;
    struct str probe_why;
};

/* Says what they mean. Pure. */
void reach_judge(struct findings *f, const struct reach_seen *s);

#endif
