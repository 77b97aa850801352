/* The rows of the library, as the import writes them. */
#ifndef ADVOCACY_LIBRARY_ROWS_H
#define ADVOCACY_LIBRARY_ROWS_H

#include "advocacy/post_file.h"

struct arena;
struct db;

/* A post on its way into the tables. */
struct library_row {
    const struct post_file *file;
    int64_t id;
    bool is_new;     /* there was none of this slug */
    int64_t from_ms; /* when it begins: decided already */
    struct str picture_hash;
};

/* What is known of a file, or of the post of a slug. */
struct library_known {
    bool any;
    int64_t post, from_ms;
    struct str file, hash, picture, picture_hash;
};

/* Both live in the arena; out->any is false when there is nothing. */
bool library_file_known(struct db *db, struct arena *a, struct str name,
                        struct library_known *out, struct err *err);
bool library_slug_known(struct db *db, struct arena *a, struct str slug,
                        struct library_known *out, struct err *err);

/* Writes a post with its texts, topics, wordings and variants, or brings all of them up
 * to date. The variants of new posts (ids from first to last) come by a call of their
 * own, after the last. */
bool library_write(struct db *db, struct arena *a, const struct library_row *row,
                   struct err *err);
bool library_write_new_variants(struct db *db, int64_t first, int64_t last,
                                struct err *err);

/* Takes a post out of dealing; what was dealt of it can still be shown. */
bool library_withdraw(struct db *db, int64_t post, struct err *err);

/* Notes of which bytes the post was made; forgets a file. */
bool library_note_file(struct db *db, const struct library_known *file, struct err *err);
bool library_forget_file(struct db *db, struct str name, struct err *err);

/* The freshest variant that has begun; INT64_MIN: none. */
bool library_newest(struct db *db, int64_t now_ms, int64_t *out, struct err *err);

/* Something came into the past: watermarks begin anew. */
bool library_raise_epoch(struct db *db, struct err *err);

/* Makes the list of topics again. */
bool library_list_topics(struct db *db, struct err *err);

#endif
