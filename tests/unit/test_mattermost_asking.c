/* Forms as talks: what is asked, and how it may be answered. */
#include "fixture.h"

#include "base/text.h"
#include "platform/mattermost/bricks.h"
#include "platform/mattermost/names.h"

#define NB "\xE2\x80\xAF\xE2\x80\xAF"

static struct json *rendered_by(struct arena *mem, const struct talk *t,
                                struct str problem, size_t max_props)
{
    AUTO(texts_freep) struct texts *texts = texts_new();
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    const struct render r = { .texts = texts,
                              .mem = mem,
                              .origin = { .stand = STAND_DIRECT, .user = STR("anna") },
                              .max_props = max_props };
    struct json_w w = JSON_W(&out);
    struct json *j = NULL;
    struct err err = { 0 };
    jw_object(&w);
    render_talk(&w, &r, t, problem);
    jw_end_object(&w);
    if (!json_parse(&j, buf_str(&out), &err))
        fail_msg("%s in %s", err.msg, buf_c(&out));
    return j;
}

static struct json *rendered(struct arena *mem, const struct talk *t, struct str problem)
{
    return rendered_by(mem, t, problem, 0);
}

static const struct option some[] = {
    { STR_INIT("Linked*In*"), STR_INIT("linkedin") },
    { STR_INIT("Mastodon"), STR_INIT("mastodon") },
    { STR_INIT(""), STR_INIT("x") },
};

static const struct field fields[] = {
    { .kind = FIELD_NOTE, .label = STR_INIT("Say it *your* way") },
    { .kind = FIELD_LINES,
      .name = STR_INIT("text"),
      .label = STR_INIT("Your text for @all"),
      .value = STR_INIT("Come & see\n#Day"),
      .hint = STR_INIT("At most 300") },
    { .kind = FIELD_ONE_OF,
      .name = STR_INIT("one"),
      .label = STR_INIT("One"),
      .options = some,
      .n_options = COUNT(some),
      .value = STR_INIT("mastodon") },
    { .kind = FIELD_MOMENT, .name = STR_INIT("when"), .label = STR_INIT("When?") },
};

static const struct form form = { .title = STR_INIT("In my *words*"),
                                  .submit = STR_INIT("Take it"),
                                  .ref = STR_INIT("1.share.words"),
                                  .fields = fields,
                                  .n_fields = COUNT(fields) };

TEST(a_question_shows_what_stands_there_and_how_to_answer)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk t, back;
    talk_begin(&t, mem, &form, 5000);
    AUTO(json_freep) struct json *j = rendered(mem, &t, STR(""));
    const struct json *a = json_at(j, "props.attachments.0");
    CHECK_STR("message", json_str(j, "message"), STR(""));
    CHECK_STR("notified", json_str(a, "fallback"), STR("Your text for @all"));
    CHECK_STR("title", json_str(a, "title"), STR("In my &#42;words&#42;"));
    CHECK_STR("text", json_str(a, "text"),
              STR("Question 1 of 3\n\nSay it **your** way\n\n"
                  "**Your text for @\xE2\x80\x8B"
                  "all**\nAt most 300"));
    CHECK_STR("now", json_str(a, "fields.0.title"), STR("What is there now"));
    CHECK_STR("now", json_str(a, "fields.0.value"), STR("```\nCome & see\n#Day\n```"));
    CHECK_STR("how", json_str(a, "fields.1.value"),
              STR("Just write your answer. “=” keeps what is there. "
                  "“cancel” stops without saving."));
    assert_true(talk_read(mem, json_at(j, "props." MATTERMOST_MARK ".talk"), &back));
    assert_int_equal(back.at, 1);
    CHECK_STR("kept", back.form.ref, STR("1.share.words"));
}

TEST(old_servers_store_less)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk t;
    talk_begin(&t, mem, &form, 5000);
    AUTO(json_freep) struct json *j = rendered_by(mem, &t, STR(""), 8000);
    CHECK_STR("above", json_str(j, "message"), STR("```\nCome & see\n#Day\n```"));
    assert_int_equal(json_count(json_at(j, "props.attachments.0.fields")), 1);
    assert_int_equal(talk_take(&t, mem, STR("=")), TALK_NEXT);
    AUTO(json_freep) struct json *next = rendered_by(mem, &t, STR(""), 8000);
    CHECK_STR("options", json_str(next, "message"), STR(""));
}

