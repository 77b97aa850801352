/* Forms as dialogs, and what is wrong with them. */
#include "fixture.h"

#include "base/text.h"
#include "platform/mattermost/bricks.h"
#include "platform/mattermost/names.h"

struct kit {
    struct texts *texts;
    struct arena *mem;
    struct mac_key *key;
    struct random_seeded seed;
    struct json *json; /* what was rendered last */
};

static int set_up(void **state)
{
    static struct kit k;
    k = (struct kit){ .texts = texts_new(),
                      .mem = arena_new(),
                      .key = mac_key_new(STR("key")) };
    random_seed(&k.seed, 1);
    *state = &k;
    return 0;
}

static int tear_down(void **state)
{
    struct kit *k = *state;
    texts_free(k->texts);
    arena_free(k->mem);
    mac_key_free(k->key);
    json_free(k->json);
    return 0;
}

static struct render render_of(struct kit *k)
{
    return (struct render){
        .texts = k->texts,
        .mem = k->mem,
        .key = k->key,
        .rnd = random_from_seeded(&k->seed),
        .callback_url = STR("http://10.0.0.5:8480/mattermost/acme"),
        .origin = { .stand = STAND_DIRECT, .user = STR("anna"), .message = STR("post1") },
        .now_ms = 1000,
    };
}

static const struct json *parsed(struct kit *k, struct buf *out)
{
    struct err err = { 0 };
    json_free(k->json);
    k->json = NULL;
    if (!json_parse(&k->json, buf_str(out), &err))
        fail_msg("%s in %s", err.msg, buf_c(out));
    buf_clear(out);
    return k->json;
}

static const struct json *dialog_of(void **state, const struct form *form)
{
    struct kit *k = *state;
    const struct render r = render_of(k);
    struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    render_dialog(&w, &r, form, STR("trigger1"));
    return parsed(k, &out);
}

static const struct option some[] = {
    { STR_INIT("Linked*In*"), STR_INIT("linkedin") },
    { STR_INIT("Mastodon"), STR_INIT("mastodon") },
    { STR_INIT(""), STR_INIT("x") },
    { STR_INIT("D"), STR_INIT("d") },
    { STR_INIT("E"), STR_INIT("e") },
    { STR_INIT("F"), STR_INIT("f") },
};

static const struct field fields[] = {
    { .kind = FIELD_NOTE, .label = STR_INIT("Say it *your* way") },
    { .kind = FIELD_LINES,
      .name = STR_INIT("text"),
      .label = STR_INIT("Your own words for everybody"),
      .value = STR_INIT("a\nb"),
      .hint = STR_INIT("At most *300* & <all>"),
      .max_chars = 300 },
    { .kind = FIELD_ONE_OF,
      .name = STR_INIT("few"),
      .label = STR_INIT("Few"),
      .options = some,
      .n_options = 2,
      .value = STR_INIT("mastodon") },
    { .kind = FIELD_ONE_OF,
      .name = STR_INIT("many"),
      .label = STR_INIT("Many"),
      .options = some,
      .n_options = COUNT(some),
      .value = STR_INIT("unknown") },
    { .kind = FIELD_ANY_OF,
      .name = STR_INIT("any"),
      .label = STR_INIT("Any"),
      .hint = STR_INIT("None: all"),
      .options = some,
      .n_options = 3,
      .value = STR_INIT("linkedin,x"),
      .optional = true },
    { .kind = FIELD_MOMENT,
      .name = STR_INIT("when"),
      .label = STR_INIT("When"),
      .value = STR_INIT("2026-11-25T08:30") },
    { .kind = FIELD_LINE,
      .name = STR_INIT("line"),
      .label = STR_INIT("Line"),
      .placeholder = STR_INIT("example.social"),
      .optional = true },
};

static const struct form form = { .lang = LANG_DE,
                                  .title = STR_INIT("A title that is much too long"),
                                  .submit = STR_INIT("Send"),
                                  .ref = STR_INIT("1.share.words"),
                                  .fields = fields,
                                  .n_fields = COUNT(fields) };

static void a_form_is_a_dialog_with_a_sealed_state(void **state)
{
    struct kit *k = *state;
    const struct json *j = dialog_of(state, &form), *d = json_at(j, "dialog");
    CHECK_STR("trigger", json_str(j, "trigger_id"), STR("trigger1"));
    CHECK_STR("url", json_str(j, "url"),
              STR("http://10.0.0.5:8480/mattermost/acme/dialog"));
    CHECK_STR("title", json_str(d, "title"), STR("A title that is much…"));
    CHECK_STR("submit", json_str(d, "submit_label"), STR("Send"));
    CHECK_STR("note", json_str(d, "introduction_text"),
              STR("Say it **your** way\n\n**Your own words for everybody**\n"
                  "At most \\*300\\* & <all>"));
    struct dialog_state s;
    assert_true(state_open(k->mem, k->key, json_str(d, "state"), STR("anna"), 2000, &s));
    CHECK_STR("ref", s.ref, STR("1.share.words"));
    CHECK_STR("post", s.origin.message, STR("post1"));
}

