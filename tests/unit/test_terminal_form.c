/* Forms in the terminal: what is asked, and what is said to a line. */
#include "check.h"

#include "platform/playground/terminal_form.h"

/* A form being filled in, and what was printed since it was last looked at. */
struct filling {
    struct arena *mem;
    struct texts *texts;
    struct speech say;
    struct terminal_form *form;
    struct buf out;
};

static struct filling fill_in(const struct form *form)
{
    struct filling f = { .mem = arena_new(), .texts = texts_new() };
    f.say = (struct speech){ .texts = f.texts, .lang = form->lang, .mem = f.mem };
    f.form = terminal_form_new(form);
    f.out = BUF_INIT(64 * 1024);
    terminal_form_ask(f.form, &f.say, &f.out);
    return f;
}

static void filling_clear(struct filling *f)
{
    terminal_form_free(f->form);
    buf_clear(&f->out);
    texts_free(f->texts);
    arena_free(f->mem);
}

static void check_said(struct filling *f, const char *what)
{
    CHECK(what, str_find(buf_str(&f->out), str_from_c(what)) >= 0);
}

/* Types a line, asks on, and looks whether `said` is on the screen. */
static void type(struct filling *f, const char *line, enum terminal_form_state state,
                 const char *said)
{
    buf_cut(&f->out, 0);
    CHECK(line, terminal_form_take(f->form, &f->say, str_from_c(line), &f->out) == state);
    if (state == FORM_MORE)
        terminal_form_ask(f->form, &f->say, &f->out);
    check_said(f, said);
}

static const struct option options[] = {
    { STR_INIT("LinkedIn"), STR_INIT("linkedin") },
    { STR_INIT("X"), STR_INIT("x") },
};
static const struct field own_words[] = {
    { .kind = FIELD_NOTE, .label = STR_INIT("A note.") },
    { .kind = FIELD_LINES, .name = STR_INIT("words"), .label = STR_INIT("Words") },
    { .kind = FIELD_ONE_OF,
      .name = STR_INIT("network"),
      .label = STR_INIT("Network"),
      .hint = STR_INIT("Which one?"),
      .options = options,
      .n_options = COUNT(options) },
    { .kind = FIELD_MOMENT, .name = STR_INIT("when"), .label = STR_INIT("When") },
};
static const struct form words_form = { .title = STR_INIT("Own words"),
                                        .ref = STR_INIT("ref"),
                                        .fields = own_words,
                                        .n_fields = COUNT(own_words) };

TEST(a_form_is_asked_and_answered)
{
    AUTO(filling_clear) struct filling f = fill_in(&words_form);
    size_t n;
    check_said(&f, "Own words");
    check_said(&f, "A note.");
    check_said(&f, "a line with only a full stop ends them");
    type(&f, "", FORM_MORE, "This one needs an answer.");
    type(&f, "first", FORM_MORE, "");
    assert_int_equal(f.out.n, 0); /* more lines may follow: nothing is asked */
    type(&f, "", FORM_MORE, "");
    type(&f, "third", FORM_MORE, "");
    type(&f, ".", FORM_MORE, "Which one?");
    type(&f, "3", FORM_MORE, "That is not one of the numbers here.");
    check_said(&f, " 2  X");
    type(&f, "2", FORM_MORE, "Day and time like");
    type(&f, "tomorrow", FORM_MORE, "cannot read that as a day");
    type(&f, "24.11.2026 8:30", FORM_DONE, "");
    const struct form_value *v = terminal_form_values(f.form, &n);
    assert_int_equal(n, 3);
    CHECK_STR("words", v[0].value, STR("first\n\nthird"));
    CHECK_STR("network", v[1].value, STR("x"));
    CHECK_STR("when", v[2].value, STR("2026-11-24T08:30"));
    CHECK_STR("ref", terminal_form_ref(f.form), STR("ref"));

    terminal_form_again(f.form, STR("network"));
    type(&f, "9", FORM_MORE, "now: X");
    type(&f, "", FORM_DONE, "");
    terminal_form_again(f.form, STR(""));
    type(&f, "Cancel", FORM_OVER, "");
}

TEST(lines_have_a_ceiling)
{
    AUTO(filling_clear) struct filling f = fill_in(&words_form);
    char line[1025];
    memset(line, 'x', sizeof(line) - 1);
    line[sizeof(line) - 1] = '\0';
    for (int i = 0; i < 20; i++)
        type(&f, line, FORM_MORE, "");
    type(&f, ".", FORM_MORE, "too long to fit");
}

TEST(settings_begin_with_an_overview)
{
    static const struct field fields[] = {
        { .kind = FIELD_LINE, .name = STR_INIT("a"), .label = STR_INIT("A") },
        { .kind = FIELD_NOTE, .label = STR_INIT("A note.") },
        { .kind = FIELD_ONE_OF,
          .name = STR_INIT("b"),
          .label = STR_INIT("Netzwerk"),
          .value = STR_INIT("x"),
          .options = options,
          .n_options = COUNT(options) },
        { .kind = FIELD_LINES,
          .name = STR_INIT("c"),
          .label = STR_INIT("C"),
          .value = STR_INIT("one\ntwo") },
        { .kind = FIELD_LINE, .name = STR_INIT("d"), .optional = true },
    };
    struct field filled[COUNT(fields)];
    struct form form = { .lang = LANG_DE, .fields = filled, .n_fields = COUNT(fields) };
    memcpy(filled, fields, sizeof(fields));
    filled[0].value = STR("a value");
    AUTO(filling_clear) struct filling f = fill_in(&form);
    size_t n;
    check_said(&f, "A note.");
    check_said(&f, " 1  A: a value");
    check_said(&f, " 2  Netzwerk: X");
    check_said(&f, " 3  C: one ...");
    check_said(&f, "„fertig“ speichert");
    type(&f, "hallo", FORM_MORE, "Bitte eine der Nummern");
    type(&f, "2", FORM_MORE, "jetzt: X");
    type(&f, "1", FORM_MORE, " 2  Netzwerk: LinkedIn");
    type(&f, "speichern", FORM_DONE, "");
    const struct form_value *v = terminal_form_values(f.form, &n);
    assert_int_equal(n, 4);
    CHECK_STR("changed", v[1].value, STR("linkedin"));
    CHECK_STR("kept", v[2].value, STR("one\ntwo"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_is_asked_and_answered),
        cmocka_unit_test(lines_have_a_ceiling),
        cmocka_unit_test(settings_begin_with_an_overview),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
