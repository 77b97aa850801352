/* What an answer of the REST API means. Pure. */
#ifndef PLATFORM_MATTERMOST_REST_ANSWER_H
#define PLATFORM_MATTERMOST_REST_ANSWER_H

#include "base/buf.h"
#include "base/json.h"
#include "io/http_client.h"

/* What has become of a call. */
enum rest_kind {
    REST_OK,
    REST_NO,      /* refused for good: status, error */
    REST_GONE,    /* 404: there is no such thing, or not for us */
    REST_AUTH,    /* the token is not taken any more */
    REST_LATER,   /* definitely not done: may be tried at retry_ms from now */
    REST_UNKNOWN, /* it may have been done */
};

/* Views die with what came. */
struct rest_answer {
    enum rest_kind kind;
    int status;              /* 0: none */
    const struct json *body; /* NULL: none, or not JSON */
    struct str error;        /* its id, "api.context.permissions.app_error" */
    struct str why;          /* for the log: method, path, status, error; no ids */
    int64_t retry_ms;        /* REST_LATER */
};

/* What came back, and from what. */
struct rest_came {
    enum http_outcome outcome;
    int status;
    const struct json *body; /* NULL: none, or not JSON */
    bool is_empty;           /* there was no body at all */
    struct str retry_after;  /* header; may be empty */
    bool is_read;            /* GET: asking again does no harm */
    bool is_hook;            /* only the status counts */
    bool has_token;          /* a 401 is about it */
};

/* Without `why`. */
struct rest_answer rest_read(const struct rest_came *c);

/* How long to send nothing: X-Ratelimit-Reset (seconds to wait) once nothing is left by
 * X-Ratelimit-Remaining; else 0. */
int64_t rest_pause_ms(struct str remaining, struct str reset);

/* Appends "GET /channels/ID/posts: 403 api.context.permissions.app_error": neither ids
 * nor what was looked for, since it goes to the log. */
void rest_say(struct buf *out, const char *method, struct str path,
              const struct rest_answer *a);

#endif
