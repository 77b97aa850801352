/*
 * In which language a person was last answered. The platform is not told by its events,
 * and what it says of its own cannot wait for the core. Small, and forgotten with us:
 * who is not in it gets both languages. Pure.
 */
#ifndef PLATFORM_MATTERMOST_TONGUES_H
#define PLATFORM_MATTERMOST_TONGUES_H

#include "base/text.h"
#include "platform/mattermost/names.h"

enum { tongues_max = 1024 };

/* One person; empty: nobody. */
struct tongue {
    char user[mattermost_id_bytes + 1];
    enum lang lang;
};

/* By a hash of the user: who comes later takes the place. Zeroed at first. */
struct tongues {
    struct tongue at[tongues_max];
};

/* This person reads this language. */
void tongues_note(struct tongues *t, struct str user, enum lang lang);
/* The text in the person's language; in all of them, one below the other, where that is
 * not known. Lives in mem. */
struct str tongues_say(const struct tongues *t, struct texts *texts, struct arena *mem,
                       struct str user, struct str (*text)(const struct speech *say));

#endif
