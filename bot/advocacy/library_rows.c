#include "advocacy/library_rows.h"

#include "base/arena.h"
#include "store/db.h"

/* Every network and language with words, and every topic, each once for "any". */
#define VARIANTS_OF_POST                                                                 \
    "SELECT n.network, n.lang, t.topic, p.fresh_ms, p.id FROM post p"                    \
    " JOIN (SELECT network, lang FROM wording WHERE post = $1"                           \
    "  UNION SELECT '', lang FROM wording WHERE post = $1) n ON 1 = 1"                   \
    " JOIN (SELECT topic FROM post_topic WHERE post = $1 UNION SELECT '') t ON 1 = 1"    \
    " WHERE p.id = $1"

static const struct sql file_known = {
    "library.file_known",
    "SELECT f.post, p.from_ms, f.name, f.hash, f.picture, f.picture_hash"
    " FROM library_file f JOIN post p ON p.id = f.post WHERE f.name = $1"
};
static const struct sql slug_known = {
    "library.slug_known",
    "SELECT p.id, p.from_ms, f.name, f.hash, f.picture, f.picture_hash"
    " FROM post p LEFT JOIN library_file f ON f.post = p.id WHERE p.slug = $1"
};
static const struct sql put_post = {
    "library.put_post",
    "INSERT INTO post (id, slug, kind, from_ms, until_ms, deadline_ms, place, picture,"
    " picture_hash, approved, live, fresh_ms)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $4)"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, from_ms = excluded.from_ms,"
    " until_ms = excluded.until_ms, deadline_ms = excluded.deadline_ms,"
    " place = excluded.place, picture = excluded.picture,"
    " picture_hash = excluded.picture_hash, approved = excluded.approved, live = 1,"
    " fresh_ms = excluded.fresh_ms"
};
static const struct sql drop_texts = { "library.drop_texts",
                                       "DELETE FROM post_text WHERE post = $1" };
static const struct sql put_text = {
    "library.put_text", "INSERT INTO post_text (post, lang, title, link, alt, thought1,"
                        " thought2) VALUES ($1, $2, $3, $4, $5, $6, $7)"
};
static const struct sql drop_topics = { "library.drop_topics",
                                        "DELETE FROM post_topic WHERE post = $1" };
static const struct sql put_topic = {
    "library.put_topic", "INSERT INTO post_topic (post, topic) VALUES ($1, $2)"
                         " ON CONFLICT (post, topic) DO NOTHING"
};
static const struct sql get_wordings = {
    "library.get_wordings", "SELECT network, lang, n, body FROM wording WHERE post = $1"
};
static const struct sql put_wording = {
    "library.put_wording", "INSERT INTO wording (post, network, lang, n, body, dealt)"
                           " VALUES ($1, $2, $3, $4, $5, 0)"
};
static const struct sql drop_wording = {
    "library.drop_wording",
    "DELETE FROM wording WHERE post = $1 AND network = $2 AND lang = $3 AND n = $4"
};
static const struct sql put_variants = {
    "library.put_variants",
    "INSERT INTO variant (network, lang, topic, fresh_ms, post, until_ms)"
    " SELECT v.*, p.until_ms FROM (" VARIANTS_OF_POST ") v JOIN post p ON p.id = $1"
    " WHERE p.approved = 1 AND p.live = 1"
};
/* Many at once in the order of the key: one by one they would go to and fro in it. */
static const struct sql put_new_variants = {
    "library.put_new_variants",
    "INSERT INTO variant (network, lang, topic, fresh_ms, post, until_ms)"
    " SELECT n.network, n.lang, t.topic, p.fresh_ms, p.id, p.until_ms FROM post p"
    " JOIN (SELECT post, network, lang FROM wording WHERE post BETWEEN $1 AND $2"
    "  UNION SELECT post, '', lang FROM wording WHERE post BETWEEN $1 AND $2) n"
    "  ON n.post = p.id"
    " JOIN (SELECT post, topic FROM post_topic WHERE post BETWEEN $1 AND $2"
    "  UNION SELECT id, '' FROM post WHERE id BETWEEN $1 AND $2) t ON t.post = p.id"
    " WHERE p.approved = 1 AND p.live = 1 ORDER BY 1, 2, 3, 4, 5"
    " ON CONFLICT (network, lang, topic, fresh_ms, post) DO NOTHING"
};
static const struct sql drop_variants = {
    "library.drop_variants",
    "DELETE FROM variant WHERE (network, lang, topic, fresh_ms, post)"
    " IN (" VARIANTS_OF_POST ")"
};
static const struct sql withdraw = { "library.withdraw",
                                     "UPDATE post SET live = 0 WHERE id = $1" };
