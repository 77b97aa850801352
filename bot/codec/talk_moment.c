/* A date and a time as people type them. */
#include "base/arena.h"
#include "base/zone.h"
#include "codec/talk.h"

static bool is_digit(struct str s)
{
    return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

/* At most `most` digits. */
static bool take_number(struct str *s, size_t most, int *out)
{
    int value = 0;
    size_t n = 0;
    for (; n < most && is_digit(*s); n++) {
        value = value * 10 + (s->p[0] - '0');
        *s = str_skip(*s, 1);
    }
    *out = value;
    return n > 0 && !is_digit(*s);
}

static bool take_char(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_skip(*s, 1);
    return true;
}

static size_t skip_spaces(struct str *s)
{
    size_t before = s->n;
    while (take_char(s, ' ') || take_char(s, '\t'))
        continue;
    return before - s->n;
}

static bool take_word(struct str *s, struct str word)
{
    struct str rest = str_skip(*s, word.n);
    bool ends = rest.n == 0 || rest.p[0] == ' ' || is_digit(rest);
    if (!str_eq_nocase(str_take(*s, word.n), word) || !ends)
        return false;
    *s = rest;
    return true;
}

/* "2026-11-24" or "24.11.2026". */
static bool take_date(struct str *s, struct civil *c)
{
    struct str iso = *s;
    if (take_number(&iso, 4, &c->year) && take_char(&iso, '-') &&
        take_number(&iso, 2, &c->month) && take_char(&iso, '-') &&
        take_number(&iso, 2, &c->day)) {
        *s = iso;
        return true;
    }
    if (!take_number(s, 2, &c->day) || !take_char(s, '.'))
        return false;
    skip_spaces(s);
    if (!take_number(s, 2, &c->month) || !take_char(s, '.'))
        return false;
    skip_spaces(s);
    return take_number(s, 4, &c->year);
}

/* What stands between the two: "T", a comma, spaces, "um", "at". */
static bool take_gap(struct str *s)
{
    if (take_char(s, 'T') || take_char(s, 't'))
        return true;
    bool has_comma = take_char(s, ',');
    if (skip_spaces(s) == 0 && !has_comma)
        return false;
    if (take_word(s, STR("um")) || take_word(s, STR("at")))
        skip_spaces(s);
    return true;
}

/* "am" and "pm" make 24 hours of 12. */
static bool take_half(struct str *s, struct civil *c)
{
    bool is_am = take_word(s, STR("am")), is_pm = !is_am && take_word(s, STR("pm"));
    if (!is_am && !is_pm)
        return take_word(s, STR("uhr"));
    if (c->hour < 1 || c->hour > 12)
        return false;
    c->hour = c->hour % 12 + (is_pm ? 12 : 0);
    return true;
}

/* "8:30", "08:30:00", "8:30 Uhr", "8 Uhr", "8:30 pm". */
static bool take_time(struct str *s, struct civil *c)
{
    int seconds = 0;
    if (!take_number(s, 2, &c->hour))
        return false;
    bool has_minute = take_char(s, ':');
    if (has_minute && !take_number(s, 2, &c->minute))
        return false;
    if (has_minute && take_char(s, ':') && !take_number(s, 2, &seconds))
        return false;
    skip_spaces(s);
    return (take_half(s, c) || has_minute) && s->n == 0;
}

bool talk_moment(struct arena *mem, struct str typed, struct str *out)
{
    struct civil c = { 0 };
    struct str s = str_trim(typed);
    if (!take_date(&s, &c) || c.year < 1000 || !take_gap(&s) || !take_time(&s, &c))
        return false;
    struct str value = civil_format(mem, c);
    if (!civil_parse(value, &c))
        return false;
    *out = value;
    return true;
}
