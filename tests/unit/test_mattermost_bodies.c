/* Bodies of our requests, and in which language we say what is our own. */
#include "check.h"

#include "answers_texts.h"
#include "base/arena.h"
#include "base/json.h"
#include "platform/mattermost/multipart.h"
#include "platform/mattermost/posting.h"
#include "platform/mattermost/tongues.h"

#include <stdio.h>

static const struct card small = { .title = STR_INIT("A card"),
                                   .text = STR_INIT("with words") };

/* Renders for direct messages. */
struct bench {
    struct arena *mem;
    struct texts *texts;
    struct mac_key *key;
    struct render r;
};

static void bench_init(struct bench *b)
{
    b->mem = arena_new();
    b->texts = texts_new();
    b->key = mac_key_new(STR("k"));
    b->r = (struct render){ .texts = b->texts,
                            .mem = b->mem,
                            .key = b->key,
                            .site = STR("https://chat.example.com/sub"),
                            .origin = { .stand = STAND_DIRECT, .uid = STR("uid1") } };
}

static void bench_clear(struct bench *b)
{
    mac_key_free(b->key);
    texts_free(b->texts);
    arena_free(b->mem);
}

static struct json *parsed(struct str text)
{
    struct json *j = NULL;
    assert_true(json_parse(&j, text, NULL));
    return j;
}

TEST(a_new_post_says_where_and_carries_our_mark)
{
    AUTO(bench_clear) struct bench b;
    bench_init(&b);
    const struct posting to = { STR("dm"), STR("root"), STR("bot:1") };
    AUTO(json_freep) struct json *j = parsed(posting_card(&b.r, &to, &small));
    CHECK_STR("channel", json_str(j, "channel_id"), STR("dm"));
    CHECK_STR("thread", json_str(j, "root_id"), STR("root"));
    CHECK_STR("pending", json_str(j, "pending_post_id"), STR("bot:1"));
    CHECK_STR("mark", json_str(j, "props.botschafter.id"), STR("uid1"));
    CHECK_STR("bot", json_str(j, "props.from_bot"), STR("true"));
}

TEST(a_patch_says_only_what_changes)
{
    AUTO(bench_clear) struct bench b;
    bench_init(&b);
    AUTO(json_freep) struct json *j = parsed(posting_card(&b.r, NULL, &small));
    assert_int_equal(json_count(j), 2);
    CHECK_STR("mark", json_str(j, "props.botschafter.id"), STR("uid1"));
    CHECK_STR("bot", json_str(j, "props.from_bot"), STR("true"));
}

TEST(a_page_is_a_post_too)
{
    AUTO(bench_clear) struct bench b;
    bench_init(&b);
    const struct page page = { .cards = &small, .n_cards = 1 };
    const struct posting to = { .channel = STR("dm") };
    b.r.origin.stand = STAND_PAGE;
    AUTO(json_freep) struct json *j = parsed(posting_page(&b.r, &to, &page));
    CHECK_STR("channel", json_str(j, "channel_id"), STR("dm"));
    assert_null(json_at(j, "root_id"));
    assert_true(json_bool(j, "props.botschafter.page"));
}

TEST(a_link_leads_there_from_any_team)
{
    AUTO(bench_clear) struct bench b;
    bench_init(&b);
    CHECK_STR("link", posting_link(&b.r, STR("p1")),
              STR("https://chat.example.com/sub/_redirect/pl/p1"));
}

