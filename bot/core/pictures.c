#include "core/pictures.h"

#include "base/arena.h"
#include "store/db.h"

const struct migration pictures_migrations[] = {
    { 1, "CREATE TABLE picture_handle ("
         " workspace TEXT NOT NULL,"
         " hash TEXT NOT NULL,"
         " handle TEXT NOT NULL,"
         " PRIMARY KEY (workspace, hash)) STRICT, WITHOUT ROWID;" },
    { 0, NULL },
};

static const struct sql find = {
    "pictures.find",
    "SELECT handle FROM picture_handle WHERE workspace = $1 AND hash = $2"
};
static const struct sql put = {
    "pictures.put",
    "INSERT INTO picture_handle (workspace, hash, handle) VALUES ($1, $2, $3)"
    " ON CONFLICT (workspace, hash) DO UPDATE SET handle = excluded.handle"
};

bool pictures_handle(struct turn *t, struct str workspace, struct str hash,
                     struct str *handle, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &find, DB_ARGS(TEXT(workspace), TEXT(hash)), err))
        return false;
    int got = rows_next(&r, err);
    if (got < 0)
        return false;
    *handle = got ? arena_str(t->mem, rows_text(&r, 0)) : STR("");
    return true;
}

bool pictures_uploaded(struct turn *t, struct str workspace, struct str hash,
                       struct str handle, struct err *err)
{
    return db_exec(t->db, &put, DB_ARGS(TEXT(workspace), TEXT(hash), TEXT(handle)), err);
}

bool pictures_fill_card(struct turn *t, struct str workspace, const struct card **card,
                        struct err *err)
{
    if (!*card || (*card)->picture.hash.n == 0)
        return true;
    struct card *copy = ARENA_NEW(t->mem, struct card);
    *copy = **card;
    if (!pictures_handle(t, workspace, copy->picture.hash, &copy->picture.handle, err))
        return false;
    *card = copy;
    return true;
}

static bool fill_page(struct turn *t, const struct page **page, struct err *err)
{
    struct page *copy = ARENA_NEW(t->mem, struct page);
    struct card *cards = ARENA_ARRAY(t->mem, (*page)->n_cards, struct card);
    for (size_t i = 0; i < (*page)->n_cards; i++) {
        const struct card *card = &(*page)->cards[i];
        if (!pictures_fill_card(t, t->event->workspace, &card, err))
            return false;
        cards[i] = *card;
    }
    *copy = (struct page){ cards, (*page)->n_cards };
    *page = copy;
    return true;
}

bool pictures_fill(struct turn *t, struct answer *answer, struct err *err)
{
    if (answer->page && !fill_page(t, &answer->page, err))
        return false;
    return pictures_fill_card(t, t->event->workspace, &answer->card, err);
}
