/* Ways of an answer that take a while: by hook, by a post, by a window. */
#ifndef PLATFORM_MATTERMOST_REPLYING_H
#define PLATFORM_MATTERMOST_REPLYING_H

#include "platform/mattermost/reply.h"

struct session;

/* Takes the first way and, where that fails, the second; then the exchange gets its
 * word. `reply` is the handle's text; it and the answer are copied. */
void replying_begin(struct session *s, struct str reply, struct reply_plan plan,
                    const struct answer *answer);

#endif
