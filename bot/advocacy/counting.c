#include "advocacy/counting.h"

#include "advocacy/entities.h"
#include "advocacy/networks.h"
#include "advocacy/short_url.h"
#include "base/arena.h"
#include "base/auto.h"
#include "base/buf.h"
#include "base/emoji.h"
#include "base/grapheme.h"
#include "base/unicode.h"
#include "base/utf8.h"

enum { other_name_max = 30 }; /* of what looks like a mention but is none */

/* The work on one text. */
struct count {
    const struct network *net;
    struct arena *mem;
    struct runes r;
    struct entities found;
    struct counted *out;
    struct warning *warnings; /* room for one of each code */
};

static void warn(struct count *c, enum warning_code code, int64_t n, struct str what)
{
    for (size_t i = 0; i < c->out->n_warnings; i++) {
        if (c->warnings[i].code == code)
            return;
    }
    c->warnings[c->out->n_warnings++] = (struct warning){ code, n, what };
}

/* ---- length ---- */

static bool is_weight_one(uint32_t c)
{
    return c <= 0x10ff || (c >= 0x2000 && c <= 0x200d) || (c >= 0x2010 && c <= 0x201f) ||
           (c >= 0x2032 && c <= 0x2037);
}

/* What was found already, without hashtags and mentions. */
static struct entities only_links(const struct count *c)
{
    struct entities links = ENTITIES_IN(c->mem);
    for (size_t i = 0; i < c->found.n; i++) {
        if (c->found.v[i].kind == ENTITY_LINK)
            entities_add(&links, ENTITY_LINK, c->found.v[i].from, c->found.v[i].to);
    }
    return links;
}

/* X counts the normal form, in which links may lie elsewhere. */
static bool count_weighted(const struct count *c, int64_t *length)
{
    struct str normal;
    struct runes r = c->r;
    if (!unicode_nfc(&normal, c->r.text, c->mem))
        return false;
    struct entities links = ENTITIES_IN(c->mem);
    if (normal.p == c->r.text.p && c->net->recognising == RECOGNISE_X) {
        links = only_links(c);
    } else {
        if (!runes_of(&r, normal, c->mem))
            return false;
        x_links(&links, &r);
    }
    int64_t sum = 0;
    for (size_t i = 0, k = 0; i < r.n;) {
        size_t n = 0;
        if (k < links.n && links.v[k].from == i && c->net->url_length > 0) {
            sum += c->net->url_length;
            i = links.v[k++].to;
        } else if ((n = emoji_at(&r, i)) > 0) {
            sum += 2;
            i += n;
        } else {
            sum += is_weight_one(r.c[i++]) ? 1 : 2;
        }
        while (k < links.n && links.v[k].from < i)
            k++;
    }
    *length = sum;
    return true;
}

static int64_t count_emoji_bytes(const struct runes *r)
{
    int64_t sum = 0;
    for (size_t i = 0; i < r->n;) {
        size_t n = emoji_at(r, i);
        sum += n ? (int64_t)(r->at[i + n] - r->at[i]) : 1;
        i += n ? n : 1;
    }
    return sum;
}

static int64_t count_unit(const struct count *c, const struct runes *r)
{
    bool apps = c->net->recognising == RECOGNISE_BLUESKY;
    switch (c->net->counting) {
    case COUNT_GRAPHEMES:
        return (int64_t)grapheme_count(r, apps ? GRAPHEME_CONJUNCTS : GRAPHEME_CLASSIC);
    case COUNT_BYTES:
        return (int64_t)r->text.n;
    case COUNT_EMOJI_BYTES:
        return count_emoji_bytes(r);
    case COUNT_CHARACTERS:
    case COUNT_WEIGHTED:
        break;
    }
    return (int64_t)runes_utf16(r, 0, r->n);
}

static void add_counted_form(struct buf *out, const struct count *c,
                             const struct entity *e)
{
    struct str written = runes_str(&c->r, e->from, e->to);
    if (e->kind == ENTITY_MENTION && c->net->recognising == RECOGNISE_MASTODON) {
        ptrdiff_t host = str_find_char(str_skip(written, 1), '@');
        buf_add(out, host < 0 ? written : str_take(written, (size_t)host + 1));
    } else if (e->kind == ENTITY_LINK && c->net->url_length > 0) {
        for (int64_t i = 0; i < c->net->url_length; i++)
            buf_add_char(out, 'x');
    } else if (e->kind == ENTITY_LINK && c->net->recognising == RECOGNISE_BLUESKY) {
        short_url(out, written);
    } else {
        buf_add(out, written);
    }
}

