/* Hashtags, mentions and links as a Mastodon server (4.x) recognises them. */
#include "advocacy/entities.h"

#include "advocacy/url_scan.h"
#include "base/auto.h"
#include "base/unicode.h"

#include <string.h>

enum { max_domain = 253 };

static bool is_one_of(uint32_t c, const char *ascii)
{
    return c > 0 && c < 0x80 && strchr(ascii, (int)c) != NULL;
}

static bool in_path(uint32_t c)
{
    return !unicode_is_space(c) && !is_one_of(c, "<>()?");
}

static bool ends_path(uint32_t c)
{
    return in_path(c) && !is_one_of(c, "!*\"';:=,.$%[]~&|@") && c != 0x300c &&
           c != 0x300d;
}

/* RFC 3987 ucschar, and private use. */
static bool is_beyond_ascii(uint32_t c)
{
    if (c < 0xa0 || (c >= 0xfdd0 && c <= 0xfdef) || c == 0xfff0 || (c & 0xfffe) == 0xfffe)
        return false;
    return c <= 0xffef || (c >= 0x10000 && (c < 0xe0000 || c >= 0xe1000));
}

static bool in_query(uint32_t c)
{
    return url_is_alnum(c) || is_one_of(c, "!?*'();:&=+$/%#[]-_.,~|@^") ||
           is_beyond_ascii(c);
}

static bool ends_query(uint32_t c)
{
    return url_is_alnum(c) || is_one_of(c, "_&=#/-") || is_beyond_ascii(c);
}

static const struct str schemes[] = {
    STR_INIT("https://"), STR_INIT("http://"),   STR_INIT("dat://"),
    STR_INIT("dweb://"),  STR_INIT("ipfs://"),   STR_INIT("ipns://"),
    STR_INIT("ssb://"),   STR_INIT("gopher://"), STR_INIT("gemini://"),
};

static const struct url_rules rules = {
    .in_path = in_path,
    .ends_path = ends_path,
    .in_parens = url_x_path,
    .in_query = in_query,
    .ends_query = ends_query,
    .schemes = schemes,
    .n_schemes = COUNT(schemes),
    .needs_scheme = true,
    .is_strict = true,
};

static bool is_name_char(uint32_t c)
{
    return url_is_alnum(c) || c == '_';
}

/* The end of words joined by dots and hyphens; i when there is none. */
static size_t words_end(const struct runes *r, size_t i, bool (*is_word)(uint32_t))
{
    size_t end = i;
    for (size_t at = i; at < r->n; at++) {
        size_t word = at;
        while (at < r->n && is_word(r->c[at]))
            at++;
        if (at == word)
            break;
        end = at;
        while (at < r->n && (r->c[at] == '.' || r->c[at] == '-'))
            at++;
        if (at == end)
            break;
        at--;
    }
    return end;
}

static bool may_follow_mention(const struct runes *r, size_t i)
{
    if (i >= r->n)
        return true;
    uint32_t c = r->c[i];
    bool is_scheme = c == ':' && i + 2 < r->n && r->c[i + 1] == '/' && r->c[i + 2] == '/';
    return c != '@' && c != 0xff20 && !url_is_latin_accent(c) && !is_scheme;
}

static void add_mentions(struct entities *list, const struct runes *r)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->c[i] != '@')
            continue;
        if (i > 0 &&
            (r->c[i - 1] == '=' || r->c[i - 1] == '/' || unicode_is_word(r->c[i - 1])))
            continue;
        size_t name = words_end(r, i + 1, is_name_char), end = name;
        if (name == i + 1)
            continue;
        if (name < r->n && r->c[name] == '@') {
            size_t domain = words_end(r, name + 1, unicode_is_word);
            if (domain > name + 1)
                end = domain;
        }
        bool is_short = end == name || end - name - 1 <= max_domain;
        if (is_short && may_follow_mention(r, end))
            entities_add(list, ENTITY_MENTION, i, end);
        i = end - 1;
    }
}

static bool is_separator(uint32_t c)
{
    return c == '_' || c == 0xb7 || c == 0x30fb || c == 0x200c;
}

/* Two forms: words with separators inside, which need a letter or separator after
 * the first character; or a plain word with a letter anywhere. */
static size_t hashtag_end(const struct runes *r, size_t i)
{
    size_t end = i, at = i;
    if (at < r->n && unicode_is_word(r->c[at])) {
        bool has_inner = false;
        for (at++; at < r->n; at++) {
            bool is_word = unicode_is_word(r->c[at]);
            if (is_word && has_inner)
                end = at + 1;
            if (!is_word && !is_separator(r->c[at]))
                break;
            has_inner |= unicode_is_alpha(r->c[at]) || is_separator(r->c[at]);
        }
    }
    if (end > i)
        return end;
    bool has_letter = false;
    for (at = i; at < r->n && unicode_is_word(r->c[at]); at++)
        has_letter |= unicode_is_alpha(r->c[at]);
    return has_letter ? at : i;
}

/* "#taghttps://..." ends before the scheme of the address. */
static size_t without_scheme(const struct runes *r, size_t from, size_t end)
{
    static const char after[] = "://";
    for (size_t k = 0; k < 3; k++) {
        if (end + k >= r->n || r->c[end + k] != (uint32_t)after[k])
            return end;
    }
    struct str tag = runes_str(r, from, end);
    size_t cut = str_ends(tag, STR("https")) ? 5 : str_ends(tag, STR("http")) ? 4 : 0;
    return cut && end - cut > from ? end - cut : end;
}

static void add_hashtags(struct entities *list, const struct runes *r)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->c[i] != '#' && r->c[i] != 0xff03)
            continue;
        if (i > 0 && !unicode_is_space(r->c[i - 1]))
            continue;
        size_t end = hashtag_end(r, i + 1);
        if (end == i + 1)
            continue;
        entities_add(list, ENTITY_HASHTAG, i, without_scheme(r, i + 1, end));
        i = end - 1;
    }
}

void mastodon_counted(struct entities *list, const struct runes *r)
{
    url_scan(list, r, &rules);
    add_mentions(list, r);
    entities_settle(list);
}

void mastodon_entities(struct entities *list, const struct runes *r)
{
    url_scan(list, r, &rules);
    add_mentions(list, r);
    add_hashtags(list, r);
    entities_settle(list);
}
