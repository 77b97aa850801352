#include "advocacy/library_import.h"

#include "advocacy/library_rows.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/crypt.h"
#include "base/id.h"
#include "base/mem.h"
#include "store/db.h"

#include <stdlib.h>

struct library_import {
    struct library_source src;
    struct library_counts counts;
    struct id_maker ids;
    int64_t first_id;   /* of the posts that are new; 0: none so far */
    struct arena *kept; /* names: as long as the import */
    struct arena *mem;  /* of one file */
    uint8_t rules_hash[sha256_bytes];
    int64_t newest_ms; /* freshest variant that had begun before the import */
    bool came_into_past;
    struct str *seen; /* names of files so far */
    size_t n_seen, cap_seen;
    bool is_open; /* a transaction of ours */
};

static const struct sql all_files = { "library.all_files",
                                      "SELECT name, post FROM library_file" };

/* Other networks, limits or zones make other texts of the same bytes. */
static void hash_rules(struct library_import *im)
{
    const struct post_rules *rules = &im->src.rules;
    AUTO(buf_clear) struct buf b = BUF_INIT(1024 * 1024);
    buf_addf(&b, "1 " STR_FMT "\n", STR_ARG(rules->zone));
    for (size_t i = 0; i < rules->networks->n; i++) {
        const struct network *n = &rules->networks->v[i];
        buf_addf(&b, STR_FMT " %d %d %lld %lld %lld %lld %lld %lld %d\n", STR_ARG(n->id),
                 (int)n->counting, (int)n->recognising, (long long)n->limit,
                 (long long)n->limit_bytes, (long long)n->url_length,
                 (long long)n->max_hashtags, (long long)n->max_links,
                 (long long)n->max_name, n->off);
    }
    sha256(buf_str(&b), im->rules_hash);
}

bool library_import_begin(struct library_import **out, const struct library_source *src,
                          struct err *err)
{
    if (!db_begin(src->db, err))
        return false;
    struct library_import *im = mem_new(1, sizeof(*im));
    im->src = *src;
    im->is_open = true;
    im->kept = arena_new();
    im->mem = arena_new();
    hash_rules(im);
    if (!library_newest(src->db, src->now_ms, &im->newest_ms, err)) {
        library_import_free(im);
        return false;
    }
    *out = im;
    return true;
}

void library_import_free(struct library_import *im)
{
    if (!im)
        return;
    if (im->is_open)
        db_rollback(im->src.db);
    arena_free(im->kept);
    arena_free(im->mem);
    free(im->seen);
    free(im);
}

static void note_seen(struct library_import *im, struct str name)
{
    if (im->n_seen == im->cap_seen) {
        im->cap_seen = im->cap_seen ? 2 * im->cap_seen : 256;
        im->seen = mem_grow(im->seen, im->cap_seen, sizeof(struct str));
    }
    im->seen[im->n_seen++] = arena_str(im->kept, name);
}

void library_import_keep(struct library_import *im, struct str name)
{
    note_seen(im, name);
    im->counts.bad++;
}

static bool was_seen(const struct library_import *im, struct str name)
{
    for (size_t i = 0; i < im->n_seen; i++) {
        if (str_eq(im->seen[i], name))
            return true;
    }
    return false;
}

static struct str hash_file(struct library_import *im, struct str bytes)
{
    uint8_t both[2 * sha256_bytes], hash[sha256_bytes];
    for (size_t i = 0; i < sha256_bytes; i++)
        both[i] = im->rules_hash[i];
    sha256(bytes, both + sha256_bytes);
    sha256((struct str){ (const char *)both, sizeof(both) }, hash);
    return hex_encode(im->mem, hash, sizeof(hash));
}

static bool find_picture(struct library_import *im, struct str name, struct str *hash)
{
    struct str found = { NULL, 0 };
    if (name.n == 0) {
        *hash = found;
        return true;
    }
    if (!im->src.picture || !im->src.picture(im->src.ctx, name, &found))
        return false;
    *hash = arena_str(im->mem, found);
    return true;
}

static bool is_same(struct library_import *im, const struct library_known *before,
                    struct str hash)
{
    struct str picture = { NULL, 0 };
    return before->any && str_eq(before->hash, hash) &&
           find_picture(im, before->picture, &picture) &&
           str_eq(before->picture_hash, picture);
}

/* One file under way. */
struct incoming {
    struct str name;
    struct str problem; /* what is wrong with it; empty: nothing */
    struct post_file post;
    struct library_known file; /* what is known of the file, then what is to be noted */
    struct library_known slug; /* the post that has its id already */
    struct str hash, picture_hash;
};

