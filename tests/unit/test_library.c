/* The library follows its files: what is added, changed, taken away or wrong. */
#include "check.h"

#include "advocacy/library.h"
#include "advocacy/library_import.h"
#include "base/buf.h"
#include "rig.h"
#include "store/faulty.h"
#include "store/migrate.h"

/* A library in memory and a turn that reads it. */
struct shelf {
    struct db *db;
    struct arena *mem;
    struct random_seeded seed;
    struct random rnd;
    struct networks networks;
    struct turn turn;
    const char *picture_hash; /* of a.png; NULL: it is not there */
};

static bool has_picture(void *ctx, struct str name, struct str *hash)
{
    struct shelf *s = ctx;
    if (!s->picture_hash || !str_eq(name, STR("a.png")))
        return false;
    *hash = str_from_c(s->picture_hash);
    return true;
}

static void open_shelf(struct shelf *s)
{
    struct err err = { 0 };
    *s = (struct shelf){ .mem = arena_new(), .networks = networks_builtin() };
    random_seed(&s->seed, 1);
    s->rnd = random_from_seeded(&s->seed);
    if (!db_open(&s->db, ":memory:", &err) ||
        !db_migrate(s->db, "library", library_migrations, &err))
        fail_msg("%s", err.msg);
    s->turn = (struct turn){ .db = s->db, .mem = s->mem, .now_ms = rig_start_ms };
}

static void close_shelf(struct shelf *s)
{
    db_close(s->db);
    arena_free(s->mem);
}

struct file {
    const char *name, *text;
};

static struct library_import *begin(struct shelf *s)
{
    struct library_import *im = NULL;
    struct err err = { 0 };
    struct library_source src = { s->db,       s->turn.now_ms,
                                  &s->rnd,     { &s->networks, STR("Europe/Berlin") },
                                  has_picture, s };
    if (!library_import_begin(&im, &src, &err))
        fail_msg("%s", err.msg);
    return im;
}

/* Imports the files (up to one without a name); *problem is that of the last bad one. */
static struct library_counts import(struct shelf *s, const struct file *files,
                                    struct str *problem)
{
    AUTO(library_import_freep) struct library_import *im = begin(s);
    struct library_counts counts = { 0 };
    struct err err = { 0 };
    struct str said, last = { NULL, 0 };
    for (; files->name; files++) {
        if (!library_import_file(im, str_from_c(files->name), str_from_c(files->text),
                                 &said, &err))
            fail_msg("%s", err.msg);
        last = said.n ? arena_str(s->mem, said) : last;
    }
    if (!library_import_end(im, &counts, &err))
        fail_msg("%s", err.msg);
    if (problem)
        *problem = last;
    return counts;
}

static int64_t number(struct shelf *s, const struct sql *sql)
{
    int64_t n = -1;
    assert_true(db_int(s->db, sql, DB_NO_ARGS, -1, &n, NULL));
    return n;
}

static const struct sql epoch = { "test.epoch", "SELECT epoch FROM library_state" };
static const struct sql variants = { "test.variants", "SELECT count(*) FROM variant" };
static const struct sql deal_all = { "test.deal_all",
                                     "UPDATE wording SET dealt = dealt + 7" };
static const struct sql dealt_sum = {
    "test.dealt", "SELECT sum(dealt) FROM wording WHERE network = 'linkedin'"
};

static const struct file no_files[] = { { NULL, NULL } };

#define POST(id, more, texts)                                                            \
    "id = \"" id "\"\ntitle = \"Title of " id "\"\napproved = true\n" more               \
    "[text.de]\nlinkedin = " texts "\n"

static const struct file two[] = {
    { "a.toml", POST("a", "topics = [\"events\", \"jobs\"]\nuntil = 2026-12-01\n",
                     "[\"Eins\", \"Zwei\"]") },
    { "b.toml", POST("b", "topics = [\"events\"]\nfrom = 2026-11-20\n", "[\"Drei\"]") },
    { NULL, NULL },
};

