/* TOML as people write it, good and bad. */
#include "check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "codec/toml.h"

static const struct str sample =
    STR_INIT("# A post.\n"
             "id = \"open-gate\"\n"
             "topics = [\"events\",\n"
             "          \"jobs\"]\n"
             "size = 3_000\n"
             "approved = true\n"
             "from = 2026-11-23\n"
             "until = 2026-11-30T18:30:00\n"
             "exact = 2026-11-30T18:30:00.5+01:00\n"
             "at = 08:30:00\n"
             "share = 0.5\n"
             "title = { en = \"Open gate\", de = \"Tor auf\" }\n"
             "\n"
             "[text.de]\n"
             "any = [\"eins\", \"\"\"\n"
             "zwei\n"
             "drei\"\"\"]\n"
             "[[network]]\n"
             "id = \"x\"\n"
             "[[network]]\n"
             "id = \"y\"\n");

static struct toml_value *parse(struct str text)
{
    struct toml_value *t = NULL;
    struct err err = { 0 };
    if (!toml_parse(&t, STR("a.toml"), text, &err))
        fail_msg("%s", err.msg);
    return t;
}

TEST(values_are_found_by_path_and_type)
{
    AUTO(toml_freep) struct toml_value *t = parse(sample);
    CHECK_STR("text", toml_str(t, "id"), STR("open-gate"));
    CHECK_STR("in an array", toml_str(t, "topics.1"), STR("jobs"));
    CHECK_STR("in tables", toml_str(t, "text.de.any.1"), STR("zwei\ndrei"));
    CHECK_STR("inline", toml_str(t, "title.de"), STR("Tor auf"));
    CHECK_STR("array of tables", toml_str(t, "network.1.id"), STR("y"));
    CHECK_STR("other type", toml_str(t, "size"), STR(""));
    CHECK_STR("missing", toml_str(t, "text.fr.any"), STR(""));
    CHECK_STR("below a text", toml_str(t, "id.x"), STR(""));
    assert_int_equal(toml_int(t, "size", -1), 3000);
    assert_int_equal(toml_int(t, "id", -1), -1);
    assert_true(toml_bool(t, "approved", false));
    assert_true(toml_bool(t, "not there", true));
    assert_int_equal(toml_count(toml_at(t, "network")), 2);
    assert_null(toml_at(t, "topics.2"));
    assert_null(toml_at(t, "topics.x"));
    CHECK_STR("null", toml_str(NULL, "id"), STR(""));
}

TEST(moments_are_told_apart)
{
    AUTO(toml_freep) struct toml_value *t = parse(sample);
    AUTO(arena_freep) struct arena *a = arena_new();
    struct civil c;
    int64_t ms = 0;
    assert_true(toml_civil(toml_at(t, "from"), &c) &&
                toml_is(toml_at(t, "from"), TOML_DATE));
    CHECK_STR("date", civil_format(a, c), STR("2026-11-23T00:00"));
    assert_true(toml_civil(toml_at(t, "until"), &c));
    CHECK_STR("local", civil_format(a, c), STR("2026-11-30T18:30"));
    assert_true(toml_civil(toml_at(t, "at"), &c) && c.hour == 8 && c.day == 0);
    assert_false(toml_civil(toml_at(t, "exact"), &c));
    assert_true(toml_instant(toml_at(t, "exact"), &ms));
    CHECK_STR("instant", instant_format(a, ms), STR("2026-11-30T17:30:00Z"));
    assert_int_equal(ms % 1000, 500);
    assert_false(toml_instant(toml_at(t, "from"), &ms));
}

TEST(lines_and_order_are_those_of_the_file)
{
    static const struct {
        const char *path;
        int line;
        const char *type;
    } cases[] = {
        { "", 1, "a table" },
        { "id", 2, "a text" },
        { "topics.1", 4, "a text" },
        { "size", 5, "a number" },
        { "approved", 6, "true or false" },
        { "from", 7, "a date" },
        { "until", 8, "a date and time" },
        { "exact", 9, "a date and time with offset" },
        { "at", 10, "a time of day" },
        { "share", 11, "a fraction" },
        { "text.de.any", 15, "a list" },
        { "network.1.id", 21, "a text" },
    };
    AUTO(toml_freep) struct toml_value *t = parse(sample);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct toml_value *v = toml_at(t, cases[i].path);
        CHECK(cases[i].path, toml_line(v) == cases[i].line);
        CHECK_STR(cases[i].path, str_from_c(toml_type_name(v)),
                  str_from_c(cases[i].type));
    }
    const struct toml_value *c = toml_first(t);
    CHECK_STR("first", toml_name(c), STR("id"));
    CHECK_STR("second", toml_name(toml_next(c)), STR("topics"));
}

