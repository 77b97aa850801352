/* Cards and forms as HTML and as text for the terminal. */
#include "check.h"

#include "platform/playground/demo.h"
#include "platform/playground/html.h"
#include "platform/playground/render.h"

static const struct render_words words[LANG_COUNT] = {
    [LANG_EN] = { .copy = STR_INIT("Copy"),
                  .copied = STR_INIT("Copied"),
                  .copy_label = STR_INIT("Text to copy"),
                  .more = STR_INIT("More"),
                  .cancel = STR_INIT("Cancel"),
                  .optional = STR_INIT("(optional)"),
                  .picture = STR_INIT("Picture"),
                  .text_to_copy = STR_INIT("Text to copy"),
                  .empty_page = STR_INIT("Nothing here yet.") },
    [LANG_DE] = { .copy = STR_INIT("Kopieren"), .cancel = STR_INIT("Abbrechen") },
};

static const struct option networks[] = {
    { STR_INIT("LinkedIn"), STR_INIT("linkedin") },
    { STR_INIT("X & Co"), STR_INIT("x") },
};

static const struct button buttons[] = {
    { .label = STR_INIT("Share"),
      .url = STR_INIT("https://example.com/?a=1&b=2"),
      .style = BUTTON_PRIMARY },
    { .label = STR_INIT("Next"), .ref = STR_INIT("ref-next") },
    { .label = STR_INIT("Trap"), .url = STR_INIT("javascript:alert(1)") },
};

static struct card full_card(void)
{
    return (struct card){
        .title = STR("Open <gate>"),
        .quiet = STR("fresh"),
        .text = STR("*bold* and [words](https://example.com/x) for <@anna>"),
        .copy = STR("Come \"by\" & see:\n\n<b>cake</b>"),
        .note = STR("small"),
        .summary = STR("A post"),
        .picture = { .hash = STR("abc123"), .alt = STR("A \"gate\"") },
        .buttons = buttons,
        .n_buttons = COUNT(buttons),
        .select = { .label = STR("Network"),
                    .ref = STR("ref-net"),
                    .selected = STR("linkedin"),
                    .options = networks,
                    .n_options = COUNT(networks) },
        .menu = { .ref = STR("ref-menu"),
                  .options = networks,
                  .n_options = COUNT(networks) },
    };
}

static void check_has(const struct buf *b, const char *part)
{
    if (str_find(buf_str(b), str_from_c(part)) < 0)
        print_error("not there: %s\nin: %s\n", part, buf_c(b));
    CHECK(part, str_find(buf_str(b), str_from_c(part)) >= 0);
}

static void check_lacks(const struct buf *b, const char *part)
{
    CHECK(part, str_find(buf_str(b), str_from_c(part)) < 0);
}

TEST(a_card_is_html_with_everything_escaped)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    struct card card = full_card();
    render_card_html(&out, &card, words);
    static const char *const parts[] = {
        "<h3 class=\"card-title\">Open &lt;gate&gt;</h3>",
        "<strong>bold</strong>",
        "href=\"https://example.com/x\">words</a>",
        "@Anna Sommer",
        "Come &quot;by&quot; &amp; see:\n\n&lt;b&gt;cake&lt;/b&gt;</pre>",
        "data-copied=\"Copied\">Copy</button>",
        "src=\"/picture/abc123\" alt=\"A &quot;gate&quot;\"",
        "rel=\"noopener noreferrer\" href=\"https://example.com/?a=1&amp;b=2\">Share</a>",
        "<button class=\"button\" type=\"button\" data-ref=\"ref-next\">Next</button>",
        "<select data-ref=\"ref-net\"><option value=\"linkedin\" selected>LinkedIn<",
        "data-ref=\"ref-menu\" data-choice=\"x\">X &amp; Co</button>",
        "aria-label=\"More\"",
        "<p class=\"note\">small</p>",
    };
    for (size_t i = 0; i < COUNT(parts); i++)
        check_has(&out, parts[i]);
    check_lacks(&out, "<b>");
    check_lacks(&out, "href=\"javascript");
}

