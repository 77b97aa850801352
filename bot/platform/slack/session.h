/* What the parts of a session share; for session*.c alone. */
#ifndef PLATFORM_SLACK_SESSION_H
#define PLATFORM_SLACK_SESSION_H

#include "io/loop.h"
#include "platform/slack/directory.h"
#include "platform/slack/links.h"
#include "platform/slack/policy.h"
#include "platform/slack/reply.h"
#include "platform/slack/slack.h"
#include "platform/slack/web.h"

/* One workspace. */
struct session {
    struct platform base; /* first */
    struct slack_options o;
    struct arena *keep; /* copies of the options */
    struct arena *mem;  /* of the event that is being read */
    struct arena *out;  /* of the answer that is being given */
    struct sink sink;
    bool is_http; /* api_url says so: tests, proxies on this machine */

    struct web web;
    struct links links;
    struct directory directory;

    char bot_user[32], bot_id[32]; /* ours; empty until auth.test was answered */
    struct loop_timer auth_again;
    struct backoff auth;
    enum line line; /* as last reported */
    bool is_reported;

    bool is_draining;
    void (*drained)(void *self);
    void *drained_self;
    struct loop_timer drain_over;
    struct loop_task drain_done;
};

/* Who reads: for wire.h. */
struct wire slack_wire(const struct session *s, int64_t socket);
/* Hands an event to the sink, unless all is over. */
void slack_emit(struct session *s, const struct event *ev);
/* Reports the state of the line when it is another one, or says something new. */
void slack_line(struct session *s, enum line line, const char *why);
/* A token was refused: says which and what to do. */
void slack_refused(struct session *s, bool is_app_token, struct str error);
/* Something ended: perhaps that was the last thing to wait for. */
void slack_check_drained(struct session *s);
/* A text frame came on a link. */
void slack_hear(struct session *s, struct link *l, struct str frame);

/* The operations of the platform, by file. */
enum replied slack_reply(struct platform *p, struct str reply,
                         const struct answer *answer);
void slack_send(struct platform *p, const struct outgoing *out);
void slack_find(struct platform *p, const struct outgoing *out);
/* The steps of slack_send() for a picture. */
void slack_upload(struct session *s, const struct outgoing *out);

/* One EVENT_OUTCOME; result and why may be empty. */
struct outcome_event {
    int64_t id;
    enum outcome outcome;
    struct str channel, result, why;
    int64_t retry_ms; /* from now */
};
void slack_outcome(struct session *s, const struct outcome_event *o);
/* What an answer that is not WEB_OK means for a row. Repeating an edit, a deletion or
 * an upload does no harm: what is unknown may be tried again. */
void slack_failed(struct session *s, int64_t id, const struct web_answer *a,
                  bool may_repeat);

#endif
