/* Hashtags, mentions and links as X recognises them (twitter-text 3.1). */
#include "advocacy/entities.h"

#include "advocacy/url_scan.h"
#include "base/auto.h"
#include "base/unicode.h"

enum { max_name = 20, max_list = 25 };

static const struct str schemes[] = { STR_INIT("https://"), STR_INIT("http://") };

static const struct url_rules rules = {
    .in_path = url_x_path,
    .ends_path = url_x_path_end,
    .in_parens = url_x_path,
    .in_query = url_x_query,
    .ends_query = url_x_query_end,
    .schemes = schemes,
    .n_schemes = COUNT(schemes),
};

void x_links(struct entities *list, const struct runes *r)
{
    url_scan(list, r, &rules);
}

static uint32_t rune(const struct runes *r, size_t i)
{
    return i < r->n ? r->c[i] : 0;
}

static bool is_hash(uint32_t c)
{
    return c == '#' || c == 0xff03;
}

static bool is_at(uint32_t c)
{
    return c == '@' || c == 0xff20;
}

static bool is_tag_special(uint32_t c)
{
    static const uint32_t special[] = { '_',    0x200c, 0x200d, 0xa67e, 0x05be, 0x05f3,
                                        0x05f4, 0xff5e, 0x301c, 0x309b, 0x309c, 0x30a0,
                                        0x30fb, 0x3003, 0x0f0b, 0x0f0c, 0xb7 };
    for (size_t i = 0; i < COUNT(special); i++) {
        if (c == special[i])
            return true;
    }
    return false;
}

static bool is_tag_char(uint32_t c)
{
    return unicode_is_letter_or_mark(c) || unicode_is_digit(c) || is_tag_special(c);
}

static bool is_scheme_mark(const struct runes *r, size_t i)
{
    return rune(r, i) == ':' && rune(r, i + 1) == '/' && rune(r, i + 2) == '/';
}

/* The end of the hashtag whose sign is at i; i when there is none. */
static size_t hashtag_end(const struct runes *r, size_t i)
{
    if (rune(r, i + 1) == 0xfe0f || rune(r, i + 1) == 0x20e3) /* an emoji of the sign */
        return i;
    bool has_letter = false;
    size_t at = i + 1;
    for (; at < r->n && is_tag_char(r->c[at]); at++)
        has_letter |= unicode_is_letter_or_mark(r->c[at]);
    return has_letter ? at : i;
}

static bool may_precede_hashtag(uint32_t c)
{
    return c == 0xfe0e || c == 0xfe0f || (!is_tag_char(c) && c != '&');
}

static void add_hashtags(struct entities *list, const struct runes *r)
{
    size_t free_from = 0; /* what is before belongs to an earlier match */
    for (size_t i = 0; i < r->n; i++) {
        if (!is_hash(r->c[i]))
            continue;
        if (i > 0 && (i - 1 < free_from || !may_precede_hashtag(r->c[i - 1])))
            continue;
        size_t end = hashtag_end(r, i);
        if (end == i)
            continue;
        free_from = end;
        if (!is_hash(rune(r, end)) && !is_scheme_mark(r, end))
            entities_add(list, ENTITY_HASHTAG, i, end);
        i = end - 1;
    }
}

static bool is_name_char(uint32_t c)
{
    return url_is_alnum(c) || c == '_';
}

/* "RT@name": the two letters must be a word of their own. */
static bool is_retweet(const struct runes *r, size_t i, size_t free_from)
{
    if (i < free_from + 2 || (r->c[i - 1] | 0x20) != 't' || (r->c[i - 2] | 0x20) != 'r')
        return false;
    if (i == 2)
        return true;
    uint32_t c = r->c[i - 3];
    return i - 3 >= free_from && !is_name_char(c) && c != '+' && c != '~' && c != '.' &&
           c != '-';
}

static bool may_precede_mention(const struct runes *r, size_t i, size_t free_from)
{
    if (i == 0)
        return true;
    uint32_t c = r->c[i - 1];
    bool bars = is_name_char(c) || is_at(c) || c == '!' || c == '#' || c == '$' ||
                c == '%' || c == '&' || c == '*';
    return (i - 1 >= free_from && !bars) || is_retweet(r, i, free_from);
}

/* The end of "/list" at i; i when there is none. */
static size_t list_end(const struct runes *r, size_t i)
{
    uint32_t first = rune(r, i + 1);
    if (rune(r, i) != '/' || !url_is_alnum(first) || first <= '9')
        return i;
    size_t at = i + 2;
    while (at < r->n && at - i - 1 < max_list &&
           (is_name_char(r->c[at]) || r->c[at] == '-'))
        at++;
    return at;
}

static void add_mentions(struct entities *list, const struct runes *r)
{
    size_t free_from = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (!is_at(r->c[i]) || !may_precede_mention(r, i, free_from))
            continue;
        size_t name = i + 1;
        while (name < r->n && name - i - 1 < max_name && is_name_char(r->c[name]))
            name++;
        if (name == i + 1)
            continue;
        size_t end = list_end(r, name);
        free_from = end;
        if (end == name && !is_at(rune(r, end)) && !url_is_latin_accent(rune(r, end)) &&
            !is_scheme_mark(r, end))
            entities_add(list, ENTITY_MENTION, i, end);
        i = end - 1;
    }
}

/* Adds what `find` finds, but for what a link covers that begins before it. */
static void add_outside(struct entities *list, const struct runes *r, size_t n_links,
                        void (*find)(struct entities *, const struct runes *))
{
    struct entities both = ENTITIES_IN(list->mem);
    for (size_t i = 0; i < n_links; i++)
        entities_add(&both, ENTITY_LINK, list->v[i].from, list->v[i].to);
    find(&both, r);
    entities_settle(&both);
    for (size_t i = 0; i < both.n; i++) {
        if (both.v[i].kind != ENTITY_LINK)
            entities_add(list, both.v[i].kind, both.v[i].from, both.v[i].to);
    }
}

void x_entities(struct entities *list, const struct runes *r)
{
    x_links(list, r);
    size_t n_links = list->n;
    add_outside(list, r, n_links, add_hashtags);
    add_outside(list, r, n_links, add_mentions);
    entities_sort(list);
}

static size_t plain_name_end(const struct runes *r, size_t i, size_t name_max)
{
    size_t at = i + 1;
    while (at < r->n && at - i - 1 < name_max &&
           (is_name_char(r->c[at]) || r->c[at] == '.'))
        at++;
    while (at > i + 1 && r->c[at - 1] == '.')
        at--;
    return at;
}

void plain_entities(struct entities *list, const struct runes *r, size_t name_max)
{
    x_links(list, r);
    add_hashtags(list, r);
    for (size_t i = 0; name_max > 0 && i < r->n; i++) {
        if (r->c[i] != '@' ||
            (i > 0 && (unicode_is_word(r->c[i - 1]) || r->c[i - 1] == '/')))
            continue;
        size_t end = plain_name_end(r, i, name_max);
        if (end > i + 1)
            entities_add(list, ENTITY_MENTION, i, end);
    }
    entities_settle(list);
}
