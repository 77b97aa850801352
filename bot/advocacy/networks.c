#include "advocacy/networks.h"

#include "base/arena.h"
#include "base/auto.h"

#include <string.h>

/* clang-format off */
static const struct network builtin[] = {
    { .id = STR_INIT("linkedin"), .name = STR_INIT("LinkedIn"), .limit = 3000, .fold = 210,
      .compose = STR_INIT("https://www.linkedin.com/sharing/share-offsite/?url={url}"),
      .compose_undocumented = STR_INIT("https://www.linkedin.com/feed/?shareActive=true&text={text}") },
    { .id = STR_INIT("x"), .name = STR_INIT("X"), .counting = COUNT_WEIGHTED,
      .recognising = RECOGNISE_X, .limit = 280, .url_length = 23,
      .compose = STR_INIT("https://x.com/intent/post?text={text}") },
    { .id = STR_INIT("facebook"), .name = STR_INIT("Facebook"), .limit = 63206, .fold = 477,
      .compose = STR_INIT("https://www.facebook.com/sharer/sharer.php?u={url}") },
    { .id = STR_INIT("instagram"), .name = STR_INIT("Instagram"), .limit = 2200, .fold = 125,
      .max_hashtags = 5, .max_name = 30 },
    { .id = STR_INIT("threads"), .name = STR_INIT("Threads"), .counting = COUNT_EMOJI_BYTES,
      .limit = 500, .max_hashtags = 1, .max_links = 5, .max_name = 30,
      .compose = STR_INIT("https://www.threads.com/intent/post?text={text}") },
    { .id = STR_INIT("bluesky"), .name = STR_INIT("Bluesky"), .counting = COUNT_GRAPHEMES,
      .recognising = RECOGNISE_BLUESKY, .limit = 300, .limit_bytes = 3000,
      .compose = STR_INIT("https://bsky.app/intent/compose?text={text}") },
    { .id = STR_INIT("mastodon"), .name = STR_INIT("Mastodon"), .counting = COUNT_GRAPHEMES,
      .recognising = RECOGNISE_MASTODON, .limit = 500, .url_length = 23,
      .compose = STR_INIT("https://{instance}/share?text={text}"), .needs_instance = true },
    { .id = STR_INIT("xing"), .name = STR_INIT("XING"),
      .compose = STR_INIT("https://www.xing.com/spi/shares/new?url={url}"), .off = true },
    { .id = STR_INIT("whatsapp"), .name = STR_INIT("WhatsApp"),
      .compose = STR_INIT("https://wa.me/?text={text}") },
    { .id = STR_INIT("telegram"), .name = STR_INIT("Telegram"), .limit = 4096, .max_name = 32,
      .compose = STR_INIT("https://t.me/share/url?url={url}&text={words}") },
    { .id = STR_INIT("email"), .name = STR_INIT("E-mail"),
      .compose = STR_INIT("mailto:?subject={title}&body={text}") },
    { .id = STR_INIT("tiktok"), .name = STR_INIT("TikTok"), .limit = 2200, .max_name = 24 },
    { .id = STR_INIT("youtube"), .name = STR_INIT("YouTube"), .counting = COUNT_BYTES,
      .limit = 5000, .max_hashtags = 15, .max_name = 30 },
};
/* clang-format on */

/* What people also type. */
static const struct {
    struct str name, id;
} aliases[] = {
    { STR_INIT("twitter"), STR_INIT("x") },
    { STR_INIT("insta"), STR_INIT("instagram") },
    { STR_INIT("ig"), STR_INIT("instagram") },
    { STR_INIT("fb"), STR_INIT("facebook") },
    { STR_INIT("meta"), STR_INIT("facebook") },
    { STR_INIT("li"), STR_INIT("linkedin") },
    { STR_INIT("linked-in"), STR_INIT("linkedin") },
    { STR_INIT("bsky"), STR_INIT("bluesky") },
    { STR_INIT("masto"), STR_INIT("mastodon") },
    { STR_INIT("fediverse"), STR_INIT("mastodon") },
    { STR_INIT("wa"), STR_INIT("whatsapp") },
    { STR_INIT("tg"), STR_INIT("telegram") },
    { STR_INIT("mail"), STR_INIT("email") },
    { STR_INIT("yt"), STR_INIT("youtube") },
};

struct networks networks_builtin(void)
{
    return (struct networks){ builtin, COUNT(builtin) };
}

static const struct network *by_id(const struct networks *all, struct str id)
{
    for (size_t i = 0; i < all->n; i++) {
        if (str_eq_nocase(all->v[i].id, id) || str_eq_nocase(all->v[i].name, id))
            return &all->v[i];
    }
    return NULL;
}

const struct network *network_find(const struct networks *all, struct str name)
{
    const struct network *found = by_id(all, name);
    for (size_t i = 0; !found && i < COUNT(aliases); i++) {
        if (str_eq_nocase(aliases[i].name, name))
            found = by_id(all, aliases[i].id);
    }
    return found;
}

/* As many slips as may be made in a word of that length. */
static size_t slips(struct str word)
{
    return word.n < 3 ? 0 : word.n < 6 ? 1 : 3;
}

struct str network_nearest(const struct networks *all, struct str name)
{
    struct str nearest = { 0 };
    size_t least = slips(name) + 1;
    for (size_t i = 0; i < all->n; i++) {
        size_t d = str_distance(all->v[i].id, name, least);
        if (d < least) {
            least = d;
            nearest = all->v[i].id;
        }
    }
    for (size_t i = 0; i < COUNT(aliases); i++) {
        size_t d = str_distance(aliases[i].name, name, least);
        const struct network *n = d < least ? by_id(all, aliases[i].id) : NULL;
        if (n) {
            least = d;
            nearest = n->id;
        }
    }
    return nearest;
}

struct networks networks_with(const struct networks *base, const struct network *changed,
                              size_t n, struct arena *mem)
{
    struct network *v = ARENA_ARRAY(mem, base->n + n, struct network);
    size_t count = base->n;
    memcpy(v, base->v, base->n * sizeof(*v));
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;
        while (at < count && !str_eq(v[at].id, changed[i].id))
            at++;
        v[at] = changed[i];
        count += at == count;
    }
    return (struct networks){ v, count };
}

struct str network_unit(const struct network *n)
{
    switch (n->counting) {
    case COUNT_WEIGHTED:
        return STR("weighted");
    case COUNT_GRAPHEMES:
        return STR("graphemes");
    case COUNT_BYTES:
        return STR("bytes");
    case COUNT_CHARACTERS:
    case COUNT_EMOJI_BYTES:
        return STR("characters");
    }
    return STR("");
}
