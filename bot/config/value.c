/* One value of the file, by the type of its key. */
#include "config/read.h"

#include "base/arena.h"
#include "base/crypt.h"
#include "base/zone.h"

#include <stdarg.h>
#include <stdio.h>

enum { max_texts = 1000 };

void read_problem(struct reading *r, const struct toml_value *at, const char *fmt, ...)
{
    char what[200];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof(what), fmt, args);
    va_end(args);
    struct err err = { 0 };
    toml_err(at, &err, "%s", what);
    buf_addf(r->problems, "%s\n", err.msg);
}

/* "data: a text is wanted, not a number". */
static void wrong_type(struct reading *r, const struct config_key *key,
                       const struct toml_value *v, const char *wanted)
{
    read_problem(r, v, "%s: %s is wanted here, not %s", key->name, wanted,
                 toml_type_name(v));
}

static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return s.n > 0 && s.n <= 32;
}

/* The place of a word in "a|b|c", or -1. */
static int choice_index(const char *choices, struct str word)
{
    struct str left = str_from_c(choices);
    for (int i = 0; left.n > 0; i++) {
        if (str_eq(str_cut(&left, '|'), word))
            return i;
    }
    return -1;
}

static struct str path_of(struct reading *r, struct str path)
{
    if (path.n == 0 || path.p[0] == '/' || r->folder.n == 0)
        return arena_str(r->mem, path);
    return arena_fmt(r->mem, STR_FMT "/" STR_FMT, STR_ARG(r->folder), STR_ARG(path));
}

/* Numeric address and port. */
static bool is_listen(struct str s)
{
    int64_t port, part;
    struct str host = str_cut(&s, ':');
    for (int i = 0; i < 4; i++) {
        if (!str_to_int(str_cut(&host, '.'), &part) || part < 0 || part > 255)
            return false;
    }
    return host.n == 0 && str_to_int(s, &port) && port >= 0 && port <= 65535;
}

static bool is_url(struct str s)
{
    struct str rest = str_starts(s, STR("https://"))  ? str_skip(s, 8)
                      : str_starts(s, STR("http://")) ? str_skip(s, 7)
                                                      : STR("");
    for (size_t i = 0; i < rest.n; i++) {
        if (rest.p[i] <= ' ' || rest.p[i] > '~' || rest.p[i] == '?' || rest.p[i] == '#')
            return false;
    }
    return rest.n > 0 && rest.p[0] != '/' && s.n <= 500;
}

/* What is wrong with a text under this key; NULL: nothing. */
static const char *text_fault(const struct config_key *key, struct str s)
{
    if (key->type == KEY_NAME && !is_name(s))
        return "only a-z, 0-9 and -, at most 32 of them";
    if (key->type == KEY_ZONE && !zone_known(s))
        return "no such time zone: write it as \"Europe/Berlin\"";
    if (key->type == KEY_LISTEN && !is_listen(s))
        return "write it as \"127.0.0.1:8470\", numbers only";
    if (key->type == KEY_URL && !is_url(s))
        return "write it as \"https://chat.example.com\"";
    return NULL;
}

static void read_text(struct reading *r, const struct config_key *key,
                      const struct toml_value *v, struct str *into)
{
    struct str s = toml_str(v, "");
    const char *fault = text_fault(key, s);
    if (fault)
        read_problem(r, v, "%s: %s", key->name, fault);
    else
        *into = key->type == KEY_PATH ? path_of(r, s) : arena_str(r->mem, s);
    if (key->type == KEY_URL)
        *into = str_without_end(*into, '/');
}

static void read_choice(struct reading *r, const struct config_key *key,
                        const struct toml_value *v, int *into)
{
    int i = choice_index(key->choices, toml_str(v, ""));
    if (i >= 0)
        *into = i;
    else
        read_problem(r, v, "%s: \"" STR_FMT "\" is none of %s", key->name,
                     STR_ARG(str_take(toml_str(v, ""), 40)), key->choices);
}

static void read_reference(struct reading *r, const struct config_key *key,
                           const struct toml_value *v, struct secret *into)
{
    struct err err = { 0 };
    if (!read_secret(r, toml_str(v, ""), into, &err))
        read_problem(r, v, "%s: %s", key->name, err.msg);
}

