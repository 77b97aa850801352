/* The keys of a [[network]] table. */
#include "advocacy/networks.h"

#include "base/auto.h"

#include <stddef.h>

struct key {
    struct str name;
    size_t offset;
};

#define KEY(member)                                                                      \
    {                                                                                    \
        STR_INIT(#member), offsetof(struct network, member)                              \
    }

static const struct key str_keys[] = {
    KEY(name),
    KEY(compose),
    KEY(compose_undocumented),
};
static const struct key int_keys[] = {
    KEY(limit),        KEY(limit_bytes), KEY(url_length), KEY(fold),
    KEY(max_hashtags), KEY(max_links),   KEY(max_name),
};
static const struct key bool_keys[] = {
    KEY(prefer_undocumented),
    KEY(needs_instance),
    KEY(off),
};

/* The words for an enum, in its order. */
static const struct str countings[] = {
    STR_INIT("characters"), STR_INIT("weighted"),    STR_INIT("graphemes"),
    STR_INIT("bytes"),      STR_INIT("emoji-bytes"),
};
static const struct str recognisings[] = {
    STR_INIT("plain"),
    STR_INIT("x"),
    STR_INIT("mastodon"),
    STR_INIT("bluesky"),
};

static void *find(struct network *n, struct str key, const struct key *keys,
                  size_t n_keys)
{
    for (size_t i = 0; i < n_keys; i++) {
        if (str_eq(keys[i].name, key))
            return (char *)n + keys[i].offset;
    }
    return NULL;
}

static bool unknown(struct str key, struct err *err)
{
    return err_set(err, ERR_INVALID, "network: unknown key \"" STR_FMT "\"",
                   STR_ARG(key));
}

/* Its place among the words, or -1. */
static int word_index(struct str word, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(words[i], word))
            return (int)i;
    }
    return -1;
}

bool network_set_str(struct network *n, struct str key, struct str value, struct err *err)
{
    if (str_eq(key, STR("counting"))) {
        int i = word_index(value, countings, COUNT(countings));
        if (i < 0)
            return err_set(err, ERR_INVALID,
                           "counting: one of characters, weighted, graphemes, bytes, "
                           "emoji-bytes");
        n->counting = (enum counting)i;
        return true;
    }
    if (str_eq(key, STR("recognising"))) {
        int i = word_index(value, recognisings, COUNT(recognisings));
        if (i < 0)
            return err_set(err, ERR_INVALID,
                           "recognising: one of plain, x, mastodon, bluesky");
        n->recognising = (enum recognising)i;
        return true;
    }
    struct str *field = find(n, key, str_keys, COUNT(str_keys));
    if (!field)
        return unknown(key, err);
    *field = value;
    return true;
}

bool network_set_int(struct network *n, struct str key, int64_t value, struct err *err)
{
    int64_t *field = find(n, key, int_keys, COUNT(int_keys));
    if (!field)
        return unknown(key, err);
    if (value < 0 || value > 1000 * 1000)
        return err_set(err, ERR_INVALID, STR_FMT ": from 0 to 1000000", STR_ARG(key));
    *field = value;
    return true;
}

bool network_set_bool(struct network *n, struct str key, bool value, struct err *err)
{
    bool *field = find(n, key, bool_keys, COUNT(bool_keys));
    if (!field)
        return unknown(key, err);
    *field = value;
    return true;
}

static bool is_id(struct str id)
{
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return id.n > 0 && id.n <= 32;
}

static bool check_template(struct str t, struct err *err)
{
    static const struct str known[] = { STR_INIT("text"), STR_INIT("words"),
                                        STR_INIT("url"), STR_INIT("title"),
                                        STR_INIT("instance") };
    if (t.n > 0 && !str_starts(t, STR("https://")) && !str_starts(t, STR("mailto:")))
        return err_set(err, ERR_INVALID, "compose: must begin with https:// or mailto:");
    for (ptrdiff_t at; (at = str_find_char(t, '{')) >= 0;) {
        t = str_skip(t, (size_t)at + 1);
        ptrdiff_t close = str_find_char(t, '}');
        struct str name = str_take(t, close < 0 ? t.n : (size_t)close);
        if (close < 0 || word_index(name, known, COUNT(known)) < 0)
            return err_set(err, ERR_INVALID,
                           "compose: {" STR_FMT "} is none of {text}, {words}, {url}, "
                           "{title}, {instance}",
                           STR_ARG(str_take(name, 40)));
    }
    return true;
}

bool network_check(const struct network *n, struct err *err)
{
    if (!is_id(n->id))
        return err_set(err, ERR_INVALID,
                       "network: id must be of a-z, 0-9 and -, at most 32");
    if (n->name.n == 0)
        return err_set(err, ERR_INVALID, "network: name is missing");
    if (n->prefer_undocumented && n->compose_undocumented.n == 0)
        return err_set(err, ERR_INVALID,
                       "network: prefer_undocumented needs compose_undocumented");
    return check_template(n->compose, err) &&
           check_template(n->compose_undocumented, err);
}
