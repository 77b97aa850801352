/* How long the props of a post are when an old Mattermost counts them: what Go makes of
 * them, written after its rules and not after our renderer. */
#ifndef TESTS_UNIT_GO_SIZE_H
#define TESTS_UNIT_GO_SIZE_H

#include "base/json.h"

/* Code points of `props` as encoding/json writes it, attachments with all their
 * members. */
size_t go_size_of_props(const struct json *props);
/* Code points of a message, as they are. */
size_t go_size_of_message(struct str message);

#endif
