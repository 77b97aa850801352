/*
 * What a network turns into links when it shows a text: addresses, hashtags and
 * mentions, each network by rules of its own.
 */
#ifndef ADVOCACY_ENTITIES_H
#define ADVOCACY_ENTITIES_H

#include "base/runes.h"

struct arena;

/* What it is made into. */
enum entity_kind { ENTITY_LINK, ENTITY_HASHTAG, ENTITY_MENTION };

/* The code points [from, to), "#" or "@" included. */
struct entity {
    enum entity_kind kind;
    size_t from, to;
};

/* A growing list of them. */
struct entities {
    struct entity *v; /* in the arena */
    size_t n, cap;
    struct arena *mem;
};

#define ENTITIES_IN(arena) ((struct entities){ .mem = (arena) })

/* Adds one at the end. */
void entities_add(struct entities *list, enum entity_kind kind, size_t from, size_t to);

/* Puts them into the order of the text; settling also drops the later one where two
 * overlap. */
void entities_sort(struct entities *list);
void entities_settle(struct entities *list);

/* The rules of X (twitter-text 3): only the links, in order; then all. A link counts
 * and is listed even where a hashtag before it runs into it. */
void x_links(struct entities *list, const struct runes *r);
void x_entities(struct entities *list, const struct runes *r);

/* Those of a Mastodon server. What it counts: links and mentions, settled. What it
 * shows: hashtags too. */
void mastodon_counted(struct entities *list, const struct runes *r);
void mastodon_entities(struct entities *list, const struct runes *r);

/* Those of Bluesky (facets), in the order of the text; they may overlap there. */
void bluesky_entities(struct entities *list, const struct runes *r);

/* Networks that publish no rules: addresses and hashtags as on X, and mentions "@"
 * with letters, digits, "_" and "." where name_max is not 0: the longest name. */
void plain_entities(struct entities *list, const struct runes *r, size_t name_max);

#endif
