/* Posts as neutral structs: real ones of both versions, and such as nobody should send. */
#include "fixture.h"

#include "platform/mattermost/names.h"
#include "platform/mattermost/wire.h"

#define BOT_5  "8ersc6pshfghbnaxwgijqe8sgw" /* @concord */
#define BOT_11 "bi183fwa3bnx5yb468jj1j3isa" /* @sharebot */
#define ID     "abcdefghijklmnopqrstuvwxyz"
#define ANN    "xwy49zxn4bbffmwbsqjotqpnpr"

static struct wire wire_of(struct arena *mem, const char *version)
{
    bool is_old = version[0] == '5';
    return (struct wire){ .mem = mem,
                          .workspace = STR("lindental"),
                          .bot_user = is_old ? STR(BOT_5) : STR(BOT_11),
                          .bot_name = is_old ? STR("concord") : STR("sharebot") };
}

static struct json *file(const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "mattermost/wire/%s.json", name);
    return fixture_json(path);
}

/* A frame's post, and the message that it is. */
struct heard_post {
    struct json *frame, *json;
    struct arena *mem;
    struct post_seen post;
    struct event event;
    bool is_message;
};

static struct heard_post hear(const char *name)
{
    struct heard_post h = { .frame = file(name), .mem = arena_new() };
    struct wire w = wire_of(h.mem, name);
    struct frame f;
    CHECK(name, wire_frame(h.frame, &f) && json_parse(&h.json, f.post, NULL));
    CHECK(name, wire_post(&w, h.json, &h.post));
    bool is_direct = str_eq(f.channel_type, STR("D"));
    h.is_message = wire_message(&w, &h.post, is_direct, &h.event);
    return h;
}

static void heard_clear(struct heard_post *h)
{
    json_free(h->json);
    json_free(h->frame);
    arena_free(h->mem);
}

TEST(posts_are_heard_when_a_person_speaks_to_us)
{
    static const struct {
        const char *name;
        bool is_message;
        struct str text, thread;
    } cases[] = {
        { "5.37-posted-direct", true, STR_INIT("help"), STR_INIT("") },
        { "5.37-posted-mention", true, STR_INIT("hi @concord"), STR_INIT("") },
        { "5.37-posted-own", false, STR_INIT(""), STR_INIT("") },
        { "5.37-posted-system", false, STR_INIT(""), STR_INIT("") },
        { "5.37-posted-hook", false, STR_INIT(""), STR_INIT("") },
        { "5.37-posted-reply", false, STR_INIT(""), STR_INIT("") },
        { "5.37-posted-forged", false, STR_INIT(""), STR_INIT("") },
        { "11.6-posted-direct", true, STR_INIT("hello bot, \"quotes\" <b> & unicode ✓"),
          STR_INIT("") },
        { "11.6-posted-mention", true, STR_INIT("hi @sharebot"), STR_INIT("") },
        { "11.6-posted-own", false, STR_INIT(""), STR_INIT("") },
        { "11.6-posted-hook", false, STR_INIT(""), STR_INIT("") },
        { "11.6-posted-reply", true, STR_INIT("reply"),
          STR_INIT("i7edc7sg9jd88b3dx1iiy1u3ro") },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(heard_clear) struct heard_post h = hear(cases[i].name);
        CHECK(cases[i].name, h.is_message == cases[i].is_message);
        if (!h.is_message)
            continue;
        CHECK_STR(cases[i].name, h.event.text, cases[i].text);
        CHECK_STR(cases[i].name, h.event.thread, cases[i].thread);
        CHECK_STR(cases[i].name, h.event.id, h.post.id);
        CHECK_STR(cases[i].name, h.event.message, h.post.id);
        CHECK_STR(cases[i].name, h.event.user, h.post.user);
        CHECK_STR(cases[i].name, h.event.channel, h.post.channel);
        CHECK(cases[i].name, h.event.at_ms == h.post.create_ms);
        CHECK(cases[i].name, h.event.kind == EVENT_MESSAGE);
        CHECK(cases[i].name, h.event.is_mention != h.event.is_direct);
    }
}

