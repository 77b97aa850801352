/*
 * The library: the posts that can be dealt, imported from files (advocacy/post_file.h).
 *
 * `variant` is the look-up table of dealing: a row for each network, language and topic
 * ('' is any network, any topic) of an approved post that was not withdrawn, in the
 * order of freshness:
 *
 *     variant (network, lang, topic, fresh_ms, post, until_ms)
 *         PRIMARY KEY (network, lang, topic, fresh_ms, post)
 *
 * A post can be had while fresh_ms <= now < until_ms. lang is "en" or "de". The bodies
 * stand in `wording (post, network, lang, n, body, dealt)`; a body that goes takes its n
 * with it, a new one gets a new n. `library_state.epoch` rises when something came into
 * the past: watermarks of an older epoch mean nothing.
 */
#ifndef ADVOCACY_LIBRARY_H
#define ADVOCACY_LIBRARY_H

#include "advocacy/post_file.h"
#include "core/turn.h"
#include "store/migrate.h"

/* Its tables. */
extern const struct migration library_migrations[];

/* A post as its card needs it, in one language. Times are Unix milliseconds, 0: none. */
struct post {
    int64_t id;
    struct str slug;
    enum post_kind kind;
    enum lang lang; /* of the texts below: the other one where it has none in this */
    struct str title, link;
    struct str thoughts[post_thoughts];
    struct str picture_hash, alt; /* empty: no picture */
    struct str place;
    int64_t fresh_ms, until_ms, deadline_ms;
    bool is_live; /* approved and not withdrawn; may be over */
};

/* All of these live in the turn's arena; *found is false when there is none. */
bool library_post(struct turn *t, int64_t id, enum lang lang, struct post *out,
                  bool *found, struct err *err);
bool library_by_slug(struct turn *t, struct str slug, int64_t *id, bool *found,
                     struct err *err);
bool library_body(struct turn *t, int64_t post, struct str network, enum lang lang,
                  int64_t n, struct str *body, bool *found, struct err *err);

/* Networks that have words for a post in a language, by id. */
bool library_networks(struct turn *t, int64_t post, enum lang lang, struct strs *out,
                      struct err *err);

/* Topics of posts that are not withdrawn, by name. */
bool library_topics(struct turn *t, struct strs *out, struct err *err);

/* What can be had now, the freshest first: up to max ids. Network or topic empty: any. */
bool library_list(struct turn *t, struct str network, enum lang lang, struct str topic,
                  int64_t *ids, size_t max, size_t *n, struct err *err);

/* The name of the file with that picture; empty when it is unknown. */
bool library_picture(struct turn *t, struct str hash, struct str *name, struct err *err);

#endif
