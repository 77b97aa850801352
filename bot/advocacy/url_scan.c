#include "advocacy/url_scan.h"

#include "advocacy/tld.h"
#include "base/arena.h"
#include "base/unicode.h"

#include <string.h>

enum { max_url = 4096, max_label = 63, max_tco_slug = 40 };

struct scan {
    const struct runes *r;
    const struct url_rules *rules;
    /* For each code point: the end of the domain that begins there, or 0. */
    const uint32_t *domain_end;
};

struct url {
    size_t from, to;               /* all of it */
    size_t domain_from, domain_to; /* after the scheme */
    size_t path_from;              /* 0: none */
};

static bool is_direction_mark(uint32_t c)
{
    return (c >= 0x202a && c <= 0x202e) || c == 0x061c || c == 0x200e || c == 0x200f ||
           (c >= 0x2066 && c <= 0x2069);
}

static bool is_forbidden(uint32_t c)
{
    return c == 0xfffe || c == 0xfeff || c == 0xffff;
}

static bool is_punct(uint32_t c)
{
    return c > 0 && c < 0x80 && strchr("!'#%&()*+,\\-./:;<=>?@[]^_{|}~$", (int)c) != NULL;
}

static bool is_domain_char(uint32_t c, bool strict)
{
    if (c < 0x80 && strict)
        return c > 0x20 && c != 0x7f && c != '"' && c != '`' && !is_punct(c);
    if (c < 0x80)
        return c > 0x20 ? !is_punct(c) : c < 9 || (c > 13 && c != 0x20);
    return !unicode_is_space(c) && c != 0x180e && !is_forbidden(c) &&
           !is_direction_mark(c);
}

/* What lies to the right while a text is read from its end. */
struct right {
    uint32_t longer; /* end of the domain that begins after the dot; 0: none */
    uint32_t tld;    /* else: end of the top-level domain there; 0: none */
    bool ends_well;  /* a dot, and before it no hyphen */
    bool has_underscore;
};

static struct right at_break(const struct runes *r, size_t i, bool strict,
                             const uint32_t *end)
{
    struct right right = { 0 };
    if (r->c[i] != '.' || i == 0 || i + 1 == r->n || !is_domain_char(r->c[i - 1], strict))
        return right;
    right.ends_well = true;
    right.longer = end[i + 1];
    size_t tld = right.longer ? i + 1 : tld_end(r, i + 1, r->n);
    right.tld = tld > i + 1 ? (uint32_t)tld : 0;
    return right;
}

/* From right to left: a domain is the most labels that are followed by a top-level
 * domain; only the label before that may hold no underscore. */
static const uint32_t *find_domains(const struct runes *r, bool strict, struct arena *mem)
{
    uint32_t *end = ARENA_ARRAY(mem, r->n + 1, uint32_t);
    struct right right = { 0 };
    for (size_t i = r->n; i-- > 0;) {
        uint32_t c = r->c[i];
        bool is_inner = is_domain_char(c, strict);
        if (!is_inner && c != '-' && c != '_') {
            right = at_break(r, i, strict, end);
            continue;
        }
        right.has_underscore |= c == '_';
        if (is_inner && right.ends_well)
            end[i] = right.longer || right.has_underscore ? right.longer : right.tld;
    }
    return end;
}

static size_t scheme_end(const struct scan *s, size_t i)
{
    for (size_t k = 0; k < s->rules->n_schemes; k++) {
        struct str scheme = s->rules->schemes[k];
        size_t m = 0;
        while (m < scheme.n && i + m < s->r->n &&
               unicode_to_lower(s->r->c[i + m]) == (unsigned char)scheme.p[m])
            m++;
        if (m == scheme.n)
            return i + m;
    }
    return i;
}

static size_t skip(const struct runes *r, size_t i, bool (*is)(uint32_t))
{
    while (i < r->n && is(r->c[i]))
        i++;
    return i;
}

/* "(...)" with one more pair inside at most; i where there is none. */
static size_t parens_end(const struct runes *r, size_t i, bool (*inside)(uint32_t))
{
    if (i >= r->n || r->c[i] != '(')
        return i;
    size_t j = skip(r, i + 1, inside);
    if (j < r->n && r->c[j] == ')')
        return j > i + 1 ? j + 1 : i;
    if (j >= r->n || r->c[j] != '(')
        return i;
    size_t k = skip(r, j + 1, inside);
    if (k >= r->n || k == j + 1 || r->c[k] != ')')
        return i;
    k = skip(r, k + 1, inside);
    return k < r->n && r->c[k] == ')' ? k + 1 : i;
}

/* The path from its slash on, as far as it ends well. */
static size_t path_end(const struct scan *s, size_t i)
{
    size_t end = i + 1, at = i + 1;
    while (at < s->r->n) {
        size_t parens = parens_end(s->r, at, s->rules->in_path);
        if (parens > at) {
            if (parens_end(s->r, at, s->rules->in_parens) > at)
                end = parens;
            at = parens;
        } else if (s->rules->in_path(s->r->c[at])) {
            if (s->rules->ends_path(s->r->c[at++]))
                end = at;
        } else {
            break;
        }
    }
    return end;
}

