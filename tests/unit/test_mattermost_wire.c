/* Mattermost's frames, people and channels as neutral structs: real ones of both
 * versions, and such as nobody should send. */
#include "fixture.h"

#include "platform/mattermost/names.h"
#include "platform/mattermost/wire.h"

#define BOT_5  "8ersc6pshfghbnaxwgijqe8sgw" /* @concord */
#define BOT_11 "bi183fwa3bnx5yb468jj1j3isa" /* @sharebot */
#define ALICE  "rc1caoitopbtxp7ze44pbeo5xo"
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

TEST(frames_are_told_apart)
{
    static const struct {
        const char *name;
        enum frame_kind kind;
        int64_t seq;
        struct str user, channel;
    } cases[] = {
#define NONE STR_INIT("")
        { "5.37-hello", FRAME_HELLO, 0, STR_INIT(BOT_5), NONE },
        { "11.6-hello", FRAME_HELLO, 0, STR_INIT(BOT_11), NONE },
        { "5.37-posted-direct", FRAME_POSTED, 12, NONE,
          STR_INIT("3z8d5j8gk3ft8p8nr5q8u8thqa") },
        { "11.6-posted-direct", FRAME_POSTED, 2, NONE,
          STR_INIT("apnpwj6q9pdkxxb6ifofn3ptow") },
        { "5.37-post-edited", FRAME_EDITED, 7, NONE,
          STR_INIT("zg74wxmuktr4fgiajqyr6axhyy") },
        { "11.6-post-edited", FRAME_EDITED, 8, NONE,
          STR_INIT("apnpwj6q9pdkxxb6ifofn3ptow") },
        { "5.37-post-deleted", FRAME_DELETED, 23, NONE,
          STR_INIT("zg74wxmuktr4fgiajqyr6axhyy") },
        { "11.6-post-deleted", FRAME_DELETED, 14, NONE,
          STR_INIT("apnpwj6q9pdkxxb6ifofn3ptow") },
        { "5.37-new-user", FRAME_NEW_USER, 14, STR_INIT("hhzkmk9nhirp9bejr8stcx53fo"),
          NONE },
        { "5.37-user-updated", FRAME_USER, 22, STR_INIT(ALICE), NONE },
        { "5.37-user-added", FRAME_JOINED, 16, STR_INIT("hhzkmk9nhirp9bejr8stcx53fo"),
          STR_INIT("zg74wxmuktr4fgiajqyr6axhyy") },
        { "5.37-user-removed", FRAME_LEFT, 25, STR_INIT(BOT_5),
          STR_INIT("wyj7daut4fb3te3o9tnnc7w8nc") },
        { "5.37-user-removed-us", FRAME_LEFT, 10, STR_INIT(BOT_5),
          STR_INIT("wyj7daut4fb3te3o9tnnc7w8nc") },
        { "5.37-direct-added", FRAME_OTHER, 10, NONE,
          STR_INIT("3z8d5j8gk3ft8p8nr5q8u8thqa") },
        { "11.6-reaction", FRAME_OTHER, 11, NONE,
          STR_INIT("apnpwj6q9pdkxxb6ifofn3ptow") },
        { "11.6-thread-updated", FRAME_OTHER, 10, NONE, NONE },
#undef NONE
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *j = file(cases[i].name);
        struct frame f;
        CHECK(cases[i].name, wire_frame(j, &f));
        CHECK(cases[i].name, f.kind == cases[i].kind);
        CHECK(cases[i].name, f.seq == cases[i].seq);
        CHECK_STR(cases[i].name, f.user, cases[i].user);
        CHECK_STR(cases[i].name, f.channel, cases[i].channel);
    }
}

