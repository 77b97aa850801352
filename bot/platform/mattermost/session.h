/* What the parts of a session share; for this folder alone. */
#ifndef PLATFORM_MATTERMOST_SESSION_H
#define PLATFORM_MATTERMOST_SESSION_H

#include "io/loop.h"
#include "platform/mattermost/calls.h"
#include "platform/mattermost/catchup.h"
#include "platform/mattermost/directory.h"
#include "platform/mattermost/directs.h"
#include "platform/mattermost/handle.h"
#include "platform/mattermost/ids.h"
#include "platform/mattermost/line.h"
#include "platform/mattermost/mattermost.h"
#include "platform/mattermost/page.h"
#include "platform/mattermost/render.h"
#include "platform/mattermost/rest.h"
#include "platform/mattermost/talks.h"
#include "platform/mattermost/wire.h"

/* One workspace. */
struct session {
    struct platform base; /* first */
    struct mattermost_options o;
    struct arena *keep; /* copies of the options */
    struct arena *mem;  /* of the event that is being read */
    struct arena *out;  /* of the answer that is being given */
    struct sink sink;
    bool is_http;        /* url says so: tests, servers on this machine */
    struct str callback; /* where calls come in, "/action" missing; empty: nowhere */
    struct mac_key *key;

    struct rest rest;
    struct link link;
    struct catchup catchup;
    struct directory directory;
    struct directs directs;
    struct calls calls;
    struct talks talks;
    struct pages pages;

    char bot_user[27], bot_name[65]; /* ours; empty until /users/me was answered */
    char server_version[80];
    bool is_asking_who;
    struct backoff auth;
    struct loop_timer auth_again;
    enum line line; /* as last reported */
    bool is_reported;

    bool is_draining;
    void (*drained)(void *self);
    void *drained_self;
    struct loop_timer drain_grace, drain_over;
    struct loop_task drain_done;
};

/* Who reads: for wire.h. */
struct wire session_wire(const struct session *s);
/* What renders a card of that origin: for render.h; lives in s->out. */
struct render session_render(struct session *s, const struct origin *origin);
/* The server says what it is, with each answer and when the websocket opens. */
void session_version(struct session *s, struct str version);
/* Hands an event to the sink, unless all is over. */
void session_emit(struct session *s, const struct event *ev);
/* Reports the state of the line when it is another one, or says something new. */
void session_line(struct session *s, enum line line, const char *why);
/* The token was refused: says what to do, and asks again later. */
void session_refused(struct session *s, struct str why);
/* Asks who we are; when the token is good, the line is started (again). */
void session_ask_who(struct session *s);
/* Something ended: perhaps that was the last thing to wait for. */
void session_check_drained(struct session *s);
/* A frame came (line.c). */
void session_hear(struct session *s, const struct frame *f);
/* A post came, by the websocket or by catch-up. True: somebody wrote to us. */
bool session_heard_post(struct session *s, const struct post_seen *p, bool is_direct);

/* The operations of the platform, by file. */
enum replied session_reply(struct platform *p, struct str reply,
                           const struct answer *answer);
void session_send(struct platform *p, const struct outgoing *out);
void session_find(struct platform *p, const struct outgoing *out);
/* The steps of session_send() for a picture. */
void session_upload(struct session *s, const struct outgoing *out);

/* One EVENT_OUTCOME; result and why may be empty. */
struct outcome_event {
    int64_t id;
    enum outcome outcome;
    struct str channel, result, why;
    int64_t retry_ms; /* from now */
};
void session_outcome(struct session *s, const struct outcome_event *o);

#endif
