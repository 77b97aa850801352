/* The networks as data, their names and their compose links. */
#include "check.h"

#include "advocacy/compose.h"
#include "advocacy/networks.h"
#include "advocacy/tld.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

static const struct network *find(const char *name)
{
    struct networks all = networks_builtin();
    return network_find(&all, str_from_c(name));
}

TEST(names_in_any_form)
{
    static const struct {
        const char *typed, *id;
    } cases[] = {
        { "x", "x" },           { "Twitter", "x" },    { "LINKEDIN", "linkedin" },
        { "E-mail", "email" },  { "mail", "email" },   { "insta", "instagram" },
        { "fb", "facebook" },   { "bsky", "bluesky" }, { "XING", "xing" },
        { "tiktok", "tiktok" }, { "yt", "youtube" },   { "myspace", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct network *net = find(cases[i].typed);
        CHECK(cases[i].typed, (net != NULL) == (cases[i].id != NULL));
        if (net)
            CHECK_STR(cases[i].typed, net->id, str_from_c(cases[i].id));
    }
}

TEST(the_nearest_name_is_meant)
{
    static const struct {
        const char *typed, *id;
    } cases[] = {
        { "linkdin", "linkedin" },
        { "mastdon", "mastodon" },
        { "twiter", "x" },
        { "blusky", "bluesky" },
        { "youtub", "youtube" },
        { "qwertz", "" },
        { "", "" },
        { "q", "" },
    };
    struct networks all = networks_builtin();
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_STR(cases[i].typed, network_nearest(&all, str_from_c(cases[i].typed)),
                  str_from_c(cases[i].id));
}

TEST(the_built_in_ones_are_sound)
{
    struct networks all = networks_builtin();
    assert_int_equal(all.n, 13);
    for (size_t i = 0; i < all.n; i++) {
        struct err err = { 0 };
        if (!network_check(&all.v[i], &err))
            fail_msg("%s", err.msg);
        for (size_t k = 0; k < i; k++)
            assert_false(str_eq(all.v[i].id, all.v[k].id));
    }
    assert_true(find("xing")->off);
    assert_true(find("mastodon")->needs_instance);
}

TEST(a_company_changes_and_adds_networks)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct networks base = networks_builtin();
    struct network mine[2] = { *find("mastodon"),
                               { .id = STR("intranet"), .name = STR("Intranet") } };
    struct err err = { 0 };
    assert_true(network_set_int(&mine[0], STR("limit"), 1000, &err));
    assert_true(network_set_str(&mine[1], STR("counting"), STR("bytes"), &err));
    assert_true(network_set_str(&mine[1], STR("recognising"), STR("bluesky"), &err));
    assert_true(network_set_bool(&mine[1], STR("off"), true, &err));
    assert_true(network_set_str(&mine[1], STR("compose"),
                                STR("https://intranet.example/new?t={text}"), &err));
    assert_true(network_check(&mine[1], &err));

    struct networks all = networks_with(&base, mine, 2, mem);
    assert_int_equal(all.n, base.n + 1);
    assert_int_equal(network_find(&all, STR("mastodon"))->limit, 1000);
    const struct network *added = network_find(&all, STR("intranet"));
    assert_int_equal(added->counting, COUNT_BYTES);
    assert_int_equal(added->recognising, RECOGNISE_BLUESKY);
    CHECK_STR("unit", network_unit(added), STR("bytes"));
}