static const struct sql note_file = {
    "library.note_file",
    "INSERT INTO library_file (name, hash, picture, picture_hash, post)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO UPDATE SET hash = excluded.hash,"
    " picture = excluded.picture, picture_hash = excluded.picture_hash,"
    " post = excluded.post"
};
static const struct sql forget_file = { "library.forget_file",
                                        "DELETE FROM library_file WHERE name = $1" };
static const struct sql newest = {
    "library.newest", "SELECT fresh_ms FROM variant WHERE network = '' AND lang = $1"
                      " AND topic = '' AND fresh_ms <= $2 ORDER BY fresh_ms DESC LIMIT 1"
};
static const struct sql raise_epoch = {
    "library.raise_epoch", "UPDATE library_state SET epoch = epoch + 1 WHERE id = 1"
};
static const struct sql clear_topics = { "library.clear_topics", "DELETE FROM topic" };
static const struct sql fill_topics = { "library.fill_topics",
                                        "INSERT INTO topic (name) SELECT DISTINCT t.topic"
                                        " FROM post_topic t JOIN post p ON p.id = t.post"
                                        " WHERE p.live = 1 AND p.approved = 1" };

static bool read_known(struct db *db, struct arena *a, const struct sql *sql,
                       struct str key, struct library_known *out, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    *out = (struct library_known){ 0 };
    if (!db_query(db, &r, sql, DB_ARGS(TEXT(key)), err))
        return false;
    int got = rows_next(&r, err);
    if (got > 0)
        *out = (struct library_known){ .any = true,
                                       .post = rows_int(&r, 0),
                                       .from_ms = rows_int(&r, 1),
                                       .file = arena_str(a, rows_text(&r, 2)),
                                       .hash = arena_str(a, rows_text(&r, 3)),
                                       .picture = arena_str(a, rows_text(&r, 4)),
                                       .picture_hash = arena_str(a, rows_text(&r, 5)) };
    return got >= 0;
}

bool library_file_known(struct db *db, struct arena *a, struct str name,
                        struct library_known *out, struct err *err)
{
    return read_known(db, a, &file_known, name, out, err);
}

bool library_slug_known(struct db *db, struct arena *a, struct str slug,
                        struct library_known *out, struct err *err)
{
    return read_known(db, a, &slug_known, slug, out, err);
}

static bool write_post(struct db *db, const struct library_row *row, struct err *err)
{
    const struct post_file *f = row->file;
    int64_t until = f->until_ms ? f->until_ms : INT64_MAX;
    return db_exec(db, &put_post,
                   DB_ARGS(INT(row->id), TEXT(f->id), INT(f->kind), INT(row->from_ms),
                           INT(until), INT(f->deadline_ms), TEXT(f->place),
                           TEXT(f->picture), TEXT(row->picture_hash), INT(f->approved)),
                   err);
}

static bool write_texts(struct db *db, const struct library_row *row, struct err *err)
{
    if (!row->is_new && !db_exec(db, &drop_texts, DB_ARGS(INT(row->id)), err))
        return false;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const struct post_words *w = &row->file->in[lang];
        if (w->given && !db_exec(db, &put_text,
                                 DB_ARGS(INT(row->id), TEXT(lang_name((enum lang)lang)),
                                         TEXT(w->title), TEXT(w->link), TEXT(w->alt),
                                         TEXT(w->thoughts[0]), TEXT(w->thoughts[1])),
                                 err))
            return false;
    }
    return true;
}

static bool write_topics(struct db *db, const struct library_row *row, struct err *err)
{
    if (!row->is_new && !db_exec(db, &drop_topics, DB_ARGS(INT(row->id)), err))
        return false;
    for (size_t i = 0; i < row->file->topics.n; i++) {
        if (!db_exec(db, &put_topic, DB_ARGS(INT(row->id), TEXT(row->file->topics.v[i])),
                     err))
            return false;
    }
    return true;
}

/* A wording that is there already. */
struct old_wording {
    struct wording w;
    int64_t n;
    bool stays;
    struct old_wording *next;
};

static bool read_old(struct db *db, struct arena *a, int64_t post,
                     struct old_wording **out, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(db, &r, &get_wordings, DB_ARGS(INT(post)), err))
        return false;
    int got;
    while ((got = rows_next(&r, err)) > 0) {
        struct old_wording *old = ARENA_NEW(a, struct old_wording);
        bool de = str_eq(rows_text(&r, 1), STR("de"));
        old->w = (struct wording){ arena_str(a, rows_text(&r, 0)), de ? LANG_DE : LANG_EN,
                                   arena_str(a, rows_text(&r, 3)) };
        old->n = rows_int(&r, 2);
        old->next = *out;
        *out = old;
    }
    return got == 0;
}

