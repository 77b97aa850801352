/* Cards, forms and pages as Block Kit, within Slack's limits. */
#include "fixture.h"

#include "base/text.h"
#include "base/utf8.h"
#include "platform/slack/blocks.h"
#include "platform/slack/names.h"
#include "platform/slack/render.h"

struct kit {
    struct texts *texts;
    struct arena *mem;
    struct json *json; /* what was rendered last */
};

static int set_up(void **state)
{
    static struct kit k;
    k = (struct kit){ .texts = texts_new(), .mem = arena_new() };
    *state = &k;
    return 0;
}

static int tear_down(void **state)
{
    struct kit *k = *state;
    texts_free(k->texts);
    arena_free(k->mem);
    json_free(k->json);
    return 0;
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

static const struct json *message_of(void **state, const struct card *card)
{
    struct kit *k = *state;
    struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    const struct render r = { k->texts, k->mem };
    jw_object(&w);
    render_message(&w, &r, card);
    jw_end_object(&w);
    return parsed(k, &out);
}

static const struct json *view_of(void **state, const struct form *form,
                                  struct str origin)
{
    struct kit *k = *state;
    struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    const struct render r = { k->texts, k->mem };
    render_form(&w, &r, form, origin);
    return parsed(k, &out);
}

static const struct json *home_of(void **state, const struct page *page)
{
    struct kit *k = *state;
    struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    const struct render r = { k->texts, k->mem };
    render_home(&w, &r, page);
    return parsed(k, &out);
}

/* The types of the blocks, a space between. */
static struct str types_of(void **state, const struct json *blocks)
{
    struct kit *k = *state;
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    for (const struct json *b = json_first(blocks); b; b = json_next(b)) {
        if (out.n > 0)
            buf_add_char(&out, ' ');
        buf_add(&out, json_str(b, "type"));
    }
    return arena_buf(k->mem, &out);
}

static struct str repeat(void **state, const char *what, size_t n)
{
    struct kit *k = *state;
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    for (size_t i = 0; i < n; i++)
        buf_add(&out, str_from_c(what));
    return arena_buf(k->mem, &out);
}

static const struct option three[] = {
    { STR_INIT("Other wording"), STR_INIT("wording") },
    { STR_INIT("Remind me"), STR_INIT("remind") },
    { STR_INIT("Not for me"), STR_INIT("no") },
};

static const struct button share_buttons[] = {
    { .label = STR_INIT("Share on LinkedIn"),
      .url = STR_INIT("https://www.linkedin.com/sharing/?url=x"),
      .style = BUTTON_PRIMARY },
    { .label = STR_INIT("Next post"), .ref = STR_INIT("1.share.next.x") },
};

static const struct fact facts[] = { { STR_INIT("Place"), STR_INIT("A & B") } };
static const struct item items[] = {
    { .text = STR_INIT("*First* post"),
      .button = { .label = STR_INIT("Take"), .ref = STR_INIT("1.share.take.1") } },
    { .text = STR_INIT("Did you post it?"),
      .button = { .label = STR_INIT("Yes"), .ref = STR_INIT("1.share.yes") },
      .other = { .label = STR_INIT("No"), .ref = STR_INIT("1.share.no") } },
};

static struct card full_card(void)
{
    return (struct card){
        .title = STR("Open day <in> Lindental"),
        .quiet = STR("LinkedIn · new & fresh"),
        .text = STR("*Why* you [could](https://example.com/a|b) <@U1>"),
        .copy = STR("Come & see\n#OpenDay *not bold*"),
        .note = STR("until _Monday_"),
        .summary = STR("A post & more"),
        .picture = { .hash = STR("h"), .alt = STR("A gate"), .handle = STR("F0PIC") },
        .facts = facts,
        .n_facts = COUNT(facts),
        .items = items,
        .n_items = COUNT(items),
        .buttons = share_buttons,
        .n_buttons = COUNT(share_buttons),
        .menu = { STR("More"), STR("1.share.menu"), STR(""), three, COUNT(three) },
        .select = { STR("Network"), STR("1.share.net"), STR("remind"), three,
                    COUNT(three) },
    };
}

static void a_full_card_has_its_blocks_in_order(void **state)
{
    struct card card = full_card();
    const struct json *j = message_of(state, &card), *b = json_at(j, "blocks");
    CHECK_STR("order", types_of(state, b),
              STR("header context section rich_text image section section section "
                  "actions actions actions context"));
    CHECK_STR("text", json_str(j, "text"), STR("A post &amp; more"));
    CHECK_STR("plain", json_str(b, "0.text.text"), STR("Open day <in> Lindental"));
    CHECK_STR("markup", json_str(b, "2.text.text"),
              STR("*Why* you <https://example.com/a%7Cb|could> <@U1>"));
    CHECK_STR("copy", json_str(b, "3.elements.0.elements.0.text"), card.copy);
    CHECK_STR("box", json_str(b, "3.elements.0.type"), STR("rich_text_preformatted"));
    CHECK_STR("picture", json_str(b, "4.slack_file.id"), STR("F0PIC"));
    CHECK_STR("fact", json_str(b, "5.fields.0.text"), STR("*Place*\nA &amp; B"));
    CHECK_STR("item", json_str(b, "6.accessory.value"), STR("1.share.take.1"));
    CHECK_STR("two", json_str(b, "8.elements.1.value"), STR("1.share.no"));
    CHECK_STR("url", json_str(b, "9.elements.0.url"), share_buttons[0].url);
    CHECK_STR("style", json_str(b, "9.elements.0.style"), STR("primary"));
    CHECK_STR("ref", json_str(b, "9.elements.1.value"), STR("1.share.next.x"));
    CHECK_STR("menu", json_str(b, "9.elements.2.type"), STR("overflow"));
    CHECK_STR("menu ref", json_str(b, "9.elements.2.action_id"), STR("1.share.menu"));
    CHECK_STR("select", json_str(b, "10.elements.0.initial_option.value"), STR("remind"));
    CHECK_STR("note", json_str(b, "11.elements.0.text"), STR("until _Monday_"));
    assert_true(str_starts(json_str(b, "9.elements.0.action_id"), STR(SLACK_URL_ACTION)));
}

static void what_is_empty_is_left_out(void **state)
{
    struct card card = { .text = STR("Hello") };
    CHECK_STR("text only", types_of(state, json_at(message_of(state, &card), "blocks")),
              STR("section"));
    card = (struct card){ .picture = { .hash = STR("h"), .alt = STR("a") } };
    const struct json *j = message_of(state, &card);
    assert_null(json_at(j, "blocks"));
    assert_true(json_str(j, "text").n > 0);
}

static void a_text_to_copy_alone_stands_in_no_box(void **state)
{
    struct card card = { .copy = STR("Fair & cake") };
    const struct json *j = message_of(state, &card);
    CHECK_STR("kind", types_of(state, json_at(j, "blocks")), STR("section"));
    CHECK_STR("text", json_str(j, "blocks.0.text.text"), STR("Fair &amp; cake"));
}

static void typed_marks_mean_nothing(void **state)
{
    struct card card = { .text = STR("\\*not bold\\* a_b `c*d` *e*") };
    const struct json *j = message_of(state, &card);
    CHECK_STR("marks", json_str(j, "blocks.0.text.text"),
              STR("\xE2\x80\x8B*\xE2\x80\x8Bnot bold* a_b `c*d` *e*"));
}

static void long_texts_are_split_at_paragraphs(void **state)
{
    struct kit *k = *state;
    struct str half = repeat(state, "word ", 500);
    struct card card = { .text = arena_fmt(k->mem, STR_FMT "\n\n" STR_FMT, STR_ARG(half),
                                           STR_ARG(half)),
                         .copy = repeat(state, "0123456789", 700),
                         .title = repeat(state, "long ", 40) };
    const struct json *b = json_at(message_of(state, &card), "blocks");
    CHECK_STR("order", types_of(state, b), STR("section section section rich_text"));
    CHECK_STR("first half", json_str(b, "1.text.text"), str_trim(half));
    CHECK_STR("second half", json_str(b, "2.text.text"), str_trim(half));
    assert_int_equal(json_count(json_at(b, "3.elements.0.elements")), 3);
    assert_true(str_starts(json_str(b, "0.text.text"), STR("*long ")));
}

static void cuts_keep_characters_links_and_entities_whole(void **state)
{
    static const struct {
        struct str text;
        size_t max;
        bool is_mrkdwn;
        struct str head;
    } cases[] = {
        { STR_INIT("abc"), 3, false, STR_INIT("abc") },
        { STR_INIT("abc def"), 5, false, STR_INIT("abc ") },
        { STR_INIT("abc\ndef gh"), 8, false, STR_INIT("abc\n") },
        { STR_INIT("abcdef"), 4, false, STR_INIT("abcd") },
        { STR_INIT("ab👩‍🚀cd"), 4, false, STR_INIT("ab") },
        { STR_INIT("e\xCC\x81"
                   "e\xCC\x81"),
          3, false, STR_INIT("e\xCC\x81") },
        { STR_INIT("x <https://a.example|b>"), 12, true, STR_INIT("x ") },
        { STR_INIT("ab&amp;cd"), 4, true, STR_INIT("ab") },
        { STR_INIT("ab&amp;cd"), 4, false, STR_INIT("ab&a") },
    };
    struct kit *k = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t n = slack_cut(k->mem, cases[i].text, cases[i].max, cases[i].is_mrkdwn);
        CHECK_STR(cases[i].text.p, str_take(cases[i].text, n), cases[i].head);
    }
    CHECK_STR("short", slack_shorten(k->mem, STR("abc"), 3), STR("abc"));
    CHECK_STR("long", slack_shorten(k->mem, STR("abc def"), 5), STR("abc…"));
}

