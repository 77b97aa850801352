/*
 * When to connect: back-off with full jitter, rotation before a connection gets too
 * old, long waits where reconnecting would make things worse. Pure: it is told the
 * time (monotonic ms).
 */
#ifndef PLATFORM_SLACK_POLICY_H
#define PLATFORM_SLACK_POLICY_H

#include "io/backoff.h"
#include "platform/slack/wire.h"

enum {
    policy_stable_ms = 60 * 1000, /* so long a connection must live to be trusted */
    policy_ping_ms = 10 * 1000,
    policy_silence_ms = 30 * 1000, /* without any frame it is dead */
    policy_hello_ms = 15 * 1000,
    policy_drain_ms = 12 * 1000, /* an old connection is still read */
};

#define POLICY_NEVER INT64_MAX

/* One for each workspace. */
struct policy {
    struct backoff backoff;
    unsigned crowded;      /* times in a row that Slack counted too many of us */
    int64_t not_before_ms; /* no attempt earlier than this */
    int64_t next_ms;       /* the next attempt; POLICY_NEVER: none is planned */
};

/* Try now. */
void policy_start(struct policy *p, struct random rnd, int64_t now_ms);
/* An attempt begins: no other is planned meanwhile. */
void policy_trying(struct policy *p);
/* The attempt failed before hello. retry_ms: what the server asked for, or 0. */
void policy_failed(struct policy *p, int64_t now_ms, int64_t retry_ms);
/* hello came. `own`: connections that we hold, this one included. True: Slack counts
 * more than that: ghosts, or a second daemon with the same token. */
bool policy_up(struct policy *p, int64_t now_ms, const struct envelope *hello,
               int64_t own);
/* Slack announced that it will hang up. */
void policy_hangup(struct policy *p, int64_t now_ms, enum hangup why);
/* The newest connection is gone. */
void policy_lost(struct policy *p, int64_t now_ms);
/* The tokens were refused: only an operator can help. */
void policy_refused(struct policy *p, int64_t now_ms);

#endif
