/* How long to wait, with a clock of our own. */
#include "check.h"

#include "io/backoff.h"

enum { second = 1000, minute = 60 * second };

struct rig {
    struct random_seeded seed;
    struct backoff b;
    int64_t now;
};

static void rig_init(struct rig *r, uint64_t seed)
{
    *r = (struct rig){ .now = 1000 * minute };
    random_seed(&r->seed, seed);
    r->b = (struct backoff){ .rnd = random_from_seeded(&r->seed),
                             .first_ms = 500,
                             .most_ms = minute,
                             .stable_ms = minute };
}

static void fail_times(struct rig *r, int n)
{
    for (int i = 0; i < n; i++)
        r->now += backoff_failed(&r->b, r->now);
}

TEST(waits_spread_below_a_ceiling_that_doubles)
{
    enum { tries = 400, steps = 12 };
    int64_t most[steps] = { 0 }, least[steps], sum[steps] = { 0 };
    for (uint64_t seed = 1; seed <= tries; seed++) {
        struct rig r;
        rig_init(&r, seed);
        for (int i = 0; i < steps; i++) {
            int64_t wait = backoff_failed(&r.b, r.now);
            if (wait > most[i])
                most[i] = wait;
            if (seed == 1 || wait < least[i])
                least[i] = wait;
            sum[i] += wait;
        }
    }
    int64_t ceiling = 500;
    for (int i = 0; i < steps; i++) {
        assert_in_range(most[i], ceiling * 9 / 10, ceiling);
        assert_in_range(least[i], 1, ceiling / 10);
        assert_in_range(sum[i] / tries, ceiling * 4 / 10, ceiling * 6 / 10);
        ceiling = ceiling * 2 > minute ? minute : ceiling * 2;
    }
}

TEST(only_what_worked_for_long_is_trusted_again)
{
    static const struct {
        int64_t worked;
        unsigned failures; /* after it failed again */
    } cases[] = { { 0, 6 }, { minute - 1, 6 }, { minute, 1 }, { 500 * minute, 1 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rig r;
        rig_init(&r, 7);
        fail_times(&r, 5);
        backoff_works(&r.b, r.now);
        r.now += cases[i].worked;
        fail_times(&r, 1);
        assert_int_equal(r.b.failures, cases[i].failures);
    }
}

TEST(time_without_working_does_not_count)
{
    struct rig r;
    rig_init(&r, 8);
    fail_times(&r, 3);
    backoff_works(&r.b, r.now);
    r.now += second;
    fail_times(&r, 1);
    r.now += 10 * minute; /* nothing works meanwhile */
    fail_times(&r, 1);
    assert_int_equal(r.b.failures, 5);
}

TEST(it_settles_once)
{
    struct rig r;
    rig_init(&r, 9);
    assert_false(backoff_settle(&r.b, r.now));
    backoff_works(&r.b, r.now);
    assert_false(backoff_settle(&r.b, r.now + minute - 1));
    assert_true(backoff_settle(&r.b, r.now + minute));
    assert_false(backoff_settle(&r.b, r.now + 2 * minute));
}

TEST(without_a_stable_time_any_success_counts)
{
    struct rig r;
    rig_init(&r, 10);
    r.b.stable_ms = 0;
    fail_times(&r, 9);
    backoff_works(&r.b, r.now);
    assert_int_equal(r.b.failures, 0);
    assert_in_range(backoff_failed(&r.b, r.now), 1, 500);
}

TEST(many_failures_do_no_harm)
{
    struct rig r;
    rig_init(&r, 11);
    for (int i = 0; i < 100 * 1000; i++)
        assert_in_range(backoff_failed(&r.b, r.now), 1, minute);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_spread_below_a_ceiling_that_doubles),
        cmocka_unit_test(only_what_worked_for_long_is_trusted_again),
        cmocka_unit_test(time_without_working_does_not_count),
        cmocka_unit_test(it_settles_once),
        cmocka_unit_test(without_a_stable_time_any_success_counts),
        cmocka_unit_test(many_failures_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