/* The text in the form that is counted: links and remote names stand for less. */
static bool counted_form(struct runes *out, struct count *c)
{
    struct entities list = c->found;
    if (c->net->recognising == RECOGNISE_MASTODON) {
        list = ENTITIES_IN(c->mem);
        mastodon_counted(&list, &c->r);
    }
    AUTO(buf_clear) struct buf b = BUF_INIT(16 * c->r.text.n + 64 * 1024);
    size_t at = 0;
    for (size_t i = 0; i < list.n; i++) {
        /* The links of Bluesky may overlap with its tags. */
        if (list.v[i].from < at || list.v[i].kind == ENTITY_HASHTAG)
            continue;
        buf_add(&b, runes_str(&c->r, at, list.v[i].from));
        add_counted_form(&b, c, &list.v[i]);
        at = list.v[i].to;
    }
    buf_add(&b, runes_str(&c->r, at, c->r.n));
    return buf_ok(&b) && runes_of(out, arena_buf(c->mem, &b), c->mem);
}

static bool measure(struct count *c)
{
    struct counted *out = c->out;
    struct runes shown;
    if (c->net->counting == COUNT_WEIGHTED)
        return count_weighted(c, &out->length);
    if (!counted_form(&shown, c))
        return false;
    out->length = count_unit(c, &shown);
    int64_t over = (int64_t)shown.text.n - c->net->limit_bytes;
    if (c->net->limit_bytes > 0 && over > 0) {
        out->fits = false;
        warn(c, WARN_TOO_LONG_BYTES, over, (struct str){ 0 });
    }
    return true;
}

/* ---- what is in it ---- */

static void recognise(struct count *c, struct entities *list)
{
    switch (c->net->recognising) {
    case RECOGNISE_PLAIN:
        plain_entities(list, &c->r, (size_t)c->net->max_name);
        return;
    case RECOGNISE_X:
        x_entities(list, &c->r);
        return;
    case RECOGNISE_MASTODON:
        mastodon_entities(list, &c->r);
        return;
    case RECOGNISE_BLUESKY:
        bluesky_entities(list, &c->r);
        return;
    }
}

static struct strs of_kind(const struct count *c, enum entity_kind kind)
{
    struct str *v = ARENA_ARRAY(c->mem, c->found.n + 1, struct str);
    size_t n = 0;
    for (size_t i = 0; i < c->found.n; i++) {
        const struct entity *e = &c->found.v[i];
        if (e->kind == kind)
            v[n++] = runes_str(&c->r, e->from, e->to);
    }
    return (struct strs){ v, n };
}

/* ---- warnings ---- */

/* Is code point i part of something that was found? Few of them overlap. */
static bool is_inside(const struct entities *list, size_t i)
{
    size_t from = 0, to = list->n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (list->v[middle].from <= i)
            from = middle + 1;
        else
            to = middle;
    }
    for (size_t back = 0; back < 3 && back < from; back++) {
        if (list->v[from - 1 - back].to > i)
            return true;
    }
    return false;
}

static bool is_control(uint32_t u)
{
    bool is_break = u == '\n' || u == '\r' || u == '\t';
    return (u < 0x20 && !is_break) || (u >= 0x7f && u < 0xa0);
}

static bool is_direction_override(uint32_t u)
{
    return (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069);
}

static void warn_of_characters(struct count *c)
{
    bool refuses = c->net->recognising == RECOGNISE_X;
    for (size_t i = 0; i < c->r.n; i++) {
        uint32_t u = c->r.c[i];
        if (is_control(u))
            warn(c, WARN_CONTROL, 0, (struct str){ 0 });
        if (is_direction_override(u))
            warn(c, WARN_BIDI, 0, (struct str){ 0 });
        if (refuses && (u == 0xfffe || u == 0xffff || u == 0xfeff)) {
            c->out->fits = false;
            warn(c, WARN_INVALID, 0, (struct str){ 0 });
        }
    }
}

static void warn_of_hashtag(struct count *c, const struct entity *e)
{
    size_t lower = 0, upper = 0;
    bool has_emoji =
        e->to < c->r.n && c->r.c[e->to] >= 0x80 && emoji_at(&c->r, e->to) > 0;
    for (size_t i = e->from + 1; i < e->to; i++) {
        lower += unicode_is_lower(c->r.c[i]);
        upper += unicode_is_upper(c->r.c[i]);
        has_emoji |= c->r.c[i] >= 0x80 && emoji_at(&c->r, i) > 0;
    }
    struct str tag = runes_str(&c->r, e->from, e->to);
    if (upper == 0 && lower >= 6)
        warn(c, WARN_LOWER_HASHTAG, 0, tag);
    if (has_emoji)
        warn(c, WARN_EMOJI_HASHTAG, 0, tag);
}

