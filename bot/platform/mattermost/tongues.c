#include "platform/mattermost/tongues.h"

#include "base/arena.h"

#include <string.h>

/* FNV-1a: ids are random, it need not resist anybody. */
static size_t place_of(struct str user)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < user.n; i++)
        hash = (hash ^ (unsigned char)user.p[i]) * 16777619U;
    return hash % tongues_max;
}

void tongues_note(struct tongues *t, struct str user, enum lang lang)
{
    struct tongue *at = &t->at[place_of(user)];
    if (user.n == 0 || user.n >= sizeof(at->user))
        return;
    memcpy(at->user, user.p, user.n);
    at->user[user.n] = '\0';
    at->lang = lang;
}

struct str tongues_say(const struct tongues *t, struct texts *texts, struct arena *mem,
                       struct str user, struct str (*text)(const struct speech *say))
{
    const struct tongue *at = &t->at[place_of(user)];
    struct speech say = { .texts = texts, .lang = at->lang, .mem = mem };
    if (user.n > 0 && str_eq(str_from_c(at->user), user))
        return text(&say);
    struct str all = { 0 };
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        say.lang = (enum lang)lang;
        struct str one = text(&say);
        all = all.n == 0
                  ? one
                  : arena_fmt(mem, STR_FMT "\n" STR_FMT, STR_ARG(all), STR_ARG(one));
    }
    return all;
}