static void links_that_no_button_holds_are_shown_otherwise(void **state)
{
    struct kit *k = *state;
    struct str query = repeat(state, "x", 3100);
    const struct button buttons[] = {
        { .label = STR("Long"),
          .url = arena_fmt(k->mem, "https://example.com/post?text=" STR_FMT,
                           STR_ARG(query)) },
        { .label = STR("Mail & more"), .url = STR("mailto:a@example.com?subject=b") },
    };
    struct card card = { .buttons = buttons, .n_buttons = COUNT(buttons) };
    const struct json *b = json_at(message_of(state, &card), "blocks");
    CHECK_STR("order", types_of(state, b), STR("section actions"));
    CHECK_STR("bare", json_str(b, "1.elements.0.url"), STR("https://example.com/post"));
    CHECK_STR("link", json_str(b, "0.text.text"),
              STR("<mailto:a@example.com?subject=b|Mail &amp; more>"));
}

static void too_much_is_said_and_the_buttons_stay(void **state)
{
    struct kit *k = *state;
    struct item *many = ARENA_ARRAY(k->mem, 200, struct item);
    for (size_t i = 0; i < 200; i++)
        many[i] = (struct item){ .text = arena_fmt(k->mem, "item %zu", i) };
    struct card card = { .lang = LANG_DE,
                         .items = many,
                         .n_items = 200,
                         .buttons = share_buttons,
                         .n_buttons = COUNT(share_buttons) };
    const struct json *b = json_at(message_of(state, &card), "blocks");
    size_t n = json_count(b);
    assert_true(n <= 50);
    struct str last = types_of(state, b);
    assert_true(str_ends(last, STR("section context actions")));
    const struct page page = { .cards = (const struct card[]){ card, card, card },
                               .n_cards = 3 };
    const struct json *home = home_of(state, &page);
    assert_true(json_count(json_at(home, "blocks")) <= 100);
    CHECK_STR("home", json_str(home, "type"), STR("home"));
}

