/* Calls of the Web API: one place for tokens, waiting and what answers mean. */
#ifndef PLATFORM_SLACK_WEB_H
#define PLATFORM_SLACK_WEB_H

#include "io/loop.h"
#include "platform/slack/method.h"
#include "platform/slack/wire.h"

struct session;
struct web_call; /* one under way */

/* Of a workspace. */
struct web {
    struct web_call *calls;          /* list */
    int64_t paused_ms[METHOD_COUNT]; /* a method waits until then (monotonic) */
    uint64_t limited_channel;        /* hash of where chat.postMessage was limited last */
    int64_t limited_until_ms;
};

/* What is asked, and who wants to know. */
struct web_request {
    enum method method;
    struct str body;    /* JSON, or a form for methods that read; copied */
    struct str channel; /* of a message: its own limit; may be empty */
    /* Called once, never from inside. a and its views die when it returns. */
    void (*done)(void *ctx, const struct web_answer *a);
    void (*drop)(void *ctx); /* instead of done, when all is given up; may be NULL */
    void *ctx;
};

/* Starts a call of a method. */
void web_call(struct session *s, const struct web_request *q);
/* POSTs to an address that Slack gave, without any token: a response_url (JSON), or
 * where a file's bytes go. The answer's body is not looked at, only the status. */
void web_post(struct session *s, struct str url, const struct web_request *q);

/* Asks nobody: done comes after the delay, and all is well. */
void web_wait(struct session *s, int64_t delay_ms, const struct web_request *q);

/* Nothing is under way. */
bool web_is_idle(const struct web *web);
/* Gives all of them up, without callbacks. */
void web_clear(struct session *s);

#endif
