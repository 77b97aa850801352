/* Calls of the REST API: one place for the token, waiting, order and what answers mean. */
#ifndef PLATFORM_MATTERMOST_REST_H
#define PLATFORM_MATTERMOST_REST_H

#include "io/loop.h"
#include "platform/mattermost/rest_answer.h"

struct rest_call; /* one under way, or waiting */
struct session;

enum {
    rest_together = 8,    /* under way at once */
    rest_urgent = 4,      /* besides these: what a person waits for within 3 s */
    rest_waiting = 2000,  /* more are REST_LATER at once */
    rest_hold_ms = 10000, /* a pause so long is waited; a longer one is REST_LATER */
};

/* Of a workspace. */
struct rest {
    struct rest_call *calls; /* list, the oldest first */
    struct rest_call **end;  /* where the next one is hung */
    size_t n;                /* all of them */
    size_t n_together;       /* those under way */
    int64_t paused_until_ms; /* nothing is sent before (monotonic) */
    struct loop_timer go_on;
};

/* What is asked, and who wants to know. */
struct rest_request {
    const char *method; /* "GET"; not copied */
    struct str path;    /* below /api/v4, "/users/me"; or below the site with is_hook */
    struct str body;    /* JSON, unless content_type says otherwise; copied */
    struct str content_type; /* copied */
    struct str
        channel;   /* calls for one channel go one after the other; empty: any time */
    bool is_hook;  /* response_url: without the token */
    bool no_token; /* opening a dialog needs none */
    int64_t deadline_ms;     /* from when it is sent; 0: 15 s */
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