static void choices_beyond_the_limits_are_grouped(void **state)
{
    struct kit *k = *state;
    struct option *many = ARENA_ARRAY(k->mem, 250, struct option);
    for (size_t i = 0; i < 250; i++)
        many[i] = (struct option){ arena_fmt(k->mem, "Option %zu", i),
                                   arena_fmt(k->mem, "%zu", i) };
    struct card card = { .select = { STR("All"), STR("ref"), STR("249"), many, 250 },
                         .menu = { STR("More"), STR("ref2"), STR(""), many, 6 } };
    const struct json *b = json_at(message_of(state, &card), "blocks");
    CHECK_STR("six", json_str(b, "0.elements.0.type"), STR("static_select"));
    assert_int_equal(json_count(json_at(b, "1.elements.0.option_groups")), 3);
    CHECK_STR("selected", json_str(b, "1.elements.0.initial_option.value"), STR("249"));
    assert_null(json_at(b, "1.elements.0.options"));
}

static const struct field fields[] = {
    { .kind = FIELD_NOTE, .label = STR_INIT("Say it *your* way") },
    { .kind = FIELD_LINES,
      .name = STR_INIT("text"),
      .label = STR_INIT("Text"),
      .value = STR_INIT("123456"),
      .max_chars = 5,
      .hint = STR_INIT("hint") },
    { .kind = FIELD_ONE_OF,
      .name = STR_INIT("few"),
      .label = STR_INIT("Few"),
      .options = three,
      .n_options = COUNT(three),
      .value = STR_INIT("no") },
    { .kind = FIELD_ANY_OF,
      .name = STR_INIT("any"),
      .label = STR_INIT("Any"),
      .options = three,
      .n_options = COUNT(three),
      .value = STR_INIT("no,wording"),
      .optional = true },
    { .kind = FIELD_MOMENT,
      .name = STR_INIT("when"),
      .label = STR_INIT("When"),
      .value = STR_INIT("2026-11-25T08:30") },
    { .kind = FIELD_LINE, .name = STR_INIT("line"), .label = STR_INIT("Line") },
};

