/*
 * The networks as data: how each counts, what it takes, and by which link a text
 * comes into its composer. A company's [[network]] tables add to the built-in ones
 * or change them; neither needs code.
 */
#ifndef ADVOCACY_NETWORKS_H
#define ADVOCACY_NETWORKS_H

#include "base/err.h"
#include "base/str.h"

struct arena;

/* What is counted. */
enum counting {
    COUNT_CHARACTERS,  /* UTF-16 code units, as web pages do */
    COUNT_WEIGHTED,    /* X: form C, CJK and emoji two, Latin one */
    COUNT_GRAPHEMES,   /* what people see as one character */
    COUNT_BYTES,       /* of UTF-8 */
    COUNT_EMOJI_BYTES, /* code points, but emoji by their bytes (Threads) */
};

/* Whose rules find links, hashtags and mentions, and count them. */
enum recognising { RECOGNISE_PLAIN, RECOGNISE_X, RECOGNISE_MASTODON, RECOGNISE_BLUESKY };

/* One network. A limit of 0 means that there is none. */
struct network {
    struct str id;   /* lower case, what people type */
    struct str name; /* as it writes itself */
    enum counting counting;
    enum recognising recognising;
    int64_t limit;        /* 0: none */
    int64_t limit_bytes;  /* a second limit; 0: none */
    int64_t url_length;   /* each link counts as so many; 0: as it is written */
    int64_t fold;         /* characters shown before "see more"; 0: all */
    int64_t max_hashtags; /* 0: any number */
    int64_t max_links;    /* 0: any number */
    int64_t max_name;     /* of a mention, for RECOGNISE_PLAIN; 0: none from text */

    /* Compose links, empty where there is none. Placeholders: {text} all of the
     * text with its link; {words} the text without the link; {url}; {title};
     * {instance}. Values are percent-encoded. */
    struct str compose;              /* the documented way */
    struct str compose_undocumented; /* works, but nobody promises it */
    bool prefer_undocumented;        /* the company chose it */
    bool needs_instance;             /* people's servers differ: {instance} */
    bool off;                        /* only where the company switches it on */
};

/* A list of them, which somebody else owns. */
struct networks {
    const struct network *v;
    size_t n;
};

/* Those that come with the program. */
struct networks networks_builtin(void);

/* The network of that name (id, name or a usual other name, in any case); NULL when
 * there is none. */
const struct network *network_find(const struct networks *all, struct str name);

/* The id nearest to what was typed, for "did you mean"; empty when none is near. */
struct str network_nearest(const struct networks *all, struct str name);

/* Sets one key of a [[network]] table, by the names of the members above ("counting"
 * and "recognising" by words). Texts are borrowed, not copied. False: *err says which
 * values are possible. */
bool network_set_str(struct network *n, struct str key, struct str value,
                     struct err *err);
bool network_set_int(struct network *n, struct str key, int64_t value, struct err *err);
bool network_set_bool(struct network *n, struct str key, bool value, struct err *err);

/* Is it complete, and are its compose links https (or mailto) with known
 * placeholders? */
bool network_check(const struct network *n, struct err *err);

/* All of base, with `changed` in place of those of the same id or added at the end;
 * in the arena. */
struct networks networks_with(const struct networks *base, const struct network *changed,
                              size_t n, struct arena *mem);

/* "weighted", "graphemes", "characters" or "bytes": the unit people are told. */
struct str network_unit(const struct network *n);

#endif
