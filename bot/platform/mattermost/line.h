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
#include "platform/mattermost/thread.h"

struct session;
struct websocket;

/* Of a workspace. */
struct link {
    struct websocket *ws; /* NULL: none */
    struct backoff backoff;
    struct loop_timer next;     /* opens */
    struct loop_timer greeting; /* hello, or the first word of a resumed one, is late */
    struct loop_timer ping;
    struct thread thread; /* what of the server's events we have */
    int64_t action_seq;   /* ours */
    bool is_on;           /* line_start() was called: keep connected */
    bool is_open, is_up, awaits_pong;
    bool is_suspect; /* it ended ungreeted: perhaps the token is not good any more */
};

/* Nothing is opened before line_start(). */
void line_init(struct session *s);
/* The token is good and we know who we are: connect, and stay connected. Calling it
 * again does no harm. */
void line_start(struct session *s);
/* The token is refused: no connection until line_start(). */
void line_stop(struct session *s);
/* For draining: a close frame, then nothing more is heard. */
void line_close(struct session *s);
bool line_is_idle(const struct link *l);
void line_clear(struct session *s);

#endif