static size_t query_end(const struct scan *s, size_t i)
{
    size_t end = i;
    for (size_t at = i + 1; at < s->r->n && s->rules->in_query(s->r->c[at]); at++) {
        if (s->rules->ends_query(s->r->c[at]))
            end = at + 1;
    }
    return end;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool scan_at(const struct scan *s, size_t i, struct url *u)
{
    const struct runes *r = s->r;
    size_t at = scheme_end(s, i);
    if (at >= r->n || s->domain_end[at] == 0)
        return false;
    *u = (struct url){ .from = i, .domain_from = at, .domain_to = s->domain_end[at] };
    at = u->domain_to;
    if (at + 1 < r->n && r->c[at] == ':' && is_digit(r->c[at + 1]))
        at = skip(r, at + 1, is_digit);
    if (at < r->n && r->c[at] == '/') {
        u->path_from = at;
        at = path_end(s, at);
    }
    if (at < r->n && r->c[at] == '?')
        at = query_end(s, at);
    u->to = at;
    return true;
}

/* An address may follow this. */
static bool may_precede(uint32_t c)
{
    return !url_is_alnum(c) && c != '@' && c != 0xff20 && c != '$' && c != '#' &&
           c != 0xff03 && !is_forbidden(c);
}

static bool has_possible_labels(const struct runes *r, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        size_t start = i;
        while (i < to && r->c[i] != '.')
            i++;
        size_t n = unicode_label_length(r->c + start, i - start);
        if (n == 0 || n > max_label)
            return false;
    }
    return true;
}

static bool is_ascii_label_char(uint32_t c)
{
    return url_is_alnum(c) || c == '-' || url_is_latin_accent(c);
}

/* The next domain without foreign letters in [from, to). */
static bool find_ascii(const struct runes *r, size_t from, size_t to, size_t *start,
                       size_t *end)
{
    for (size_t i = from; i < to; i++) {
        size_t found = i, at = i;
        for (;;) {
            size_t dot = at;
            while (dot < to && is_ascii_label_char(r->c[dot]))
                dot++;
            if (dot == at || dot >= to || r->c[dot] != '.')
                break;
            at = dot + 1;
            size_t tld = tld_end(r, at, to);
            if (tld > at)
                found = tld;
        }
        if (found > i) {
            *start = i;
            *end = found;
            return true;
        }
        while (i < to && is_ascii_label_char(r->c[i]))
            i++;
    }
    return false;
}

/* "xn--" announces plain letters. */
static bool is_false_punycode(const struct runes *r, size_t from, size_t to)
{
    size_t start, end;
    return str_starts(runes_str(r, from, to), STR("xn--")) &&
           !find_ascii(r, from, to, &start, &end);
}

/* Of an address without a scheme only domains in plain letters count: CJK text may
 * run into it. What follows the domain belongs to the last of them. */
static void add_bare(struct entities *list, const struct scan *s, const struct url *u)
{
    size_t at = u->domain_from, start, end, n = list->n;
    for (; find_ascii(s->r, at, u->domain_to, &start, &end); at = end)
        entities_add(list, ENTITY_LINK, start, end);
    if (list->n > n && u->path_from)
        list->v[list->n - 1].to = u->to;
}

/* Short links of X end after their slug. False: no link after all. */
static bool cut_tco(const struct scan *s, struct url *u)
{
    static const char host[] = "t.co/";
    const struct runes *r = s->r;
    size_t at = u->domain_from;
    for (size_t k = 0; k < sizeof(host) - 1; k++, at++) {
        if (at >= u->to || unicode_to_lower(r->c[at]) != (uint32_t)host[k])
            return true;
    }
    size_t slug = at;
    while (at < u->to && url_is_alnum(r->c[at]))
        at++;
    if (at == slug)
        return true;
    if (at - slug > max_tco_slug)
        return false;
    u->to = at < r->n && r->c[at] == '?' ? query_end(s, at) : at;
    return true;
}

static void add_url(struct entities *list, const struct scan *s, struct url *u)
{
    bool has_scheme = u->domain_from > u->from;
    size_t scheme = has_scheme ? u->domain_from - u->from : sizeof("https://") - 1;
    if (!has_scheme && s->rules->needs_scheme)
        return;
    if (!has_possible_labels(s->r, u->domain_from, u->domain_to) ||
        is_false_punycode(s->r, u->domain_from, u->domain_to) ||
        scheme + runes_utf16(s->r, u->from, u->to) > max_url)
        return;
    if (has_scheme) {
        if (cut_tco(s, u))
            entities_add(list, ENTITY_LINK, u->from, u->to);
        return;
    }
    uint32_t before = u->from > 0 ? s->r->c[u->from - 1] : 0;
    if (before != '-' && before != '_' && before != '.' && before != '/')
        add_bare(list, s, u);
}

void url_scan(struct entities *list, const struct runes *r, const struct url_rules *rules)
{
    if (str_find_char(r->text, '.') < 0)
        return;
    struct scan s = { r, rules, find_domains(r, rules->is_strict, list->mem) };
    for (size_t i = 0; i < r->n;) {
        struct url u;
        if ((may_precede(r->c[i]) && scan_at(&s, i + 1, &u)) ||
            (i == 0 && scan_at(&s, 0, &u))) {
            add_url(list, &s, &u);
            i = u.to;
        } else {
            i++;
        }
    }
}
