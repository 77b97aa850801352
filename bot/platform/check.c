#include "platform/check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/zone.h"
#include "platform/platform.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    text_max = 8192,
    skew_warn_ms = 30 * 1000,
    date_bytes = 29,
};

__attribute__((format(printf, 2, 0))) static struct str
text(struct arena *mem, const char *fmt, va_list args)
{
    char line[text_max];
    vsnprintf(line, sizeof(line), fmt, args);
    return arena_str(mem, str_from_c(line));
}

static struct finding *add(struct findings *f)
{
    if (f->n == f->cap) {
        struct finding *old = f->v;
        f->cap = f->cap > 0 ? 2 * f->cap : 32;
        f->v = ARENA_ARRAY(f->mem, f->cap, struct finding);
        for (size_t i = 0; i < f->n; i++)
            f->v[i] = old[i];
    }
    return &f->v[f->n++];
}

void found(struct findings *f, enum level level, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct str what = text(f->mem, fmt, args);
    va_end(args);
    *add(f) = (struct finding){ .level = level, .area = f->area, .what = what };
}

void found_done(struct findings *f, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct str what = text(f->mem, fmt, args);
    va_end(args);
    *add(f) = (struct finding){ .area = f->area, .what = what };
    f->changed++;
}

void found_remedy(struct findings *f, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    f->v[f->n - 1].remedy = text(f->mem, fmt, args);
    va_end(args);
}

size_t findings_count(const struct findings *f, enum level level)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        n += f->v[i].level == level;
    return n;
}

/* ---- clocks ---- */

static bool number(struct str s, size_t from, size_t n, int *out)
{
    int64_t v = 0;
    bool ok = str_to_int(str_take(str_skip(s, from), n), &v);
    *out = (int)v;
    return ok && v >= 0;
}

/* RFC 9110: "Wed, 25 Nov 2026 01:57:09 GMT". */
static bool parse_date(struct str s, int64_t *out_ms)
{
    static const struct str months = STR_INIT("JanFebMarAprMayJunJulAugSepOctNovDec");
    struct civil c = { 0 };
    if (s.n != date_bytes || !str_ends(s, STR(" GMT")))
        return false;
    ptrdiff_t month = str_find(months, str_take(str_skip(s, 8), 3));
    c.month = (int)month / 3 + 1;
    return month >= 0 && month % 3 == 0 && number(s, 5, 2, &c.day) &&
           number(s, 12, 4, &c.year) && number(s, 17, 2, &c.hour) &&
           number(s, 20, 2, &c.minute) && number(s, 23, 2, &c.second) &&
           zone_instant(STR("UTC"), c, out_ms);
}

void found_clock(struct findings *f, struct str date, int64_t now_ms, const char *whose)
{
    int64_t theirs_ms = 0;
    if (!parse_date(str_trim(date), &theirs_ms))
        return;
    int64_t skew_ms = now_ms - theirs_ms;
    bool is_ahead = skew_ms > 0;
    if (!is_ahead)
        skew_ms = -skew_ms;
    if (skew_ms < skew_warn_ms) {
        found(f, LEVEL_OK, "our clock and %s agree", whose);
        return;
    }
    found(f, skew_ms < platform_skew_ms ? LEVEL_WARN : LEVEL_FAIL,
          "our clock is %lld seconds %s %s", (long long)(skew_ms / 1000),
          is_ahead ? "ahead of" : "behind", whose);
    found_remedy(f, "Set this machine's clock by the network: timedatectl set-ntp true "
                    "(or tell the administrator of the other one).");
}