static bool same_place(const struct wording *a, const struct wording *b)
{
    return a->lang == b->lang && str_eq(a->network, b->network);
}

/* Marks the old wording of the same text as staying; false when there is none. */
static bool keep_old(struct old_wording *old, const struct wording *w)
{
    for (; old; old = old->next) {
        if (!old->stays && same_place(&old->w, w) && str_eq(old->w.body, w->body)) {
            old->stays = true;
            return true;
        }
    }
    return false;
}

/* The number for a new wording: above all that were ever seen here. */
static int64_t next_number(struct arena *a, struct old_wording **all,
                           const struct wording *w)
{
    int64_t n = 0;
    for (const struct old_wording *o = *all; o; o = o->next) {
        if (same_place(&o->w, w) && o->n > n)
            n = o->n;
    }
    struct old_wording *made = ARENA_NEW(a, struct old_wording);
    *made = (struct old_wording){ .w = *w, .n = n + 1, .stays = true, .next = *all };
    *all = made;
    return n + 1;
}

static bool write_wordings(struct db *db, struct arena *a, const struct library_row *row,
                           struct err *err)
{
    struct old_wording *all = NULL;
    if (!row->is_new && !read_old(db, a, row->id, &all, err))
        return false;
    for (size_t i = 0; i < row->file->n_wordings; i++) {
        const struct wording *w = &row->file->wordings[i];
        if (keep_old(all, w))
            continue;
        int64_t n = next_number(a, &all, w);
        if (!db_exec(db, &put_wording,
                     DB_ARGS(INT(row->id), TEXT(w->network), TEXT(lang_name(w->lang)),
                             INT(n), TEXT(w->body)),
                     err))
            return false;
    }
    for (const struct old_wording *o = all; o; o = o->next) {
        if (!o->stays && !db_exec(db, &drop_wording,
                                  DB_ARGS(INT(row->id), TEXT(o->w.network),
                                          TEXT(lang_name(o->w.lang)), INT(o->n)),
                                  err))
            return false;
    }
    return true;
}

bool library_write(struct db *db, struct arena *a, const struct library_row *row,
                   struct err *err)
{
    /* Variants are found by what made them, so they go before anything else changes. */
    return (row->is_new || db_exec(db, &drop_variants, DB_ARGS(INT(row->id)), err)) &&
           write_post(db, row, err) && write_texts(db, row, err) &&
           write_topics(db, row, err) && write_wordings(db, a, row, err) &&
           (row->is_new || db_exec(db, &put_variants, DB_ARGS(INT(row->id)), err));
}

bool library_write_new_variants(struct db *db, int64_t first, int64_t last,
                                struct err *err)
{
    return db_exec(db, &put_new_variants, DB_ARGS(INT(first), INT(last)), err);
}

bool library_withdraw(struct db *db, int64_t post, struct err *err)
{
    return db_exec(db, &drop_variants, DB_ARGS(INT(post)), err) &&
           db_exec(db, &withdraw, DB_ARGS(INT(post)), err);
}

bool library_note_file(struct db *db, const struct library_known *file, struct err *err)
{
    return db_exec(db, &note_file,
                   DB_ARGS(TEXT(file->file), TEXT(file->hash), TEXT(file->picture),
                           TEXT(file->picture_hash), INT(file->post)),
                   err);
}

bool library_forget_file(struct db *db, struct str name, struct err *err)
{
    return db_exec(db, &forget_file, DB_ARGS(TEXT(name)), err);
}

bool library_newest(struct db *db, int64_t now_ms, int64_t *out, struct err *err)
{
    int64_t best = INT64_MIN;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        int64_t at = INT64_MIN;
        if (!db_int(db, &newest, DB_ARGS(TEXT(lang_name((enum lang)lang)), INT(now_ms)),
                    INT64_MIN, &at, err))
            return false;
        best = at > best ? at : best;
    }
    *out = best;
    return true;
}

bool library_raise_epoch(struct db *db, struct err *err)
{
    return db_exec(db, &raise_epoch, DB_NO_ARGS, err);
}

bool library_list_topics(struct db *db, struct err *err)
{
    return db_exec(db, &clear_topics, DB_NO_ARGS, err) &&
           db_exec(db, &fill_topics, DB_NO_ARGS, err);
}
