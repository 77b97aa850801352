/* What comes back by way of a client: only what we sealed, for whom, and for how long. */
#include "check.h"

#include "base/arena.h"
#include "base/json.h"
#include "platform/mattermost/handle.h"
#include "platform/mattermost/seal.h"

static const struct origin full_origin = {
    .stand = STAND_EPHEMERAL,
    .user = STR_INIT("user1"),
    .channel = STR_INIT("channel1"),
    .place = STR_INIT("place1"),
    .is_direct = true,
    .team = STR_INIT("team1"),
    .hook = STR_INIT("hook1"),
    .hook_until_ms = INT64_C(1795515438048),
    .uid = STR_INIT("uid1"),
    .message = STR_INIT("post1"),
    .answers = STR_INIT("post2"),
};

/* Pressed by whom and where it was made for. */
static const struct pressed rightly = { STR_INIT("user1"), STR_INIT("channel1") };

enum { now_ms = 1000, expires_ms = 2000 };

static struct mac_key *key_of(const char *secret)
{
    return mac_key_new(str_from_c(secret));
}

static struct str sealed_state(struct arena *mem, struct mac_key *key, uint64_t seed)
{
    struct random_seeded g;
    random_seed(&g, seed);
    const struct random rnd = random_from_seeded(&g);
    const struct dialog_state s = { STR("1.share.words.mac"), full_origin, expires_ms };
    return state_seal(mem, key, &rnd, &s);
}

static void check_origin(const struct origin *got, const struct origin *want)
{
    assert_int_equal(got->stand, want->stand);
    CHECK_STR("user", got->user, want->user);
    CHECK_STR("channel", got->channel, want->channel);
    CHECK_STR("place", got->place, want->place);
    assert_int_equal(got->is_direct, want->is_direct);
    CHECK_STR("team", got->team, want->team);
    CHECK_STR("hook", got->hook, want->hook);
    assert_int_equal(got->hook_until_ms, want->hook_until_ms);
    CHECK_STR("uid", got->uid, want->uid);
    CHECK_STR("message", got->message, want->message);
    CHECK_STR("answers", got->answers, want->answers);
}

static void check_survives(struct arena *mem, struct mac_key *key, struct origin o,
                           struct pressed by)
{
    struct origin got;
    assert_true(origin_open(mem, key, origin_seal(mem, key, &o), by, &got));
    o.message = STR(""); /* only a dialog needs it */
    check_origin(&got, &o);
}

TEST(an_origin_survives)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(mac_key_freep) struct mac_key *key = key_of("k");
    struct origin o = full_origin;
    check_survives(mem, key, o, rightly);
    check_survives(mem, key, (struct origin){ 0 }, rightly);
    check_survives(mem, key, (struct origin){ .stand = STAND_CHANNEL }, rightly);
    check_survives(mem, key, (struct origin){ .hook_until_ms = 1 }, rightly);
    o.place = o.channel;
    check_survives(mem, key, o, rightly);
    o.uid = STR("a.b ~\xC3\xBC"); /* not ours to choose */
    check_survives(mem, key, o, rightly);
}

TEST(an_origin_holds_for_who_and_where_it_was_made_for)
{
    static const struct {
        const char *label;
        struct pressed by;
    } bad[] = {
        { "another user", { STR_INIT("user2"), STR_INIT("channel1") } },
        { "another channel", { STR_INIT("user1"), STR_INIT("channel2") } },
        { "nobody", { STR_INIT(""), STR_INIT("channel1") } },
        { "nowhere", { STR_INIT("user1"), STR_INIT("") } },
        { "split elsewhere", { STR_INIT("user1c"), STR_INIT("hannel1") } },
        { "the other way round", { STR_INIT("channel1"), STR_INIT("user1") } },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(mac_key_freep) struct mac_key *key = key_of("k");
    struct origin same = full_origin, got;
    same.place = same.channel;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct str text = origin_seal(mem, key, &full_origin);
        CHECK(bad[i].label, !origin_open(mem, key, text, bad[i].by, &got));
        text = origin_seal(mem, key, &same);
        CHECK(bad[i].label, !origin_open(mem, key, text, bad[i].by, &got));
    }
}

