#include "advocacy/library_pictures.h"

#include "base/arena.h"
#include "core/effects.h"
#include "store/db.h"

enum { uploads_max = 1000 }; /* at once: the others come with the next reading */

static const struct sql missing = {
    "library.pictures_missing",
    "SELECT p.picture_hash, MAX(w.alt) FROM post p JOIN post_text w ON w.post = p.id"
    " WHERE p.picture_hash <> '' AND p.approved = 1 AND p.live = 1 AND NOT EXISTS"
    " (SELECT 1 FROM picture_handle h WHERE h.workspace = $1 AND h.hash = p.picture_hash)"
    " GROUP BY p.picture_hash LIMIT $2"
};

struct upload {
    struct str hash, alt;
};

static bool read_missing(struct turn *t, struct str workspace, struct upload *out,
                         size_t *n, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &missing, DB_ARGS(TEXT(workspace), INT(uploads_max)), err))
        return false;
    int got;
    while ((got = rows_next(&r, err)) > 0)
        out[(*n)++] = (struct upload){ .hash = arena_str(t->mem, rows_text(&r, 0)),
                                       .alt = arena_str(t->mem, rows_text(&r, 1)) };
    return got == 0;
}

bool library_upload_pictures(struct turn *t, struct str workspace, size_t *n,
                             struct err *err)
{
    struct upload *all = ARENA_ARRAY(t->mem, uploads_max, struct upload);
    *n = 0;
    if (!read_missing(t, workspace, all, n, err))
        return false;
    for (size_t i = 0; i < *n; i++) {
        if (!fx_upload(t, workspace, all[i].hash, all[i].alt, err))
            return false;
    }
    return true;
}
