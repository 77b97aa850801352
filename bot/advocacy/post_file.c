#include "advocacy/post_file_internal.h"

#include "advocacy/reserved.h"
#include "base/zone.h"

#include <string.h>

enum { max_topic_bytes = 40, max_id = 64, max_list = 30, max_link_bytes = 2000 };

static const char *const keys[] = { "id",       "kind",     "title",    "topics",
                                    "link",     "hashtags", "picture",  "alt",
                                    "from",     "until",    "approved", "place",
                                    "deadline", "thoughts", "text" };

static const struct str kind_names[] = { STR_INIT("post"), STR_INIT("comment"),
                                         STR_INIT("repost"), STR_INIT("job") };

bool read_text(const struct toml_value *v, struct str *out, struct err *err)
{
    struct str name = toml_name(v).n ? toml_name(v) : STR("this");
    if (!toml_is(v, TOML_TEXT))
        return toml_err(v, err, STR_FMT " is %s: put a text in quotes", STR_ARG(name),
                        toml_type_name(v));
    struct str s = str_trim(toml_str(v, ""));
    if (s.n == 0)
        return toml_err(v, err, STR_FMT " is empty: leave it out or say something",
                        STR_ARG(name));
    *out = s;
    return true;
}

const struct toml_value *in_lang(const struct toml_value *v, enum lang lang)
{
    return toml_is(v, TOML_TABLE) ? toml_at(v, lang_code(lang)) : v;
}

static bool keep_text(struct reading *r, const char *key, struct str *out,
                      struct err *err)
{
    const struct toml_value *v = toml_at(r->doc, key);
    if (!v)
        return true;
    if (!read_text(v, out, err))
        return false;
    *out = arena_str(r->mem, *out);
    return true;
}

static bool is_id(struct str id)
{
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return id.n > 0 && id.n <= max_id;
}

static bool read_id(struct reading *r, struct err *err)
{
    if (!toml_at(r->doc, "id"))
        return toml_err(r->doc, err, "the id is missing: add id = \"a-short-name\"");
    if (!keep_text(r, "id", &r->post->id, err))
        return false;
    if (!is_id(r->post->id))
        return toml_err(toml_at(r->doc, "id"), err,
                        "this is no id: use 1 to 64 of a-z, 0-9 and -");
    return true;
}

static bool read_kind(struct reading *r, struct err *err)
{
    struct str kind = kind_names[POST_POST];
    if (!keep_text(r, "kind", &kind, err))
        return false;
    for (int k = 0; k < POST_KINDS; k++) {
        if (str_eq(kind, kind_names[k])) {
            r->post->kind = (enum post_kind)k;
            return true;
        }
    }
    return toml_err(toml_at(r->doc, "kind"), err,
                    "there is no such kind: use post, comment, repost or job");
}

/* A list of texts, each checked by `check`. */
static bool read_list(struct reading *r, const char *key, struct strs *out,
                      bool (*check)(const struct reading *r, const struct toml_value *v,
                                    struct str *s, struct err *err),
                      struct err *err)
{
    const struct toml_value *list = toml_at(r->doc, key);
    if (!list)
        return true;
    if (!toml_is(list, TOML_ARRAY) || toml_count(list) > max_list)
        return toml_err(list, err, "%s is %s: write a list [\"...\"] of at most %d", key,
                        toml_type_name(list), max_list);
    struct str *items = ARENA_ARRAY(r->mem, toml_count(list) + 1, struct str);
    size_t n = 0;
    for (const struct toml_value *v = toml_first(list); v; v = toml_next(v), n++) {
        if (!read_text(v, &items[n], err) || !check(r, v, &items[n], err))
            return false;
        items[n] = arena_str(r->mem, items[n]);
    }
    *out = (struct strs){ items, n };
    return true;
}

/* Topics are typed after /share: one word, and none that means something else. */
static bool check_topic(const struct reading *r, const struct toml_value *v,
                        struct str *s, struct err *err)
{
    for (size_t i = 0; i < s->n; i++) {
        unsigned char c = (unsigned char)s->p[i];
        bool fits =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c >= 0x80;
        if (!fits || s->n > max_topic_bytes)
            return toml_err(v, err,
                            "\"" STR_FMT "\" is no topic: one word of at most %d small"
                            " letters, digits and -",
                            STR_ARG(*s), max_topic_bytes);
    }
    if (word_is_reserved(*s) || network_find(r->rules->networks, *s))
        return toml_err(v, err, "\"" STR_FMT "\" means something else: rename the topic",
                        STR_ARG(*s));
    return true;
}