/* The buttons of a post share 8,000 characters with all that it says. */
TEST(the_seal_of_a_card_in_direct_messages_is_short)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(mac_key_freep) struct mac_key *key = key_of("k");
    const struct origin o = { .stand = STAND_DIRECT,
                              .user = STR("8mzg9o7kz3nidqfjtfxk3gxrma"),
                              .channel = STR("nqz4wyg9dbrfmkpgp5jhydn5zy"),
                              .place = STR("nqz4wyg9dbrfmkpgp5jhydn5zy"),
                              .is_direct = true,
                              .team = STR("5wq1qbmz77bipbmi1qfm1gz1rw") };
    assert_int_equal(origin_seal(mem, key, &o).n, 56);
}

/* Each byte changed, each byte cut, and one too many. */
static void check_tampering(struct str text,
                            bool (*opens)(struct arena *, struct mac_key *, struct str))
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(mac_key_freep) struct mac_key *key = key_of("k");
    assert_true(opens(mem, key, text));
    for (size_t i = 0; i < text.n; i++) {
        struct str changed = arena_str(mem, text);
        char *p = arena_alloc(mem, text.n, 1);
        memcpy(p, text.p, text.n);
        p[i] = p[i] == 'A' ? 'B' : 'A';
        changed.p = p;
        CHECK("changed", !opens(mem, key, changed));
        CHECK("cut", !opens(mem, key, str_take(text, i)));
        CHECK("beginning lost", !opens(mem, key, str_skip(text, i + 1)));
    }
    CHECK("longer", !opens(mem, key, arena_fmt(mem, STR_FMT "A", STR_ARG(text))));
    CHECK("dotted", !opens(mem, key, arena_fmt(mem, STR_FMT ".", STR_ARG(text))));
    AUTO(mac_key_freep) struct mac_key *other = key_of("l");
    CHECK("another key", !opens(mem, other, text));
}

static bool opens_origin(struct arena *mem, struct mac_key *key, struct str text)
{
    struct origin o;
    return origin_open(mem, key, text, rightly, &o);
}

static bool opens_state(struct arena *mem, struct mac_key *key, struct str text)
{
    struct dialog_state s;
    return state_open(mem, key, text, full_origin.user, now_ms, &s);
}

TEST(what_was_changed_is_not_opened)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(mac_key_freep) struct mac_key *key = key_of("k");
    check_tampering(origin_seal(mem, key, &full_origin), opens_origin);
    check_tampering(sealed_state(mem, key, 1), opens_state);
}

TEST(one_kind_of_seal_is_not_the_other)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(mac_key_freep) struct mac_key *key = key_of("k");
    assert_false(opens_origin(mem, key, sealed_state(mem, key, 1)));
    assert_false(opens_state(mem, key, origin_seal(mem, key, &full_origin)));
}

TEST(a_state_is_for_one_person_and_for_a_time)
{
    static const struct {
        const char *label;
        struct str user;
        int64_t now_ms;
        bool opens;
    } cases[] = {
        { "in time", STR_INIT("user1"), 0, true },
        { "just in time", STR_INIT("user1"), expires_ms - 1, true },
        { "too late", STR_INIT("user1"), expires_ms, false },
        { "somebody else", STR_INIT("user2"), now_ms, false },
        { "a longer name", STR_INIT("user11"), now_ms, false },
        { "nobody", STR_INIT(""), now_ms, false },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(mac_key_freep) struct mac_key *key = key_of("k");
    struct str text = sealed_state(mem, key, 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct dialog_state s;
        CHECK(cases[i].label, state_open(mem, key, text, cases[i].user, cases[i].now_ms,
                                         &s) == cases[i].opens);
        if (!cases[i].opens)
            continue;
        CHECK_STR(cases[i].label, s.ref, STR("1.share.words.mac"));
        check_origin(&s.origin, &full_origin);
        assert_int_equal(s.expires_ms, expires_ms);
    }
    const struct dialog_state for_nobody = { .ref = STR("r"), .expires_ms = expires_ms };
    struct random_seeded g;
    random_seed(&g, 1);
    const struct random rnd = random_from_seeded(&g);
    struct dialog_state s;
    text = state_seal(mem, key, &rnd, &for_nobody);
    assert_false(state_open(mem, key, text, STR(""), now_ms, &s));
}

TEST(two_dialogs_never_have_the_same_state)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(mac_key_freep) struct mac_key *key = key_of("k");
    assert_false(str_eq(sealed_state(mem, key, 1), sealed_state(mem, key, 2)));
}