static int64_t id_of(struct shelf *s, const char *slug)
{
    int64_t id = 0;
    bool found;
    assert_true(library_by_slug(&s->turn, str_from_c(slug), &id, &found, NULL));
    return found ? id : 0;
}

static size_t listed(struct shelf *s, const char *network, const char *topic,
                     int64_t *first)
{
    int64_t ids[10];
    size_t n = 0;
    assert_true(library_list(&s->turn, str_from_c(network), LANG_DE, str_from_c(topic),
                             ids, COUNT(ids), &n, NULL));
    if (first)
        *first = n ? ids[0] : 0;
    return n;
}

TEST(files_become_posts)
{
    struct shelf s;
    open_shelf(&s);
    struct library_counts c = import(&s, two, NULL);
    assert_true(c.added == 2 && c.bad == 0 && c.withdrawn == 0);
    int64_t first = 0, a = id_of(&s, "a");
    assert_int_equal(listed(&s, "linkedin", "events", &first), 2);
    assert_int_equal(first, a); /* without from: it begins now */
    assert_int_equal(listed(&s, "", "jobs", NULL), 1);
    assert_int_equal(listed(&s, "x", "", NULL), 0);
    struct post p;
    bool found = false;
    assert_true(library_post(&s.turn, a, LANG_EN, &p, &found, NULL) && found);
    CHECK_STR("title", p.title, STR("Title of a"));
    assert_true(p.lang == LANG_DE && p.is_live && p.fresh_ms == rig_start_ms);
    assert_true(p.until_ms > rig_start_ms && p.deadline_ms == 0);
    struct str body;
    assert_true(
        library_body(&s.turn, a, STR("linkedin"), LANG_DE, 2, &body, &found, NULL));
    CHECK_STR("body", body, STR("Zwei"));
    assert_true(
        library_body(&s.turn, a, STR("linkedin"), LANG_DE, 3, &body, &found, NULL));
    assert_false(found);
    struct strs topics, nets;
    assert_true(library_topics(&s.turn, &topics, NULL) && topics.n == 2);
    CHECK_STR("topic", topics.v[1], STR("jobs"));
    assert_true(library_networks(&s.turn, a, LANG_DE, &nets, NULL) && nets.n == 1);
    assert_true(library_post(&s.turn, 12, LANG_EN, &p, &found, NULL) && !found);
    close_shelf(&s);
}

TEST(what_did_not_change_is_left_alone)
{
    struct shelf s;
    open_shelf(&s);
    import(&s, two, NULL);
    int64_t before = number(&s, &epoch);
    s.turn.now_ms += 1000;
    struct library_counts c = import(&s, two, NULL);
    assert_true(c.same == 2 && c.added + c.changed + c.bad + c.withdrawn == 0);
    assert_int_equal(number(&s, &epoch), before);
    s.networks.n--; /* other rules make other texts */
    c = import(&s, two, NULL);
    assert_int_equal(c.changed, 2);
    close_shelf(&s);
}

TEST(wordings_that_stay_keep_their_count_and_number)
{
    static const struct file changed[] = {
        { "a.toml", POST("a", "topics = [\"jobs\"]\n", "[\"Neu\", \"Zwei\"]") },
        { "b.toml",
          POST("b", "topics = [\"events\"]\nfrom = 2026-11-20\n", "[\"Drei\"]") },
        { NULL, NULL },
    };
    struct shelf s;
    open_shelf(&s);
    import(&s, two, NULL);
    int64_t a = id_of(&s, "a"), before = number(&s, &epoch);
    assert_true(db_exec(s.db, &deal_all, DB_NO_ARGS, NULL));
    s.turn.now_ms += 86400000;
    struct library_counts c = import(&s, changed, NULL);
    assert_true(c.changed == 1 && c.same == 1);
    assert_int_equal(id_of(&s, "a"), a);
    assert_int_equal(number(&s, &dealt_sum), 14); /* Zwei and Drei */
    struct str body;
    bool found;
    assert_true(
        library_body(&s.turn, a, STR("linkedin"), LANG_DE, 2, &body, &found, NULL));
    CHECK_STR("same number", body, STR("Zwei"));
    assert_true(
        library_body(&s.turn, a, STR("linkedin"), LANG_DE, 3, &body, &found, NULL));
    CHECK_STR("new number", body, STR("Neu"));
    assert_int_equal(listed(&s, "linkedin", "events", NULL), 1);
    struct post p;
    assert_true(library_post(&s.turn, a, LANG_DE, &p, &found, NULL));
    assert_true(p.fresh_ms == rig_start_ms && p.until_ms == 0); /* still begun then */
    assert_true(number(&s, &epoch) > before);
    close_shelf(&s);
}