TEST(a_post_is_described)
{
    AUTO(heard_clear) struct heard_post h = hear("11.6-post-edited");
    CHECK_STR("id", h.post.id, STR("i7edc7sg9jd88b3dx1iiy1u3ro"));
    CHECK_STR("user", h.post.user, STR(ANN));
    assert_int_equal(h.post.create_ms, 1795515438048);
    assert_int_equal(h.post.delete_ms, 0);
    assert_false(h.post.is_ours || h.post.is_by_hook);
    AUTO(heard_clear) struct heard_post own = hear("11.6-posted-own");
    assert_true(own.post.is_ours);
    assert_null(own.post.state); /* it has no mark of ours */
    AUTO(heard_clear) struct heard_post forged = hear("5.37-posted-forged");
    assert_true(forged.post.is_by_hook && !forged.post.is_ours);
    AUTO(heard_clear) struct heard_post system = hear("5.37-posted-system");
    CHECK_STR("type", system.post.type, STR("system_join_team"));
}

/* Builds a post of that user with those props. */
static bool seen(struct arena *mem, const char *user, const char *props, struct json **j,
                 struct post_seen *out)
{
    struct wire w = wire_of(mem, "11.6");
    struct str text = arena_fmt(mem,
                                "{\"id\":\"" ID "\",\"user_id\":\"%s\",\"channel_id\":"
                                "\"" ID "\",\"message\":\"hi\",\"props\":%s}",
                                user, props);
    assert_true(json_parse(j, text, NULL));
    return wire_post(&w, *j, out);
}

TEST(our_mark_counts_only_on_our_posts)
{
    static const struct {
        const char *user, *props;
        bool has_state, is_page;
        struct str mark;
    } cases[] = {
#define MARK "{\"botschafter\":"
        { BOT_11, MARK "{\"id\":\"u1\"}}", true, false, STR_INIT("u1") },
        { BOT_11, MARK "{\"page\":true}}", true, true, STR_INIT("") },
        { BOT_11, MARK "{\"page\":\"true\",\"id\":1}}", true, false, STR_INIT("") },
        { BOT_11, MARK "[1]}", false, false, STR_INIT("") },
        { BOT_11, MARK "\"u1\"}", false, false, STR_INIT("") },
        { BOT_11, "null", false, false, STR_INIT("") },
        { BOT_11, "[]", false, false, STR_INIT("") },
        { ANN, MARK "{\"id\":\"u1\",\"page\":true}}", false, false, STR_INIT("") },
#undef MARK
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *j = NULL;
        struct post_seen p;
        CHECK(cases[i].props, seen(mem, cases[i].user, cases[i].props, &j, &p));
        CHECK(cases[i].props, (p.state != NULL) == cases[i].has_state);
        CHECK(cases[i].props, p.is_page == cases[i].is_page);
        CHECK_STR(cases[i].props, p.mark, cases[i].mark);
    }
}

