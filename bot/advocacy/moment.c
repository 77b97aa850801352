#include "advocacy/moment.h"

#include "base/arena.h"
#include "base/zone.h"
#include "moment_texts.h"

enum { days_by_number = 14, days_by_week = 60, week_ahead = 6 };

typedef struct str (*name_text)(const struct speech *say);

static struct civil local_time(struct str zone, int64_t at_ms)
{
    struct civil c = { 0 };
    if (!zone_local(zone, at_ms, &c))
        (void)zone_local(STR("UTC"), at_ms, &c);
    return c;
}

static int64_t days_ahead(struct here here, int64_t at_ms)
{
    return civil_days(local_time(here.zone, at_ms)) -
           civil_days(local_time(here.zone, here.now_ms));
}

static struct str month_name(const struct speech *say, int month)
{
    static const name_text names[] = {
        moment_january,   moment_february, moment_march,    moment_april,
        moment_may,       moment_june,     moment_july,     moment_august,
        moment_september, moment_october,  moment_november, moment_december,
    };
    return names[month - 1](say);
}

static struct str weekday_name(const struct speech *say, int weekday)
{
    static const name_text names[] = {
        moment_sunday,   moment_monday, moment_tuesday,  moment_wednesday,
        moment_thursday, moment_friday, moment_saturday,
    };
    return names[(unsigned)weekday % COUNT(names)](say);
}

struct str moment_date(const struct speech *say, struct here here, int64_t at_ms)
{
    struct civil c = local_time(here.zone, at_ms);
    struct str day = arena_fmt(say->mem, "%d", c.day);
    struct str month = month_name(say, c.month);
    if (c.year == local_time(here.zone, here.now_ms).year)
        return moment_day_month(say, day, month);
    return moment_day_month_year(say, day, month, arena_fmt(say->mem, "%d", c.year));
}

/* The day in a word; empty when it has none. */
static struct str near_day(const struct speech *say, struct here here, int64_t at_ms)
{
    int64_t ahead = days_ahead(here, at_ms);
    if (ahead == 0)
        return moment_today(say);
    if (ahead == 1)
        return moment_tomorrow(say);
    if (ahead == -1)
        return moment_yesterday(say);
    if (ahead > 1 && ahead <= week_ahead)
        return weekday_name(say, civil_weekday(local_time(here.zone, at_ms)));
    return (struct str){ NULL, 0 };
}

struct str moment_day(const struct speech *say, struct here here, int64_t at_ms)
{
    struct str near = near_day(say, here, at_ms);
    return near.n ? near : moment_date(say, here, at_ms);
}

struct str moment_when(const struct speech *say, struct here here, int64_t at_ms)
{
    struct civil c = local_time(here.zone, at_ms);
    struct str clock = arena_fmt(say->mem, "%d:%02d", c.hour, c.minute);
    struct str near = near_day(say, here, at_ms);
    if (near.n)
        return moment_day_at(say, near, clock);
    return moment_date_at(say, moment_date(say, here, at_ms), clock);
}

struct str moment_age(const struct speech *say, struct here here, int64_t at_ms)
{
    int64_t days = -days_ahead(here, at_ms);
    if (days <= 0)
        return moment_today(say);
    if (days == 1)
        return moment_yesterday(say);
    if (days < days_by_number)
        return moment_days_ago(say, days);
    if (days < days_by_week)
        return moment_weeks_ago(say, days / 7);
    return moment_date(say, here, at_ms);
}
