/* Ids that are kept longer than what they came in. Pure. */
#ifndef PLATFORM_MATTERMOST_IDS_H
#define PLATFORM_MATTERMOST_IDS_H

#include "base/str.h"
#include "platform/mattermost/names.h"

/* Copies an id and a NUL; false, and empty, when it is none. */
bool id_keep(char out[static mattermost_id_bytes + 1], struct str id);
/* The same for other short texts: false, and empty, when there is none or no room. */
bool text_keep(char *out, size_t size, struct str text);

#endif