TEST(a_question_has_both_its_buttons)
{
    AUTO(buf_clear) struct buf html = BUF_INIT(render_max_bytes);
    AUTO(buf_clear) struct buf text = BUF_INIT(render_max_bytes);
    struct item asked = { .text = STR("Did you?"),
                          .button = { .label = STR("Yes"), .ref = STR("ref-yes") },
                          .other = { .label = STR("No"), .ref = STR("ref-no") } };
    struct card card = { .items = &asked, .n_items = 1 };
    struct choices choices = { 0 };
    render_card_html(&html, &card, words);
    check_has(&html, "data-ref=\"ref-yes\">Yes</button>");
    check_has(&html, "data-ref=\"ref-no\">No</button>");
    render_card_text(&text, &card, words, false, &choices);
    check_has(&text, "Did you?\n   1  Yes\n   2  No\n");
}

TEST(what_is_empty_is_left_out)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    struct card card = { .lang = LANG_DE, .title = STR("Only this") };
    render_card_html(&out, &card, words);
    CHECK_STR("card", buf_str(&out),
              STR("<article class=\"card\" lang=\"de\"><h3 class=\"card-title\">Only "
                  "this</h3></article>"));
}

TEST(a_form_has_a_field_of_each_kind)
{
    const struct field fields[] = {
        { .kind = FIELD_NOTE, .label = STR("Nobody *else* reads this") },
        { .kind = FIELD_LINES,
          .name = STR("text"),
          .label = STR("Text"),
          .hint = STR("at most 10"),
          .value = STR("<a>"),
          .max_chars = 10 },
        { .kind = FIELD_LINE,
          .name = STR("host"),
          .label = STR("Host"),
          .optional = true },
        { .kind = FIELD_ONE_OF,
          .name = STR("one"),
          .label = STR("One"),
          .value = STR("x"),
          .options = networks,
          .n_options = COUNT(networks) },
        { .kind = FIELD_ANY_OF,
          .name = STR("any"),
          .label = STR("Any"),
          .value = STR("linkedin,y"),
          .options = networks,
          .n_options = COUNT(networks) },
        { .kind = FIELD_MOMENT,
          .name = STR("when"),
          .label = STR("When"),
          .value = STR("2026-11-24T08:30") },
    };
    struct form form = { .title = STR("Mine"),
                         .submit = STR("Use it"),
                         .ref = STR("ref-form"),
                         .fields = fields,
                         .n_fields = COUNT(fields) };
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    render_form_html(&out, &form, words);
    static const char *const parts[] = {
        "data-ref=\"ref-form\"",
        "Nobody <strong>else</strong>",
        "id=\"field-text\" name=\"text\" required aria-describedby=\"hint-text\" "
        "maxlength=\"10\">\n&lt;a&gt;</textarea>",
        "<input type=\"text\" autocomplete=\"off\" id=\"field-host\" name=\"host\">",
        "<option value=\"x\" selected>",
        "name=\"any\" value=\"linkedin\" checked>",
        "name=\"any\" value=\"x\">",
        "type=\"datetime-local\" id=\"field-when\" name=\"when\" required "
        "value=\"2026-11-24T08:30\"",
        "data-cancel>Cancel</button>",
        ">Use it</button>",
    };
    for (size_t i = 0; i < COUNT(parts); i++)
        check_has(&out, parts[i]);
}

TEST(an_empty_page_says_so)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    render_page_html(&out, &(struct page){ 0 }, LANG_EN, words);
    CHECK_STR("page", buf_str(&out), STR("<p class=\"empty\">Nothing here yet.</p>"));
}

