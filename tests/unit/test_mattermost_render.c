/* Cards and pages as posts with attachments, and as numbered posts. */
#include "fixture.h"

#include "base/text.h"
#include "platform/mattermost/bricks.h"
#include "platform/mattermost/names.h"

#define NB "\xE2\x80\xAF\xE2\x80\xAF"

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

/* With buttons, in the direct messages of anna, for row "u-1". */
static struct render render_of(struct kit *k)
{
    return (struct render){
        .texts = k->texts,
        .mem = k->mem,
        .key = k->key,
        .rnd = random_from_seeded(&k->seed),
        .site = STR("https://chat.example.com/mm"),
        .callback_url = STR("http://10.0.0.5:8480/mattermost/acme"),
        .origin = { .stand = STAND_DIRECT,
                    .user = STR("anna"),
                    .place = STR("place1"),
                    .team = STR("team2"),
                    .uid = STR("u-1") },
        .now_ms = 1000,
        .shows_files = true,
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

/* What one of the functions writes into an object. */
static const struct json *
written(struct kit *k, const struct render *r, const struct card *card,
        void (*fn)(struct json_w *, const struct render *, const struct card *))
{
    struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    fn(&w, r, card);
    jw_end_object(&w);
    return parsed(k, &out);
}

static const struct json *post_of(void **state, const struct card *card)
{
    struct kit *k = *state;
    struct render r = render_of(k);
    return written(k, &r, card, render_post);
}

static const struct json *numbered(void **state, const struct card *card)
{
    struct kit *k = *state;
    struct render r = render_of(k);
    r.callback_url = STR("");
    return written(k, &r, card, render_post);
}

static const struct option three[] = {
    { STR_INIT("Other wording"), STR_INIT("wording") },
    { STR_INIT("Remind me"), STR_INIT("remind") },
    { STR_INIT(""), STR_INIT("no") },
};

static const struct button share_buttons[] = {
    { .label = STR_INIT("More about it"), .url = STR_INIT("https://example.com/more") },
    { .label = STR_INIT("Share on LinkedIn"),
      .url = STR_INIT("https://www.linkedin.com/sharing/?url=x"),
      .style = BUTTON_PRIMARY },
    { .label = STR_INIT("Next :) post"), .ref = STR_INIT("1.share.next.x") },
    { .label = STR_INIT("Away"),
      .ref = STR_INIT("1.share.away"),
      .style = BUTTON_DANGER },
};

static const struct fact facts[] = { { STR_INIT("Place #One"), STR_INIT("A & B") } };
static const struct item items[] = {
    { .text = STR_INIT("*First* post"),
      .button = { .label = STR_INIT("Take"), .ref = STR_INIT("1.share.take.1") } },
    { .text = STR_INIT("*Latest five*") },
    { .text = STR_INIT("*Second*\nnew"),
      .button = { .label = STR_INIT("Take"), .ref = STR_INIT("1.share.take.2") } },
    { .text = STR_INIT("Did you post it?"),
      .button = { .label = STR_INIT("Yes"), .ref = STR_INIT("1.share.yes") },
      .other = { .label = STR_INIT("No"), .ref = STR_INIT("1.share.no") } },
};

static struct card full_card(void)
{
    return (struct card){
        .title = STR("Open *day* in Lindental"),
        .quiet = STR("LinkedIn · new"),
        .text = STR("*Why* you could"),
        .copy = STR("Come & see\n#OpenDay *not bold*"),
        .note = STR("until _Monday_"),
        .summary = STR("A post & more"),
        .picture = { .hash = STR("h"),
                     .alt = STR("A gate"),
                     .handle = STR("team1:file1:post1,team2:file2:post2") },
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

static void a_full_card_has_links_on_top_and_copy_below(void **state)
{
    struct card card = full_card();
    const struct json *j = post_of(state, &card);
    const struct json *a = json_at(j, "props.attachments.0");
    CHECK_STR("message", json_str(j, "message"), STR(""));
    CHECK_STR("summary", json_str(a, "fallback"), STR("A post & more"));
    CHECK_STR("title", json_str(a, "title"), STR("Open &#42;day&#42; in Lindental"));
    CHECK_STR("text", json_str(a, "text"),
              STR("LinkedIn · new\n\n"
                  "**[Share on LinkedIn](https://www.linkedin.com/sharing/?url=x)**"
                  " · [More about it](https://example.com/more)\n\n"
                  "**Why** you could\n\nuntil _Monday_"));
    CHECK_STR("name", json_str(a, "fields.0.title"), STR("Text to copy"));
    CHECK_STR("copy", json_str(a, "fields.0.value"),
              STR("```\nCome & see\n#OpenDay *not bold*\n```"));
    CHECK_STR("fact", json_str(a, "fields.1.title"), STR("Place #\xE2\x80\x8BOne"));
    CHECK_STR("fact", json_str(a, "fields.1.value"), STR("A &amp; B"));
    assert_true(json_bool(a, "fields.1.short"));
    CHECK_STR("items", json_str(a, "fields.2.value"),
              STR("1 · **First** post\n\n**Latest five**\n\n2 · **Second**\nnew"));
    assert_int_equal(json_count(json_at(a, "fields")), 3);
}

/* The names of the actions, a line each. */
static struct str names_of(void **state, const struct json *actions)
{
    struct kit *k = *state;
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    for (const struct json *a = json_first(actions); a; a = json_next(a))
        buf_addf(&out, STR_FMT " " STR_FMT "\n", STR_ARG(json_str(a, "id")),
                 STR_ARG(json_str(a, "name")));
    return arena_buf(k->mem, &out);
}

static void buttons_carry_their_reference_and_our_seal(void **state)
{
    struct kit *k = *state;
    struct card card = full_card();
    const struct json *all = json_at(post_of(state, &card), "props.attachments");
    const struct json *a = json_at(all, "0.actions");
    CHECK_STR("names", names_of(state, a),
              STR("a0 1 · Take\na1 2 · Take\na2 Next :\xE2\x80\x8B) post\na3 Away\n"
                  "a4 More\na5 Network\n"));
    CHECK_STR("type", json_str(a, "2.type"), STR("button"));
    CHECK_STR("style", json_str(a, "2.style"), STR("default"));
    CHECK_STR("style", json_str(a, "3.style"), STR("danger"));
    CHECK_STR("url", json_str(a, "2.integration.url"),
              STR("http://10.0.0.5:8480/mattermost/acme/action"));
    CHECK_STR("ref", json_str(a, "2.integration.context.ref"), STR("1.share.next.x"));
    struct origin origin;
    assert_true(origin_open(k->mem, k->key, json_str(a, "2.integration.context.seal"),
                            (struct pressed){ STR("anna"), STR("") }, &origin));
    CHECK_STR("user", origin.user, STR("anna"));
    CHECK_STR("menu", json_str(a, "4.type"), STR("select"));
    CHECK_STR("no label", json_str(a, "4.options.2.text"), STR("no"));
    assert_null(json_at(a, "4.default_option"));
    CHECK_STR("selected", json_str(a, "5.default_option"), STR("remind"));
    CHECK_STR("question", json_str(all, "1.text"), STR("Did you post it?"));
    CHECK_STR("answers", names_of(state, json_at(all, "1.actions")),
              STR("a6 Yes\na7 No\n"));
}

static void the_picture_is_the_one_of_their_team(void **state)
{
    struct kit *k = *state;
    struct card card = full_card();
    const struct json *all = json_at(post_of(state, &card), "props.attachments");
    assert_int_equal(json_count(all), 3);
    CHECK_STR("url", json_str(all, "2.image_url"),
              STR("https://chat.example.com/mm/api/v4/files/file2/preview"));
    CHECK_STR("alt", json_str(all, "2.footer"), STR("A gate"));
    assert_null(json_at(all, "2.fallback"));
    struct render r = render_of(k);
    r.origin.team = STR("other");
    all = json_at(written(k, &r, &card, render_post), "props.attachments");
    assert_int_equal(json_count(all), 2);
    r.origin.team = STR("");
    all = json_at(written(k, &r, &card, render_post), "props.attachments");
    CHECK_STR("any", json_str(all, "2.image_url"),
              STR("https://chat.example.com/mm/api/v4/files/file1/preview"));
}

static void where_files_are_for_members_a_picture_is_a_link(void **state)
{
    struct kit *k = *state;
    struct card card = full_card();
    struct render r = render_of(k);
    r.shows_files = false;
    const struct json *a =
        json_at(written(k, &r, &card, render_post), "props.attachments.2");
    assert_null(json_at(a, "image_url"));
    CHECK_STR("link", json_str(a, "text"),
              STR("Picture: [A gate](https://chat.example.com/mm/_redirect/pl/post2)"));
    card.picture.alt = STR("");
    card.lang = LANG_DE;
    a = json_at(written(k, &r, &card, render_post), "props.attachments.2");
    CHECK_STR("no words", json_str(a, "text"),
              STR("Bild: [öffnen](https://chat.example.com/mm/_redirect/pl/post2)"));
}

static void a_sentence_needs_no_frame(void **state)
{
    struct card card = { .text = STR("Saved for *you*."), .summary = STR("Saved") };
    const struct json *j = post_of(state, &card);
    CHECK_STR("message", json_str(j, "message"), STR("Saved for **you**."));
    assert_null(json_at(j, "props.attachments"));
    CHECK_STR("bot", json_str(j, "props.from_bot"), STR("true"));
    CHECK_STR("mark", json_str(j, "props." MATTERMOST_MARK ".id"), STR("u-1"));
    struct card empty = { .lang = LANG_DE };
    assert_true(json_str(post_of(state, &empty), "message").n > 0);
}

static void a_text_to_copy_alone_is_the_message_itself(void **state)
{
    struct kit *k = *state;
    struct render r = render_of(k);
    struct card card = { .copy = STR("Fair & *cake*: https://a.example/x #SpringFair\n"),
                         .summary = STR("Fair") };
    r.origin.stand = STAND_DIRECT;
    const struct json *j = written(k, &r, &card, render_post);
    CHECK_STR("source", json_str(j, "message"),
              STR("Fair & *cake*: https://a.example/x #SpringFair"));
    assert_null(json_at(j, "props.attachments"));
    CHECK_STR("mark", json_str(j, "props." MATTERMOST_MARK ".id"), STR("u-1"));
    r.origin.stand = STAND_CHANNEL; /* others read it: nobody may be called */
    j = written(k, &r, &card, render_post);
    assert_true(str_find(json_str(j, "message"), STR("#SpringFair")) < 0);
    assert_true(json_count(json_at(j, "props.attachments")) > 0);
}

static void answers_have_their_own_members(void **state)
{
    struct kit *k = *state;
    struct render r = render_of(k);
    struct card card = full_card(), sentence = { .text = STR("Saved.") };
    const struct json *j = written(k, &r, &card, render_ephemeral);
    CHECK_STR("type", json_str(j, "response_type"), STR("ephemeral"));
    assert_true(json_bool(j, "skip_slack_parsing"));
    CHECK_STR("title", json_str(j, "attachments.0.title"),
              STR("Open &#42;day&#42; in Lindental"));
    j = written(k, &r, &sentence, render_ephemeral);
    CHECK_STR("text", json_str(j, "text"), STR("Saved."));
    assert_null(json_at(j, "attachments"));
    j = written(k, &r, &card, render_update);
    assert_true(json_bool(j, "skip_slack_parsing"));
    assert_true(json_is_string(json_at(j, "update.message")));
    CHECK_STR("bot", json_str(j, "update.props.from_bot"), STR("true"));
    CHECK_STR("mark", json_str(j, "update.props." MATTERMOST_MARK ".id"), STR("u-1"));
    assert_int_equal(json_count(json_at(j, "update.props.attachments")), 3);
}

static void without_a_port_all_that_can_be_pressed_has_a_number(void **state)
{
    struct card card = full_card();
    const struct json *j = numbered(state, &card);
    const struct json *a = json_at(j, "props.attachments.0");
    const struct json *c = json_at(j, "props." MATTERMOST_MARK ".choices");
    assert_null(json_at(a, "actions"));
    CHECK_STR("how", json_str(a, "fields.2.title"), STR("“Take”: reply with a number"));
    CHECK_STR("items", json_str(a, "fields.2.value"),
              STR("**1** · **First** post\n\n**Latest five**\n\n"
                  "**2** · **Second**\nnew\n\n"
                  "Did you post it?\n**3**" NB "Yes · **4**" NB "No"));
    CHECK_STR("how", json_str(a, "fields.3.title"), STR(""));
    CHECK_STR("numbers", json_str(a, "fields.3.value"),
              STR("**5**" NB "Next :\xE2\x80\x8B) post · **6**" NB "Away\n"
                  "More: **7**" NB "Other wording · **8**" NB "Remind me · **9**" NB
                  "no\nNetwork: **10**" NB "Other wording · **11**" NB "no"));
    assert_int_equal(json_count(c), 8);
    CHECK_STR("ref", json_str(c, "4.0"), STR("1.share.next.x"));
    assert_int_equal(json_count(json_at(c, "4")), 1);
    CHECK_STR("menu", json_str(c, "6.1"), STR("wording"));
    CHECK_STR("menu", json_str(c, "6.3"), STR("no"));
    CHECK_STR("select", json_str(c, "7.0"), STR("1.share.net"));
    CHECK_STR("select", json_str(c, "7.2"), STR("no"));
    CHECK_STR("place", json_str(j, "props." MATTERMOST_MARK ".place"), STR("place1"));
    assert_int_equal(json_count(json_at(j, "props.attachments")), 2);
}

static void it_is_said_how_to_pick_a_number(void **state)
{
    const struct item single = { .text = STR("One"),
                                 .button = { .label = STR("Take"), .ref = STR("r1") } };
    const struct item two[] = { single,
                                { .text = STR("Two"),
                                  .other = { .label = STR("Drop"), .ref = STR("r2") } } };
    struct card card = { .items = &single, .n_items = 1 };
    const struct json *f = json_at(numbered(state, &card), "props.attachments.0.fields");
    CHECK_STR("one", json_str(f, "0.title"), STR("Reply with a number"));
    CHECK_STR("one", json_str(f, "0.value"), STR("**1**" NB "Take: One"));
    card = (struct card){ .lang = LANG_DE, .items = two, .n_items = 2 };
    f = json_at(numbered(state, &card), "props.attachments.0.fields");
    CHECK_STR("two", json_str(f, "0.title"), STR("Antworte mit einer Nummer"));
    CHECK_STR("two", json_str(f, "0.value"),
              STR("**1**" NB "Take: One\n\n**2**" NB "Drop: Two"));
    card = (struct card){ .buttons = share_buttons, .n_buttons = 3 };
    f = json_at(numbered(state, &card), "props.attachments.0.fields");
    CHECK_STR("buttons", json_str(f, "0.title"), STR("Reply with a number"));
}

static void a_number_typed_in_a_channel_reaches_nobody(void **state)
{
    struct kit *k = *state;
    struct render r = render_of(k);
    struct card card = full_card(), links = { .buttons = share_buttons, .n_buttons = 2 };
    r.callback_url = STR("");
    r.origin.stand = STAND_CHANNEL;
    const struct json *j = written(k, &r, &card, render_post);
    const struct json *f = json_at(j, "props.attachments.0.fields");
    assert_null(json_at(j, "props." MATTERMOST_MARK ".choices"));
    CHECK_STR("no how", json_str(f, "2.title"), STR(""));
    CHECK_STR("items", json_str(f, "2.value"),
              STR("**First** post\n\n**Latest five**\n\n**Second**\nnew\n\n"
                  "Did you post it?"));
    CHECK_STR("way", json_str(f, "3.value"),
              STR("To take part, send me a direct message."));
    assert_int_equal(json_count(f), 4);
    j = written(k, &r, &links, render_post);
    assert_int_equal(json_count(json_at(j, "props.attachments.0.fields")), 0);
}

static void a_page_is_one_post(void **state)
{
    struct kit *k = *state;
    struct render r = render_of(k);
    r.origin.stand = STAND_PAGE;
    struct card cards[] = { full_card(), full_card() };
    cards[1].lang = LANG_DE;
    const struct page page = { cards, 2 };
    struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    render_page(&w, &r, &page);
    jw_end_object(&w);
    const struct json *j = parsed(k, &out), *all = json_at(j, "props.attachments");
    assert_true(json_bool(j, "props." MATTERMOST_MARK ".page"));
    assert_int_equal(json_count(all), 6);
    CHECK_STR("lang", json_str(all, "3.fields.0.title"), STR("Text zum Kopieren"));
    CHECK_STR("id", json_str(all, "3.actions.0.id"), STR("a8"));
    assert_null(json_at(all, "3.fallback"));
}

static const struct json *narrow(struct kit *k, struct card *card, enum stand stand)
{
    struct render r = render_of(k);
    r.origin.stand = stand;
    r.max_props = 8000;
    return written(k, &r, card, render_post);
}

static void old_servers_store_less(void **state)
{
    struct kit *k = *state;
    struct card card = full_card();
    const struct json *j = narrow(k, &card, STAND_DIRECT);
    CHECK_STR("fits", json_str(j, "message"), STR(""));
    char *text = arena_alloc(k->mem, 6000, 1);
    memset(text, 'a', 6000);
    card.copy = (struct str){ text, 6000 };
    j = narrow(k, &card, STAND_DIRECT);
    CHECK_STR("above", json_str(j, "message"), text_fence(k->mem, card.copy));
    assert_non_null(json_at(j, "props.attachments.0.actions"));
    CHECK_STR("no copy", json_str(j, "props.attachments.0.fields.0.title"),
              STR("Place #\xE2\x80\x8BOne"));
    struct str ref = str_take(card.copy, 100);
    struct item *many = ARENA_ARRAY(k->mem, 30, struct item);
    for (size_t i = 0; i < 30; i++)
        many[i] = (struct item){ .text = arena_fmt(k->mem, "item %zu", i),
                                 .button = { .label = STR("Take"), .ref = ref } };
    struct card list = { .items = many, .n_items = 30 };
    j = narrow(k, &list, STAND_DIRECT);
    assert_null(json_at(j, "props.attachments.0.actions"));
    assert_int_equal(json_count(json_at(j, "props." MATTERMOST_MARK ".choices")), 30);
    j = narrow(k, &list, STAND_CHANNEL);
    assert_non_null(json_at(j, "props.attachments.0.actions"));
}

static void too_much_is_said(void **state)
{
    struct kit *k = *state;
    struct item *many = ARENA_ARRAY(k->mem, 100, struct item);
    for (size_t i = 0; i < 100; i++)
        many[i] = (struct item){ .text = arena_fmt(k->mem, "item %zu", i),
                                 .button = { .label = STR("Take"), .ref = STR("r") } };
    struct card card = { .lang = LANG_DE, .items = many, .n_items = 100 };
    const struct json *all = json_at(post_of(state, &card), "props.attachments");
    assert_int_equal(json_count(json_at(all, "0.actions")), actions_max);
    CHECK_STR("said", json_str(all, "1.text"),
              STR("Es gibt noch mehr, aber es passt nicht hierher."));
    all = json_at(numbered(state, &card), "props.attachments");
    CHECK_STR("said", json_str(all, "1.text"),
              STR("Es gibt noch mehr, aber es passt nicht hierher."));
}

static void where_no_command_is_published_one_types_without_a_slash(void **state)
{
    struct kit *k = *state;
    struct render r = render_of(k);
    const struct card card = { .text =
                                   STR("Type `/share list`, or `a/b`. 1/2 is /half.") };
    CHECK_STR("published", json_str(written(k, &r, &card, render_post), "message"),
              STR("Type `/share list`, or `a/b`. 1/2 is /half."));
    r.has_no_commands = true;
    CHECK_STR("not", json_str(written(k, &r, &card, render_post), "message"),
              STR("Type `share list`, or `a/b`. 1/2 is /half."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_card_has_links_on_top_and_copy_below),
        cmocka_unit_test(buttons_carry_their_reference_and_our_seal),
        cmocka_unit_test(the_picture_is_the_one_of_their_team),
        cmocka_unit_test(where_files_are_for_members_a_picture_is_a_link),
        cmocka_unit_test(a_sentence_needs_no_frame),
        cmocka_unit_test(a_text_to_copy_alone_is_the_message_itself),
        cmocka_unit_test(where_no_command_is_published_one_types_without_a_slash),
        cmocka_unit_test(answers_have_their_own_members),
        cmocka_unit_test(without_a_port_all_that_can_be_pressed_has_a_number),
        cmocka_unit_test(it_is_said_how_to_pick_a_number),
        cmocka_unit_test(a_number_typed_in_a_channel_reaches_nobody),
        cmocka_unit_test(a_page_is_one_post),
        cmocka_unit_test(old_servers_store_less),
        cmocka_unit_test(too_much_is_said),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
