/* Forms asked line by line. */
#include "check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "codec/talk.h"

static const struct option networks[] = {
    { STR_INIT("LinkedIn"), STR_INIT("linkedin") },
    { STR_INIT("X"), STR_INIT("x") },
    { STR_INIT("Mastodon"), STR_INIT("mastodon") },
};
static const struct option langs[] = {
    { STR_INIT("English"), STR_INIT("en") },
    { STR_INIT("Both"), STR_INIT("de,en") },
};

enum { NOTE, WORDS, NETWORK, TOPICS, WHEN, LATER, N_FIELDS };

/* One of each kind; nothing is filled in. */
static const struct field fields[N_FIELDS] = {
    [NOTE] = { .kind = FIELD_NOTE, .name = STR_INIT("note"), .label = STR_INIT("Hello") },
    [WORDS] = { .kind = FIELD_LINES, .name = STR_INIT("words"), .max_chars = 10 },
    [NETWORK] = { .kind = FIELD_ONE_OF,
                  .name = STR_INIT("network"),
                  .options = networks,
                  .n_options = COUNT(networks) },
    [TOPICS] = { .kind = FIELD_ANY_OF,
                 .name = STR_INIT("topics"),
                 .options = networks,
                 .n_options = COUNT(networks),
                 .optional = true },
    [WHEN] = { .kind = FIELD_MOMENT, .name = STR_INIT("when") },
    [LATER] = { .kind = FIELD_LINE, .name = STR_INIT("later"), .optional = true },
};
static const struct form ask_all = {
    .lang = LANG_DE,
    .title = STR_INIT("T"),
    .submit = STR_INIT("Go"),
    .ref = STR_INIT("ref"),
    .fields = fields,
    .n_fields = N_FIELDS,
};

/* Four fields that could be sent as they are, and a note before the last. */
static const struct field settings[] = {
    { .kind = FIELD_ANY_OF,
      .name = STR_INIT("networks"),
      .value = STR_INIT("mastodon,linkedin"),
      .options = networks,
      .n_options = COUNT(networks),
      .optional = true },
    { .kind = FIELD_ONE_OF,
      .name = STR_INIT("lang"),
      .value = STR_INIT("de,en"),
      .options = langs,
      .n_options = COUNT(langs) },
    { .kind = FIELD_MOMENT,
      .name = STR_INIT("start"),
      .value = STR_INIT("2026-11-24T08:30") },
    { .kind = FIELD_NOTE, .name = STR_INIT("more"), .label = STR_INIT("And") },
    { .kind = FIELD_LINE, .name = STR_INIT("server"), .optional = true },
};
static const struct form settings_form = { .ref = STR_INIT("ref"),
                                           .fields = settings,
                                           .n_fields = COUNT(settings) };

/* A line for a field that holds something already, and what stands there then. */
struct line_case {
    size_t field;
    struct str held, line;
    enum talk_step step;
    struct str value;
};
#define CASE(field, held, line, step, value)                                             \
    {                                                                                    \
        field, STR_INIT(held), STR_INIT(line), step, STR_INIT(value)                     \
    }

static void check_lines(const struct line_case *cases, size_t n)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < n; i++) {
        struct talk t;
        talk_begin(&t, mem, &ask_all, 0);
        t.at = cases[i].field;
        t.values[t.at].value = cases[i].held;
        CHECK(cases[i].line.p, talk_take(&t, mem, cases[i].line) == cases[i].step);
        CHECK_STR(cases[i].line.p, t.values[cases[i].field].value, cases[i].value);
        bool is_taken = cases[i].step == TALK_NEXT || cases[i].step == TALK_DONE;
        CHECK(cases[i].line.p, t.at == cases[i].field + (is_taken ? 1 : 0));
    }
}