TEST(posts_without_ids_are_none)
{
    static const char *const bad[] = {
        "{}",
        "[]",
        "null",
        "\"" ID "\"",
        "{\"id\":\"" ID "\",\"user_id\":\"" ID "\"}",
        "{\"id\":\"" ID "\",\"channel_id\":\"" ID "\"}",
        "{\"user_id\":\"" ID "\",\"channel_id\":\"" ID "\"}",
        "{\"id\":1,\"user_id\":\"" ID "\",\"channel_id\":\"" ID "\"}",
        "{\"id\":\"x\",\"user_id\":\"" ID "\",\"channel_id\":\"" ID "\"}",
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem, "11.6");
    for (size_t i = 0; i < COUNT(bad); i++) {
        AUTO(json_freep) struct json *j = NULL;
        struct post_seen p;
        assert_true(json_parse(&j, str_from_c(bad[i]), NULL));
        CHECK(bad[i], !wire_post(&w, j, &p));
    }
    AUTO(json_freep) struct json *j = NULL;
    struct post_seen p;
    assert_true(json_parse(&j,
                           STR("{\"id\":\"" ID "\",\"user_id\":\"" ID "\","
                               "\"channel_id\":\"" ID "\",\"root_id\":5,\"message\":[],"
                               "\"create_at\":-3,\"delete_at\":\"x\",\"type\":null,"
                               "\"props\":{\"from_webhook\":true}}"),
                           NULL));
    assert_true(wire_post(&w, j, &p));
    CHECK_STR("root", p.root, STR(""));
    CHECK_STR("message", p.message, STR(""));
    assert_true(p.create_ms == 0 && p.delete_ms == 0 && p.is_by_hook);
}

TEST(what_a_bot_or_a_webhook_wrote_was_typed_by_nobody)
{
    static const struct {
        const char *props;
        bool is_typed;
    } cases[] = {
        { "{}", true },
        { "{\"from_bot\":\"true\"}", false },
        { "{\"from_webhook\":\"true\"}", false },
        { "{\"from_bot\":true}", false },
        { "{\"from_bot\":\"false\"}", true },
        { "{\"from_plugin\":\"true\"}", true },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(arena_freep) struct arena *mem = arena_new();
        AUTO(json_freep) struct json *j = NULL;
        struct wire w = wire_of(mem, "11.6");
        struct post_seen p;
        struct event ev;
        struct str text = arena_fmt(mem,
                                    "{\"id\":\"" ID "\",\"user_id\":\"" ID "\","
                                    "\"channel_id\":\"" ID "\",\"message\":\"hi\","
                                    "\"props\":%s}",
                                    cases[i].props);
        assert_true(json_parse(&j, text, NULL) && wire_post(&w, j, &p));
        CHECK(cases[i].props, wire_message(&w, &p, true, &ev) == cases[i].is_typed);
    }
}

TEST(deleted_empty_and_nameless_is_no_message)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem, "11.6");
    struct post_seen p = { .id = STR(ID),
                           .user = STR(ANN),
                           .channel = STR(ID),
                           .message = STR("@sharebot hi") };
    struct event ev;
    assert_true(wire_message(&w, &p, false, &ev));
    p.delete_ms = 1;
    assert_false(wire_message(&w, &p, false, &ev));
    p.delete_ms = 0;
    p.message = STR(" \n ");
    assert_false(wire_message(&w, &p, true, &ev));
    p.message = STR("@ hi");
    w.bot_name = STR("");
    assert_false(wire_message(&w, &p, false, &ev));
    assert_true(wire_message(&w, &p, true, &ev));
    CHECK_STR("as it is", ev.text, STR("@ hi"));
}

/* Whether that message, in a channel, is for us; its text. */
static bool is_for_us(struct str message, struct str *text)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem, "11.6");
    struct post_seen p = {
        .id = STR(ID), .user = STR(ANN), .channel = STR(ID), .message = message
    };
    struct event ev = { .text = STR("") };
    bool is_ours = wire_message(&w, &p, false, &ev);
    *text = ev.text;
    return is_ours;
}