TEST(hello_and_posted_say_more)
{
    struct frame f;
    AUTO(json_freep) struct json *hello = file("11.6-hello");
    assert_true(wire_frame(hello, &f));
    CHECK_STR("connection", f.connection, STR("m86y4ja9r3b3igxi3e83zcxieo"));
    assert_true(str_starts(f.server_version, STR("11.6.0.")));
    AUTO(json_freep) struct json *old = file("5.37-hello");
    assert_true(wire_frame(old, &f));
    CHECK_STR("connection", f.connection, STR("kjcz1sr38iyk3qnwyx9rmmuxkh"));
    assert_true(str_starts(f.server_version, STR("5.37.0.")));

    AUTO(json_freep) struct json *direct = file("11.6-posted-direct");
    assert_true(wire_frame(direct, &f));
    CHECK_STR("type", f.channel_type, STR("D"));
    CHECK_STR("no team", f.team, STR(""));
    assert_true(str_starts(f.post, STR("{\"id\":\"i7edc7sg9jd88b3dx1iiy1u3ro\"")));
    AUTO(json_freep) struct json *open = file("5.37-posted-mention");
    assert_true(wire_frame(open, &f));
    CHECK_STR("type", f.channel_type, STR("O"));
    CHECK_STR("team", f.team, STR("1xw1wkpheineuma8aw65ag5i8e"));
}

TEST(replies_have_no_seq_of_the_server)
{
    static const struct {
        const char *name;
        bool is_ok;
    } cases[] = {
        { "5.37-pong", true }, { "5.37-fail", false }, { "11.6-ok", true },
        { "11.6-pong", true }, { "11.6-fail", false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *j = file(cases[i].name);
        struct frame f;
        CHECK(cases[i].name, wire_frame(j, &f));
        CHECK(cases[i].name, f.kind == FRAME_REPLY && f.seq == -1);
        CHECK(cases[i].name, f.is_ok == cases[i].is_ok);
    }
}

#define ID "abcdefghijklmnopqrstuvwxyz"

/* Frames that no capture has: names from the server's source, and what is wrong. */
TEST(other_frames_are_known_too)
{
    static const struct {
        const char *text;
        bool is_frame;
        enum frame_kind kind;
    } cases[] = {
        { "{\"event\":\"channel_created\",\"seq\":1}", true, FRAME_CHANNEL },
        { "{\"event\":\"channel_updated\",\"seq\":1}", true, FRAME_CHANNEL },
        { "{\"event\":\"channel_converted\",\"seq\":1}", true, FRAME_CHANNEL },
        { "{\"event\":\"channel_deleted\",\"seq\":1}", true, FRAME_CHANNEL },
        { "{\"event\":\"channel_restored\",\"seq\":1}", true, FRAME_CHANNEL },
        { "{\"event\":\"added_to_team\",\"seq\":1}", true, FRAME_TEAM },
        { "{\"event\":\"leave_team\",\"seq\":1}", true, FRAME_TEAM },
        { "{\"event\":\"update_team\",\"seq\":1}", true, FRAME_TEAM },
        { "{\"event\":\"delete_team\",\"seq\":1}", true, FRAME_TEAM },
        { "{\"event\":\"restore_team\",\"seq\":1}", true, FRAME_TEAM },
        { "{\"event\":\"posted\",\"seq\":1,\"data\":{\"post\":{}}}", true, FRAME_POSTED },
        { "{\"event\":\"posted\",\"data\":{}}", false, 0 },
        { "{\"event\":\"posted\",\"seq\":-1}", false, 0 },
        { "{\"event\":\"posted\",\"seq\":\"1\"}", false, 0 },
        { "{\"event\":1,\"seq\":1}", false, 0 },
        { "{\"event\":\"\",\"seq\":1}", false, 0 },
        { "{\"status\":true}", false, 0 },
        { "{\"status\":\"OK\"}", true, FRAME_REPLY },
        { "{}", false, 0 },
        { "[]", false, 0 },
        { "\"hello\"", false, 0 },
        { "null", false, 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *j = NULL;
        struct frame f;
        assert_true(json_parse(&j, str_from_c(cases[i].text), NULL));
        CHECK(cases[i].text, wire_frame(j, &f) == cases[i].is_frame);
        CHECK(cases[i].text, !cases[i].is_frame || f.kind == cases[i].kind);
    }
    assert_false(wire_frame(NULL, &(struct frame){ 0 }));
}

TEST(only_ids_are_ids)
{
    AUTO(json_freep) struct json *j = NULL;
    struct frame f;
    assert_true(wire_is_id(STR(ID)));
    assert_true(wire_is_id(STR("01234567890123456789012345")));
    assert_false(wire_is_id(STR("")));
    assert_false(wire_is_id(STR("abcdefghijklmnopqrstuvwxy")));
    assert_false(wire_is_id(STR(ID "a")));
    assert_false(wire_is_id(STR("Abcdefghijklmnopqrstuvwxyz")));
    assert_false(wire_is_id(STR("../../users/me?abcdefghijk")));
    assert_true(json_parse(&j,
                           STR("{\"event\":\"user_added\",\"seq\":1,\"data\":{"
                               "\"user_id\":\"../../users/me?abcdefghijk\","
                               "\"team_id\":7},\"broadcast\":{\"channel_id\":null}}"),
                           NULL));
    assert_true(wire_frame(j, &f));
    CHECK_STR("user", f.user, STR(""));
    CHECK_STR("team", f.team, STR(""));
    CHECK_STR("channel", f.channel, STR(""));
}

TEST(people_of_both_versions_are_described)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem, "5.37");
    struct member m;
    AUTO(json_freep) struct json *alice = file("5.37-user");
    assert_true(wire_member(&w, alice, &m));
    CHECK_STR("user", m.user, STR(ALICE));
    CHECK_STR("name", m.name, STR("Al"));
    CHECK_STR("handle", m.handle, STR("alice"));
    CHECK_STR("email", m.email, STR("alice@example.com"));
    CHECK_STR("zone", m.zone, STR("Europe/Paris"));
    CHECK_STR("locale", m.locale, STR("en"));
    assert_false(m.is_bot || m.is_guest || m.is_gone || m.email_verified);
    AUTO(json_freep) struct json *bot = file("11.6-user-bot");
    assert_true(wire_member(&w, bot, &m));
    CHECK_STR("name", m.name, STR("Share Bot"));
    assert_true(m.is_bot);
    AUTO(json_freep) struct json *admin = file("11.6-user-admin");
    assert_true(wire_member(&w, admin, &m));
    CHECK_STR("name", m.name, STR("root1"));
    CHECK_STR("zone", m.zone, STR(""));
    assert_false(m.is_guest);
    AUTO(json_freep) struct json *updated = file("5.37-user-updated");
    assert_true(wire_member(&w, json_at(updated, "data.user"), &m));
    CHECK_STR("name", m.name, STR("Al"));
}

