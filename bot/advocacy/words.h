/* The house list: names that must not get out yet, and how one says where one works. */
#ifndef ADVOCACY_WORDS_H
#define ADVOCACY_WORDS_H

#include "base/lang.h"
#include "base/str.h"

/* A slice of the configuration ([words]). */
struct house_words {
    const struct str *confidential; /* in any case, as whole words */
    size_t n_confidential;
    struct str disclosure[LANG_COUNT]; /* "(I work at Acme.)"; empty: no hint */
};

/* The first confidential name in the text, as it stands there; empty: there is none. */
struct str words_confidential(const struct house_words *w, struct str text);

/* Does the text say where its author works? True as well when no phrase is set. */
bool words_discloses(const struct house_words *w, enum lang lang, struct str text);

#endif
