/*
 * How an answer travels: in the acknowledgement where it may and fits, by the
 * response_url, by a view, or by a message. Pure.
 */
#ifndef PLATFORM_SLACK_REPLY_H
#define PLATFORM_SLACK_REPLY_H

#include "platform/slack/handle.h"
#include "platform/slack/method.h"
#include "platform/slack/render.h"

/* Slack closes the connection at frames of more than 20 KiB. */
enum { ack_max_bytes = 16 * 1024 };

/* Where a request goes. */
enum step_kind { STEP_NONE, STEP_URL, STEP_METHOD };

/* One request. */
struct step {
    enum step_kind kind;
    enum method method; /* STEP_METHOD */
    struct str url;     /* STEP_URL: no token goes there */
    struct str body;    /* JSON */
};

struct reply_plan {
    struct str ack;     /* frame that acknowledges; empty: nothing to acknowledge */
    bool is_in_ack;     /* the answer is in it, and nowhere else */
    struct step first;  /* then this */
    struct step second; /* when that failed for good */
};

/* All of it lives in r->mem. */
void reply_plan(struct reply_plan *out, const struct render *r, const struct handle *h,
                const struct answer *answer);

#endif
