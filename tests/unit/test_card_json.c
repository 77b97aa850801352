/* Cards, forms and answers survive JSON, member by member. */
#include "check.h"

#include "base/json.h"
#include "codec/card_json.h"

static const struct option options[] = {
    { STR_INIT("LinkedIn"), STR_INIT("linkedin") },
    { STR_INIT("X"), STR_INIT("x") },
};
static const struct fact facts[] = { { STR_INIT("Age"), STR_INIT("3 days") } };
static const struct item items[] = {
    { STR_INIT("*One*"),
      { .label = STR_INIT("Take"), .ref = STR_INIT("r1") },
      { .label = STR_INIT("No"), .ref = STR_INIT("r2") } },
    { .text = STR_INIT("no button") },
};
static const struct button buttons[] = {
    { STR_INIT("Share"),
      { NULL, 0 },
      STR_INIT("https://x.example/?a=b&c"),
      BUTTON_PRIMARY },
    { .label = STR_INIT("Not \"me\""), .ref = STR_INIT("r2"), .style = BUTTON_DANGER },
};
static const struct card card = {
    .lang = LANG_DE,
    .title = STR_INIT("Tür & Tor\n"),
    .quiet = STR_INIT("quiet"),
    .text = STR_INIT("text \\ \x01"),
    .copy = STR_INIT("copy #Tag \xF0\x9F\x91\x8D"),
    .note = STR_INIT("note"),
    .summary = STR_INIT("summary"),
    .picture = { STR_INIT("hash"), STR_INIT("alt"), STR_INIT("F1") },
    .facts = facts,
    .n_facts = COUNT(facts),
    .items = items,
    .n_items = COUNT(items),
    .buttons = buttons,
    .n_buttons = COUNT(buttons),
    .select = { STR_INIT("Network"), STR_INIT("r3"), STR_INIT("x"), options,
                COUNT(options) },
    .menu = { .label = STR_INIT("More"), .ref = STR_INIT("r4") },
};
static const struct field fields[] = {
    { .kind = FIELD_LINES,
      .name = STR_INIT("text"),
      .label = STR_INIT("Text"),
      .hint = STR_INIT("hint"),
      .placeholder = STR_INIT("..."),
      .value = STR_INIT("a\nb"),
      .max_chars = 3000,
      .optional = true },
    { .kind = FIELD_ANY_OF,
      .name = STR_INIT("nets"),
      .options = options,
      .n_options = 2 },
};
static const struct form form = {
    LANG_DE, STR_INIT("In my words"), STR_INIT("Send"), STR_INIT("r5"), fields, 2,
};
static const struct card pages[] = { { .title = STR_INIT("one") }, { .lang = LANG_DE } };
static const struct page page = { pages, COUNT(pages) };
static const struct form_error errors[] = {
    { STR_INIT("text"), STR_INIT("too long") },
    { .text = STR_INIT("the whole form") },
};

TEST(a_card_comes_back_whole)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    AUTO(buf_clear) struct buf once = BUF_INIT(65536), twice = BUF_INIT(65536);
    card_encode(&once, &card);
    struct card back;
    assert_true(card_decode(a, buf_str(&once), &back, NULL));
    CHECK_STR("copy", back.copy, card.copy);
    CHECK_STR("text", back.text, card.text);
    CHECK_STR("alt", back.picture.alt, card.picture.alt);
    CHECK_STR("handle", back.picture.handle, card.picture.handle);
    CHECK_STR("url", back.buttons[0].url, buttons[0].url);
    assert_int_equal(back.lang, LANG_DE);
    assert_int_equal(back.buttons[1].style, BUTTON_DANGER);
    assert_int_equal(back.n_items, 2);
    CHECK_STR("item", back.items[0].button.ref, STR("r1"));
    CHECK_STR("its second button", back.items[0].other.ref, STR("r2"));
    assert_int_equal(back.items[1].button.label.n, 0);
    CHECK_STR("option", back.select.options[1].value, STR("x"));
    assert_int_equal(back.menu.n_options, 0);
    card_encode(&twice, &back);
    CHECK_STR("again", buf_str(&twice), buf_str(&once));
    buf_clear(&twice);
}