TEST(posts_of_files_that_are_gone_are_withdrawn_and_come_back)
{
    struct shelf s;
    open_shelf(&s);
    import(&s, two, NULL);
    int64_t a = id_of(&s, "a");
    assert_true(db_exec(s.db, &deal_all, DB_NO_ARGS, NULL));
    struct library_counts c = import(&s, two + 1, NULL);
    assert_true(c.withdrawn == 1 && c.same == 1);
    assert_int_equal(listed(&s, "linkedin", "", NULL), 1);
    struct post p;
    bool found;
    assert_true(library_post(&s.turn, a, LANG_DE, &p, &found, NULL));
    assert_true(found && !p.is_live); /* those who got it can still see it */
    c = import(&s, no_files, NULL);
    assert_int_equal(c.withdrawn, 1);
    assert_int_equal(number(&s, &variants), 0);
    c = import(&s, two, NULL);
    assert_true(c.changed == 2 && id_of(&s, "a") == a);
    assert_int_equal(listed(&s, "linkedin", "", NULL), 2);
    assert_int_equal(number(&s, &dealt_sum), 21);
    close_shelf(&s);
}

TEST(a_file_that_cannot_be_read_just_now_is_not_gone)
{
    struct shelf s;
    open_shelf(&s);
    import(&s, two, NULL);
    AUTO(library_import_freep) struct library_import *im = begin(&s);
    struct library_counts c = { 0 };
    library_import_keep(im, STR("a.toml"));
    assert_true(library_import_end(im, &c, NULL));
    assert_true(c.bad == 1 && c.withdrawn == 1); /* b.toml is gone, a.toml is not */
    assert_int_equal(listed(&s, "linkedin", "", NULL), 1);
    close_shelf(&s);
}

TEST(drafts_and_what_is_to_come_are_not_dealt)
{
    static const struct file files[] = {
        { "draft.toml", "id = \"d\"\ntitle = \"t\"\n[text.de]\nany = \"x\"\n" },
        { "later.toml", POST("l", "from = 2026-11-30\n", "\"x\"") },
        { "over.toml", POST("o", "from = 2026-11-01\nuntil = 2026-11-02\n", "\"x\"") },
        { NULL, NULL },
    };
    struct shelf s;
    open_shelf(&s);
    assert_int_equal(import(&s, files, NULL).added, 3);
    assert_int_equal(listed(&s, "linkedin", "", NULL), 0);
    s.turn.now_ms += 10LL * 86400000;
    assert_int_equal(listed(&s, "linkedin", "", NULL), 1);
    close_shelf(&s);
}

TEST(a_bad_file_is_named_and_what_it_said_stays)
{
    static const struct file broken[] = {
        { "a.toml", "id = \"a\"\ntitle = 3\n" },
        { "b.toml",
          POST("b", "topics = [\"events\"]\nfrom = 2026-11-20\n", "[\"Drei\"]") },
        { "c.toml", POST("b", "", "\"x\"") },
        { NULL, NULL },
    };
    struct shelf s;
    struct str problem;
    open_shelf(&s);
    import(&s, two, NULL);
    struct library_counts c = import(&s, broken, &problem);
    assert_true(c.bad == 2 && c.same == 1 && c.withdrawn == 0);
    CHECK_STR("two of one id", problem,
              STR("c.toml:1: the id b is that of b.toml: give this post another"));
    assert_int_equal(listed(&s, "linkedin", "", NULL), 2);
    c = import(&s, broken, &problem); /* and again: nothing goes to and fro */
    assert_true(c.bad == 2 && c.same == 1 && c.changed == 0);
    close_shelf(&s);
}