TEST(bad_documents_are_refused_by_line)
{
    static const struct {
        const char *label;
        struct str text;
        const char *says;
        enum err_code code;
    } cases[] = {
        { "no value", STR_INIT("a = 1\nb =\n"), "a.toml:2: ", ERR_PARSE },
        { "a letter for a space", STR_INIT("o \xc3\xa5"), "a.toml:1: ", ERR_PARSE },
        { "three brackets", STR_INIT("[[[a]\n"), "a.toml:1: ", ERR_PARSE },
        { "twice", STR_INIT("a = 1\n\na = 2\n"), "a.toml:3: ", ERR_PARSE },
        { "a bare word", STR_INIT("a = yes\n"), "a.toml:1: this cannot be read",
          ERR_PARSE },
        { "never closed", STR_INIT("a = \"\"\"x\n\n"), "a.toml:", ERR_PARSE },
        { "no such day", STR_INIT("a = 2026-02-30\n"), "a.toml:1: ", ERR_PARSE },
        { "not UTF-8", STR_INIT("b = 1\na = \"\xff\"\n"),
          "a.toml:2: is not UTF-8 text: save", ERR_PARSE },
        { "NUL", STR_INIT("a = \"\0\"\n"), "not UTF-8 text", ERR_PARSE },
        { "escaped NUL", STR_INIT("\na = \"x\\u0000y\"\n"),
          "a.toml:2: the text holds a NUL", ERR_PARSE },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct toml_value *t = NULL;
        struct err err = { 0 };
        CHECK(cases[i].label, !toml_parse(&t, STR("a.toml"), cases[i].text, &err) && !t);
        if (!strstr(err.msg, cases[i].says) || err.code != cases[i].code)
            fail_msg("%s: %s", cases[i].label, err.msg);
        CHECK(cases[i].label, !toml_parse(&t, STR("a.toml"), cases[i].text, NULL));
    }
}

static bool refused_as_limit(struct str text)
{
    struct toml_value *t = NULL;
    struct err err = { 0 };
    bool is_parsed = toml_parse(&t, STR("a.toml"), text, &err);
    toml_free(t);
    return !is_parsed && err.code == ERR_LIMIT;
}

TEST(size_and_depth_are_bounded)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(1024 * 1024);
    buf_add(&b, STR("a = "));
    for (int i = 0; i < toml_max_depth; i++)
        buf_add_char(&b, '[');
    for (int i = 0; i < toml_max_depth; i++)
        buf_add_char(&b, ']');
    assert_true(refused_as_limit(buf_str(&b)));
    buf_cut(&b, 0);
    for (int i = 0; i < 100000; i++)
        buf_add(&b, STR("a."));
    buf_add(&b, STR("a = 1\n"));
    assert_true(refused_as_limit(buf_str(&b)));
    buf_cut(&b, 0);
    while (b.n <= toml_max_bytes)
        buf_add(&b, STR("# comment\n"));
    assert_true(refused_as_limit(buf_str(&b)));
}

TEST(unknown_keys_are_named_with_the_nearest)
{
    static const char *const known[] = { "id", "topics", "approved" };
    AUTO(toml_freep) struct toml_value *t = parse(STR("id = 1\n\naproved = true\n"));
    AUTO(toml_freep) struct toml_value *far = parse(STR("colour = 1\n"));
    AUTO(toml_freep) struct toml_value *good = parse(STR("topics = 1\n"));
    struct err err = { 0 };
    assert_false(toml_check_keys(t, known, COUNT(known), &err));
    CHECK_STR("near", str_from_c(err.msg),
              STR("a.toml:3: there is no key \"aproved\": did you mean approved?"));
    assert_false(toml_check_keys(far, known, COUNT(known), &err));
    CHECK_STR(
        "far", str_from_c(err.msg),
        STR("a.toml:1: there is no key \"colour\": known are id, topics, approved"));
    assert_true(toml_check_keys(good, known, COUNT(known), NULL));
}

TEST(prose_may_have_more_dots_than_a_key)
{
    static const struct {
        const char *name, *part;
        bool fits;
    } cases[] = {
        { "sentences", "Page 1.", true },
        { "sentences in a row", "Go on. ", true },
        { "an ellipsis without end", ".", false },
        { "keys", "a.", false },
        { "blanks around", "a . \t", false },
        { "quoted parts", "\\\"a b\\\".", false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(buf_clear) struct buf b = BUF_INIT(1 << 16);
        buf_addf(&b, "id = \"");
        for (int n = 0; n < 200; n++)
            buf_addf(&b, "%s", cases[i].part);
        buf_addf(&b, "\"\n");
        struct toml_value *t = NULL;
        struct err err = { 0 };
        bool ok = toml_parse(&t, STR("a.toml"), buf_str(&b), &err);
        toml_free(t);
        if (ok != cases[i].fits)
            fail_msg("%s: %s", cases[i].name, err.msg);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found_by_path_and_type),
        cmocka_unit_test(moments_are_told_apart),
        cmocka_unit_test(lines_and_order_are_those_of_the_file),
        cmocka_unit_test(bad_documents_are_refused_by_line),
        cmocka_unit_test(size_and_depth_are_bounded),
        cmocka_unit_test(prose_may_have_more_dots_than_a_key),
        cmocka_unit_test(unknown_keys_are_named_with_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
