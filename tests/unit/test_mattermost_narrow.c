/* Whatever a card holds, an old server takes its post, and nothing is missing unsaid. */
#include "fixture.h"

#include "base/text.h"
#include "go_size.h"
#include "platform/mattermost/bricks.h"
#include "platform/mattermost/names.h"

enum { props_max = 8000, message_max = 16383 };

struct kit {
    struct texts *texts;
    struct arena *mem;
    struct mac_key *key;
};

static void kit_clear(struct kit *k)
{
    texts_free(k->texts);
    arena_free(k->mem);
    mac_key_free(k->key);
}

static struct kit kit_new(void)
{
    return (struct kit){ texts_new(), arena_new(), mac_key_new(STR("key")) };
}

static struct render render_of(const struct kit *k, enum stand stand, bool has_buttons)
{
    return (struct render){
        .texts = k->texts,
        .mem = k->mem,
        .key = k->key,
        .site = STR("https://chat.example.com"),
        .callback_url =
            has_buttons ? STR("http://10.0.0.5:8480/mattermost/acme") : STR(""),
        .origin = { .stand = stand,
                    .user = STR("8mzg9o7kz3nidqfjtfxk3gxrma"),
                    .channel = STR("nqz4wyg9dbrfmkpgp5jhydn5zy"),
                    .place = STR("nqz4wyg9dbrfmkpgp5jhydn5zy"),
                    .team = STR("5wq1qbmz77bipbmi1qfm1gz1rw") },
        .max_props = props_max,
    };
}

static struct str repeated(struct arena *mem, const char *what, size_t n)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    for (size_t i = 0; i < n; i++)
        buf_addf(&out, "%s", what);
    return arena_buf(mem, &out);
}

static struct json *rendered(const struct render *r, const struct card *card)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    struct json *j = NULL;
    struct err err = { 0 };
    jw_object(&w);
    render_post(&w, r, card);
    jw_end_object(&w);
    if (!json_parse(&j, buf_str(&out), &err))
        fail_msg("%s in %s", err.msg, buf_c(&out));
    return j;
}

/* How large a card is. */
struct size {
    size_t copy, url, links, items, buttons, options, ref;
};

static struct card card_of(struct arena *mem, struct size s, const char *letter)
{
    struct button *buttons = ARENA_ARRAY(mem, s.links + s.buttons + 1, struct button);
    struct item *items = ARENA_ARRAY(mem, s.items + 1, struct item);
    struct option *options = ARENA_ARRAY(mem, s.options + 1, struct option);
    struct str ref = repeated(mem, "r", s.ref);
    struct str url = arena_fmt(mem, "https://a.example/?u=" STR_FMT,
                               STR_ARG(repeated(mem, "&a=b", s.url / 4)));
    for (size_t i = 0; i < s.links; i++)
        buttons[i] = (struct button){ .label = arena_fmt(mem, "Link %zu", i),
                                      .url = url,
                                      .style = i == 2 ? BUTTON_PRIMARY : BUTTON_PLAIN };
    for (size_t i = 0; i < s.buttons; i++)
        buttons[s.links + i] =
            (struct button){ .label = arena_fmt(mem, "Button %zu", i), .ref = ref };
    for (size_t i = 0; i < s.items; i++)
        items[i] = (struct item){ .text = arena_fmt(mem, "item %zu", i),
                                  .button = { .label = STR("Take"), .ref = ref },
                                  .other = { .label = i % 5 == 4 ? STR("No") : STR(""),
                                             .ref = i % 5 == 4 ? ref : STR("") } };
    for (size_t i = 0; i < s.options; i++)
        options[i] = (struct option){ arena_fmt(mem, "Option %zu", i),
                                      arena_fmt(mem, "value-%zu", i) };
    return (struct card){
        .title = STR("Open day & more"),
        .quiet = STR("LinkedIn"),
        .text = repeated(mem, letter, s.copy / 2),
        .copy = repeated(mem, letter, s.copy),
        .note = STR("A note"),
        .summary = STR("A post"),
        .items = items,
        .n_items = s.items,
        .buttons = buttons,
        .n_buttons = s.links + s.buttons,
        .select = { STR("Network"), ref, STR(""), options, s.options },
    };
}