/* Everything that can be wrong with the file itself, before anything is written. */
static bool check(struct library_import *im, struct incoming *in, struct str bytes,
                  struct err *err)
{
    struct err bad = { 0 };
    if (!post_file_read(&in->post, &im->src.rules, in->name, bytes, im->mem, &bad)) {
        in->problem = arena_str(im->mem, str_from_c(bad.msg));
        return true;
    }
    if (!find_picture(im, in->post.picture, &in->picture_hash)) {
        in->problem = arena_fmt(
            im->mem, STR_FMT ":1: the picture " STR_FMT " is not beside it: put it there",
            STR_ARG(in->name), STR_ARG(in->post.picture));
        return true;
    }
    if (!library_slug_known(im->src.db, im->mem, in->post.id, &in->slug, err))
        return false;
    if (in->slug.file.n && !str_eq(in->slug.file, in->name) &&
        was_seen(im, in->slug.file))
        in->problem =
            arena_fmt(im->mem,
                      STR_FMT ":1: the id " STR_FMT " is that of " STR_FMT
                              ": give this post another",
                      STR_ARG(in->name), STR_ARG(in->post.id), STR_ARG(in->slug.file));
    return true;
}

/* The file held another post before; or another file held this one. */
static bool settle_owners(struct library_import *im, const struct incoming *in,
                          struct err *err)
{
    struct db *db = im->src.db;
    if (in->slug.file.n && !str_eq(in->slug.file, in->name) &&
        !library_forget_file(db, in->slug.file, err))
        return false;
    if (in->file.any && in->file.post != in->slug.post)
        return library_withdraw(db, in->file.post, err);
    return true;
}

static int64_t begin_of(const struct library_import *im, const struct incoming *in)
{
    if (in->post.from_ms)
        return in->post.from_ms;
    return in->slug.any ? in->slug.from_ms : im->src.now_ms;
}

static bool store(struct library_import *im, struct incoming *in, struct err *err)
{
    struct library_row row = { .file = &in->post,
                               .id = in->slug.post,
                               .is_new = !in->slug.any,
                               .from_ms = begin_of(im, in),
                               .picture_hash = in->picture_hash };
    if (row.is_new)
        row.id = id_next(&im->ids, im->src.now_ms, im->src.rnd);
    if (row.is_new && !im->first_id)
        im->first_id = row.id;
    if (row.from_ms <= im->newest_ms)
        im->came_into_past = true;
    struct library_known note = { .post = row.id,
                                  .file = in->name,
                                  .hash = in->hash,
                                  .picture = in->post.picture,
                                  .picture_hash = in->picture_hash };
    row.is_new ? im->counts.added++ : im->counts.changed++;
    return settle_owners(im, in, err) && library_write(im->src.db, im->mem, &row, err) &&
           library_note_file(im->src.db, &note, err);
}

bool library_import_file(struct library_import *im, struct str name, struct str bytes,
                         struct str *problem, struct err *err)
{
    arena_reset(im->mem);
    struct incoming in = { .name = name, .hash = hash_file(im, bytes) };
    *problem = in.problem;
    if (!library_file_known(im->src.db, im->mem, name, &in.file, err))
        return false;
    bool same = is_same(im, &in.file, in.hash);
    if (!same && !check(im, &in, bytes, err))
        return false;
    note_seen(im, name);
    *problem = in.problem;
    if (same || in.problem.n) {
        same ? im->counts.same++ : im->counts.bad++;
        return true;
    }
    return store(im, &in, err);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* A file that was not named, in a list. */
struct gone {
    struct str name;
    int64_t post;
    struct gone *next;
};

static bool find_gone(struct library_import *im, struct gone **out, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(im->src.db, &r, &all_files, DB_NO_ARGS, err))
        return false;
    int got;
    while ((got = rows_next(&r, err)) > 0) {
        struct str name = rows_text(&r, 0);
        if (im->n_seen &&
            bsearch(&name, im->seen, im->n_seen, sizeof(struct str), by_name))
            continue;
        struct gone *g = ARENA_NEW(im->kept, struct gone);
        *g = (struct gone){ arena_str(im->kept, name), rows_int(&r, 1), *out };
        *out = g;
    }
    return got == 0;
}

static bool withdraw_gone(struct library_import *im, struct err *err)
{
    struct gone *gone = NULL;
    if (im->n_seen)
        qsort(im->seen, im->n_seen, sizeof(struct str), by_name);
    if (!find_gone(im, &gone, err))
        return false;
    for (; gone; gone = gone->next) {
        if (!library_withdraw(im->src.db, gone->post, err) ||
            !library_forget_file(im->src.db, gone->name, err))
            return false;
        im->counts.withdrawn++;
    }
    return true;
}

bool library_import_end(struct library_import *im, struct library_counts *counts,
                        struct err *err)
{
    struct library_counts *c = &im->counts;
    if (im->first_id &&
        !library_write_new_variants(im->src.db, im->first_id, im->ids.last, err))
        return false;
    if (!withdraw_gone(im, err))
        return false;
    if (im->came_into_past && !library_raise_epoch(im->src.db, err))
        return false;
    if (c->added + c->changed + c->withdrawn > 0 && !library_list_topics(im->src.db, err))
        return false;
    if (!db_commit(im->src.db, err))
        return false;
    im->is_open = false;
    *counts = *c;
    return true;
}
