#include "platform/playground/demo.h"

#include "base/buf.h"
#include "base/zone.h"
#include "platform/playground/playground_library.h"

enum { post_max_bytes = 256 * 1024 };

const struct embedded *demo_files(size_t *n)
{
    *n = playground_library_n;
    return playground_library;
}

static const struct {
    struct str key, becomes;
    int sign;
} relative_days[] = {
    { STR_INIT("from_days_ago"), STR_INIT("from"), -1 },
    { STR_INIT("until_in_days"), STR_INIT("until"), 1 },
    { STR_INIT("deadline_in_days"), STR_INIT("deadline"), 1 },
};

/* Writes the line with its date; false when it is no line of ours. */
static bool dated(struct buf *out, struct str line, int64_t today)
{
    struct str value = line;
    struct str key = str_trim(str_cut(&value, '='));
    int64_t days = 0;
    if (!str_to_int(str_trim(value), &days) || days < 0 || days > 36500)
        return false;
    for (size_t i = 0; i < COUNT(relative_days); i++) {
        if (!str_eq(key, relative_days[i].key))
            continue;
        struct civil c = civil_from_days(today + relative_days[i].sign * days);
        buf_addf(out, STR_FMT " = %04d-%02d-%02d", STR_ARG(relative_days[i].becomes),
                 c.year, c.month, c.day);
        return true;
    }
    return false;
}

struct str demo_fresh(struct arena *a, struct str toml, int64_t now_ms)
{
    struct civil today = { .year = 1970, .month = 1, .day = 1 };
    zone_local(STR("Europe/Berlin"), now_ms, &today);
    AUTO(buf_clear) struct buf out = BUF_INIT(post_max_bytes);
    while (toml.n) {
        struct str line = str_cut(&toml, '\n');
        if (!dated(&out, line, civil_days(today)))
            buf_add(&out, line);
        buf_add_char(&out, '\n');
    }
    return arena_buf(a, &out);
}