static void a_form_is_a_modal(void **state)
{
    const struct form form = { .lang = LANG_DE,
                               .title = STR("A title that is much too long"),
                               .submit = STR("Send"),
                               .ref = STR("1.share.words"),
                               .fields = fields,
                               .n_fields = COUNT(fields) };
    const struct json *j = view_of(state, &form, STR("{\"a\":2}"));
    const struct json *b = json_at(j, "blocks");
    CHECK_STR("type", json_str(j, "type"), STR("modal"));
    CHECK_STR("ref", json_str(j, "callback_id"), STR("1.share.words"));
    CHECK_STR("origin", json_str(j, "private_metadata"), STR("{\"a\":2}"));
    CHECK_STR("title", json_str(j, "title.text"), STR("A title that is much…"));
    CHECK_STR("order", types_of(state, b),
              STR("section input input input input input input"));
    CHECK_STR("value", json_str(b, "1.element.initial_value"), STR("12345"));
    assert_int_equal(json_int(b, "1.element.max_length", 0), 5);
    assert_true(json_bool(b, "1.element.multiline"));
    CHECK_STR("hint", json_str(b, "1.hint.text"), STR("hint"));
    CHECK_STR("radio", json_str(b, "2.element.type"), STR("radio_buttons"));
    CHECK_STR("chosen", json_str(b, "2.element.initial_option.value"), STR("no"));
    CHECK_STR("boxes", json_str(b, "3.element.type"), STR("checkboxes"));
    assert_int_equal(json_count(json_at(b, "3.element.initial_options")), 2);
    assert_true(json_bool(b, "3.optional"));
    CHECK_STR("date", json_str(b, "4.element.initial_date"), STR("2026-11-25"));
    CHECK_STR("time", json_str(b, "5.element.initial_time"), STR("08:30"));
    CHECK_STR("block", json_str(b, "5.block_id"), STR("f:when:t"));
    CHECK_STR("label", json_str(b, "5.label.text"), STR("Uhrzeit"));
}

static void errors_stand_at_their_fields(void **state)
{
    struct kit *k = *state;
    static const struct form_error errors[] = {
        { STR_INIT("text"), STR_INIT("too long") },
        { STR_INIT(""), STR_INIT("later") },
        { STR_INIT("text"), STR_INIT("and rude") },
    };
    const struct answer a = { .kind = ANSWER_FORM_ERRORS,
                              .errors = errors,
                              .n_errors = COUNT(errors) };
    static const struct {
        struct str block, want;
    } cases[] = {
        { STR_INIT("f:network"),
          STR_INIT("{\"f:text\":\"too long and rude\",\"f:network\":\"later\"}") },
        { STR_INIT("f:text"), STR_INIT("{\"f:text\":\"too long later and rude\"}") },
        { STR_INIT(""), STR_INIT("{\"f:text\":\"too long and rude\"}") },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(buf_clear) struct buf out = BUF_INIT(4096);
        struct json_w w = JSON_W(&out);
        const struct render r = { k->texts, k->mem };
        slack_errors(&w, &r, &a, cases[i].block);
        CHECK_STR("errors", buf_str(&out), cases[i].want);
    }
}

static void a_card_in_a_window_does_not_say_its_title_twice(void **state)
{
    struct kit *k = *state;
    static const struct {
        struct str title, window;
        bool has_header;
    } cases[] = {
        { STR_INIT("Short"), STR_INIT("Short"), false },
        { STR_INIT("A title that is much too long"), STR_INIT("Details"), true },
        { STR_INIT(""), STR_INIT("Details"), false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_INIT(json_max_bytes);
        struct json_w w = JSON_W(&out);
        const struct render r = { k->texts, k->mem };
        const struct card card = { .title = cases[i].title, .text = STR("Text") };
        render_card_view(&w, &r, &card, STR(""));
        const struct json *j = parsed(k, &out);
        CHECK_STR("window", json_str(j, "title.text"), cases[i].window);
        bool has = str_eq(json_str(j, "blocks.0.type"), STR("header"));
        CHECK(cases[i].title.p, has == cases[i].has_header);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define KIT_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        KIT_TEST(a_full_card_has_its_blocks_in_order),
        KIT_TEST(what_is_empty_is_left_out),
        KIT_TEST(a_text_to_copy_alone_stands_in_no_box),
        KIT_TEST(typed_marks_mean_nothing),
        KIT_TEST(long_texts_are_split_at_paragraphs),
        KIT_TEST(cuts_keep_characters_links_and_entities_whole),
        KIT_TEST(links_that_no_button_holds_are_shown_otherwise),
        KIT_TEST(too_much_is_said_and_the_buttons_stay),
        KIT_TEST(choices_beyond_the_limits_are_grouped),
        KIT_TEST(a_form_is_a_modal),
        KIT_TEST(errors_stand_at_their_fields),
        KIT_TEST(a_card_in_a_window_does_not_say_its_title_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