TEST(wrong_keys_and_values_are_refused)
{
    static const struct {
        const char *key, *value;
    } bad_texts[] = { { "counting", "words" },
                      { "recognising", "y" },
                      { "colour", "red" },
                      { "limit", "3" } };
    struct network n = { .id = STR("a"), .name = STR("A") };
    for (size_t i = 0; i < COUNT(bad_texts); i++) {
        struct err err = { 0 };
        CHECK(bad_texts[i].key, !network_set_str(&n, str_from_c(bad_texts[i].key),
                                                 str_from_c(bad_texts[i].value), &err));
        CHECK(bad_texts[i].key, err.code == ERR_INVALID);
    }
    assert_false(network_set_int(&n, STR("limit"), -1, NULL));
    assert_false(network_set_int(&n, STR("name"), 1, NULL));
    assert_false(network_set_bool(&n, STR("limit"), true, NULL));

    static const struct network bad[] = {
        { .id = STR_INIT(""), .name = STR_INIT("A") },
        { .id = STR_INIT("A b"), .name = STR_INIT("A") },
        { .id = STR_INIT("a") },
        { .id = STR_INIT("a"), .name = STR_INIT("A"), .prefer_undocumented = true },
        { .id = STR_INIT("a"),
          .name = STR_INIT("A"),
          .compose = STR_INIT("http://a.example/{text}") },
        { .id = STR_INIT("a"),
          .name = STR_INIT("A"),
          .compose = STR_INIT("https://a.example/{txt}") },
        { .id = STR_INIT("a"),
          .name = STR_INIT("A"),
          .compose = STR_INIT("https://a.example/{text") },
        { .id = STR_INIT("a"),
          .name = STR_INIT("A"),
          .compose = STR_INIT("javascript:{text}") },
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err err = { 0 };
        assert_false(network_check(&bad[i], &err));
        assert_int_equal(err.code, ERR_INVALID);
    }
}

static const struct {
    const char *label, *network;
    struct compose what;
    enum composed result;
    const char *link;
} links[] = {
    { "x",
      "x",
      { .text = STR_INIT("Hi & bye https://example.com/a"),
        .url = STR_INIT("https://example.com/a") },
      COMPOSED,
      "https://x.com/intent/post?text=Hi%20%26%20bye%20https%3A%2F%2Fexample.com%2Fa" },
    { "the url is added",
      "x",
      { .text = STR_INIT("Hi"), .url = STR_INIT("https://example.com/a") },
      COMPOSED,
      "https://x.com/intent/post?text=Hi%0A%0Ahttps%3A%2F%2Fexample.com%2Fa" },
    { "without url",
      "bluesky",
      { .text = STR_INIT("Grüße") },
      COMPOSED,
      "https://bsky.app/intent/compose?text=Gr%C3%BC%C3%9Fe" },
    { "linkedin takes the url alone",
      "linkedin",
      { .text = STR_INIT("Hi"), .url = STR_INIT("https://example.com/?a=b") },
      COMPOSED,
      "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fexample.com%2F%3Fa%3Db" },
    { "linkedin without url",
      "linkedin",
      { .text = STR_INIT("Hi") },
      COMPOSE_NEEDS_URL,
      "" },
    { "only web addresses",
      "facebook",
      { .url = STR_INIT("javascript:alert(1)") },
      COMPOSE_NEEDS_URL,
      "" },
    { "facebook",
      "facebook",
      { .text = STR_INIT("Hi"), .url = STR_INIT("http://example.com") },
      COMPOSED,
      "https://www.facebook.com/sharer/sharer.php?u=http%3A%2F%2Fexample.com" },
    { "telegram parts them",
      "telegram",
      { .text = STR_INIT("Hi\n\nhttps://example.com\n\n#Tag"),
        .url = STR_INIT("https://example.com") },
      COMPOSED,
      "https://t.me/share/url?url=https%3A%2F%2Fexample.com&text=Hi%0A%0A%23Tag" },
    { "mastodon",
      "mastodon",
      { .text = STR_INIT("Hi"), .instance = STR_INIT("https://Example.social/@me") },
      COMPOSED,
      "https://example.social/share?text=Hi" },
    { "mastodon without server",
      "mastodon",
      { .text = STR_INIT("Hi") },
      COMPOSE_NEEDS_INSTANCE,
      "" },
    { "mail",
      "email",
      { .text = STR_INIT("Hi\nyou"), .title = STR_INIT("A & B") },
      COMPOSED,
      "mailto:?subject=A%20%26%20B&body=Hi%0D%0Ayou" },
    { "no web composer",
      "instagram",
      { .text = STR_INIT("Hi"), .url = STR_INIT("https://example.com") },
      COMPOSE_NO_WAY,
      "" },
    { "too long",
      "x",
      { .text = STR_INIT("Hello"), .max_bytes = 35 },
      COMPOSE_TOO_LONG,
      "" },
    { "just short enough",
      "x",
      { .text = STR_INIT("Hello"), .max_bytes = 36 },
      COMPOSED,
      "https://x.com/intent/post?text=Hello" },
};

