/* Calls of the REST API: one place for the token, waiting, order and what answers mean. */
#ifndef PLATFORM_MATTERMOST_REST_H
#define PLATFORM_MATTERMOST_REST_H

#include "base/json.h"
#include "io/loop.h"

struct rest_call; /* one under way */
struct session;

/* Of a workspace. */
struct rest {
    struct rest_call *calls; /* list, the oldest first */
    int64_t paused_until_ms; /* nothing is sent before (monotonic) */
    struct loop_timer go_on;
};

/* What an answer means. */
enum rest_kind {
    REST_OK,
    REST_NO,      /* refused for good: status, error */
    REST_GONE,    /* 404: there is no such thing, or not for us */
    REST_AUTH,    /* the token is not taken any more */
    REST_LATER,   /* definitely not done: may be tried at retry_ms from now */
    REST_UNKNOWN, /* it may have been done */
};

/* Views die when done() returns. */
struct rest_answer {
    enum rest_kind kind;
    int status;              /* 0: none */
    const struct json *body; /* NULL: none, or not JSON */
    struct str error;        /* its id, "api.context.permissions.app_error" */
    struct str why;          /* for the log: method, path, status, message */
    int64_t retry_ms;        /* REST_LATER */
};

/* What is asked, and who wants to know. */
struct rest_request {
    const char *method; /* "GET" */
    struct str path;    /* below /api/v4, "/users/me"; or below the site with is_hook */
    struct str body;    /* JSON, unless content_type says otherwise; copied */
    struct str content_type;
    struct str
        channel;   /* calls for one channel go one after the other; empty: any time */
    bool is_hook;  /* response_url: without the token */
    bool no_token; /* opening a dialog needs none */
    int64_t deadline_ms;     /* 0: 15 s */
    size_t max_answer_bytes; /* 0: 4 MiB */
    /* Called once, never from inside. a and its views die when it returns. */
    void (*done)(void *ctx, const struct rest_answer *a);
    void (*drop)(void *ctx); /* instead of done, when all is given up; may be NULL */
    void *ctx;
};

/* Nothing is under way at first. */
void rest_init(struct session *s);
/* Starts a call. Where the token was refused the session is told. */
void rest_call(struct session *s, const struct rest_request *q);
/* Nothing is under way. */
bool rest_is_idle(const struct rest *rest);
/* Gives all of them up, without done. */
void rest_clear(struct session *s);

#endif
