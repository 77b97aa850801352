/* GTimeZone on the system's zone files. GLib forgets a zone when nobody uses it, so
 * each that was asked for is kept: its file is read once, and later look-ups are one
 * in a hash table. There are no more than some 600. */
#include "base/zone.h"

#include "base/arena.h"

#include <glib.h>
#include <string.h>

enum { second_ms = 1000, day_seconds = 86400, name_max = 64 };

static void zone_unref(GTimeZone *tz)
{
    if (tz)
        g_time_zone_unref(tz);
}
AUTO_PTR(GTimeZone, zone_unref)

/* A name of the zone files: no "EST5EDT" rules, no offsets, no paths out of them. */
static bool is_name(struct str name)
{
    if (name.n == 0 || name.n >= name_max || !g_ascii_isalpha(name.p[0]))
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!g_ascii_isalnum(c) && c != '/' && c != '_' && c != '-' && c != '+')
            return false;
    }
    return str_find_char(name, '/') > 0 || str_eq(name, STR("UTC"));
}

/* NULL when there is no such zone. The caller releases it. */
static GTimeZone *zone_get(struct str name)
{
    if (!is_name(name))
        return NULL;
    char z[name_max];
    memcpy(z, name.p, name.n);
    z[name.n] = 0;
    GTimeZone *tz = g_time_zone_new_identifier(z);
    if (tz && !g_dataset_get_data(tz, "kept"))
        g_dataset_set_data(tz, "kept", g_time_zone_ref(tz));
    return tz;
}

bool zone_known(struct str name)
{
    AUTO(zone_unrefp) GTimeZone *tz = zone_get(name);
    return tz != NULL;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t civil_days(struct civil c)
{
    /* Years begin in March, so that the leap day is the last; eras have 400 years. */
    int64_t y = c.month <= 2 ? (int64_t)c.year - 1 : c.year;
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t month = c.month > 2 ? c.month - 3 : c.month + 9;
    int64_t day_of_year = (153 * month + 2) / 5 + c.day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil civil_from_days(int64_t days)
{
    int64_t shifted = days + 719468;
    int64_t era = floor_div(shifted, 146097);
    int64_t doe = shifted - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t month = (5 * doy + 2) / 153;
    struct civil c = { .day = (int)(doy - (153 * month + 2) / 5 + 1) };
    c.month = (int)(month < 10 ? month + 3 : month - 9);
    c.year = (int)(yoe + era * 400 + (c.month <= 2));
    return c;
}

int civil_weekday(struct civil c)
{
    int64_t days = civil_days(c) + 4; /* 1970-01-01 was a Thursday */
    return (int)(days - floor_div(days, 7) * 7);
}

static int64_t civil_seconds(struct civil c)
{
    return civil_days(c) * day_seconds + c.hour * 3600 + c.minute * 60 + c.second;
}

static struct civil civil_from_seconds(int64_t seconds)
{
    int64_t days = floor_div(seconds, day_seconds);
    int rest = (int)(seconds - days * day_seconds);
    struct civil c = civil_from_days(days);
    c.hour = rest / 3600;
    c.minute = rest / 60 % 60;
    c.second = rest % 60;
    return c;
}

static int offset_at(GTimeZone *tz, int64_t at)
{
    int interval = g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, at);
    return interval < 0 ? 0 : g_time_zone_get_offset(tz, interval);
}

bool zone_local(struct str zone, int64_t at_ms, struct civil *out)
{
    AUTO(zone_unrefp) GTimeZone *tz = zone_get(zone);
    if (!tz)
        return false;
    int64_t seconds = floor_div(at_ms, second_ms);
    *out = civil_from_seconds(seconds + offset_at(tz, seconds));
    return true;
}

/* Offsets lie within 16 hours, so a day before and a day after are on either side of
 * any change nearby. Of a repeated hour the offset before the change comes first; a
 * skipped one (or day: Samoa, 2011) fits neither. */
static int64_t instant_of(GTimeZone *tz, int64_t local)
{
    int before = offset_at(tz, local - day_seconds);
    int after = offset_at(tz, local + day_seconds);
    if (offset_at(tz, local - before) == before)
        return local - before;
    if (offset_at(tz, local - after) == after)
        return local - after;
    return local - before;
}

bool zone_instant(struct str zone, struct civil local, int64_t *out_ms)
{
    AUTO(zone_unrefp) GTimeZone *tz = zone_get(zone);
    if (!tz)
        return false;
    *out_ms = instant_of(tz, civil_seconds(local)) * second_ms;
    return true;
}

/* Two or four digits at s.p[at]; -1 when there is anything else. */
static int digits(struct str s, size_t at, size_t n)
{
    int value = 0;
    for (size_t i = at; i < at + n; i++) {
        if (i >= s.n || !g_ascii_isdigit(s.p[i]))
            return -1;
        value = value * 10 + (s.p[i] - '0');
    }
    return value;
}

static int days_in_month(int year, int month)
{
    struct civil first = { .year = year, .month = month, .day = 1 };
    struct civil next = first;
    next.month = month % 12 + 1;
    next.year += month == 12;
    return (int)(civil_days(next) - civil_days(first));
}

static bool is_civil(struct civil c)
{
    return c.year >= 1 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
           c.day <= days_in_month(c.year, c.month) && c.hour >= 0 && c.hour <= 23 &&
           c.minute >= 0 && c.minute <= 59 && c.second >= 0 && c.second <= 59;
}

bool civil_parse(struct str s, struct civil *out)
{
    static const char shape[] = "0000-00-00T00:00:00";
    if (s.n != 16 && s.n != 19)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (shape[i] != '0' && s.p[i] != shape[i])
            return false;
    }
    struct civil c = { .year = digits(s, 0, 4),
                       .month = digits(s, 5, 2),
                       .day = digits(s, 8, 2),
                       .hour = digits(s, 11, 2),
                       .minute = digits(s, 14, 2),
                       .second = s.n == 19 ? digits(s, 17, 2) : 0 };
    if (!is_civil(c))
        return false;
    *out = c;
    return true;
}

struct str civil_format(struct arena *a, struct civil c)
{
    struct str s = arena_fmt(a, "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day,
                             c.hour, c.minute);
    return c.second ? arena_fmt(a, STR_FMT ":%02d", STR_ARG(s), c.second) : s;
}

struct str instant_format(struct arena *a, int64_t at_ms)
{
    struct civil c = civil_from_seconds(floor_div(at_ms, second_ms));
    return arena_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour,
                     c.minute, c.second);
}