/* 64 hexadecimal digits of what "sha256:" is followed by. */
static bool is_hash(struct str hex)
{
    for (size_t i = 0; i < hex.n; i++) {
        char c = hex.p[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
            return false;
    }
    return hex.n == 2 * sha256_bytes;
}

/* Of a secret that is only compared its hash is enough. */
static bool read_hash(struct reading *r, struct str given, struct str *out,
                      struct err *err)
{
    static const struct str prefix = STR_INIT("sha256:");
    struct secret secret;
    uint8_t sum[sha256_bytes];
    if (str_starts(given, prefix)) {
        *out = str_skip(given, prefix.n);
        return is_hash(*out) ||
               err_set(err, ERR_INVALID, "sha256: is followed by 64 digits 0-9, a-f");
    }
    if (!read_secret(r, given, &secret, err))
        return false;
    sha256(secret_reveal(secret), sum);
    *out = hex_encode(r->mem, sum, sizeof(sum));
    return true;
}

static void hash_all(struct reading *r, const struct config_key *key,
                     const struct toml_value *v, struct read_texts *list)
{
    for (size_t i = 0; i < list->n; i++) {
        struct err err = { 0 };
        if (!read_hash(r, list->v[i], &list->v[i], &err))
            read_problem(r, v, "%s: %s", key->name, err.msg);
    }
}

static void read_texts(struct reading *r, const struct config_key *key,
                       const struct toml_value *v, struct read_texts *into)
{
    if (!toml_is(v, TOML_ARRAY)) {
        wrong_type(r, key, v, "a list of texts");
        return;
    }
    size_t n = toml_count(v);
    if (n > max_texts) {
        read_problem(r, v, "%s: at most %d", key->name, max_texts);
        return;
    }
    into->v = ARENA_ARRAY(r->mem, n, struct str);
    for (const struct toml_value *e = toml_first(v); e; e = toml_next(e)) {
        struct str s = str_trim(toml_str(e, ""));
        if (s.n > 0)
            into->v[into->n++] = arena_str(r->mem, s);
        else
            read_problem(r, e, "%s: every entry is a text that is not empty", key->name);
    }
    if (key->type == KEY_HASHES)
        hash_all(r, key, v, into);
}

static void read_by_lang(struct reading *r, const struct config_key *key,
                         const struct toml_value *v, struct str *into)
{
    static const char *const langs = "en|de";
    if (!toml_is(v, TOML_TABLE)) {
        wrong_type(r, key, v, "a text for each language (disclosure.en, disclosure.de)");
        return;
    }
    for (const struct toml_value *e = toml_first(v); e; e = toml_next(e)) {
        int lang = choice_index(langs, toml_name(e));
        if (lang < 0)
            read_problem(r, e, "%s." STR_FMT ": the languages are en and de", key->name,
                         STR_ARG(toml_name(e)));
        else if (!toml_is(e, TOML_TEXT))
            wrong_type(r, key, e, "a text");
        else
            into[lang] = arena_str(r->mem, toml_str(e, ""));
    }
}

static void read_bool(struct reading *r, const struct config_key *key,
                      const struct toml_value *v, bool *into)
{
    if (toml_is(v, TOML_BOOL))
        *into = toml_bool(v, "", false);
    else
        wrong_type(r, key, v, "true or false");
}

/* The others say themselves what they want. */
static bool is_text_missing(struct reading *r, const struct config_key *key,
                            const struct toml_value *v)
{
    bool wants_text = key->type != KEY_BOOL && key->type != KEY_TEXTS &&
                      key->type != KEY_HASHES && key->type != KEY_BY_LANG;
    bool is_missing = wants_text && !toml_is(v, TOML_TEXT);
    if (is_missing)
        wrong_type(r, key, v, "a text");
    return is_missing;
}

void read_value(struct reading *r, const struct config_key *key,
                const struct toml_value *v, void *into)
{
    void *field = (char *)into + key->field;
    if (is_text_missing(r, key, v))
        return;
    switch (key->type) {
    case KEY_TEXT:
    case KEY_NAME:
    case KEY_PATH:
    case KEY_LISTEN:
    case KEY_ZONE:
    case KEY_URL:
        read_text(r, key, v, field);
        return;
    case KEY_CHOICE:
        read_choice(r, key, v, field);
        return;
    case KEY_BOOL:
        read_bool(r, key, v, field);
        return;
    case KEY_SECRET:
        read_reference(r, key, v, field);
        return;
    case KEY_TEXTS:
    case KEY_HASHES:
        read_texts(r, key, v, field);
        return;
    case KEY_BY_LANG:
        read_by_lang(r, key, v, field);
        return;
    case KEY_NETWORK:
        return; /* config/networks.c */
    }
}

static void list_of_one(struct reading *r, struct str s, struct read_texts *into)
{
    into->v = ARENA_NEW(r->mem, struct str);
    into->v[0] = arena_str(r->mem, s);
    into->n = 1;
}

void read_fallback(struct reading *r, const struct config_key *key, void *into)
{
    void *field = (char *)into + key->field;
    if (!key->fallback)
        return;
    struct str s = str_from_c(key->fallback);
    if (key->type == KEY_CHOICE)
        *(int *)field = choice_index(key->choices, s);
    else if (key->type == KEY_TEXTS)
        list_of_one(r, s, field);
    else if (key->type != KEY_BOOL)
        *(struct str *)field = arena_str(r->mem, s);
}
