/* A card's texts as the message of its post; for the render_*.c files alone. */
#ifndef PLATFORM_MATTERMOST_ABOVE_H
#define PLATFORM_MATTERMOST_ABOVE_H

#include "platform/mattermost/bricks.h"

/* How far the message may grow with what comes first, with lists, with the numbers, and
 * with the word that there is more: 16,383 code points is all. */
enum {
    above_most = 16000,
    above_lists = 13500,
    above_numbers = 16100,
    above_more = 16300
};

/* A paragraph, where the message does not become longer than `room`. False: it does not
 * fit, and that will be said. */
bool above_add(struct sheet *s, struct str text, size_t room);
/* Title, links, text, note and the text to copy of a card. */
void above_card(struct sheet *s, const struct card *card);

/* How many code points put_props() writes, as the server counts them, with n
 * attachments. */
size_t props_counted(const struct render *r, struct str attachments, size_t n,
                     const struct choices *choices, struct str talk);

#endif
