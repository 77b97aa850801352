/* When to connect, with a clock of our own; and the manifest. */
#include "fixture.h"

#include "base/random.h"
#include "platform/slack/manifest.h"
#include "platform/slack/policy.h"

enum { second = 1000, minute = 60 * second };

struct clock {
    struct random_seeded seed;
    struct policy p;
    int64_t now;
};

static void clock_init(struct clock *c, uint64_t seed)
{
    *c = (struct clock){ .now = 1000 * minute };
    random_seed(&c->seed, seed);
    policy_start(&c->p, random_from_seeded(&c->seed), c->now);
}

static struct envelope hello(int64_t connections, int64_t lifetime_ms)
{
    return (struct envelope){ .kind = ENVELOPE_HELLO,
                              .connections = connections,
                              .lifetime_ms = lifetime_ms };
}

static void connect(struct clock *c, int64_t connections, int64_t lifetime_ms)
{
    struct envelope e = hello(connections, lifetime_ms);
    policy_trying(&c->p);
    policy_up(&c->p, c->now, &e, 1);
}

/* How long until the next attempt. */
static int64_t wait_of(const struct clock *c)
{
    return c->p.next_ms - c->now;
}

TEST(it_connects_at_once_and_then_only_once)
{
    struct clock c;
    clock_init(&c, 1);
    assert_int_equal(wait_of(&c), 0);
    policy_trying(&c.p);
    assert_true(c.p.next_ms == POLICY_NEVER);
}

TEST(failures_back_off_up_to_a_minute_with_full_jitter)
{
    int64_t longest[20] = { 0 };
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct clock c;
        clock_init(&c, seed);
        for (size_t i = 0; i < COUNT(longest); i++) {
            policy_trying(&c.p);
            policy_failed(&c.p, c.now, 0);
            assert_true(wait_of(&c) > 0 && wait_of(&c) <= minute);
            if (wait_of(&c) > longest[i])
                longest[i] = wait_of(&c);
            c.now = c.p.next_ms;
        }
    }
    assert_in_range(longest[0], 400, 500);
    assert_in_range(longest[3], 3000, 4000);
    assert_in_range(longest[19], 50 * second, minute);
}

TEST(what_the_server_asks_for_is_waited)
{
    struct clock c;
    clock_init(&c, 2);
    policy_trying(&c.p);
    policy_failed(&c.p, c.now, 30 * second);
    assert_in_range(wait_of(&c), 30 * second, 31 * second);
}

