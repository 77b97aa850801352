/* The manifest from which a company makes its own Slack app. Pure. */
#ifndef PLATFORM_SLACK_MANIFEST_H
#define PLATFORM_SLACK_MANIFEST_H

#include "base/buf.h"
#include "platform/published.h"

/* Writes the manifest, indented, with a newline at its end. `name`: the bot's. */
void manifest_write(struct buf *out, struct str name, struct str description,
                    const struct published_command *commands, size_t n);

/* The bot token's scopes that it asks for; ends with NULL. */
const char *const *manifest_scopes(void);

/* What one of them is for, as the end of a sentence: "needed to post". */
const char *manifest_purpose(const char *scope);

#endif
