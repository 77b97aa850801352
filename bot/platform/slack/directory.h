/* Fills the directory: members and channels, page by page, within Slack's limits. */
#ifndef PLATFORM_SLACK_DIRECTORY_H
#define PLATFORM_SLACK_DIRECTORY_H

#include "base/buf.h"
#include "io/loop.h"

struct session;

/* How far it is. */
struct directory {
    bool wants_members, wants_channels; /* still to be read */
    bool is_started, is_asking;
    struct buf cursor; /* of the list that is being read */
    unsigned failures;
    int64_t credit_ms; /* how much of the rate is unused, in time */
    int64_t counted_ms;
    struct loop_timer next;
};

/* Where to begin; nothing is asked before slack_directory_start(). */
void slack_directory_init(struct session *s, struct str cursor, bool skip_members);
/* The line is up: go on. Calling it again does no harm. */
void slack_directory_start(struct session *s);
void slack_directory_clear(struct session *s);
/* We were added to a channel: looks what it is called. */
void slack_directory_joined(struct session *s, struct str channel);

#endif
