#include "advocacy/library.h"

#include "base/arena.h"
#include "store/db.h"

/* Times without an end are the greatest number, so that a comparison is enough. */
const struct migration library_migrations[] = {
    { 1, "CREATE TABLE post ("
         " id INTEGER NOT NULL PRIMARY KEY,"
         " slug TEXT NOT NULL UNIQUE,"
         " kind INTEGER NOT NULL,"
         " from_ms INTEGER NOT NULL,"
         " until_ms INTEGER NOT NULL,"
         " deadline_ms INTEGER NOT NULL,"
         " place TEXT NOT NULL,"
         " picture TEXT NOT NULL,"
         " picture_hash TEXT NOT NULL,"
         " approved INTEGER NOT NULL CHECK (approved IN (0, 1)),"
         " live INTEGER NOT NULL CHECK (live IN (0, 1)),"
         " fresh_ms INTEGER NOT NULL) STRICT;"
         "CREATE INDEX post_picture ON post (picture_hash) WHERE picture_hash <> '';"
         "CREATE TABLE post_text ("
         " post INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,"
         " lang TEXT NOT NULL,"
         " title TEXT NOT NULL,"
         " link TEXT NOT NULL,"
         " alt TEXT NOT NULL,"
         " thought1 TEXT NOT NULL,"
         " thought2 TEXT NOT NULL,"
         " PRIMARY KEY (post, lang)) STRICT, WITHOUT ROWID;"
         "CREATE TABLE post_topic ("
         " post INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,"
         " topic TEXT NOT NULL,"
         " PRIMARY KEY (post, topic)) STRICT, WITHOUT ROWID;"
         "CREATE TABLE topic (name TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;"
         "CREATE TABLE wording ("
         " post INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,"
         " network TEXT NOT NULL,"
         " lang TEXT NOT NULL,"
         " n INTEGER NOT NULL,"
         " body TEXT NOT NULL,"
         " dealt INTEGER NOT NULL,"
         " PRIMARY KEY (post, network, lang, n)) STRICT, WITHOUT ROWID;"
         "CREATE TABLE variant ("
         " network TEXT NOT NULL,"
         " lang TEXT NOT NULL,"
         " topic TEXT NOT NULL,"
         " fresh_ms INTEGER NOT NULL,"
         " post INTEGER NOT NULL,"
         " until_ms INTEGER NOT NULL,"
         " PRIMARY KEY (network, lang, topic, fresh_ms, post)) STRICT, WITHOUT ROWID;"
         "CREATE TABLE library_file ("
         " name TEXT NOT NULL PRIMARY KEY,"
         " hash TEXT NOT NULL,"
         " picture TEXT NOT NULL,"
         " picture_hash TEXT NOT NULL,"
         " post INTEGER NOT NULL UNIQUE REFERENCES post (id) ON DELETE CASCADE)"
         " STRICT, WITHOUT ROWID;"
         "CREATE TABLE library_state ("
         " id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),"
         " epoch INTEGER NOT NULL) STRICT;"
         "INSERT INTO library_state (id, epoch) VALUES (1, 1);" },
    { 0, NULL },
};

static const struct sql get_post = {
    "library.get_post",
    "SELECT p.slug, p.kind, p.picture_hash, p.place, p.fresh_ms, p.until_ms,"
    " p.deadline_ms, p.live * p.approved, t.lang, t.title, t.link, t.alt, t.thought1,"
    " t.thought2 FROM post p JOIN post_text t ON t.post = p.id AND t.lang = coalesce("
    "(SELECT lang FROM post_text WHERE post = $1 AND lang = $2),"
    " (SELECT min(lang) FROM post_text WHERE post = $1)) WHERE p.id = $1"
};
static const struct sql by_slug = { "library.by_slug",
                                    "SELECT id FROM post WHERE slug = $1" };
static const struct sql get_body = {
    "library.get_body", "SELECT body FROM wording"
                        " WHERE post = $1 AND network = $2 AND lang = $3 AND n = $4"
};
static const struct sql get_networks = {
    "library.get_networks",
    "SELECT DISTINCT network FROM wording WHERE post = $1 AND lang = $2"
};
static const struct sql get_topics = { "library.get_topics",
                                       "SELECT name FROM topic ORDER BY name" };
static const struct sql get_list = {
    "library.get_list",
    "SELECT post FROM variant WHERE network = $1 AND lang = $2 AND topic = $3"
    " AND fresh_ms <= $4 AND until_ms > $4 ORDER BY fresh_ms DESC, post DESC LIMIT $5"
};
static const struct sql get_picture = { "library.get_picture",
                                        "SELECT picture FROM post WHERE picture_hash = $1"
                                        " AND picture_hash <> '' LIMIT 1" };

