/* Mattermost as a place where people type: websocket and our listener in, REST out. */
#ifndef PLATFORM_MATTERMOST_MATTERMOST_H
#define PLATFORM_MATTERMOST_MATTERMOST_H

#include "base/random.h"
#include "base/secret.h"
#include "platform/platform.h"

struct http_client;
struct http_server;
struct loop;
struct texts;
struct websocket_hub;

/* Copied, except what is pointed to by loop, http, websockets, server and texts: that
 * outlives the platform. */
struct mattermost_options {
    struct str workspace; /* name in the configuration */
    struct str url; /* of the site, sub-path included; http:// only on this machine */
    struct secret token;     /* the bot's personal access token */
    const struct str *teams; /* names; "*": all that the bot is in */
    size_t n_teams;
    struct str callback_url; /* where the server reaches our listener; empty: it cannot */
    const struct str *command_hashes; /* SHA-256 of the command tokens, lower-case hex */
    size_t n_command_hashes;
    struct secret signing_key; /* of the process; ours is derived from it */
    struct loop *loop;
    struct http_client *http;
    struct websocket_hub *websockets;
    struct http_server *server; /* NULL where callback_url is empty */
    struct random rnd;
    struct texts *texts;
};

/* The caller frees it by its ops. ERR_INVALID for options that cannot work. */
bool mattermost_open(struct platform **out, const struct mattermost_options *o,
                     struct err *err);

#endif