TEST(text_is_taken_as_it_is)
{
    static const struct line_case cases[] = {
        CASE(WORDS, "", " a\nb ", TALK_NEXT, "a\nb"),
        CASE(WORDS, "", "", TALK_EMPTY, ""),
        CASE(WORDS, "", "=", TALK_EMPTY, ""),
        CASE(WORDS, "old", "=", TALK_NEXT, "old"),
        CASE(WORDS, "old", "", TALK_NEXT, "old"),
        CASE(WORDS, "old", "-", TALK_EMPTY, "old"),
        CASE(WORDS, "", "/share", TALK_NEXT, "/share"),
        CASE(WORDS, "", "0123456789", TALK_NEXT, "0123456789"),
        CASE(WORDS, "", "äöüäöüäöüä", TALK_NEXT, "äöüäöüäöüä"),
        CASE(WORDS, "old", "01234567890", TALK_TOO_LONG, "old"),
        CASE(WORDS, "old", "Abbrechen", TALK_CANCELLED, "old"),
        CASE(WORDS, "old", " STOP ", TALK_CANCELLED, "old"),
        CASE(WORDS, "", "stopp!", TALK_NEXT, "stopp!"),
        CASE(WHEN, "", "2026-11-24 08:30", TALK_NEXT, "2026-11-24T08:30"),
        CASE(WHEN, "", "tomorrow", TALK_NO_MOMENT, ""),
        CASE(LATER, "", "a\r\nb", TALK_DONE, "a  b"),
        CASE(LATER, "x", "-", TALK_DONE, ""),
    };
    check_lines(cases, COUNT(cases));
}

TEST(options_are_taken_by_number_or_label)
{
    static const struct line_case cases[] = {
        CASE(NETWORK, "", "2", TALK_NEXT, "x"),
        CASE(NETWORK, "", "2.", TALK_NEXT, "x"),
        CASE(NETWORK, "", "#2", TALK_NEXT, "x"),
        CASE(NETWORK, "", " 2) ", TALK_NEXT, "x"),
        CASE(NETWORK, "", "mastodon", TALK_NEXT, "mastodon"),
        CASE(NETWORK, "", "4", TALK_NO_NUMBER, ""),
        CASE(NETWORK, "", "-1", TALK_NO_NUMBER, ""),
        CASE(NETWORK, "", "0", TALK_EMPTY, ""),
        CASE(NETWORK, "x", "0", TALK_EMPTY, "x"),
        CASE(NETWORK, "x", "1,2", TALK_NO_NUMBER, "x"),
        CASE(NETWORK, "x", "share", TALK_NO_NUMBER, "x"),
        CASE(NETWORK, "", "1,1", TALK_NEXT, "linkedin"),
        CASE(NETWORK, "", "99999999999999999999", TALK_NO_NUMBER, ""),
        CASE(TOPICS, "", "3, 1", TALK_NEXT, "linkedin,mastodon"),
        CASE(TOPICS, "", "3 1", TALK_NEXT, "linkedin,mastodon"),
        CASE(TOPICS, "", "1,X,", TALK_NEXT, "linkedin,x"),
        CASE(TOPICS, "x", "0", TALK_NEXT, ""),
        CASE(TOPICS, "x", "0,1", TALK_NO_NUMBER, "x"),
        CASE(TOPICS, "x", "1,5", TALK_NO_NUMBER, "x"),
        CASE(TOPICS, "x", "1 and 2", TALK_NO_NUMBER, "x"),
        CASE(TOPICS, "x", ",", TALK_NO_NUMBER, "x"),
        CASE(TOPICS, "x", "-", TALK_NEXT, ""),
        CASE(TOPICS, "", "=", TALK_NEXT, ""),
    };
    check_lines(cases, COUNT(cases));
}
#undef CASE

