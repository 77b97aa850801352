/* Wall clocks and instants, above all where a clock is changed. */
#include "check.h"

#include "base/arena.h"
#include "base/zone.h"

TEST(only_names_of_zones_are_known)
{
    static const char *const known[] = { "Europe/Berlin", "UTC", "Etc/UTC",
                                         "America/Argentina/Buenos_Aires", "Etc/GMT+5" };
    static const char *const unknown[] = {
        "",
        "Europe/Atlantis",
        "europe/berlin",
        "../../etc/passwd",
        "CET-1/2",
        "/etc/localtime",
        "Europe",
        "Europe/",
        "EST5EDT4/3",
        "+02:00",
        "America/Argentina",
    };
    for (size_t i = 0; i < COUNT(known); i++)
        CHECK(known[i], zone_known(str_from_c(known[i])));
    for (size_t i = 0; i < COUNT(unknown); i++)
        CHECK(unknown[i], !zone_known(str_from_c(unknown[i])));
    struct civil c;
    int64_t ms;
    assert_false(zone_local(STR("Europe/Atlantis"), 0, &c));
    assert_false(
        zone_instant(STR("Europe/Atlantis"), (struct civil){ 2026, 1, 1, 0, 0, 0 }, &ms));
}

TEST(local_times_become_instants_and_back)
{
    static const struct {
        const char *label;
        struct str zone, local, utc, back;
    } cases[] = {
#define SAME(label, zone, local, utc)                                                    \
    { label, STR_INIT(zone), STR_INIT(local), STR_INIT(utc), STR_INIT(local) }
#define MOVED(label, zone, local, utc, back)                                             \
    {                                                                                    \
        label, STR_INIT(zone), STR_INIT(local), STR_INIT(utc), STR_INIT(back)            \
    }
        SAME("UTC", "UTC", "2026-11-24T08:30", "2026-11-24T08:30:00Z"),
        SAME("winter", "Europe/Berlin", "2026-11-24T08:30", "2026-11-24T07:30:00Z"),
        SAME("summer", "Europe/Berlin", "2026-07-01T08:30", "2026-07-01T06:30:00Z"),
        SAME("before the gap", "Europe/Berlin", "2026-03-29T01:59",
             "2026-03-29T00:59:00Z"),
        MOVED("in the gap", "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30:00Z",
              "2026-03-29T03:30"),
        SAME("after the gap", "Europe/Berlin", "2026-03-29T03:00",
             "2026-03-29T01:00:00Z"),
        SAME("repeated: first", "Europe/Berlin", "2026-10-25T02:30",
             "2026-10-25T00:30:00Z"),
        SAME("after both", "Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00Z"),
        MOVED("New York, gap", "America/New_York", "2026-03-08T02:30",
              "2026-03-08T07:30:00Z", "2026-03-08T03:30"),
        SAME("New York, first", "America/New_York", "2026-11-01T01:30",
             "2026-11-01T05:30:00Z"),
        SAME("half an hour, first", "Australia/Lord_Howe", "2026-04-05T01:45",
             "2026-04-04T14:45:00Z"),
        MOVED("half an hour, gap", "Australia/Lord_Howe", "2026-10-04T02:15",
              "2026-10-03T15:45:00Z", "2026-10-04T02:45"),
        MOVED("midnight is skipped", "Africa/Cairo", "2026-04-24T00:30",
              "2026-04-23T22:30:00Z", "2026-04-24T01:30"),
        MOVED("a day is skipped", "Pacific/Apia", "2011-12-30T12:00",
              "2011-12-30T22:00:00Z", "2011-12-31T12:00"),
        SAME("the day before", "Pacific/Apia", "2011-12-29T23:30",
             "2011-12-30T09:30:00Z"),
        SAME("the day after", "Pacific/Apia", "2011-12-31T00:30", "2011-12-30T10:30:00Z"),
        SAME("winter is the exception", "Europe/Dublin", "2026-10-25T01:30",
             "2026-10-25T00:30:00Z"),
        SAME("far from now", "Europe/Berlin", "2060-07-01T08:30", "2060-07-01T06:30:00Z"),
        SAME("a quarter of an hour", "Asia/Kathmandu", "2026-01-01T00:00",
             "2025-12-31T18:15:00Z"),
    };
    AUTO(arena_freep) struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct civil c = { 0 };
        int64_t ms = 0;
        CHECK(cases[i].label, civil_parse(cases[i].local, &c));
        CHECK(cases[i].label, zone_instant(cases[i].zone, c, &ms));
        CHECK_STR(cases[i].label, instant_format(a, ms), cases[i].utc);
        CHECK(cases[i].label, zone_local(cases[i].zone, ms, &c));
        CHECK_STR(cases[i].label, civil_format(a, c), cases[i].back);
    }
}

TEST(both_repeated_hours_read_alike)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct civil c;
    assert_true(zone_local(STR("Europe/Berlin"), 1792888200000, &c)); /* 00:30Z */
    CHECK_STR("first", civil_format(a, c), STR("2026-10-25T02:30"));
    assert_true(zone_local(STR("Europe/Berlin"), 1792891800000, &c)); /* 01:30Z */
    CHECK_STR("second", civil_format(a, c), STR("2026-10-25T02:30"));
}

TEST(days_are_counted)
{
    static const struct {
        struct civil day;
        int64_t days;
        int weekday;
    } cases[] = {
        { { .year = 1970, .month = 1, .day = 1 }, 0, 4 },
        { { .year = 1969, .month = 12, .day = 31 }, -1, 3 },
        { { .year = 2000, .month = 2, .day = 29 }, 11016, 2 },
        { { .year = 2026, .month = 11, .day = 24 }, 20781, 2 },
        { { .year = 1900, .month = 3, .day = 1 }, -25508, 4 },
        { { .year = 2100, .month = 2, .day = 28 }, 47540, 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct civil c = civil_from_days(cases[i].days);
        assert_int_equal(civil_days(cases[i].day), cases[i].days);
        assert_int_equal(civil_weekday(cases[i].day), cases[i].weekday);
        assert_memory_equal(&c, &cases[i].day, sizeof(c));
    }
    for (int64_t d = -200000; d < 200000; d += 37)
        assert_int_equal(civil_days(civil_from_days(d)), d);
}

TEST(only_the_exact_form_is_read)
{
    static const char *const bad[] = {
        "",
        "2026-11-24",
        "2026-11-24 08:30",
        "2026-11-24T8:30",
        "2026-11-24T08:30Z",
        "2026-11-24T08:30:61",
        "2026-11-24T24:00",
        "2026-11-31T08:30",
        "2026-02-29T08:30",
        "2026-13-01T08:30",
        "0000-01-01T00:00",
        "2026-1a-24T08:30",
        "+026-11-24T08:30",
    };
    struct civil c = { .year = 7 };
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(bad[i], !civil_parse(str_from_c(bad[i]), &c) && c.year == 7);
    assert_true(civil_parse(STR("2028-02-29T23:59:58"), &c));
    assert_int_equal(c.second, 58);
    AUTO(arena_freep) struct arena *a = arena_new();
    CHECK_STR("seconds", civil_format(a, c), STR("2028-02-29T23:59:58"));
    CHECK_STR("before 1970", instant_format(a, -1), STR("1969-12-31T23:59:59Z"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_names_of_zones_are_known),
        cmocka_unit_test(local_times_become_instants_and_back),
        cmocka_unit_test(both_repeated_hours_read_alike),
        cmocka_unit_test(days_are_counted),
        cmocka_unit_test(only_the_exact_form_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
