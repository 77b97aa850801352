/* The manifest from which a company makes its own Slack app. Pure. */
#ifndef PLATFORM_SLACK_MANIFEST_H
#define PLATFORM_SLACK_MANIFEST_H

#include "base/buf.h"

/* A slash command that is published. */
struct manifest_command {
    struct str name;    /* without the slash */
    struct str summary; /* shown as it is typed */
    struct str usage;   /* "[network] [topic]"; may be empty */
};

/* Writes the manifest, indented, with a newline at its end. `name`: the bot's. */
void manifest_write(struct buf *out, struct str name, struct str description,
                    const struct manifest_command *commands, size_t n);

/* The bot token's scopes that it asks for; ends with NULL. */
const char *const *manifest_scopes(void);

#endif