TEST(a_form_comes_back_whole)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    AUTO(buf_clear) struct buf b = BUF_INIT(65536);
    form_encode(&b, &form);
    struct form back;
    assert_true(form_decode(a, buf_str(&b), &back, NULL));
    assert_int_equal(back.n_fields, 2);
    assert_int_equal(back.fields[0].kind, FIELD_LINES);
    assert_int_equal(back.fields[0].max_chars, 3000);
    assert_true(back.fields[0].optional && !back.fields[1].optional);
    CHECK_STR("hint", back.fields[0].hint, STR("hint"));
    CHECK_STR("value", back.fields[0].value, STR("a\nb"));
    CHECK_STR("ref", back.ref, STR("r5"));
}

static struct str encoded(struct arena *a, const struct answer *answer)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(65536);
    answer_encode(&b, answer);
    return arena_buf(a, &b);
}

TEST(each_kind_of_answer_comes_back)
{
    static const struct answer answers[] = {
        { .kind = ANSWER_NOTHING },
        { .kind = ANSWER_CARD, .card = &card },
        { .kind = ANSWER_REPLACE, .card = &card },
        { .kind = ANSWER_REMOVE },
        { .kind = ANSWER_FORM, .form = &form },
        { .kind = ANSWER_FORM_ERRORS, .errors = errors, .n_errors = COUNT(errors) },
        { .kind = ANSWER_PAGE, .page = &page },
    };
    AUTO(arena_freep) struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(answers); i++) {
        struct answer back;
        struct str text = encoded(a, &answers[i]);
        CHECK(text.p, answer_decode(a, text, &back, NULL));
        CHECK(text.p, back.kind == answers[i].kind);
        CHECK(text.p, (back.card != NULL) == (answers[i].card != NULL));
        CHECK_STR("again", encoded(a, &back), text);
    }
}

TEST(the_names_are_for_others_to_read)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    static const struct card small = { .title = STR_INIT("t"),
                                       .buttons = buttons,
                                       .n_buttons = 1 };
    struct answer answer = { .kind = ANSWER_CARD, .card = &small };
    CHECK_STR(
        "json", encoded(a, &answer),
        STR("{\"kind\":\"card\",\"card\":{\"lang\":\"en\",\"title\":\"t\",\"buttons\":[{"
            "\"label\":\"Share\",\"url\":\"https://x.example/?a=b&c\",\"style\":"
            "\"primary\"}]}}"));
}

TEST(what_is_not_ours_is_refused)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{\"kind\":\"dance\"}",
        "{\"kind\":3}",
        "{\"kind\":\"card\",\"card\":[]}",
        "{\"kind\":\"card\",\"card\":{\"title\":3}}",
        "{\"kind\":\"card\",\"card\":{\"facts\":{}}}",
        "{\"kind\":\"card\",\"card\":{\"facts\":[1]}}",
        "{\"kind\":\"card\",\"card\":{\"buttons\":[{\"style\":\"\"}]}}",
        "{\"kind\":\"form\",\"form\":{\"fields\":[{\"max_chars\":-1}]}}",
        "{\"kind\":\"form\",\"form\":{\"fields\":[{\"max_chars\":4294967296}]}}",
    };
    AUTO(arena_freep) struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct answer out = { .kind = ANSWER_PAGE };
        struct err err = { 0 };
        CHECK(bad[i], !answer_decode(a, str_from_c(bad[i]), &out, &err));
        CHECK(bad[i], err.code == ERR_PARSE && out.kind == ANSWER_PAGE);
    }
    struct answer out;
    assert_true(answer_decode(a, STR("{\"kind\":\"remove\",\"later\":1}"), &out, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_comes_back_whole),
        cmocka_unit_test(a_form_comes_back_whole),
        cmocka_unit_test(each_kind_of_answer_comes_back),
        cmocka_unit_test(the_names_are_for_others_to_read),
        cmocka_unit_test(what_is_not_ours_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