TEST(a_form_is_asked_field_by_field)
{
    static const struct {
        struct str line;
        enum talk_step step;
        size_t at;
    } lines[] = {
        { STR_INIT("mine"), TALK_NEXT, NETWORK },
        { STR_INIT("9"), TALK_NO_NUMBER, NETWORK },
        { STR_INIT("1"), TALK_NEXT, TOPICS },
        { STR_INIT("-"), TALK_NEXT, WHEN },
        { STR_INIT("1.2.2027 9 Uhr"), TALK_NEXT, LATER },
        { STR_INIT("="), TALK_DONE, N_FIELDS },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk t;
    size_t n;
    talk_begin(&t, mem, &ask_all, 7);
    assert_false(t.has_overview);
    assert_int_equal(t.at, WORDS); /* the note was passed by */
    assert_int_equal(t.until_ms, 7);
    for (size_t i = 0; i < COUNT(lines); i++) {
        CHECK(lines[i].line.p, talk_take(&t, mem, lines[i].line) == lines[i].step);
        CHECK(lines[i].line.p, t.at == lines[i].at);
    }
    const struct form_value *v = talk_values(mem, &t, &n);
    assert_int_equal(n, N_FIELDS - 1);
    CHECK_STR("name", v[0].name, STR("words"));
    CHECK_STR("words", v[0].value, STR("mine"));
    CHECK_STR("network", v[1].value, STR("linkedin"));
    CHECK_STR("when", v[3].value, STR("2027-02-01T09:00"));
    CHECK_STR("later", v[4].value, STR(""));
}

TEST(a_mistake_is_asked_for_alone)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk t;
    talk_begin(&t, mem, &ask_all, 0);
    t.at = N_FIELDS;
    assert_true(talk_go_to(&t, STR("network")));
    assert_int_equal(t.at, NETWORK);
    assert_int_equal(talk_take(&t, mem, STR("7")), TALK_NO_NUMBER);
    assert_int_equal(talk_take(&t, mem, STR("2")), TALK_DONE);
    assert_int_equal(t.at, N_FIELDS);
    assert_false(talk_go_to(&t, STR("note")));
    assert_int_equal(t.at, WORDS); /* of the form as a whole: from the beginning */
    assert_int_equal(talk_take(&t, mem, STR("w")), TALK_NEXT);
    assert_int_equal(t.at, NETWORK);
}