/* "#2026" looks like a hashtag, but needs a letter. */
static void warn_of_numbers(struct count *c)
{
    for (size_t i = 0; i + 1 < c->r.n; i++) {
        if (c->r.c[i] != '#' || (i > 0 && !unicode_is_space(c->r.c[i - 1])))
            continue;
        size_t end = i + 1;
        while (end < c->r.n && unicode_is_digit(c->r.c[end]))
            end++;
        bool is_all = end == c->r.n || !unicode_is_word(c->r.c[end]);
        if (end > i + 1 && is_all && !is_inside(&c->found, i) && emoji_at(&c->r, i) == 0)
            warn(c, WARN_NUMERIC_HASHTAG, 0, runes_str(&c->r, i, end));
    }
}

/* What would be a link or a mention elsewhere. */
static void warn_of_plain(struct count *c)
{
    bool names = c->net->recognising == RECOGNISE_PLAIN && c->net->max_name == 0;
    bool links = c->net->recognising == RECOGNISE_MASTODON ||
                 c->net->recognising == RECOGNISE_BLUESKY;
    if (!names && !links)
        return;
    struct entities list = ENTITIES_IN(c->mem);
    plain_entities(&list, &c->r, names ? other_name_max : 0);
    for (size_t i = 0; i < list.n; i++) {
        struct str what = runes_str(&c->r, list.v[i].from, list.v[i].to);
        if (is_inside(&c->found, list.v[i].from))
            continue;
        if (links && list.v[i].kind == ENTITY_LINK)
            warn(c, WARN_PLAIN_LINK, 0, what);
        if (names && list.v[i].kind == ENTITY_MENTION)
            warn(c, WARN_PLAIN_MENTION, 0, what);
    }
}

static void warn_of_contents(struct count *c)
{
    const struct network *net = c->net;
    struct counted *out = c->out;
    for (size_t i = 0; i < c->found.n; i++) {
        if (c->found.v[i].kind == ENTITY_HASHTAG)
            warn_of_hashtag(c, &c->found.v[i]);
    }
    warn_of_numbers(c);
    warn_of_plain(c);
    if (net->max_hashtags > 0 && out->hashtags.n > (size_t)net->max_hashtags)
        warn(c, WARN_MANY_HASHTAGS, net->max_hashtags, (struct str){ 0 });
    if (net->max_links > 0 && out->links.n > (size_t)net->max_links)
        warn(c, WARN_MANY_LINKS, net->max_links, (struct str){ 0 });
    if (net->fold > 0 && c->r.n > (size_t)net->fold)
        warn(c, WARN_FOLD, net->fold, (struct str){ 0 });
}

static void judge(struct count *c)
{
    struct counted *out = c->out;
    if (c->r.n == 0) {
        /* X says so itself; elsewhere a picture may stand alone. */
        out->fits = c->net->recognising != RECOGNISE_X;
        warn(c, WARN_EMPTY, 0, (struct str){ 0 });
    }
    if (out->limit > 0 && out->length > out->limit) {
        out->fits = false;
        warn(c, WARN_TOO_LONG, out->length - out->limit, (struct str){ 0 });
    }
}

/* Where nothing in a text stands for less than itself, its length needs no look at what
 * it holds. */
static bool is_plain_count(const struct network *net)
{
    return net->recognising == RECOGNISE_PLAIN && net->counting == COUNT_CHARACTERS &&
           net->url_length == 0 && net->limit_bytes == 0;
}

/* UTF-16 units of valid UTF-8: one a sequence, two for those of four bytes. */
static int64_t count_utf16(struct str s)
{
    int64_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        n += ((c & 0xc0) != 0x80) + (c >= 0xf0);
    }
    return n;
}

bool count_length(struct counted *out, const struct network *net, struct str text,
                  struct arena *mem, struct err *err)
{
    if (!is_plain_count(net) || str_find_char(text, '\0') >= 0 || !utf8_valid(text))
        return count_text(out, net, text, mem, err);
    int64_t n = count_utf16(text);
    *out = (struct counted){ .length = n,
                             .limit = net->limit,
                             .fits = net->limit == 0 || n <= net->limit };
    return true;
}

bool count_text(struct counted *out, const struct network *net, struct str text,
                struct arena *mem, struct err *err)
{
    struct counted done = { .limit = net->limit, .fits = true };
    struct count c = { .net = net, .mem = mem, .out = &done };
    c.found = ENTITIES_IN(mem);
    c.warnings = ARENA_ARRAY(mem, WARN_COUNT, struct warning);
    done.warnings = c.warnings;
    if (str_find_char(text, '\0') >= 0 || !runes_of(&c.r, text, mem))
        return err_set(err, ERR_PARSE, "the text is not UTF-8, or holds a NUL");
    recognise(&c, &c.found);
    done.links = of_kind(&c, ENTITY_LINK);
    done.hashtags = of_kind(&c, ENTITY_HASHTAG);
    done.mentions = of_kind(&c, ENTITY_MENTION);
    if (!measure(&c))
        return err_set(err, ERR_LIMIT, "the text is too large to count");
    judge(&c);
    warn_of_characters(&c);
    warn_of_contents(&c);
    *out = done;
    return true;
}