static bool check_hashtag(const struct reading *r, const struct toml_value *v,
                          struct str *s, struct err *err)
{
    (void)r;
    bool has_letter = false;
    if (s->p[0] == '#')
        *s = str_skip(*s, 1);
    for (size_t i = 0; i < s->n; i++) {
        unsigned char c = (unsigned char)s->p[i];
        bool is_letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
        if (!is_letter && !(c >= '0' && c <= '9') && c != '_')
            return toml_err(v, err,
                            "\"" STR_FMT "\" is no hashtag: letters, digits and _ only,"
                            " WordsRunTogether",
                            STR_ARG(*s));
        has_letter = has_letter || is_letter;
    }
    if (!has_letter)
        return toml_err(v, err, "a hashtag of digits is no link: add a letter");
    return true;
}

static bool read_picture(struct reading *r, struct err *err)
{
    struct str *name = &r->post->picture;
    if (!keep_text(r, "picture", name, err))
        return false;
    if (name->n && (name->p[0] == '.' || str_find_char(*name, '/') >= 0))
        return toml_err(toml_at(r->doc, "picture"), err,
                        "the picture must be a file beside this one: give its bare name");
    return true;
}

/* A date is its first moment, or for the end of something the first after it. */
static bool read_moment(struct reading *r, const char *key, bool is_end, int64_t *out,
                        struct err *err)
{
    const struct toml_value *v = toml_at(r->doc, key);
    struct civil c;
    if (!v || toml_instant(v, out))
        return true;
    if (toml_is(v, TOML_CLOCK) || !toml_civil(v, &c))
        return toml_err(v, err, "%s is %s: write %s = 2026-11-30, without quotes", key,
                        toml_type_name(v), key);
    if (is_end && toml_is(v, TOML_DATE))
        c = civil_from_days(civil_days(c) + 1);
    if (!zone_instant(r->rules->zone, c, out))
        (void)zone_instant(STR("UTC"), c, out);
    return true;
}

static bool read_moments(struct reading *r, struct err *err)
{
    struct post_file *p = r->post;
    if (!read_moment(r, "from", false, &p->from_ms, err) ||
        !read_moment(r, "until", true, &p->until_ms, err) ||
        !read_moment(r, "deadline", true, &p->deadline_ms, err))
        return false;
    if (p->until_ms && p->from_ms && p->until_ms <= p->from_ms)
        return toml_err(toml_at(r->doc, "until"), err,
                        "until is before from: one of them is wrong");
    return true;
}

static bool read_approved(struct reading *r, struct err *err)
{
    const struct toml_value *v = toml_at(r->doc, "approved");
    if (v && !toml_is(v, TOML_BOOL))
        return toml_err(v, err, "approved is %s: write true or false", toml_type_name(v));
    r->post->approved = toml_bool(r->doc, "approved", false);
    return true;
}

/* One of title, link, alt in one language; empty when it is not given. */
static bool read_in_lang(struct reading *r, const char *key, enum lang lang,
                         struct str *out, struct err *err)
{
    static const char *const langs[] = { "de", "en" };
    const struct toml_value *v = toml_at(r->doc, key);
    if (toml_is(v, TOML_TABLE) && !toml_check_keys(v, langs, COUNT(langs), err))
        return false;
    v = in_lang(v, lang);
    if (!v)
        return true;
    if (!read_text(v, out, err))
        return false;
    *out = arena_str(r->mem, *out);
    return true;
}

static bool read_thoughts(struct reading *r, enum lang lang, struct err *err)
{
    const struct toml_value *list = in_lang(toml_at(r->doc, "thoughts"), lang);
    struct post_words *words = &r->post->in[lang];
    if (!list)
        return true;
    if (!toml_is(list, TOML_ARRAY) || toml_count(list) != post_thoughts)
        return toml_err(list, err,
                        "thoughts are two texts to start from: write [\"...\", \"...\"]");
    size_t n = 0;
    for (const struct toml_value *v = toml_first(list); v; v = toml_next(v), n++) {
        if (!read_text(v, &words->thoughts[n], err))
            return false;
        words->thoughts[n] = arena_str(r->mem, words->thoughts[n]);
    }
    return true;
}