TEST(a_mention_is_heard_and_left_out_at_the_beginning)
{
    static const struct {
        struct str message, text;
    } cases[] = {
#define YES(message, text) { STR_INIT(message), STR_INIT(text) }
        YES("@sharebot share linkedin", "share linkedin"),
        YES("  @ShareBot\tshare", "share"),
        YES("@sharebot: share", "share"),
        YES("@sharebot, share", "share"),
        YES("@sharebot. Share", "Share"),
        YES("@sharebot- share", "share"),
        YES("@sharebot", ""),
        YES("@sharebot's share", "'s share"),
        YES("@sharebot @sharebot share", "@sharebot share"),
        YES("(@sharebot) share", "(@sharebot) share"),
        YES("share, @sharebot!", "share, @sharebot!"),
        YES("grüß dich,@sharebot", "grüß dich,@sharebot"),
        YES("a\n@sharebot_", "a\n@sharebot_"),
        YES("`@sharebot` or @sharebot", "`@sharebot` or @sharebot"),
        YES("``a`@sharebot`` @sharebot", "``a`@sharebot`` @sharebot"),
        YES("a ` @sharebot", "a ` @sharebot"),
        YES("~~~ @sharebot ~~~\n@sharebot", "~~~ @sharebot ~~~\n@sharebot"),
        YES("```\ncode\n````\n@sharebot", "```\ncode\n````\n@sharebot"),
        YES("a ~~@sharebot~~", "a ~~@sharebot~~"),
#undef YES
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str text;
        CHECK(cases[i].message.p, is_for_us(cases[i].message, &text));
        CHECK_STR(cases[i].message.p, text, cases[i].text);
    }
}

TEST(names_addresses_and_code_are_no_mentions)
{
    static const struct str cases[] = {
        STR_INIT("share"),
        STR_INIT("sharebot share"),
        STR_INIT("@sharebots share"),
        STR_INIT("@sharebot.two share"),
        STR_INIT("@sharebot-two share"),
        STR_INIT("@sharebot_two share"),
        STR_INIT("@sharebot2"),
        STR_INIT("@sharebotä"),
        STR_INIT("mail me@sharebot please"),
        STR_INIT("ä@sharebot"),
        STR_INIT("a.@sharebot"),
        STR_INIT("@@sharebot"),
        STR_INIT("https://x.example/@sharebot"),
        STR_INIT("`@sharebot`"),
        STR_INIT("``@sharebot ` still``"),
        STR_INIT("```\n@sharebot\n```"),
        STR_INIT("```\n@sharebot never ends"),
        STR_INIT("a\n  ~~~\n@sharebot"),
        STR_INIT("@ sharebot"),
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str text;
        CHECK(cases[i].p, !is_for_us(cases[i], &text));
    }
}

TEST(only_our_own_sign_says_that_a_post_was_answered)
{
    static const struct {
        const char *label, *by, *user, *emoji;
        bool is_answered;
    } cases[] = {
        { "ours", ANN, BOT_11, "incoming_envelope", true },
        { "another's", ANN, ANN, "incoming_envelope", false },
        { "another sign", ANN, BOT_11, "tada", false },
        { "at our own", BOT_11, BOT_11, "incoming_envelope", false },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem, "11");
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *j = NULL;
        struct post_seen p;
        struct str text = arena_fmt(
            mem,
            "{\"id\":\"" ID "\",\"user_id\":\"%s\",\"channel_id\":\"" ID
            "\",\"metadata\":{\"reactions\":[{\"user_id\":\"%s\",\"emoji_name\":\"%s\"}]}}",
            cases[i].by, cases[i].user, cases[i].emoji);
        CHECK(cases[i].label, json_parse(&j, text, NULL) && wire_post(&w, j, &p));
        CHECK(cases[i].label, p.is_answered == cases[i].is_answered);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posts_are_heard_when_a_person_speaks_to_us),
        cmocka_unit_test(a_post_is_described),
        cmocka_unit_test(our_mark_counts_only_on_our_posts),
        cmocka_unit_test(posts_without_ids_are_none),
        cmocka_unit_test(what_a_bot_or_a_webhook_wrote_was_typed_by_nobody),
        cmocka_unit_test(deleted_empty_and_nameless_is_no_message),
        cmocka_unit_test(a_mention_is_heard_and_left_out_at_the_beginning),
        cmocka_unit_test(names_addresses_and_code_are_no_mentions),
        cmocka_unit_test(only_our_own_sign_says_that_a_post_was_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