TEST(only_a_stable_connection_resets_the_back_off)
{
    static const struct {
        int64_t lived;
        unsigned failures; /* after it was lost */
    } cases[] = { { 59 * second, 6 }, { minute, 1 }, { 300 * minute, 1 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct clock c;
        clock_init(&c, 3);
        for (int k = 0; k < 5; k++)
            policy_failed(&c.p, c.now, 0);
        connect(&c, 1, 0);
        c.now += cases[i].lived;
        policy_lost(&c.p, c.now);
        assert_int_equal(c.p.backoff.failures, cases[i].failures);
    }
}

TEST(failed_rotations_back_off_though_the_old_line_is_stable)
{
    struct clock c;
    clock_init(&c, 4);
    connect(&c, 1, 0);
    c.now += 100 * minute;
    policy_hangup(&c.p, c.now, HANGUP_REFRESH);
    assert_int_equal(wait_of(&c), 0);
    for (int k = 0; k < 5; k++) {
        policy_trying(&c.p);
        policy_failed(&c.p, c.now, 0);
    }
    assert_int_equal(c.p.backoff.failures, 5);
    policy_lost(&c.p, c.now);
    assert_int_equal(c.p.backoff.failures, 6);
}

TEST(connections_are_replaced_before_they_get_too_old)
{
    static const struct {
        int64_t lifetime, least, most;
    } cases[] = {
        { 18060 * second, 18060 * second - 90 * second, 18060 * second - 60 * second },
        { 360 * second, 270 * second, 300 * second },
        { 60 * second, 30 * second, 31 * second },
        { 0, 200 * minute, 240 * minute },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct clock c;
        clock_init(&c, 5 + i);
        connect(&c, 1, cases[i].lifetime);
        assert_in_range(wait_of(&c), cases[i].least, cases[i].most);
    }
}

TEST(ghosts_are_noticed_and_not_fed)
{
    static const struct {
        int64_t connections, own;
        bool has_ghosts;
    } cases[] = {
        { 1, 1, false }, { 2, 2, false }, { 2, 1, true }, { 10, 1, true }, { 0, 1, false }
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct clock c;
        clock_init(&c, 6);
        struct envelope e = hello(cases[i].connections, 0);
        policy_trying(&c.p);
        assert_int_equal(policy_up(&c.p, c.now, &e, cases[i].own), cases[i].has_ghosts);
        c.now += second;
        policy_lost(&c.p, c.now);
        if (cases[i].has_ghosts)
            assert_in_range(wait_of(&c), 59 * second, 61 * second);
        else
            assert_in_range(wait_of(&c), 0, second);
    }
}

TEST(slack_is_not_pressed)
{
    struct clock c;
    clock_init(&c, 7);
    for (int64_t least = minute; least <= 16 * minute; least *= 2) {
        policy_trying(&c.p);
        policy_hangup(&c.p, c.now, HANGUP_TOO_MANY);
        policy_failed(&c.p, c.now, 0); /* the connection ends without a hello */
        assert_in_range(wait_of(&c), least, least + minute);
        c.now = c.p.next_ms;
    }
    clock_init(&c, 8);
    policy_hangup(&c.p, c.now, HANGUP_DISABLED);
    policy_lost(&c.p, c.now);
    assert_in_range(wait_of(&c), 5 * minute, 10 * minute);
    clock_init(&c, 9);
    policy_refused(&c.p, c.now);
    assert_in_range(wait_of(&c), 5 * minute, 10 * minute);
}

TEST(the_manifest_asks_for_what_is_needed)
{
    static const struct published_command commands[] = {
        { STR_INIT("share"), STR_INIT("A post, {ready} to \"share\""),
          STR_INIT("[network] [topic]") },
        { STR_INIT("welcome"), STR_INIT("Hello"), STR_INIT("") },
    };
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    AUTO(json_freep) struct json *j = NULL;
    manifest_write(&out, STR("Botschafter"), STR("Ready to share"), commands, 2);
    assert_true(buf_ok(&out) && str_ends(buf_str(&out), STR("}\n")));
    assert_true(json_parse(&j, buf_str(&out), NULL));
    CHECK_STR("name", json_str(j, "display_information.name"), STR("Botschafter"));
    const struct json *list = json_at(j, "features.slash_commands");
    assert_int_equal(json_count(list), 2);
    CHECK_STR("command", json_str(list, "0.command"), STR("/share"));
    CHECK_STR("usage", json_str(list, "0.usage_hint"), STR("[network] [topic]"));
    CHECK_STR("summary", json_str(list, "0.description"), commands[0].summary);
    assert_true(json_bool(list, "1.should_escape"));
    assert_null(json_at(list, "1.usage_hint"));
    assert_true(json_bool(j, "settings.socket_mode_enabled"));
    assert_true(json_bool(j, "features.app_home.home_tab_enabled"));
    const struct json *scope = json_first(json_at(j, "oauth_config.scopes.bot"));
    for (const char *const *s = manifest_scopes(); *s; s++, scope = json_next(scope))
        CHECK_STR("scope", json_str(scope, ""), str_from_c(*s));
    assert_null(scope);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_connects_at_once_and_then_only_once),
        cmocka_unit_test(failures_back_off_up_to_a_minute_with_full_jitter),
        cmocka_unit_test(what_the_server_asks_for_is_waited),
        cmocka_unit_test(only_a_stable_connection_resets_the_back_off),
        cmocka_unit_test(failed_rotations_back_off_though_the_old_line_is_stable),
        cmocka_unit_test(connections_are_replaced_before_they_get_too_old),
        cmocka_unit_test(ghosts_are_noticed_and_not_fed),
        cmocka_unit_test(slack_is_not_pressed),
        cmocka_unit_test(the_manifest_asks_for_what_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