static bool check_link(struct reading *r, struct str link, struct err *err)
{
    bool is_fine =
        str_starts(link, STR("https://")) && link.n > 8 && link.n < max_link_bytes;
    for (size_t i = 0; i < link.n; i++)
        is_fine = is_fine && (unsigned char)link.p[i] > ' ' && link.p[i] != '"';
    return link.n == 0 || is_fine ||
           toml_err(toml_at(r->doc, "link"), err,
                    "the link must begin with https:// and have no spaces");
}

static bool check_lang(struct reading *r, enum lang lang, struct err *err)
{
    const struct post_words *w = &r->post->in[lang];
    const char *key = lang_code(lang);
    bool is_engagement = r->post->kind == POST_COMMENT || r->post->kind == POST_REPOST;
    if (w->title.n == 0)
        return toml_err(r->doc, err, "the title is missing in \"%s\": add it", key);
    if (r->post->picture.n && w->alt.n == 0)
        return toml_err(toml_at(r->doc, "picture"), err,
                        "the picture has no alt in \"%s\": say what it shows", key);
    if (is_engagement && w->link.n == 0)
        return toml_err(r->doc, err, "the link is missing: it leads to the post itself");
    if (is_engagement && w->thoughts[0].n == 0)
        return toml_err(r->doc, err, "thoughts are missing in \"%s\": add two", key);
    return check_link(r, w->link, err);
}

static bool read_lang(struct reading *r, enum lang lang, struct err *err)
{
    struct post_words *w = &r->post->in[lang];
    bool has_texts = toml_at(toml_at(r->doc, "text"), lang_code(lang)) != NULL;
    if (!read_in_lang(r, "title", lang, &w->title, err) ||
        !read_in_lang(r, "link", lang, &w->link, err) ||
        !read_in_lang(r, "alt", lang, &w->alt, err) || !read_thoughts(r, lang, err))
        return false;
    w->given =
        has_texts || (w->thoughts[0].n && !toml_at(r->doc, "text") &&
                      (r->post->kind == POST_COMMENT || r->post->kind == POST_REPOST));
    return !w->given || check_lang(r, lang, err);
}

static bool read_langs(struct reading *r, struct err *err)
{
    static const char *const langs[] = { "de", "en" };
    const struct toml_value *text = toml_at(r->doc, "text");
    if (text && !toml_is(text, TOML_TABLE))
        return toml_err(text, err, "text is %s: begin with [text.de] or [text.en]",
                        toml_type_name(text));
    if (text && !toml_check_keys(text, langs, COUNT(langs), err))
        return false;
    bool any = false;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!read_lang(r, (enum lang)lang, err))
            return false;
        any = any || r->post->in[lang].given;
    }
    if (any)
        return true;
    bool is_engagement = r->post->kind == POST_COMMENT || r->post->kind == POST_REPOST;
    return toml_err(r->doc, err,
                    is_engagement
                        ? "there are no thoughts: add thoughts = [\"...\", \"...\"]"
                        : "there is no text: add [text.de] or [text.en]");
}

static bool read_post(struct reading *r, struct err *err)
{
    return toml_check_keys(r->doc, keys, COUNT(keys), err) && read_id(r, err) &&
           read_kind(r, err) &&
           read_list(r, "topics", &r->post->topics, check_topic, err) &&
           read_list(r, "hashtags", &r->post->hashtags, check_hashtag, err) &&
           read_picture(r, err) && read_moments(r, err) && read_approved(r, err) &&
           keep_text(r, "place", &r->post->place, err) && read_langs(r, err) &&
           read_wordings(r, err);
}

bool post_file_read(struct post_file *out, const struct post_rules *rules,
                    struct str name, struct str bytes, struct arena *mem, struct err *err)
{
    AUTO(toml_freep) struct toml_value *doc = NULL;
    if (!toml_parse(&doc, name, bytes, err))
        return false;
    struct post_file post = { 0 };
    struct reading r = { .rules = rules, .doc = doc, .mem = mem, .post = &post };
    if (!read_post(&r, err))
        return false;
    *out = post;
    return true;
}