static void each_kind_of_field_has_its_element(void **state)
{
    const struct json *e = json_at(dialog_of(state, &form), "dialog.elements");
    assert_int_equal(json_count(e), 8);
    CHECK_STR("label", json_str(e, "0.display_name"), STR("Your own words for…"));
    CHECK_STR("type", json_str(e, "0.type"), STR("textarea"));
    CHECK_STR("value", json_str(e, "0.default"), STR("a\nb"));
    CHECK_STR("help", json_str(e, "0.help_text"), STR("At most *300* & <all>"));
    assert_int_equal(json_int(e, "0.max_length", 0), 300);
    CHECK_STR("radio", json_str(e, "1.type"), STR("radio"));
    CHECK_STR("option", json_str(e, "1.options.0.text"), STR("Linked*In*"));
    CHECK_STR("chosen", json_str(e, "1.default"), STR("mastodon"));
    CHECK_STR("select", json_str(e, "2.type"), STR("select"));
    assert_null(json_at(e, "2.default"));
    CHECK_STR("box", json_str(e, "3.type"), STR("bool"));
    CHECK_STR("name", json_str(e, "3.name"), STR("any" MATTERMOST_HAS "linkedin"));
    CHECK_STR("on", json_str(e, "3.default"), STR("true"));
    CHECK_STR("words", json_str(e, "3.placeholder"), STR("Linked*In*"));
    CHECK_STR("help", json_str(e, "3.help_text"), STR("None: all"));
    CHECK_STR("off", json_str(e, "4.default"), STR("false"));
    assert_null(json_at(e, "4.help_text"));
    assert_true(json_bool(e, "4.optional"));
    CHECK_STR("no label", json_str(e, "5.placeholder"), STR("x"));
    CHECK_STR("moment", json_str(e, "6.name"), STR("when" MATTERMOST_MOMENT));
    CHECK_STR("moment", json_str(e, "6.default"), STR("2026-11-25 08:30"));
    CHECK_STR("moment", json_str(e, "6.placeholder"), STR("24.11.2026 8:30"));
    assert_false(json_bool(e, "6.optional"));
    CHECK_STR("line", json_str(e, "7.type"), STR("text"));
    CHECK_STR("line", json_str(e, "7.placeholder"), STR("example.social"));
    assert_int_equal(json_int(e, "7.max_length", 0), line_max_bytes);
    assert_true(json_bool(e, "7.optional"));
}

static void what_stands_in_a_form_already_must_fit(void **state)
{
    struct kit *k = *state;
    char *text = arena_alloc(k->mem, 4000, 1);
    memset(text, 'a', 4000);
    struct field f = { .kind = FIELD_LINE, .name = STR("a"), .label = STR("A") };
    const struct form small = { .title = STR("T"), .fields = &f, .n_fields = 1 };
    f.value = (struct str){ text, 200 };
    assert_true(render_fits_dialog(&small));
    CHECK_STR("type", json_str(dialog_of(state, &small), "dialog.elements.0.type"),
              STR("textarea"));
    f.value = (struct str){ text, 3000 };
    assert_true(render_fits_dialog(&small));
    f.value = (struct str){ text, 3001 };
    assert_false(render_fits_dialog(&small));
    f.kind = FIELD_ONE_OF;
    assert_true(render_fits_dialog(&small));
}

static void errors_stand_at_their_fields(void **state)
{
    struct kit *k = *state;
    static const struct form_error errors[] = {
        { STR_INIT("text"), STR_INIT("too long") },
        { STR_INIT(""), STR_INIT("later") },
        { STR_INIT("text"), STR_INIT("and rude") },
        { STR_INIT("when"), STR_INIT("past") },
    };
    const struct answer a = { .kind = ANSWER_FORM_ERRORS,
                              .errors = errors,
                              .n_errors = COUNT(errors) };
    const struct render r = render_of(k);
    struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    render_errors(&w, &r, &a);
    CHECK_STR("all", buf_str(&out),
              STR("{\"errors\":{\"text\":\"too long and rude\","
                  "\"text.moment\":\"too long and rude\",\"when\":\"past\","
                  "\"when.moment\":\"past\"},\"error\":\"later\"}"));
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_is_a_dialog_with_a_sealed_state),
        cmocka_unit_test(each_kind_of_field_has_its_element),
        cmocka_unit_test(what_stands_in_a_form_already_must_fit),
        cmocka_unit_test(errors_stand_at_their_fields),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
