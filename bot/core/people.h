/* Who is who: accounts on platforms point to persons of ours. */
#ifndef CORE_PEOPLE_H
#define CORE_PEOPLE_H

#include "core/turn.h"
#include "store/migrate.h"

/* Its tables. */
extern const struct migration people_migrations[];

/* Fills t->person and t->say for an account, making the person at first sight. A
 * verified e-mail that another workspace's member has too makes them one person. */
bool people_meet(struct turn *t, struct str workspace, struct str user, struct err *err);

/* The same for a person of ours, at their account in that workspace, or at another where
 * they have none there. *known is
 * false when they have been forgotten. */
bool people_find(struct turn *t, int64_t person, struct str workspace, bool *known,
                 struct err *err);

/* The same for an account that must be known already: nobody is made. */
bool people_at(struct turn *t, struct str workspace, struct str user, bool *known,
               struct err *err);

/* The language a person chose. */
bool people_set_lang(struct turn *t, int64_t person, enum lang lang, struct err *err);

#endif
