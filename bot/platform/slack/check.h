/* The doctor's look at a Slack workspace. Only for the command line: it waits. */
#ifndef PLATFORM_SLACK_CHECK_H
#define PLATFORM_SLACK_CHECK_H

#include "base/secret.h"
#include "platform/check.h"

struct http_ask;
struct json;

/* Borrowed. */
struct slack_check {
    struct secret app_token, bot_token;
    struct str api_url; /* empty: Slack's own */
    struct str channel; /* that the configuration names, "#ideas"; empty: none */
};

/* Asks Slack; opens no connection, changes nothing. */
void slack_check(struct findings *f, struct http_ask *ask, const struct slack_check *c);

/* Which scopes of the manifest the header X-OAuth-Scopes lacks, and what suffers. Pure. */
void slack_check_scopes(struct findings *f, struct str granted);

/* Looks for the channel in a page of conversations.list; true when it was there (and was
 * said). Pure. */
bool slack_check_channel(struct findings *f, const struct json *page, struct str name);

#endif
