/* Views, buffers and arenas: what everything else stands on. */
#include "check.h"

#include "base/arena.h"
#include "base/buf.h"

TEST(words_are_taken_off_one_by_one)
{
    struct str s = STR("  linkedin \t open  source ");
    CHECK_STR("first", str_word(&s), STR("linkedin"));
    CHECK_STR("rest", s, STR("open  source"));
    CHECK_STR("second", str_word(&s), STR("open"));
    CHECK_STR("third", str_word(&s), STR("source"));
    CHECK_STR("end", str_word(&s), STR(""));
}

TEST(numbers_are_whole_or_refused)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t want;
    } cases[] = {
        { "0", true, 0 },
        { "-12", true, -12 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "1 ", false, 0 },
        { "0x10", false, 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t v = 0;
        bool ok = str_to_int(str_from_c(cases[i].text), &v);
        CHECK(cases[i].text, ok == cases[i].ok && v == cases[i].want);
    }
}

TEST(distance_finds_the_nearest_name)
{
    assert_int_equal(str_distance(STR("linkdin"), STR("linkedin"), 3), 1);
    assert_int_equal(str_distance(STR("LinkedIn"), STR("linkedin"), 3), 0);
    assert_int_equal(str_distance(STR("x"), STR("mastodon"), 3), 4);
}

TEST(a_buffer_keeps_its_ceiling_and_says_so)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(5);
    buf_add(&b, STR("abc"));
    assert_true(buf_ok(&b));
    buf_add(&b, STR("defg"));
    assert_false(buf_ok(&b));
    CHECK_STR("what fits is kept", buf_str(&b), STR("abcde"));
    assert_int_equal(b.p[b.n], 0);
}

TEST(an_arena_gives_zeroed_memory_again_after_reset)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    for (int round = 0; round < 3; round++) {
        for (size_t n = 1; n < 300000; n *= 3) {
            char *p = arena_alloc(a, n, 1);
            for (size_t i = 0; i < n; i++)
                assert_int_equal(p[i], 0);
            memset(p, 0xff, n);
        }
        arena_reset(a);
    }
    CHECK_STR("fmt", arena_fmt(a, "%d-%s", 7, "x"), STR("7-x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_taken_off_one_by_one),
        cmocka_unit_test(numbers_are_whole_or_refused),
        cmocka_unit_test(distance_finds_the_nearest_name),
        cmocka_unit_test(a_buffer_keeps_its_ceiling_and_says_so),
        cmocka_unit_test(an_arena_gives_zeroed_memory_again_after_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
