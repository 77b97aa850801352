/* Slack as a place where people type: Socket Mode in, Web API out. */
#ifndef PLATFORM_SLACK_SLACK_H
#define PLATFORM_SLACK_SLACK_H

#include "base/random.h"
#include "base/secret.h"
#include "platform/platform.h"

struct http_client;
struct loop;
struct texts;
struct websocket_hub;

/* Copied, except what is pointed to: that outlives the platform. */
struct slack_options {
    struct str workspace;    /* name in the configuration */
    struct secret app_token; /* opens connections */
    struct secret bot_token; /* everything else */
    struct str api_url;      /* empty: Slack's; http:// only on this machine */
    struct loop *loop;
    struct http_client *http;
    struct websocket_hub *websockets;
    struct random rnd;
    struct texts *texts;
};

/* The caller frees it by its ops. ERR_INVALID for options that cannot work. */
bool slack_open(struct platform **out, const struct slack_options *o, struct err *err);

#endif
