/*
 * The websocket: opened once the token was seen to be good, greeted within 5 s, pinged
 * every 30 s, resumed where it broke; where the server lost the thread, catch-up reads
 * what was missed (facts: a wrong token is only a silent drop; a resumed connection is
 * not greeted).
 */
#ifndef PLATFORM_MATTERMOST_LINE_H
#define PLATFORM_MATTERMOST_LINE_H

#include "base/str.h"
#include "io/backoff.h"
#include "io/loop.h"
#include "platform/mattermost/names.h"

struct session;
struct websocket;

/* Of a workspace. */
struct line {
    struct websocket *ws; /* NULL: none */
    struct backoff backoff;
    struct loop_timer next;     /* opens */
    struct loop_timer greeting; /* hello, or the first event of a resumed one, is late */
    struct loop_timer ping;
    char connection[mattermost_id_bytes + 1]; /* of the last hello; empty: none */
    int64_t next_seq;                         /* of the server */
    int64_t action_seq;                       /* ours */
    bool is_up, is_resuming, awaits_pong;
    int64_t up_since_ms;
};

/* Nothing is opened before line_start(). */
void line_init(struct session *s);
/* The token is good and we know who we are: connect, and stay connected. */
void line_start(struct session *s);
/* For draining: a close frame, then nothing more is heard. */
void line_close(struct session *s);
bool line_is_idle(const struct line *l);
void line_clear(struct session *s);

#endif