static const struct json *check_fits(const struct json *j, const char *label)
{
    size_t props = go_size_of_props(json_at(j, "props"));
    size_t message = go_size_of_message(json_str(j, "message"));
    if (props > props_max || message > message_max)
        fail_msg("%s: props %zu, message %zu", label, props, message);
    CHECK(label, message > 0 || json_at(j, "props.attachments.0"));
    return j;
}

/* What its texts are made of. */
static const struct {
    size_t copy;
    const char *letter;
} texts[] = {
    { 0, "a" },
    { 3000, "a" },
    { 3000, "\xC3\xBC" },
    { 3000, "<" },
    { 3000, "\xF0\x9F\x8E\x89" },
    { 3000, "`" },
    { 3000, "a\n" },
    { 20000, "<" },
};

static void check_everywhere(const struct kit *k, const struct card *card)
{
    static const enum stand stands[] = { STAND_DIRECT, STAND_CHANNEL, STAND_PAGE };
    for (size_t i = 0; i < 2 * COUNT(stands); i++) {
        struct render r = render_of(k, stands[i / 2], i % 2 == 0);
        AUTO(json_freep) struct json *j = rendered(&r, card);
        (void)check_fits(j, i % 2 == 0 ? "buttons" : "numbers");
    }
}

TEST(every_card_fits)
{
    static const struct size sizes[] = {
        { 0, 3000, 10, 15, 4, 12, 100 }, { 0, 100, 2, 0, 4, 12, 255 },
        { 0, 3000, 1, 60, 0, 0, 255 },   { 0, 0, 0, 0, 40, 60, 255 },
        { 0, 9000, 10, 0, 2, 0, 100 },   { 0, 100, 1, 15, 0, 100, 255 },
    };
    for (size_t i = 0; i < COUNT(sizes) * COUNT(texts); i++) {
        struct kit k = kit_new();
        struct size size = sizes[i % COUNT(sizes)];
        size.copy = texts[i / COUNT(sizes)].copy;
        struct card card = card_of(k.mem, size, texts[i / COUNT(sizes)].letter);
        check_everywhere(&k, &card);
        kit_clear(&k);
    }
}

static size_t actions_of(const struct json *j)
{
    size_t n = 0;
    const struct json *a = json_first(json_at(j, "props.attachments"));
    for (; a; a = json_next(a))
        n += json_count(json_at(a, "actions"));
    return n;
}

TEST(a_list_of_fifteen_keeps_its_buttons)
{
    struct kit k = kit_new();
    struct card card = card_of(k.mem, (struct size){ .items = 4, .ref = 99 }, "a");
    struct item *items = ARENA_ARRAY(k.mem, 15, struct item);
    for (size_t i = 0; i < 15; i++)
        items[i] = card.items[0];
    card.items = items;
    card.n_items = 15;
    struct render r = render_of(&k, STAND_DIRECT, true);
    AUTO(json_freep) struct json *j = rendered(&r, &card);
    assert_int_equal(actions_of(check_fits(j, "list")), 15);
    CHECK_STR("message", json_str(j, "message"), STR(""));
    kit_clear(&k);
}

TEST(texts_move_into_the_message_before_buttons_go)
{
    struct kit k = kit_new();
    const struct size size = {
        .copy = 3000, .url = 3000, .links = 2, .items = 15, .buttons = 2, .ref = 99
    };
    struct card card = card_of(k.mem, size, "a");
    struct render r = render_of(&k, STAND_CHANNEL, true);
    AUTO(json_freep) struct json *j = rendered(&r, &card);
    struct str message = json_str(check_fits(j, "moved"), "message");
    assert_int_equal(actions_of(j), 15 + 3 + 2);
    assert_true(
        str_starts(message, STR("**Open day &amp; more**\n\nLinkedIn\n\n[Link 0](")));
    assert_true(str_find(message, card.copy) > 0);
    assert_true(str_find(message, STR("A note")) > 0);
    assert_true(str_find(message, STR("\n1 · item 0\n\n2 · item 1")) > 0);
    assert_true(str_find(message, STR("does not fit")) < 0);
    kit_clear(&k);
}

