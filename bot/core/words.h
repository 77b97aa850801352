/* Which word of which feature somebody typed. */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "core/feature.h"

/* A word and whose it is; feature NULL: nobody's. */
struct meaning {
    const struct feature *feature;
    const struct word *word;
};

/* A published command ("share", "teilen"), by name, German name or alias. */
struct meaning word_command(const struct feature *const *features, struct str name);

/* A word after the command of this feature ("list"). */
const struct word *word_within(const struct feature *feature, struct str name);

/* Any word of any feature that is typed at the start of a direct message. */
struct meaning word_anywhere(const struct feature *const *features, struct str name);

/* The published command or word nearest to what was typed; NULL: nothing is near. */
const struct word *word_nearest(const struct feature *const *features, struct str name);

/* The word as typed by people of that language. */
struct str word_in(const struct word *w, enum lang lang);

/* The card of /help: each word with its usage and summary. */
const struct card *words_help(struct turn *t);

#endif
