/* The doctor's look at a Mattermost server. Only for the command line: it waits. */
#ifndef PLATFORM_MATTERMOST_CHECK_H
#define PLATFORM_MATTERMOST_CHECK_H

#include "base/secret.h"
#include "platform/check.h"
#include "platform/published.h"

struct http_ask;

/* As the configuration has it; borrowed. */
struct mattermost_check {
    struct str workspace, url;
    struct secret token;
    const struct str *teams; /* names; "*": all that the bot is in */
    size_t n_teams;
    struct str callback_url; /* empty: no port */
    const struct str *command_hashes;
    size_t n_command_hashes;
    struct str listen;  /* "127.0.0.1:8470" */
    struct str channel; /* that the configuration names, "#ideas"; empty: none */
    const struct published_command *commands;
    size_t n_commands;
};

/* Asks the server; changes nothing, and leaves no connection. */
void mattermost_check(struct findings *f, struct http_ask *ask,
                      const struct mattermost_check *c);

#endif