static struct str kept(struct turn *t, const struct rows *r, int col)
{
    return arena_str(t->mem, rows_text(r, col));
}

static struct post read_post(struct turn *t, const struct rows *r, int64_t id)
{
    int64_t until = rows_int(r, 5);
    bool de = str_eq(rows_text(r, 8), STR("de"));
    return (struct post){ .id = id,
                          .slug = kept(t, r, 0),
                          .kind = (enum post_kind)rows_int(r, 1),
                          .picture_hash = kept(t, r, 2),
                          .place = kept(t, r, 3),
                          .fresh_ms = rows_int(r, 4),
                          .until_ms = until == INT64_MAX ? 0 : until,
                          .deadline_ms = rows_int(r, 6),
                          .is_live = rows_int(r, 7) != 0,
                          .lang = de ? LANG_DE : LANG_EN,
                          .title = kept(t, r, 9),
                          .link = kept(t, r, 10),
                          .alt = kept(t, r, 11),
                          .thoughts = { kept(t, r, 12), kept(t, r, 13) } };
}

bool library_post(struct turn *t, int64_t id, enum lang lang, struct post *out,
                  bool *found, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &get_post, DB_ARGS(INT(id), TEXT(lang_name(lang))), err))
        return false;
    int got = rows_next(&r, err);
    *found = got > 0;
    if (*found)
        *out = read_post(t, &r, id);
    return got >= 0;
}

bool library_by_slug(struct turn *t, struct str slug, int64_t *id, bool *found,
                     struct err *err)
{
    if (!db_int(t->db, &by_slug, DB_ARGS(TEXT(slug)), 0, id, err))
        return false;
    *found = *id != 0;
    return true;
}

/* The text of one row; empty when there is none. */
static bool read_text(struct turn *t, const struct sql *sql, const struct db_arg *args,
                      size_t n_args, struct str *out, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    *out = (struct str){ NULL, 0 };
    if (!db_query(t->db, &r, sql, args, n_args, err))
        return false;
    int got = rows_next(&r, err);
    if (got > 0)
        *out = kept(t, &r, 0);
    return got >= 0;
}

bool library_body(struct turn *t, int64_t post, struct str network, enum lang lang,
                  int64_t n, struct str *body, bool *found, struct err *err)
{
    if (!read_text(t, &get_body,
                   DB_ARGS(INT(post), TEXT(network), TEXT(lang_name(lang)), INT(n)), body,
                   err))
        return false;
    *found = body->n > 0;
    return true;
}

bool library_picture(struct turn *t, struct str hash, struct str *name, struct err *err)
{
    return read_text(t, &get_picture, DB_ARGS(TEXT(hash)), name, err);
}

/* Texts in a column; there are few. */
static bool read_list(struct turn *t, const struct sql *sql, const struct db_arg *args,
                      size_t n_args, struct strs *out, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    struct str *items = NULL;
    size_t n = 0, cap = 0;
    if (!db_query(t->db, &r, sql, args, n_args, err))
        return false;
    int got;
    while ((got = rows_next(&r, err)) > 0) {
        if (n == cap) {
            cap = cap ? 2 * cap : 16;
            struct str *more = ARENA_ARRAY(t->mem, cap, struct str);
            for (size_t i = 0; i < n; i++)
                more[i] = items[i];
            items = more;
        }
        items[n++] = kept(t, &r, 0);
    }
    *out = (struct strs){ items, n };
    return got == 0;
}

bool library_networks(struct turn *t, int64_t post, enum lang lang, struct strs *out,
                      struct err *err)
{
    return read_list(t, &get_networks, DB_ARGS(INT(post), TEXT(lang_name(lang))), out,
                     err);
}

bool library_topics(struct turn *t, struct strs *out, struct err *err)
{
    return read_list(t, &get_topics, DB_NO_ARGS, out, err);
}

bool library_list(struct turn *t, struct str network, enum lang lang, struct str topic,
                  int64_t *ids, size_t max, size_t *n, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    *n = 0;
    if (!db_query(t->db, &r, &get_list,
                  DB_ARGS(TEXT(network), TEXT(lang_name(lang)), TEXT(topic),
                          INT(t->now_ms), INT((int64_t)max)),
                  err))
        return false;
    int got = 0;
    while (*n < max && (got = rows_next(&r, err)) > 0)
        ids[(*n)++] = rows_int(&r, 0);
    return got >= 0;
}
