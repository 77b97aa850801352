/*
 * Which post a person gets next: the freshest that suits and that they were not dealt
 * yet; when there is none, the one they were dealt longest ago. Looking uses nothing
 * up: only dealing_use_up() does.
 *
 * A few index look-ups: `variant` (library.h) has a row for each post, network,
 * language and topic in order of freshness, and a watermark for each person and
 * network says which stretch of it was dealt already.
 */
#ifndef ADVOCACY_DEALING_H
#define ADVOCACY_DEALING_H

#include "core/turn.h"
#include "store/migrate.h"

/* What a person asks for. Lists are comma-separated; topics empty: any. */
struct wish {
    struct str network, langs, topics;
};

/* A post in certain words for a network. */
struct deal {
    int64_t post;
    struct str network;
    enum lang lang;
    int64_t wording; /* its number within post, network and language */
    bool is_again;   /* they were dealt it before: there is nothing new */
};

/* Calls `each` for every language and topic of the wish; it returns false on failure. */
bool wish_each(const struct wish *wish,
               bool (*each)(void *ctx, enum lang lang, struct str topic, struct err *err),
               void *ctx, struct err *err);

/* Its tables. */
extern const struct migration dealing_migrations[];

/* Deals the next post to t->person and notes it. *found is false when nothing suits. */
bool dealing_next(struct turn *t, const struct wish *wish, struct deal *out, bool *found,
                  struct err *err);

/* Deals that very post (a person chose it from a list). *found is false when it has no
 * words for the network in any of the languages, or is over. */
bool dealing_take(struct turn *t, const struct wish *wish, int64_t post, struct deal *out,
                  bool *found, struct err *err);

/* Another wording of the same post: the least dealt of the others, and on pressing
 * again the next; *found is false when there is only one. */
bool dealing_other_wording(struct turn *t, struct deal *d, bool *found, struct err *err);

/* Shared, or not for them: one mark for both, and the post is not dealt again. */
bool dealing_use_up(struct turn *t, int64_t post, struct err *err);

/* The latest posts dealt to t->person, the newest first. */
bool dealing_latest(struct turn *t, struct deal *out, size_t max, size_t *n,
                    struct err *err);

/* The post to ask "did you post it?" about, other than `except`: dealt between ten
 * minutes and two weeks ago, neither used up nor asked about on any network. Marks it as
 * asked. */
bool dealing_to_ask(struct turn *t, int64_t except, struct deal *out, bool *found,
                    struct err *err);

/* When the next post that suits begins (Unix ms); 0: not known. */
bool dealing_next_begins(struct turn *t, const struct wish *wish, int64_t *at_ms,
                         struct err *err);

/* What either was dealt, was asked about or has used up, both have: and where only `from`
 * has a watermark, it holds for `into`: what it skips was dealt to either. */
bool dealing_merge(struct turn *t, int64_t from, int64_t into, struct err *err);

/* Calls `each` for every post that a person used up, and network for which they had it. */
bool dealing_each_used_up(struct turn *t, int64_t person,
                          bool (*each)(void *ctx, int64_t post, struct str network,
                                       struct err *err),
                          void *ctx, struct err *err);

/* Deletes rows older than 180 days of the next 200 people after `after`; *reached is
 * where to go on, 0: everybody was looked at. */
bool dealing_tidy(struct turn *t, int64_t after, int64_t *reached, struct err *err);

#endif