TEST(what_is_filled_in_begins_with_an_overview)
{
    static const struct {
        struct str line;
        enum talk_step step;
        size_t at;
    } lines[] = {
        { STR_INIT("hello"), TALK_NO_FIELD, COUNT(settings) },
        { STR_INIT("0"), TALK_NO_FIELD, COUNT(settings) },
        { STR_INIT("5"), TALK_NO_FIELD, COUNT(settings) },
        { STR_INIT("4."), TALK_NEXT, 4 }, /* the note has no number */
        { STR_INIT("social.example"), TALK_NEXT, COUNT(settings) },
        { STR_INIT("2"), TALK_NEXT, 1 },
        { STR_INIT("-"), TALK_EMPTY, 1 },
        { STR_INIT("1"), TALK_NEXT, COUNT(settings) },
        { STR_INIT("Fertig"), TALK_DONE, COUNT(settings) },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk t;
    size_t n;
    talk_begin(&t, mem, &settings_form, 0);
    assert_true(talk_in_overview(&t));
    for (size_t i = 0; i < COUNT(lines); i++) {
        CHECK(lines[i].line.p, talk_take(&t, mem, lines[i].line) == lines[i].step);
        CHECK(lines[i].line.p, t.at == lines[i].at);
        CHECK(lines[i].line.p, talk_in_overview(&t) == (t.at == COUNT(settings)));
    }
    const struct form_value *v = talk_values(mem, &t, &n);
    assert_int_equal(n, 4);
    CHECK_STR("kept", v[0].value, STR("mastodon,linkedin"));
    CHECK_STR("changed", v[1].value, STR("en"));
    CHECK_STR("filled in", v[3].value, STR("social.example"));

    assert_true(talk_go_to(&t, STR("start")));
    assert_false(talk_in_overview(&t));
    assert_int_equal(talk_take(&t, mem, STR("1.1.2027 9:00")), TALK_NEXT);
    assert_true(talk_in_overview(&t));
    assert_false(talk_go_to(&t, STR("")));
    assert_true(talk_in_overview(&t));
    assert_int_equal(talk_take(&t, mem, STR("cancel")), TALK_CANCELLED);
}

TEST(what_does_not_matter_is_not_asked)
{
    static const struct option when[] = { { STR_INIT("Tomorrow"), STR_INIT("tomorrow") },
                                          { STR_INIT("Then"), STR_INIT("choose") } };
    static const struct field both[] = {
        { .kind = FIELD_ONE_OF,
          .name = STR_INIT("when"),
          .options = when,
          .n_options = COUNT(when) },
        { .kind = FIELD_MOMENT,
          .name = STR_INIT("moment"),
          .only_for = STR_INIT("choose") },
    };
    static const struct form one = { .fields = both, .n_fields = COUNT(both) };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk t;
    talk_begin(&t, mem, &one, 0);
    assert_int_equal(talk_take(&t, mem, STR("1")), TALK_DONE);
    talk_begin(&t, mem, &one, 0);
    assert_int_equal(talk_take(&t, mem, STR("2")), TALK_NEXT);
    assert_int_equal(t.at, 1);
    assert_true(talk_go_to(&t, STR("moment")));
    assert_int_equal(talk_take(&t, mem, STR("2026-11-24 08:30")), TALK_DONE);
}

TEST(each_word_for_saving_saves)
{
    static const struct str words[] = {
        STR_INIT("ok"),   STR_INIT("OK"),     STR_INIT("okay"),      STR_INIT("save"),
        STR_INIT("done"), STR_INIT("fertig"), STR_INIT("speichern"),
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(words); i++) {
        struct talk t;
        talk_begin(&t, mem, &settings_form, 0);
        CHECK(words[i].p, talk_take(&t, mem, words[i]) == TALK_DONE);
    }
}

TEST(only_what_could_be_sent_has_an_overview)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct field f[COUNT(settings)];
    struct form form = { .fields = f, .n_fields = COUNT(settings) };
    struct talk t;
    memcpy(f, settings, sizeof(f));
    talk_begin(&t, mem, &form, 0);
    assert_true(t.has_overview);
    f[2].value = STR("");
    talk_begin(&t, mem, &form, 0);
    assert_false(t.has_overview); /* one must be asked */
    form.n_fields = 3;
    f[2].optional = true;
    talk_begin(&t, mem, &form, 0);
    assert_false(t.has_overview); /* three are quickly asked */
    form.fields = &f[3];
    form.n_fields = 1;
    talk_begin(&t, mem, &form, 0);
    assert_true(talk_in_overview(&t)); /* a note alone waits for a word */
    assert_int_equal(talk_number(&t, 0), 0);
}

TEST(what_stands_in_a_field_is_shown_in_words)
{
    static const struct str want[] = {
        STR_INIT("LinkedIn, Mastodon"),
        STR_INIT("Both"),
        STR_INIT("2026-11-24 08:30"),
        STR_INIT(""),
        STR_INIT(""),
    };
    static const size_t numbers[] = { 1, 2, 3, 0, 4 };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk t;
    talk_begin(&t, mem, &settings_form, 0);
    for (size_t i = 0; i < COUNT(want); i++) {
        CHECK_STR("shown", talk_shown(mem, &t, i), want[i]);
        assert_int_equal(talk_number(&t, i), numbers[i]);
    }
    assert_int_equal(talk_number(&t, COUNT(settings)), 0);
    t.values[2].value = STR("soon");
    CHECK_STR("as it is", talk_shown(mem, &t, 2), STR("soon"));
}

