/* What the files about persons share. */
#ifndef CORE_PEOPLE_INTERNAL_H
#define CORE_PEOPLE_INTERNAL_H

#include "core/turn.h"

/* A new person, with no account yet. */
bool people_make(struct turn *t, int64_t *out, struct err *err);

/* The merge of the tables of core/people.c: accounts, and the language. */
bool people_take(struct turn *t, int64_t from, int64_t into, struct err *err);

/* All modules and features merge, and `from` is gone. */
bool people_merge(struct turn *t, int64_t from, int64_t into, struct err *err);

/* Have the two accounts in the same workspace? */
bool people_overlap(struct turn *t, int64_t one, int64_t other, bool *overlap,
                    struct err *err);

/* The directory learnt a verified e-mail of that member: whoever has the same elsewhere
 * is the same person, unless both have accounts in one workspace. The person who was met
 * first stays. */
bool people_same_email(struct turn *t, struct str workspace, const struct member *m,
                       struct err *err);

#endif