TEST(what_is_left_out_is_said)
{
    struct kit k = kit_new();
    const struct size size = {
        .copy = 3000, .url = 3000, .links = 10, .items = 40, .buttons = 2, .ref = 255
    };
    struct card card = card_of(k.mem, size, "a");
    struct render r = render_of(&k, STAND_CHANNEL, true);
    AUTO(json_freep) struct json *j = rendered(&r, &card);
    struct str message = json_str(check_fits(j, "less"), "message");
    assert_true(str_find(message, card.copy) > 0);
    assert_true(str_find(message, STR("[Link 0](")) > 0);
    assert_true(str_find(message, STR("[Link 9](")) < 0);
    assert_true(str_find(message, STR("item 1")) > 0);
    assert_true(str_find(message, STR("item 39")) < 0);
    assert_true(str_ends(message, STR("\n\nThere is more, but it does not fit here.")));
    struct str last = json_str(j, "props.attachments.0.actions.0.name");
    CHECK_STR("first button", last, STR("1 · Take"));
    kit_clear(&k);
}

/* A number in the message picks just what it says. */
TEST(numbers_hold_in_the_message_too)
{
    struct kit k = kit_new();
    const struct size size = {
        .copy = 3000, .items = 50, .buttons = 2, .options = 12, .ref = 255
    };
    struct card card = card_of(k.mem, size, "a");
    struct render r = render_of(&k, STAND_DIRECT, true);
    AUTO(json_freep) struct json *j = rendered(&r, &card);
    const struct json *choices = json_at(j, "props." MATTERMOST_MARK ".choices");
    struct str message = json_str(check_fits(j, "numbers"), "message");
    assert_null(json_at(j, "props.attachments"));
    size_t n = 0;
    for (const struct json *c = json_first(choices); c; c = json_next(c))
        n += json_count(c) > 1 ? json_count(c) - 1 : 1;
    assert_true(n > 14);
    assert_true(str_find(message, arena_fmt(k.mem, "**%zu**", n)) > 0);
    assert_true(str_find(message, arena_fmt(k.mem, "**%zu**", n + 1)) < 0);
    assert_true(str_find(message, STR("Option 11")) > 0);
    assert_true(str_find(message, STR("Button 1")) > 0);
    kit_clear(&k);
}

static struct json *asked(const struct kit *k, size_t n)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    struct json *j = NULL;
    const struct field fields[] = {
        { .kind = FIELD_NOTE, .label = STR("A *note*") },
        { .kind = FIELD_LINES,
          .name = STR("text"),
          .label = STR("Your words"),
          .value = repeated(k->mem, "<a ", n) },
        { .kind = FIELD_LINE, .name = STR("next"), .label = STR("Next") },
    };
    const struct form form = { .title = STR("In my words"),
                               .submit = STR("Save"),
                               .ref = STR("1.share.own"),
                               .fields = fields,
                               .n_fields = COUNT(fields) };
    const struct render r = render_of(k, STAND_DIRECT, false);
    struct talk t;
    talk_begin(&t, k->mem, &form, 5000);
    jw_object(&w);
    render_talk(&w, &r, &t, STR("No."));
    jw_end_object(&w);
    assert_true(json_parse(&j, buf_str(&out), NULL));
    return j;
}

TEST(a_talk_fits_and_is_kept_while_there_is_room)
{
    struct kit k = kit_new();
    struct talk back;
    AUTO(json_freep) struct json *some = asked(&k, 100);
    assert_non_null(json_at(check_fits(some, "some"), "props.attachments.0"));
    AUTO(json_freep) struct json *more = asked(&k, 920);
    assert_null(json_at(check_fits(more, "more"), "props.attachments"));
    struct str message = json_str(more, "message");
    assert_true(
        str_starts(message, STR("**In my words**\n\n**No.**\n\nQuestion 1 of 2")));
    assert_true(str_find(message, STR("A **note**\n\n**Your words**")) > 0);
    assert_true(str_find(message, STR("```\n<a <a <a ")) > 0);
    const struct json *kept = json_at(more, "props." MATTERMOST_MARK ".talk");
    assert_true(talk_read(k.mem, kept, &back));
    assert_int_equal(back.values[1].value.n, 3 * 920);
    AUTO(json_freep) struct json *most = asked(&k, 5000);
    assert_null(json_at(check_fits(most, "most"), "props." MATTERMOST_MARK ".talk"));
    kit_clear(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_card_fits),
        cmocka_unit_test(a_list_of_fifteen_keeps_its_buttons),
        cmocka_unit_test(texts_move_into_the_message_before_buttons_go),
        cmocka_unit_test(what_is_left_out_is_said),
        cmocka_unit_test(numbers_hold_in_the_message_too),
        cmocka_unit_test(a_talk_fits_and_is_kept_while_there_is_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
