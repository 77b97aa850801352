/* A company with three workspaces, and people who are in several of them. */
#ifndef TESTS_UNIT_COMPANY_H
#define TESTS_UNIT_COMPANY_H

#include "rig.h"

#include "registry.h"
#include "store/db_internal.h"

#define POST(id, from)                                                                   \
    "id = \"" id "\"\ntitle = \"About " id "\"\nlink = \"https://example.com/" id        \
    "\"\ntopics = [\"people\"]\napproved = true\nfrom = " from                           \
    "\n[text.en]\nany = [\"One " id "\", \"Two " id "\"]\n"

/* Three posts for every network. */
static const char *const library[] = { POST("a", "2026-11-20"), POST("b", "2026-11-19"),
                                       POST("c", "2026-11-18"), NULL };

/* A company with three places, the first of them the rig's own. */
struct company {
    struct rig r;
    struct workspace_config places[3];
};

/* Opens it, with its library; rig_close(&c->r) gives it back. */
static inline void open_company(struct company *c)
{
    struct rig *r = &c->r;
    rig_open(r, features, feature_modules);
    for (size_t i = 0; i < COUNT(c->places); i++)
        c->places[i] = r->workspace;
    c->places[1].name = STR("talk");
    c->places[2].name = STR("lab");
    r->cfg.workspaces = c->places;
    r->cfg.n_workspaces = COUNT(c->places);
    engine_set_weekly_key(r->engine, SECRET(STR("0123456789abcdef0123456789abcdef")));
    rig_library(r, library);
}

/* Somebody types /share TEXT in that place. */
static inline const struct card *at(struct rig *r, const char *place, const char *user,
                                    const char *text)
{
    r->place = str_from_c(place);
    return rig_command(r, user, text);
}

/* The first column of the first row. */
static inline int64_t number(struct rig *r, const char *sql)
{
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(r->db->handle, sql, -1, &q, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(r->db->handle));
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

/* Runs SQL as nobody in the program does. */
static inline void change(struct rig *r, const char *sql)
{
    if (sqlite3_exec(r->db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(r->db->handle));
}

/* Does the card say so? */
static inline bool says(const struct card *c, const char *part)
{
    return c && str_find(c->text, str_from_c(part)) >= 0;
}

/* "connect K7QM-3XPT", as it stands on a card of that place. */
static inline const char *word_of(struct rig *r, const char *place, const char *user,
                                  struct arena *mem)
{
    const struct card *c = at(r, place, user, "connect");
    assert_true(c && str_starts(c->copy, STR("/share connect ")));
    return arena_str(mem, str_skip(c->copy, STR("/share ").n)).p;
}

/* The user joins the other one, by a code; the card that answers. */
static inline const struct card *connect(struct rig *r, const char *place,
                                         const char *user, const char *to_place,
                                         const char *to_user)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    const char *word = word_of(r, to_place, to_user, mem);
    const struct card *c = at(r, place, user, word);
    CHECK("connected", says(c, "one person to me now"));
    return c;
}

#endif
