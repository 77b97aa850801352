/* A share card in a few bytes. */
#include "base/arena.h"
#include "share.h"

enum { topics_max_bytes = 60 }; /* a reference holds 255 bytes in all */

struct str shown_encode(struct turn *t, const struct shown *s)
{
    struct str topics = s->topics.n <= topics_max_bytes ? s->topics : STR("");
    const char *mine = s->is_mine ? ":m" : topics.n > 0 ? ":" : "";
    return arena_fmt(t->mem, "%lld:" STR_FMT ":%s:%lld%s%s" STR_FMT,
                     (long long)s->deal.post, STR_ARG(s->deal.network),
                     lang_code(s->deal.lang), (long long)s->deal.wording, mine,
                     topics.n > 0 ? ":" : "", STR_ARG(topics));
}

bool shown_decode(struct str object, struct shown *out)
{
    struct shown s = { 0 };
    if (!str_to_int(str_cut(&object, ':'), &s.deal.post))
        return false;
    s.deal.network = str_cut(&object, ':');
    s.deal.lang = str_eq(str_cut(&object, ':'), STR("de")) ? LANG_DE : LANG_EN;
    if (!str_to_int(str_cut(&object, ':'), &s.deal.wording))
        return false;
    s.is_mine = str_eq(str_cut(&object, ':'), STR("m"));
    s.topics = object;
    *out = s;
    return true;
}