TEST(values_have_a_ceiling)
{
    static const struct field many[] = {
        { .kind = FIELD_LINES, .name = STR_INIT("a") },
        { .kind = FIELD_LINES, .name = STR_INIT("b") },
        { .kind = FIELD_LINES, .name = STR_INIT("c") },
        { .kind = FIELD_LINES, .name = STR_INIT("d") },
        { .kind = FIELD_LINES, .name = STR_INIT("e") },
    };
    static const struct form form = { .fields = many, .n_fields = COUNT(many) };
    AUTO(arena_freep) struct arena *mem = arena_new();
    char *p = arena_alloc(mem, talk_value_max_bytes + 1, 1);
    memset(p, 'x', talk_value_max_bytes + 1);
    struct talk t;
    talk_begin(&t, mem, &form, 0);
    struct str too_long = { p, talk_value_max_bytes + 1 };
    assert_int_equal(talk_take(&t, mem, too_long), TALK_TOO_LONG);
    for (int i = 0; i < talk_all_max_bytes / talk_value_max_bytes; i++)
        assert_int_equal(talk_take(&t, mem, str_take(too_long, talk_value_max_bytes)),
                         TALK_NEXT);
    assert_int_equal(talk_take(&t, mem, STR("y")), TALK_TOO_LONG);
    CHECK_STR("not taken", t.values[4].value, STR(""));
}

TEST(moments_are_read)
{
    static const struct {
        struct str typed, value;
    } cases[] = {
#define CASE(typed, value) { STR_INIT(typed), STR_INIT(value) }
        CASE("2026-11-24 08:30", "2026-11-24T08:30"),
        CASE("2026-11-24T08:30", "2026-11-24T08:30"),
        CASE("2026-11-24T08:30:00", "2026-11-24T08:30"),
        CASE(" 2026-11-24  8:30 ", "2026-11-24T08:30"),
        CASE("2026-11-24, 8:30", "2026-11-24T08:30"),
        CASE("2026-11-24 at 8:30 pm", "2026-11-24T20:30"),
        CASE("2026-11-24 8pm", "2026-11-24T20:00"),
        CASE("2026-11-24 12:05 AM", "2026-11-24T00:05"),
        CASE("2026-11-24 12 pm", "2026-11-24T12:00"),
        CASE("24.11.2026 08:30", "2026-11-24T08:30"),
        CASE("24.11.2026, 8:30 Uhr", "2026-11-24T08:30"),
        CASE("24.11.2026 um 8 Uhr", "2026-11-24T08:00"),
        CASE("1. 2. 2027 9:00", "2027-02-01T09:00"),
        CASE("29.2.2028 0:00", "2028-02-29T00:00"),
        CASE("29.2.2027 0:00", ""),
        CASE("2026-13-24 08:30", ""),
        CASE("2026-11-31 08:30", ""),
        CASE("2026-11-24 24:00", ""),
        CASE("2026-11-24 08:60", ""),
        CASE("2026-11-24 13 pm", ""),
        CASE("2026-11-24 0 am", ""),
        CASE("2026-11-24", ""),
        CASE("2026-11-24 8", ""),
        CASE("2026-11-2408:30", ""),
        CASE("2026-11-24 08:30 or so", ""),
        CASE("2026-11-24 amber", ""),
        CASE("26-11-24 08:30", ""),
        CASE("02026-11-24 08:30", ""),
        CASE("08:30", ""),
        CASE("", ""),
        CASE("morgen um 8", ""),
#undef CASE
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str value = STR("");
        CHECK(cases[i].typed.p,
              talk_moment(mem, cases[i].typed, &value) == (cases[i].value.n > 0));
        CHECK_STR(cases[i].typed.p, value, cases[i].value);
    }
}

static struct str written(struct arena *mem, const struct talk *t)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    talk_write(&w, t);
    return arena_buf(mem, &out);
}

