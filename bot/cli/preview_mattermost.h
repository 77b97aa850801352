/* A card as Mattermost gets it, for botschafter preview card. */
#ifndef CLI_PREVIEW_MATTERMOST_H
#define CLI_PREVIEW_MATTERMOST_H

#include "base/buf.h"
#include "model/card.h"

struct arena;
struct texts;

/* A picture that is nowhere, as the platform would call it. */
#define PREVIEW_MATTERMOST_PICTURE "preview:preview"

/* The object {message, props} of a post with buttons. */
void preview_mattermost(struct buf *out, struct texts *texts, struct arena *mem,
                        const struct card *card);

#endif