TEST(a_card_is_text_with_numbered_choices)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    struct card card = full_card();
    struct choices choices = { 0 };
    render_card_text(&out, &card, words, false, &choices);
    static const char *const parts[] = {
        "  Open <gate>\n",
        "bold and words (https://example.com/x)",
        "  | Come \"by\" & see:\n  |\n  | <b>cake</b>\n",
        "[Picture: A \"gate\"]",
        "   1  Share\n      https://example.com/?a=1&b=2\n   2  Next\n",
    };
    for (size_t i = 0; i < COUNT(parts); i++)
        check_has(&out, parts[i]);
    assert_int_equal(choices.n, 6); /* 3 buttons, 2 of the menu, 1 other network */
    CHECK_STR("url", choices.at[0].url, STR("https://example.com/?a=1&b=2"));
    CHECK_STR("ref", choices.at[1].ref, STR("ref-next"));
    CHECK_STR("menu", choices.at[3].value, STR("linkedin"));
    CHECK_STR("select", choices.at[5].ref, STR("ref-net"));
    CHECK_STR("select", choices.at[5].value, STR("x"));
}

TEST(text_keeps_to_eighty_columns)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(8192), out = BUF_INIT(16384);
    for (int i = 0; i < 200; i++)
        buf_addf(&text, "grün%d ", i);
    render_wrap(&out, buf_str(&text), terminal_columns, STR("  | "));
    struct str rest = buf_str(&out);
    while (rest.n) {
        struct str line = str_cut(&rest, '\n');
        size_t columns = 0;
        for (size_t i = 0; i < line.n; i++)
            columns += (line.p[i] & 0xc0) != 0x80;
        CHECK("line", columns <= terminal_columns);
        CHECK("indent", str_starts(line, STR("  | ")));
        CHECK("end", line.p[line.n - 1] != ' ');
    }
}

TEST(a_terminal_gets_no_control_characters)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    struct card card = { .title = STR("a\033[2Jb"), .copy = STR("c\r\007d") };
    struct choices choices = { 0 };
    render_card_text(&out, &card, words, false, &choices);
    for (size_t i = 0; i < out.n; i++)
        CHECK("control", (unsigned char)out.p[i] >= 0x20 || out.p[i] == '\n');
}

TEST(the_demo_library_is_fresh_whenever_it_is_read)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    const int64_t now = INT64_C(1795521600000); /* 2026-11-24T12:00Z */
    struct str got = demo_fresh(a,
                                STR("id = \"x\"\nfrom_days_ago = 2\nuntil_in_days = 9\n"
                                    "deadline_in_days = 40\nkind = \"job\"\n"),
                                now);
    CHECK_STR("post", got,
              STR("id = \"x\"\nfrom = 2026-11-22\nuntil = 2026-12-03\n"
                  "deadline = 2027-01-03\nkind = \"job\"\n"));
}

TEST(every_picture_of_the_demo_is_there_and_small)
{
    size_t n, posts = 0;
    const struct embedded *files = demo_files(&n);
    for (size_t i = 0; i < n; i++) {
        struct str bytes = files[i].bytes;
        CHECK(files[i].name, bytes.n > 0 && bytes.n < (size_t)40 * 1024);
        if (!str_ends(str_from_c(files[i].name), STR(".toml")))
            continue;
        posts++;
        ptrdiff_t at = str_find(bytes, STR("\npicture = \""));
        bool found = at < 0;
        struct str name = str_skip(bytes, at < 0 ? 0 : (size_t)at + 12);
        name = str_cut(&name, '"');
        for (size_t k = 0; k < n; k++)
            found = found || str_eq(str_from_c(files[k].name), name);
        CHECK(files[i].name, found);
    }
    assert_true(posts >= 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_is_html_with_everything_escaped),
        cmocka_unit_test(a_question_has_both_its_buttons),
        cmocka_unit_test(what_is_empty_is_left_out),
        cmocka_unit_test(a_form_has_a_field_of_each_kind),
        cmocka_unit_test(an_empty_page_says_so),
        cmocka_unit_test(a_card_is_text_with_numbered_choices),
        cmocka_unit_test(text_keeps_to_eighty_columns),
        cmocka_unit_test(a_terminal_gets_no_control_characters),
        cmocka_unit_test(the_demo_library_is_fresh_whenever_it_is_read),
        cmocka_unit_test(every_picture_of_the_demo_is_there_and_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