static bool read_text(struct arena *mem, struct str text, struct talk *out)
{
    AUTO(json_freep) struct json *j = NULL;
    return json_parse(&j, text, NULL) && talk_read(mem, j, out);
}

TEST(a_talk_survives_json)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk t, got;
    talk_begin(&t, mem, &ask_all, 12345);
    t.note = STR("mine");
    assert_int_equal(talk_take(&t, mem, STR("\"w\"\n✓")), TALK_NEXT);
    assert_true(read_text(mem, written(mem, &t), &got));
    CHECK_STR("the same", written(mem, &got), written(mem, &t));
    CHECK_STR("value", got.values[WORDS].value, STR("\"w\"\n✓"));
    CHECK_STR("name", got.values[WORDS].name, STR("words"));
    CHECK_STR("ref", got.form.ref, STR("ref"));
    CHECK_STR("note", got.note, STR("mine"));
    assert_int_equal(got.at, NETWORK);
    assert_int_equal(got.until_ms, 12345);
    assert_int_equal(talk_take(&got, mem, STR("x")), TALK_NEXT);

    talk_begin(&t, mem, &settings_form, 0);
    assert_true(read_text(mem, written(mem, &t), &got));
    assert_true(talk_in_overview(&got));
    talk_begin(&t, mem, &ask_all, 0);
    assert_true(talk_go_to(&t, STR("when")));
    assert_true(read_text(mem, written(mem, &t), &got));
    assert_true(got.is_repair);
}

TEST(what_is_no_talk_is_refused)
{
    static const struct str bad[] = {
#define FORM                                                                             \
    "\"form\":{\"lang\":\"en\",\"fields\":[{\"kind\":\"line\",\"name\":\"a\"},"          \
    "{\"kind\":\"note\",\"label\":\"b\"}]}"
        STR_INIT("{}"),
        STR_INIT("[]"),
        STR_INIT("null"),
        STR_INIT("{" FORM "}"),
        STR_INIT("{" FORM ",\"at\":0}"),
        STR_INIT("{" FORM ",\"at\":0,\"values\":[\"\"]}"),
        STR_INIT("{" FORM ",\"at\":0,\"values\":[\"\",1]}"),
        STR_INIT("{" FORM ",\"at\":0,\"values\":[\"\",\"of a note\"]}"),
        STR_INIT("{" FORM ",\"at\":-1,\"values\":[\"\",\"\"]}"),
        STR_INIT("{" FORM ",\"at\":1,\"values\":[\"\",\"\"]}"),
        STR_INIT("{" FORM ",\"at\":3,\"values\":[\"\",\"\"]}"),
        STR_INIT("{\"form\":{\"lang\":\"xx\"},\"at\":0,\"values\":[]}"),
        STR_INIT("{\"form\":[],\"at\":0,\"values\":[]}"),
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk t;
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(bad[i].p, !read_text(mem, bad[i], &t));
    assert_true(read_text(mem, STR("{" FORM ",\"at\":2,\"values\":[\"x\",\"\"]}"), &t));
    assert_int_equal(talk_take(&t, mem, STR("x")), TALK_DONE); /* there is no more */
#undef FORM
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_taken_as_it_is),
        cmocka_unit_test(options_are_taken_by_number_or_label),
        cmocka_unit_test(a_form_is_asked_field_by_field),
        cmocka_unit_test(a_mistake_is_asked_for_alone),
        cmocka_unit_test(what_is_filled_in_begins_with_an_overview),
        cmocka_unit_test(what_does_not_matter_is_not_asked),
        cmocka_unit_test(each_word_for_saving_saves),
        cmocka_unit_test(only_what_could_be_sent_has_an_overview),
        cmocka_unit_test(what_stands_in_a_field_is_shown_in_words),
        cmocka_unit_test(values_have_a_ceiling),
        cmocka_unit_test(moments_are_read),
        cmocka_unit_test(a_talk_survives_json),
        cmocka_unit_test(what_is_no_talk_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
