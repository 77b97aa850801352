/* /share is a few index look-ups: no statement of an answer scans or sorts. */
#include "rig.h"

#include "registry.h"

#include <stdlib.h>

enum { statements_max = 256 };

struct seen {
    const struct sql *v[statements_max];
    size_t n;
};

static void note(void *ctx, const struct sql *sql)
{
    struct seen *s = ctx;
    assert_true(s->n < statements_max);
    s->v[s->n++] = sql;
}

static bool has(const struct seen *s, const struct sql *sql)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->v[i] == sql)
            return true;
    }
    return false;
}

/* The number of $1, $2 ... in a statement. */
static size_t parameters(const char *text)
{
    size_t most = 0;
    for (const char *p = text; *p; p++) {
        if (*p != '$')
            continue;
        size_t n = (size_t)strtoul(p + 1, NULL, 10);
        most = n > most ? n : most;
    }
    return most;
}

static void check_plan(struct db *db, struct arena *mem, const struct sql *sql)
{
    struct sql *explain = ARENA_NEW(mem, struct sql);
    *explain =
        (struct sql){ sql->name, arena_fmt(mem, "EXPLAIN QUERY PLAN %s", sql->text).p };
    struct rows r = { 0 };
    struct err err = { 0 };
    struct db_arg args[32];
    for (size_t i = 0; i < COUNT(args); i++)
        args[i] = NULL_ARG;
    CHECK(sql->name, db_query(db, &r, explain, args, parameters(sql->text), &err));
    while (rows_next(&r, &err) == 1) {
        struct str line = rows_text(&r, 3);
        bool bad =
            str_find(line, STR("SCAN")) >= 0 || str_find(line, STR("TEMP B-TREE")) >= 0;
        if (bad)
            print_error("%s: " STR_FMT "\n", sql->name, STR_ARG(line));
        CHECK(sql->name, !bad);
    }
    rows_clear(&r);
}

static const char *const library[] = {
    "id = \"a\"\ntitle = \"A\"\nlink = \"https://example.com/a\"\napproved = true\n"
    "from = 2026-11-20\ntopics = [\"t\"]\n[text.en]\nany = [\"One\", \"Two\"]\n",
    "id = \"b\"\ntitle = \"B\"\nlink = \"https://example.com/b\"\napproved = true\n"
    "from = 2026-11-21\ntopics = [\"t\"]\n[text.en]\nany = [\"One\", \"Two\"]\n",
    NULL,
};

/* Two accounts become one person, by a code and by an address, and two again. */
static void connect(struct rig *r, struct arena *mem)
{
    struct workspace_config *places = ARENA_ARRAY(mem, 2, struct workspace_config);
    places[0] = places[1] = r->workspace;
    places[1].name = STR("talk");
    r->cfg.workspaces = places;
    r->cfg.n_workspaces = 2;
    struct str code = arena_str(mem, rig_command(r, "U1", "connect")->copy);
    r->place = STR("talk");
    (void)rig_command(r, "M1", "connect K7QM-3XPT");
    (void)rig_command(r, "M1", str_skip(code, STR("/share ").n).p);
    (void)rig_press(r, "M1", rig_command(r, "M1", "connect")->buttons[0].ref, "");
    struct member m = { .user = STR("M1"),
                        .email = STR("jo@example.com"),
                        .email_verified = true };
    assert_true(rig_run(
        r, (struct event){ .kind = EVENT_MEMBERS, .members = &m, .n_members = 1 }));
    (void)engine_tidy(r->engine, r->now_ms);
}

TEST(every_statement_of_an_answer_is_a_look_up)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct rig r;
    rig_open(&r, features, feature_modules);
    engine_set_weekly_key(r.engine, SECRET(STR("0123456789abcdef0123456789abcdef")));
    rig_library(&r, library);
    struct seen before = { 0 }, after = { 0 };
    db_each_statement(r.db, note, &before);
    for (int i = 0; i < 4; i++)
        (void)rig_command(&r, "U1", "");
    r.now_ms += 20 * 60 * 1000;
    (void)rig_command(&r, "U1", "");
    static const char *const choices[] = { "other", "send", "shared", "not-for-me" };
    for (size_t i = 0; i < COUNT(choices); i++)
        (void)rig_press(&r, "U2", rig_command(&r, "U2", "x")->menu.ref, choices[i]);
    connect(&r, mem);
    db_each_statement(r.db, note, &after);
    size_t looked_at = 0;
    for (size_t i = 0; i < after.n; i++) {
        if (has(&before, after.v[i]))
            continue;
        check_plan(r.db, mem, after.v[i]);
        looked_at++;
    }
    CHECK("there is something to look at", looked_at >= 35);
    rig_close(&r);
}

TEST(a_scan_would_be_seen)
{
    struct rig r;
    rig_open(&r, features, feature_modules);
    static const struct sql scan = { "test.scan", "EXPLAIN QUERY PLAN SELECT * FROM dealt"
                                                  " ORDER BY wording" };
    struct rows rows = { 0 };
    bool seen = false;
    assert_true(db_query(r.db, &rows, &scan, DB_NO_ARGS, NULL));
    while (rows_next(&rows, NULL) == 1)
        seen |= str_find(rows_text(&rows, 3), STR("SCAN")) >= 0;
    assert_true(seen);
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_of_an_answer_is_a_look_up),
        cmocka_unit_test(a_scan_would_be_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