#define ZONE(automatic, manual, use)                                                     \
    "\"timezone\":{\"automaticTimezone\":" automatic ",\"manualTimezone\":" manual       \
    ",\"useAutomaticTimezone\":" use "}"

TEST(zones_names_and_kinds_of_people)
{
    static const struct {
        const char *rest;
        struct str zone, name;
        bool is_bot, is_guest, is_gone;
    } cases[] = {
        { ZONE("\"Asia/Tokyo\"", "\"Europe/Berlin\"", "\"true\""), STR_INIT("Asia/Tokyo"),
          STR_INIT("ben"), false, false, false },
        { ZONE("\"Asia/Tokyo\"", "\"Europe/Berlin\"", "\"false\""),
          STR_INIT("Europe/Berlin"), STR_INIT("ben"), false, false, false },
        { ZONE("\"Asia/Tokyo\"", "\"Europe/Berlin\"", "true"), STR_INIT("Asia/Tokyo"),
          STR_INIT("ben"), false, false, false },
        { ZONE("\"\"", "\"Europe/Berlin\"", "\"true\""), STR_INIT("Europe/Berlin"),
          STR_INIT("ben"), false, false, false },
        { ZONE("\"Mars/Olympus\"", "\"\"", "\"true\""), STR_INIT(""), STR_INIT("ben"),
          false, false, false },
        { ZONE("\"../../etc/passwd\"", "7", "\"true\""), STR_INIT(""), STR_INIT("ben"),
          false, false, false },
        { "\"timezone\":null", STR_INIT(""), STR_INIT("ben"), false, false, false },
        { "\"nickname\":\" Benni \",\"first_name\":\"Ben\",\"last_name\":\"Bode\"",
          STR_INIT(""), STR_INIT("Benni"), false, false, false },
        { "\"nickname\":\"  \",\"first_name\":\"Ben\",\"last_name\":\"Bode\"",
          STR_INIT(""), STR_INIT("Ben Bode"), false, false, false },
        { "\"last_name\":\"Bode\"", STR_INIT(""), STR_INIT("Bode"), false, false, false },
        { "\"roles\":\"system_guest\"", STR_INIT(""), STR_INIT("ben"), false, true,
          false },
        { "\"roles\":\"system_user system_guests\"", STR_INIT(""), STR_INIT("ben"), false,
          false, false },
        { "\"roles\":[\"system_guest\"]", STR_INIT(""), STR_INIT("ben"), false, false,
          false },
        { "\"remote_id\":\"" ID "\"", STR_INIT(""), STR_INIT("ben"), false, true, false },
        { "\"is_bot\":true", STR_INIT(""), STR_INIT("ben"), true, false, false },
        { "\"is_bot\":\"true\"", STR_INIT(""), STR_INIT("ben"), false, false, false },
        { "\"delete_at\":1795515435976", STR_INIT(""), STR_INIT("ben"), false, false,
          true },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem, "11.6");
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *j = NULL;
        struct member m;
        struct str text =
            arena_fmt(mem, "{\"id\":\"" ID "\",\"username\":\"ben\",%s}", cases[i].rest);
        assert_true(json_parse(&j, text, NULL));
        CHECK(cases[i].rest, wire_member(&w, j, &m));
        CHECK_STR(cases[i].rest, m.zone, cases[i].zone);
        CHECK_STR(cases[i].rest, m.name, cases[i].name);
        CHECK(cases[i].rest, m.is_bot == cases[i].is_bot);
        CHECK(cases[i].rest, m.is_guest == cases[i].is_guest);
        CHECK(cases[i].rest, m.is_gone == cases[i].is_gone);
    }
    AUTO(json_freep) struct json *none = NULL;
    assert_true(json_parse(&none, STR("{\"username\":\"ben\"}"), NULL));
    assert_false(wire_member(&w, none, &(struct member){ 0 }));
    assert_false(wire_member(&w, NULL, &(struct member){ 0 }));
}