TEST(garbage_and_what_is_huge_is_refused)
{
    static const struct str bad[] = {
        STR_INIT(""), STR_INIT("."), STR_INIT("e30"), STR_INIT("e30."), STR_INIT(".e30"),
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(mac_key_freep) struct mac_key *key = key_of("k");
    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK(bad[i].p, !opens_origin(mem, key, bad[i]));
        CHECK(bad[i].p, !opens_state(mem, key, bad[i]));
    }
    /* Rightly signed, but longer than anything that we hand out. */
    struct origin huge = full_origin;
    huge.hook = (struct str){ arena_alloc(mem, seal_max_bytes, 1), seal_max_bytes };
    memset((char *)(uintptr_t)huge.hook.p, 'x', seal_max_bytes);
    assert_false(opens_origin(mem, key, origin_seal(mem, key, &huge)));
}

TEST(a_handle_survives)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    const struct handle full = {
        .asked = ASKED_TYPED,
        .exchange = INT64_C(5000000000),
        .user = STR("user1"),
        .channel = STR("channel1"),
        .is_direct = true,
        .team = STR("team1"),
        .thread = STR("root1"),
        .message = STR("post1"),
        .trigger = STR("trigger1"),
        .origin = full_origin,
        .talk = STR("{\"at\":1}"),
    };
    struct handle got;
    assert_true(handle_read(mem, handle_write(mem, &full), &got));
    assert_int_equal(got.asked, full.asked);
    assert_int_equal(got.exchange, full.exchange);
    CHECK_STR("user", got.user, full.user);
    CHECK_STR("channel", got.channel, full.channel);
    assert_true(got.is_direct);
    CHECK_STR("team", got.team, full.team);
    CHECK_STR("thread", got.thread, full.thread);
    CHECK_STR("message", got.message, full.message);
    CHECK_STR("trigger", got.trigger, full.trigger);
    CHECK_STR("talk", got.talk, full.talk);
    check_origin(&got.origin, &full.origin);
}

TEST(what_is_no_handle_is_refused)
{
    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT("{}"),
        STR_INIT("[]"),
        STR_INIT("{\"asked\":\"command\"}"),
        STR_INIT("{\"asked\":\"stranger\",\"user\":\"u\"}"),
        STR_INIT("{\"asked\":1,\"user\":\"u\"}"),
        STR_INIT("{\"user\":1}"),
        STR_INIT("{\"user\":\"u\",\"exchange\":-1}"),
        STR_INIT("{\"user\":\"u\",\"exchange\":\"1\"}"),
        STR_INIT("{\"user\":\"u\",\"origin\":{\"stand\":\"lying\"}}"),
        STR_INIT("{\"user\":\"u\",\"origin\":[]}"),
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct handle h;
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(bad[i].p, !handle_read(mem, bad[i], &h));
    struct str good = handle_write(mem, &(struct handle){ .user = STR("u") });
    assert_true(handle_read(mem, good, &h));
    for (size_t n = 0; n < good.n; n++)
        CHECK("cut", !handle_read(mem, str_take(good, n), &h));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_origin_survives),
        cmocka_unit_test(an_origin_holds_for_who_and_where_it_was_made_for),
        cmocka_unit_test(the_seal_of_a_card_in_direct_messages_is_short),
        cmocka_unit_test(what_was_changed_is_not_opened),
        cmocka_unit_test(one_kind_of_seal_is_not_the_other),
        cmocka_unit_test(a_state_is_for_one_person_and_for_a_time),
        cmocka_unit_test(two_dialogs_never_have_the_same_state),
        cmocka_unit_test(garbage_and_what_is_huge_is_refused),
        cmocka_unit_test(a_handle_survives),
        cmocka_unit_test(what_is_no_handle_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
