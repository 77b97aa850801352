/* What the platforms say about members and channels: a cache in the store. */
#ifndef CORE_DIRECTORY_H
#define CORE_DIRECTORY_H

#include "core/turn.h"
#include "store/migrate.h"

/* Its tables. */
extern const struct migration directory_migrations[];

/* EVENT_MEMBERS, EVENT_CHANNELS, EVENT_JOIN: keeps what they say. Members who have
 * left, and bots, are deleted. */
bool directory_note(struct turn *t, const struct event *ev, struct err *err);

/* Where filling stands for a workspace: the cursor of the next page; *complete when
 * the last full pass ended less than a day ago. */
bool directory_progress(struct turn *t, struct str workspace, struct str *cursor,
                        bool *complete, struct err *err);

#endif
