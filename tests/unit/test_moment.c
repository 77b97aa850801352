/* Days and times as one says them, in two languages, seen from a zone. */
#include "check.h"

#include "advocacy/moment.h"
#include "base/arena.h"
#include "base/zone.h"

/* In Berlin it is Tuesday, 24 November 2026, 23:30. */
static const struct civil now_utc = { 2026, 11, 24, 22, 30, 0 };

static int64_t utc(struct str civil)
{
    struct civil c = now_utc;
    int64_t ms = 0;
    assert_true(!civil.n || civil_parse(civil, &c));
    assert_true(zone_instant(STR("UTC"), c, &ms));
    return ms;
}

typedef struct str (*teller)(const struct speech *, struct here, int64_t);

struct moment_case {
    teller tell;
    struct str at;
    struct str en, de;
};

static void check_moment(const struct moment_case *c, struct str zone)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    AUTO(texts_freep) struct texts *texts = texts_new();
    struct here here = { zone, utc(STR("")) };
    struct speech en = { texts, LANG_EN, false, a }, de = { texts, LANG_DE, false, a };
    CHECK_STR(c->at.p, c->tell(&en, here, utc(c->at)), c->en);
    CHECK_STR(c->at.p, c->tell(&de, here, utc(c->at)), c->de);
}

#define CASE(tell, at, en, de)                                                           \
    {                                                                                    \
        tell, STR_INIT(at), STR_INIT(en), STR_INIT(de)                                   \
    }

TEST(moments_are_told_as_one_speaks)
{
    static const struct moment_case cases[] = {
        CASE(moment_date, "2026-11-24T12:00", "24 November", "24. November"),
        CASE(moment_date, "2027-03-01T12:00", "1 March 2027", "1. März 2027"),
        CASE(moment_date, "2026-12-31T23:30", "1 January 2027", "1. Januar 2027"),
        CASE(moment_day, "2026-11-24T22:59", "today", "heute"),
        CASE(moment_day, "2026-11-24T23:00", "tomorrow", "morgen"),
        CASE(moment_day, "2026-11-23T22:59", "yesterday", "gestern"),
        CASE(moment_day, "2026-11-27T12:00", "Friday", "Freitag"),
        CASE(moment_day, "2026-11-30T12:00", "Monday", "Montag"),
        CASE(moment_day, "2026-12-01T12:00", "1 December", "1. Dezember"),
        CASE(moment_day, "2026-11-22T12:00", "22 November", "22. November"),
        CASE(moment_when, "2026-11-25T07:30", "tomorrow at 8:30", "morgen um 8:30"),
        CASE(moment_when, "2026-11-29T16:05", "Sunday at 17:05", "Sonntag um 17:05"),
        CASE(moment_when, "2026-12-24T16:00", "24 December, 17:00",
             "24. Dezember, 17:00"),
        CASE(moment_age, "2026-11-24T20:00", "today", "heute"),
        CASE(moment_age, "2026-11-25T20:00", "today", "heute"),
        CASE(moment_age, "2026-11-23T20:00", "yesterday", "gestern"),
        CASE(moment_age, "2026-11-21T20:00", "3 days ago", "vor 3 Tagen"),
        CASE(moment_age, "2026-11-11T20:00", "13 days ago", "vor 13 Tagen"),
        CASE(moment_age, "2026-11-10T20:00", "2 weeks ago", "vor 2 Wochen"),
        CASE(moment_age, "2026-07-10T20:00", "10 July", "10. Juli"),
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        check_moment(&cases[i], STR("Europe/Berlin"));
}

TEST(the_zone_decides_about_the_day)
{
    static const struct moment_case berlin =
        CASE(moment_day, "2026-11-24T23:30", "tomorrow", "morgen");
    static const struct moment_case utc_too =
        CASE(moment_day, "2026-11-24T23:30", "today", "heute");
    check_moment(&berlin, STR("Europe/Berlin"));
    check_moment(&utc_too, STR("America/New_York"));
    check_moment(&utc_too, STR("Europe/Atlantis"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_told_as_one_speaks),
        cmocka_unit_test(the_zone_decides_about_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