TEST(channels_are_described)
{
    static const struct {
        const char *text;
        bool is_channel, is_private, is_gone;
    } cases[] = {
        { "{\"id\":\"" ID "\",\"type\":\"O\",\"name\":\"n\"}", true, false, false },
        { "{\"id\":\"" ID "\",\"type\":\"P\",\"name\":\"n\",\"delete_at\":5}", true, true,
          true },
        { "{\"id\":\"" ID "\",\"type\":\"G\",\"name\":\"n\"}", false, false, false },
        { "{\"id\":\"" ID "\",\"type\":1}", false, false, false },
        { "{\"type\":\"O\",\"name\":\"n\"}", false, false, false },
        { "[]", false, false, false },
    };
    struct channel c;
    AUTO(json_freep) struct json *open = file("5.37-channel");
    assert_true(wire_channel(open, &c));
    CHECK_STR("id", c.id, STR("wyj7daut4fb3te3o9tnnc7w8nc"));
    CHECK_STR("name", c.name, STR("secret-ish"));
    assert_false(c.is_private || c.is_gone || c.has_bot);
    AUTO(json_freep) struct json *direct = file("11.6-channel-direct");
    assert_false(wire_channel(direct, &c));
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *j = NULL;
        assert_true(json_parse(&j, str_from_c(cases[i].text), NULL));
        CHECK(cases[i].text, wire_channel(j, &c) == cases[i].is_channel);
        if (!cases[i].is_channel)
            continue;
        CHECK(cases[i].text, c.is_private == cases[i].is_private);
        CHECK(cases[i].text, c.is_gone == cases[i].is_gone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_told_apart),
        cmocka_unit_test(hello_and_posted_say_more),
        cmocka_unit_test(replies_have_no_seq_of_the_server),
        cmocka_unit_test(other_frames_are_known_too),
        cmocka_unit_test(only_ids_are_ids),
        cmocka_unit_test(people_of_both_versions_are_described),
        cmocka_unit_test(zones_names_and_kinds_of_people),
        cmocka_unit_test(channels_are_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
