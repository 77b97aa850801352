/*
 * The playground in the terminal where it was started: what is typed goes to the bot
 * as a direct message or command of the person one is, cards come as text, a number
 * presses what has that number.
 */
#ifndef PLATFORM_PLAYGROUND_TERMINAL_H
#define PLATFORM_PLAYGROUND_TERMINAL_H

#include "base/auto.h"
#include "base/str.h"

struct answer;
struct card;
struct playground;
struct reply_place;
struct terminal; /* opaque */

/* Listens from terminal_start() on. */
struct terminal *terminal_new(struct playground *g);
void terminal_free(struct terminal *t);
AUTO_PTR(struct terminal, terminal_free)
void terminal_start(struct terminal *t);

/* An answer to what was done here. */
void terminal_answer(struct terminal *t, const struct reply_place *to,
                     const struct answer *answer);
/* A message that arrived by itself: shown when the person here may see it. */
void terminal_heard(struct terminal *t, struct str channel, struct str id,
                    const struct card *card);

#endif