TEST(an_upload_cannot_be_broken_out_of)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    struct random_seeded g;
    random_seed(&g, 1);
    struct random rnd = random_from_seeded(&g);
    const struct multipart m = { STR("channel1"), STR("a\"b\\c\r\nd\x7f.png"),
                                 STR("\x89PNG\r\n--\0--\r\n") };
    struct str type = multipart_write(&out, mem, &rnd, &m);
    struct str boundary = str_skip(type, sizeof("multipart/form-data; boundary=") - 1);
    assert_true(str_starts(type, STR("multipart/form-data; boundary=")));
    assert_int_equal(boundary.n, 32);
    struct str want = arena_fmt(
        mem,
        "--" STR_FMT
        "\r\nContent-Disposition: form-data; name=\"channel_id\"\r\n\r\nchannel1\r\n--" STR_FMT
        "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a_b_c__d_.png\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\n",
        STR_ARG(boundary), STR_ARG(boundary));
    struct str body = buf_str(&out);
    CHECK_STR("head", str_take(body, want.n), want);
    body = str_skip(body, want.n);
    CHECK_STR("bytes", str_take(body, m.bytes.n), m.bytes);
    CHECK_STR("end", str_skip(body, m.bytes.n),
              arena_fmt(mem, "\r\n--" STR_FMT "--\r\n", STR_ARG(boundary)));
}

TEST(two_uploads_have_different_boundaries)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    struct random_seeded g;
    random_seed(&g, 1);
    struct random rnd = random_from_seeded(&g);
    const struct multipart m = { STR("c"), STR("f"), STR("b") };
    struct str first = multipart_write(&out, mem, &rnd, &m);
    assert_false(str_eq(first, multipart_write(&out, mem, &rnd, &m)));
}

static struct str said_to(const struct tongues *t, struct bench *b, const char *user)
{
    return tongues_say(t, b->texts, b->mem, str_from_c(user), answers_busy);
}

TEST(people_are_spoken_to_as_before)
{
    AUTO(bench_clear) struct bench b;
    struct tongues t = { 0 };
    bench_init(&b);
    struct speech say = { .texts = b.texts, .lang = LANG_EN, .mem = b.mem };
    struct str en = answers_busy(&say);
    say.lang = LANG_DE;
    struct str de = answers_busy(&say);
    struct str both = arena_fmt(b.mem, STR_FMT "\n" STR_FMT, STR_ARG(en), STR_ARG(de));
    assert_false(str_eq(en, de));

    CHECK_STR("unknown", said_to(&t, &b, "ann"), both);
    tongues_note(&t, STR("ann"), LANG_DE);
    CHECK_STR("known", said_to(&t, &b, "ann"), de);
    CHECK_STR("another", said_to(&t, &b, "ben"), both);
    tongues_note(&t, STR("ann"), LANG_EN);
    CHECK_STR("changed", said_to(&t, &b, "ann"), en);
    tongues_note(&t, STR(""), LANG_DE);
    CHECK_STR("nobody", said_to(&t, &b, ""), both);
    tongues_note(&t, STR("far too long to be the id of anybody"), LANG_DE);
    CHECK_STR("no id", said_to(&t, &b, "far too long to be the id of anybody"), both);
}

TEST(nobody_gets_the_language_of_another)
{
    AUTO(bench_clear) struct bench b;
    struct tongues t = { 0 };
    bench_init(&b);
    struct speech say = { .texts = b.texts, .lang = LANG_DE, .mem = b.mem };
    struct str de = answers_busy(&say);
    char user[16];
    for (int i = 0; i < 4 * tongues_max; i++) { /* each place is taken several times */
        (void)snprintf(user, sizeof(user), "user%d", i);
        tongues_note(&t, str_from_c(user), LANG_DE);
        CHECK_STR(user, said_to(&t, &b, user), de);
    }
    CHECK("first", !str_eq(said_to(&t, &b, "somebody else"), de));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_post_says_where_and_carries_our_mark),
        cmocka_unit_test(a_patch_says_only_what_changes),
        cmocka_unit_test(a_page_is_a_post_too),
        cmocka_unit_test(a_link_leads_there_from_any_team),
        cmocka_unit_test(an_upload_cannot_be_broken_out_of),
        cmocka_unit_test(two_uploads_have_different_boundaries),
        cmocka_unit_test(people_are_spoken_to_as_before),
        cmocka_unit_test(nobody_gets_the_language_of_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
