/* What the files of the reader share. */
#ifndef ADVOCACY_POST_FILE_INTERNAL_H
#define ADVOCACY_POST_FILE_INTERNAL_H

#include "advocacy/post_file.h"
#include "base/arena.h"
#include "codec/toml.h"

/* A reading under way. */
struct reading {
    const struct post_rules *rules;
    const struct toml_value *doc;
    struct arena *mem;
    struct post_file *post;
    struct wording *wordings;
    struct str *hints;
    size_t max_hints;
};

/* A text, and not an empty one. */
bool read_text(const struct toml_value *v, struct str *out, struct err *err);

/* The value of a key that is one for all languages or { de = ..., en = ... }; NULL when
 * there is none. */
const struct toml_value *in_lang(const struct toml_value *v, enum lang lang);

/* Fills in the wordings of all languages: [text.*], or the bare link for a comment or
 * repost without texts. */
bool read_wordings(struct reading *r, struct err *err);

#endif