TEST(a_file_may_be_renamed_and_its_id_changed)
{
    static const struct file renamed[] = {
        { "c.toml", POST("a", "", "[\"Eins\"]") },
        { "b.toml", POST("z", "", "[\"Drei\"]") },
        { NULL, NULL },
    };
    struct shelf s;
    open_shelf(&s);
    import(&s, two, NULL);
    int64_t a = id_of(&s, "a");
    struct library_counts c = import(&s, renamed, NULL);
    assert_true(c.changed == 1 && c.added == 1 && c.bad == 0 && c.withdrawn == 0);
    assert_int_equal(id_of(&s, "a"), a);
    assert_int_equal(listed(&s, "linkedin", "", NULL), 2);
    struct post p;
    bool found;
    assert_true(library_post(&s.turn, id_of(&s, "b"), LANG_DE, &p, &found, NULL));
    assert_false(p.is_live);
    close_shelf(&s);
}

TEST(pictures_are_known_by_content)
{
    static const struct file files[] = {
        { "a.toml", POST("a", "picture = \"a.png\"\nalt = \"A gate\"\n", "\"x\"") },
        { NULL, NULL },
    };
    struct shelf s;
    struct str problem, name;
    struct post p;
    bool found;
    open_shelf(&s);
    assert_int_equal(import(&s, files, &problem).bad, 1);
    CHECK_STR("missing", problem,
              STR("a.toml:1: the picture a.png is not beside it: put it there"));
    s.picture_hash = "cafe";
    assert_int_equal(import(&s, files, NULL).added, 1);
    assert_true(library_post(&s.turn, id_of(&s, "a"), LANG_DE, &p, &found, NULL));
    CHECK_STR("hash", p.picture_hash, STR("cafe"));
    CHECK_STR("alt", p.alt, STR("A gate"));
    assert_true(library_picture(&s.turn, STR("cafe"), &name, NULL));
    CHECK_STR("file", name, STR("a.png"));
    assert_int_equal(import(&s, files, NULL).same, 1);
    s.picture_hash = "beef";
    assert_int_equal(import(&s, files, NULL).changed, 1);
    close_shelf(&s);
}

TEST(a_failing_database_leaves_the_library_as_it_was)
{
    struct shelf s;
    open_shelf(&s);
    import(&s, two + 1, NULL);
    int64_t before = number(&s, &variants);
    for (int calls = 0;; calls++) {
        AUTO(library_import_freep) struct library_import *im = begin(&s);
        struct library_counts counts;
        struct str problem;
        db_fail_after(s.db, calls, ERR_IO);
        bool ok = library_import_file(im, STR("a.toml"), str_from_c(two[0].text),
                                      &problem, NULL) &&
                  library_import_end(im, &counts, NULL);
        bool has_failed = db_has_failed(s.db);
        db_fail_after(s.db, -1, ERR_IO);
        assert_int_equal(ok, !has_failed);
        if (ok)
            break;
        assert_true(calls < 100);
        library_import_free(TAKE(im));
        assert_int_equal(number(&s, &variants), before);
        assert_int_equal(id_of(&s, "a"), 0);
    }
    assert_true(id_of(&s, "a") != 0);
    close_shelf(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_become_posts),
        cmocka_unit_test(what_did_not_change_is_left_alone),
        cmocka_unit_test(wordings_that_stay_keep_their_count_and_number),
        cmocka_unit_test(posts_of_files_that_are_gone_are_withdrawn_and_come_back),
        cmocka_unit_test(a_file_that_cannot_be_read_just_now_is_not_gone),
        cmocka_unit_test(drafts_and_what_is_to_come_are_not_dealt),
        cmocka_unit_test(a_bad_file_is_named_and_what_it_said_stays),
        cmocka_unit_test(a_file_may_be_renamed_and_its_id_changed),
        cmocka_unit_test(pictures_are_known_by_content),
        cmocka_unit_test(a_failing_database_leaves_the_library_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
