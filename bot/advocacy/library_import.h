/*
 * Bringing the library up to date with a folder of files: begin, every file that is
 * there, end. One transaction. A file that did not change costs one look-up; a changed
 * one is updated in place, and wordings that stayed keep how often they were dealt; a
 * file that is gone withdraws its post. A bad file is named, and what it said before
 * stays.
 */
#ifndef ADVOCACY_LIBRARY_IMPORT_H
#define ADVOCACY_LIBRARY_IMPORT_H

#include "advocacy/post_file.h"
#include "base/auto.h"
#include "base/random.h"

struct db;
struct library_import; /* opaque */

/* All of it is borrowed until the import is freed. */
struct library_source {
    struct db *db;
    int64_t now_ms;
    struct random *rnd;
    struct post_rules rules;
    /* The SHA-256 (hex) of the picture of that name beside the files; false: it is not
     * there. *hash must live until the next call. */
    bool (*picture)(void *ctx, struct str name, struct str *hash);
    void *ctx;
};

/* What happened to the files. */
struct library_counts {
    size_t added, changed, same, bad, withdrawn;
};

/* Begins the transaction. The caller frees *out, which rolls back unless it ended. */
bool library_import_begin(struct library_import **out, const struct library_source *src,
                          struct err *err);
void library_import_free(struct library_import *im);
AUTO_PTR(struct library_import, library_import_free)

/* One file. *problem is empty, or says "name:line: what: remedy" (until the next call).
 * False: the database failed, and the import with it. */
bool library_import_file(struct library_import *im, struct str name, struct str bytes,
                         struct str *problem, struct err *err);

/* A file that is there but could not be read: what it said before stays. */
void library_import_keep(struct library_import *im, struct str name);

/* Withdraws what was not named, and commits. */
bool library_import_end(struct library_import *im, struct library_counts *counts,
                        struct err *err);

#endif
