/* Links, mentions and hashtags as Bluesky's own apps detect them (facets). */
#include "advocacy/entities.h"

#include "advocacy/tld.h"
#include "advocacy/url_scan.h"
#include "base/arena.h"
#include "base/grapheme.h"
#include "base/unicode.h"

#include <string.h>

enum { max_tag = 64 }; /* graphemes */

/* What "\s" stands for in the apps' language. */
static bool is_space(uint32_t c)
{
    return c == 0xfeff || (c != 0x85 && unicode_is_space(c));
}

static bool is_line_end(uint32_t c)
{
    return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

static size_t word_end(const struct runes *r, size_t i)
{
    while (i < r->n && !is_space(r->c[i]))
        i++;
    return i;
}

/* Does the name end in a dot and a top-level domain? As written: in lower case. */
static bool is_domain(struct str name)
{
    for (size_t i = name.n; i-- > 0;) {
        if (name.p[i] == '.')
            return tld_exists(str_skip(name, i + 1));
    }
    return false;
}

/* "https://" and something behind it. */
static bool has_scheme(const struct runes *r, size_t i)
{
    struct str rest = runes_str(r, i, r->n);
    struct str http = STR("http://"), https = STR("https://");
    size_t n = str_eq_nocase(str_take(rest, https.n), https) ? https.n
               : str_eq_nocase(str_take(rest, http.n), http) ? http.n
                                                             : 0;
    return n > 0 && i + n < r->n && !is_space(r->c[i + n]);
}

/* Labels of letters and digits with dots between; i where it is only one. */
static size_t domain_end(const struct runes *r, size_t i)
{
    size_t at = i, end = i;
    if (at >= r->n || !url_is_alnum(r->c[at]) || r->c[at] <= '9')
        return i;
    for (size_t labels = 0;; labels++, at++) {
        size_t start = at;
        while (at < r->n && url_is_alnum(r->c[at]))
            at++;
        if (at == start)
            break;
        end = labels > 0 ? at : end;
        if (at >= r->n || r->c[at] != '.')
            break;
    }
    return end;
}

/* Punctuation that belongs to the sentence. */
static size_t trim_link(const struct runes *r, size_t from, size_t end)
{
    uint32_t last = end > from ? r->c[end - 1] : 0;
    if (last > 0 && last < 0x80 && strchr(".,;:!?", (int)last))
        end--;
    if (end > from && r->c[end - 1] == ')' &&
        str_find_char(runes_str(r, from, end), '(') < 0)
        end--;
    return end;
}

/* The end of the address at i, or i; *next is where to look on. */
static size_t link_end(const struct runes *r, size_t i, size_t *next)
{
    bool schemed = has_scheme(r, i);
    size_t domain = schemed ? i : domain_end(r, i);
    if (!schemed && domain == i)
        return i;
    size_t end = word_end(r, i);
    *next = end;
    /* The apps look for "http" alone here: in lower case it is enough. */
    if (!str_starts(runes_str(r, i, end), STR("http")) &&
        (schemed || !is_domain(runes_str(r, i, domain))))
        return i;
    return trim_link(r, i, end);
}

/* A link begins a line, or follows a space or "(". */
static void add_links(struct entities *list, const struct runes *r)
{
    for (size_t i = 0; i < r->n;) {
        size_t next = i + 1;
        bool opens = is_space(r->c[i]) || r->c[i] == '(';
        if (i == 0 || is_line_end(r->c[i - 1])) {
            size_t end = link_end(r, i, &next);
            if (end > i)
                entities_add(list, ENTITY_LINK, i, end);
        }
        if (next == i + 1 && opens && i + 1 < r->n) {
            size_t end = link_end(r, i + 1, &next);
            if (end > i + 1)
                entities_add(list, ENTITY_LINK, i + 1, end);
        }
        i = next;
    }
}

static bool is_word_char(uint32_t c)
{
    return url_is_alnum(c) || c == '_';
}

static bool is_handle_char(uint32_t c)
{
    return url_is_alnum(c) || c == '.' || c == '-';
}

/* The longest handle that ends at the edge of a word. */
static size_t handle_end(const struct runes *r, size_t i)
{
    size_t end = i;
    while (end < r->n && is_handle_char(r->c[end]))
        end++;
    for (; end > i; end--) {
        bool after = end < r->n && is_word_char(r->c[end]);
        if (is_word_char(r->c[end - 1]) != after)
            break;
    }
    return end;
}

static void add_mentions(struct entities *list, const struct runes *r)
{
    for (size_t i = 0, free_from = 0; i < r->n; i++) {
        if (r->c[i] != '@')
            continue;
        if (i > 0 &&
            (i - 1 < free_from || (!is_space(r->c[i - 1]) && r->c[i - 1] != '(')))
            continue;
        size_t end = handle_end(r, i + 1);
        if (end == i + 1)
            continue;
        free_from = end;
        struct str name = runes_str(r, i + 1, end);
        if (is_domain(name) || str_ends(name, STR(".test")))
            entities_add(list, ENTITY_MENTION, i, end);
        i = end - 1;
    }
}

/* Ends a tag, and cannot stand in it. */
static bool is_invisible(uint32_t c)
{
    return c == 0xad || c == 0x2060 || (c >= 0x200a && c <= 0x200d) || c == 0x20e2;
}

static bool is_tag_body(uint32_t c)
{
    return !(c >= '0' && c <= '9') && !unicode_is_punct(c);
}

static bool fits_tag(const struct runes *r, size_t from, size_t end)
{
    size_t n = 0;
    for (size_t i = from; i < end && n <= max_tag; n++)
        i = grapheme_end(r, i, GRAPHEME_CONJUNCTS);
    return n <= max_tag;
}

static size_t tag_end(const struct runes *r, size_t i)
{
    bool has_body = false;
    size_t end = i;
    if (i < r->n && r->c[i] == 0xfe0f)
        return i;
    for (; end < r->n && !is_space(r->c[end]) && !is_invisible(r->c[end]); end++)
        has_body |= is_tag_body(r->c[end]);
    while (end > i && unicode_is_punct(r->c[end - 1]))
        end--;
    return has_body && fits_tag(r, i, end) ? end : i;
}

static void add_hashtags(struct entities *list, const struct runes *r)
{
    for (size_t i = 0; i < r->n; i++) {
        bool opens = i == 0 || is_space(r->c[i - 1]);
        if (!opens || (r->c[i] != '#' && r->c[i] != 0xff03))
            continue;
        size_t end = tag_end(r, i + 1);
        if (end > i + 1)
            entities_add(list, ENTITY_HASHTAG, i, end);
    }
}

void bluesky_entities(struct entities *list, const struct runes *r)
{
    add_links(list, r);
    add_mentions(list, r);
    add_hashtags(list, r);
    entities_sort(list);
}
