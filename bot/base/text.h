/*
 * The texts the program says, from the catalogues NAME.en.toml and NAME.de.toml:
 * ICU MessageFormat with named arguments. A generator checks at build time that
 * both languages have the same texts with the same arguments, and makes for each
 * catalogue NAME_texts.h with one typed function for each text:
 *
 *     # commands/share.en.toml
 *     none_left = "Nothing new for {network}. {count, plural, one {# idea} other {# ideas}}"
 *
 *     struct str share_none_left(const struct speech *say, struct str network,
 *                                int64_t count);
 *
 * (An argument is a number when any language uses it as plural, selectordinal or
 * number; else text.) So a text that is missing, or an argument that is wrong, does not
 * compile. A new catalogue is one line in packaging/build/meson.build.
 * German texts are written with "du"; one that addresses the reader has a second
 * form for "Sie": none_left = { du = "...", sie = "..." }.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/auto.h"
#include "base/lang.h"
#include "base/str.h"

struct arena;
struct texts; /* opaque: the compiled-in catalogues and their parsed messages */

/* The caller frees it. Messages are parsed at their first use and kept. */
struct texts *texts_new(void);
void texts_free(struct texts *t);
AUTO_PTR(struct texts, texts_free)

/* To whom, and where the result lives. */
struct speech {
    struct texts *texts;
    enum lang lang;
    bool formal; /* German "Sie" */
    struct arena *mem;
};

/* One argument, in the order of the generated function. */
struct text_arg {
    enum { TEXT_ARG_STR, TEXT_ARG_INT } type;
    struct str s;
    int64_t i;
};

/* Called by the generated functions only. The result lives in say->mem. */
struct str text_format(const struct speech *say, int id, const struct text_arg *args,
                       size_t n_args);

#endif