TEST(options_are_numbered_and_the_chosen_ones_marked)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk t;
    talk_begin(&t, mem, &form, 5000);
    assert_int_equal(talk_take(&t, mem, STR("=")), TALK_NEXT);
    AUTO(json_freep) struct json *j = rendered(mem, &t, STR("A number, please"));
    const struct json *a = json_at(j, "props.attachments.0");
    CHECK_STR("notified", json_str(a, "fallback"), STR("A number, please"));
    CHECK_STR("text", json_str(a, "text"),
              STR("**A number, please**\n\nQuestion 2 of 3\n\n**One**"));
    CHECK_STR("options", json_str(a, "fields.0.value"),
              STR("**1**" NB "Linked&#42;In&#42;\n**2**" NB "Mastodon ✓\n**3**" NB "x"));
    CHECK_STR(
        "how", json_str(a, "fields.1.value"),
        STR("Reply with a number. “=” keeps what is there. “cancel” stops without saving."));
}

TEST(a_moment_says_how_it_is_written)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct form german = form;
    struct field f = fields[3];
    struct talk t;
    german.lang = LANG_DE;
    german.fields = &f;
    german.n_fields = 1;
    f.optional = true;
    talk_begin(&t, mem, &german, 5000);
    AUTO(json_freep) struct json *j = rendered(mem, &t, STR(""));
    const struct json *a = json_at(j, "props.attachments.0");
    CHECK_STR("text", json_str(a, "text"), STR("**When?** (freiwillig)"));
    CHECK_STR("how", json_str(a, "fields.0.value"),
              STR("Schreib Tag und Uhrzeit, etwa 24.11.2026 8:30. „-“ lässt es leer. "
                  "„abbrechen“ beendet das, ohne zu speichern."));
}

TEST(many_fields_begin_with_an_overview)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct field many[] = { fields[0], fields[1], fields[2], fields[3], fields[2] };
    struct form big = form;
    struct talk t;
    big.fields = many;
    big.n_fields = COUNT(many);
    many[3].optional = true;
    many[4] = (struct field){ .kind = FIELD_ANY_OF,
                              .name = STR("any"),
                              .label = STR("Any"),
                              .options = some,
                              .n_options = COUNT(some),
                              .value = STR("linkedin,mastodon"),
                              .optional = true };
    talk_begin(&t, mem, &big, 5000);
    assert_true(talk_in_overview(&t));
    AUTO(json_freep) struct json *j = rendered(mem, &t, STR(""));
    const struct json *a = json_at(j, "props.attachments.0");
    assert_null(json_at(a, "text"));
    CHECK_STR("notified", json_str(a, "fallback"), STR("In my *words*"));
    CHECK_STR("lines", json_str(a, "fields.0.value"),
              STR("Say it **your** way\n"
                  "**1**" NB "Your text for @\xE2\x80\x8B"
                  "all: Come &amp; see #\xE2\x80\x8B"
                  "Day\n**2**" NB "One: Mastodon\n**3**" NB "When?: nothing yet\n"
                  "**4**" NB "Any: Linked&#42;In&#42;, Mastodon"));
    CHECK_STR("how", json_str(a, "fields.1.value"),
              STR("A number changes that line. “done” means: Take it. "
                  "“cancel” leaves everything as it was."));
    assert_int_equal(talk_take(&t, mem, STR("4")), TALK_NEXT);
    AUTO(json_freep) struct json *q = rendered(mem, &t, STR(""));
    a = json_at(q, "props.attachments.0");
    CHECK_STR("no progress", json_str(a, "text"), STR("**Any** (optional)"));
    CHECK_STR(
        "how", json_str(a, "fields.1.value"),
        STR("Reply with one or more numbers, separated by commas. "
            "0 means none. “=” keeps what is there. “cancel” stops without saving."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_shows_what_stands_there_and_how_to_answer),
        cmocka_unit_test(old_servers_store_less),
        cmocka_unit_test(options_are_numbered_and_the_chosen_ones_marked),
        cmocka_unit_test(a_moment_says_how_it_is_written),
        cmocka_unit_test(many_fields_begin_with_an_overview),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