TEST(compose_links)
{
    for (size_t i = 0; i < COUNT(links); i++) {
        AUTO(buf_clear) struct buf b = BUF_INIT(4000);
        buf_add(&b, STR("old"));
        enum composed got = compose_link(&b, find(links[i].network), &links[i].what);
        CHECK(links[i].label, got == links[i].result);
        CHECK_STR(links[i].label, buf_str(&b), str_from_c(links[i].link));
    }
}

TEST(the_undocumented_way_is_a_choice)
{
    struct network n = *find("linkedin");
    struct compose w = { .text = STR("Hi"), .url = STR("https://example.com") };
    AUTO(buf_clear) struct buf b = BUF_INIT(1000);
    assert_false(compose_takes_text(&n));
    n.prefer_undocumented = true;
    assert_true(compose_takes_text(&n));
    assert_int_equal(compose_link(&b, &n, &w), COMPOSED);
    CHECK_STR(
        "link", buf_str(&b),
        STR("https://www.linkedin.com/feed/?shareActive=true&text=Hi%0A%0Ahttps%3A%2F%2F"
            "example.com"));
    assert_int_equal(compose_bare(&b, &n, &w), COMPOSED);
    CHECK_STR("bare", buf_str(&b),
              STR("https://www.linkedin.com/feed/?shareActive=true&text=https%3A%2F%2F"
                  "example.com"));
}

TEST(servers_in_any_form)
{
    static const struct {
        const char *typed, *host; /* NULL: none */
    } cases[] = {
        { "example.social", "example.social" },
        { " https://example.social/ ", "example.social" },
        { "http://Example.Social/@me/123", "example.social" },
        { "@me@example.social", "example.social" },
        { "me@example.social", "example.social" },
        { "müller.example", "xn--mller-kva.example" },
        { "localhost", NULL },
        { "", NULL },
        { "@me", NULL },
        { "exa mple.social", NULL },
        { "example.social?x", NULL },
        { "example..social", NULL },
        { ".social", NULL },
        { "example.social:3000", NULL },
        { "evil.example/\"><", "evil.example" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(buf_clear) struct buf b = BUF_INIT(300);
        bool ok = compose_instance(&b, str_from_c(cases[i].typed));
        CHECK(cases[i].typed, ok == (cases[i].host != NULL));
        CHECK_STR(cases[i].typed, buf_str(&b), str_from_c(cases[i].host));
    }
}

TEST(top_level_domains_are_sorted_and_short)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < tld_names_len; i++) {
        struct runes r = { 0 };
        assert_true(i == 0 || str_cmp(tld_names[i - 1], tld_names[i]) < 0);
        assert_true(runes_of(&r, tld_names[i], mem));
        assert_true(r.n <= 24);
        assert_int_equal(tld_end(&r, 0, r.n), r.n);
    }
    assert_true(tld_exists(STR("com")) && tld_exists(STR("рф")));
    assert_false(tld_exists(STR("COM")) || tld_exists(STR("")) ||
                 tld_exists(STR("xperia")));
}

TEST(where_a_top_level_domain_ends)
{
    static const struct {
        const char *text;
        size_t end;
    } cases[] = {
        { "com", 3 },       { "COM/a", 3 },
        { "comx", 0 },      { "com-", 0 },
        { "com@", 0 },      { "comの", 3 },
        { "みんな!", 3 },   { "xn--p1ai", 8 },
        { "XN--P1AI/", 8 }, { "xn--", 0 },
        { "xperia", 6 },    { "рфу", 2 },
        { "РФ", 2 },        { "vermögensberater", 16 },
        { "", 0 },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct runes r = { 0 };
        assert_true(runes_of(&r, str_from_c(cases[i].text), mem));
        CHECK(cases[i].text, tld_end(&r, 0, r.n) == cases[i].end);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_in_any_form),
        cmocka_unit_test(the_nearest_name_is_meant),
        cmocka_unit_test(the_built_in_ones_are_sound),
        cmocka_unit_test(a_company_changes_and_adds_networks),
        cmocka_unit_test(wrong_keys_and_values_are_refused),
        cmocka_unit_test(compose_links),
        cmocka_unit_test(the_undocumented_way_is_a_choice),
        cmocka_unit_test(servers_in_any_form),
        cmocka_unit_test(top_level_domains_are_sorted_and_short),
        cmocka_unit_test(where_a_top_level_domain_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
