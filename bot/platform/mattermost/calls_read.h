/* What calls on the listener say, and what they must prove; shared by calls*.c. */
#ifndef PLATFORM_MATTERMOST_CALLS_READ_H
#define PLATFORM_MATTERMOST_CALLS_READ_H

#include "base/text.h"
#include "platform/mattermost/handle.h"

struct http_exchange;
struct session;

/* The routes' handlers; ctx is the session. */
void calls_command(void *ctx, struct http_exchange *x);
void calls_action(void *ctx, struct http_exchange *x);
void calls_dialog(void *ctx, struct http_exchange *x);

/* Answers at once with JSON (empty: "{}"), or with a sentence, in the person's language. The
 * exchange is dead. */
void calls_finish(struct http_exchange *x, struct str json);
void calls_say(struct session *s, struct http_exchange *x, enum asked asked,
               struct str user, struct str (*text)(const struct speech *say));
/* Keeps the exchange until it is answered or late: its serial. 0: too many wait, and it
 * was told so. */
int64_t calls_wait(struct session *s, struct http_exchange *x, enum asked asked,
                   struct str user);

#endif
