#include "codec/toml.h"

#include "base/utf8.h"
#include "codec/toml_tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { most_dots = 100, far_key = 3 };

/* What stands between two dots. */
struct part {
    bool word, gap, quoted;
};

/* False: no part of a key, since bare words lie side by side. */
static bool part_goes_on(struct part *p, char c)
{
    if (c == ' ' || c == '\t') {
        p->gap = p->word;
        return true;
    }
    p->word = true;
    p->quoted = p->quoted || c == '"' || c == '\'';
    return !p->gap || p->quoted;
}

/* toml++ walks a.b.c.d... by recursion, as deep as there are dots. Prose may have more. */
static bool has_too_many_dots(struct str text)
{
    size_t dots = 0;
    struct part part = { 0 };
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool is_end = memchr("=,{}[]\n", c, 7) != NULL;
        if (c == '.' && ++dots > most_dots)
            return true;
        if (is_end || c == '.')
            part = (struct part){ 0 };
        if (is_end || (c != '.' && !part_goes_on(&part, c)))
            dots = 0;
    }
    return false;
}

static int line_of_bad_bytes(struct str text)
{
    int line = 1;
    for (; text.n > 0; line++) {
        struct str one = str_cut(&text, '\n');
        if (!utf8_valid(one) || str_find_char(one, 0) >= 0)
            break;
    }
    return line;
}

static bool check_bytes(struct str file, struct str text, struct err *err)
{
    if (text.n > toml_max_bytes)
        return err_set(err, ERR_LIMIT, STR_FMT ":1: is larger than %d KiB", STR_ARG(file),
                       toml_max_bytes / 1024);
    if (!utf8_valid(text) || str_find_char(text, 0) >= 0)
        return err_set(err, ERR_PARSE,
                       STR_FMT ":%d: is not UTF-8 text: save the file as UTF-8",
                       STR_ARG(file), line_of_bad_bytes(text));
    if (has_too_many_dots(text))
        return err_set(err, ERR_LIMIT, STR_FMT ":1: has more than %d dots in a row",
                       STR_ARG(file), most_dots);
    return true;
}

/* toml++'s messages name what it found there, line breaks included. */
static void flatten(struct err *err)
{
    for (char *c = err->msg; *c; c++) {
        if ((unsigned char)*c < 0x20)
            *c = ' ';
    }
}

bool toml_parse(struct toml_value **out, struct str file, struct str text,
                struct err *err)
{
    if (!check_bytes(file, text, err))
        return false;
    struct arena *mem = arena_new();
    struct toml_value *root = ARENA_NEW(mem, struct toml_value);
    root->root = root;
    root->mem = mem;
    root->file = arena_str(mem, file);
    if (!toml_build(root, text, err)) {
        if (err)
            flatten(err);
        arena_free(mem);
        return false;
    }
    *out = root;
    return true;
}

void toml_free(struct toml_value *t)
{
    if (t)
        arena_free(t->root->mem);
}

static const struct toml_value *child_named(const struct toml_value *t, struct str name)
{
    int64_t index = -1;
    if (t->type == TOML_ARRAY && !str_to_int(name, &index))
        return NULL;
    for (const struct toml_value *c = t->first; c; c = c->next) {
        if (t->type == TOML_ARRAY ? index-- == 0 : str_eq(c->name, name))
            return c;
    }
    return NULL;
}

const struct toml_value *toml_at(const struct toml_value *t, const char *path)
{
    struct str rest = str_from_c(path);
    while (t && rest.n)
        t = child_named(t, str_cut(&rest, '.'));
    return t;
}

struct str toml_str(const struct toml_value *t, const char *path)
{
    const struct toml_value *v = toml_at(t, path);
    return toml_is(v, TOML_TEXT) ? v->text : (struct str){ NULL, 0 };
}

int64_t toml_int(const struct toml_value *t, const char *path, int64_t fallback)
{
    const struct toml_value *v = toml_at(t, path);
    return toml_is(v, TOML_INT) ? v->number : fallback;
}

bool toml_bool(const struct toml_value *t, const char *path, bool fallback)
{
    const struct toml_value *v = toml_at(t, path);
    return toml_is(v, TOML_BOOL) ? v->number != 0 : fallback;
}

bool toml_is(const struct toml_value *t, enum toml_type type)
{
    return t && t->type == type;
}

const char *toml_type_name(const struct toml_value *t)
{
    static const char *const names[] = {
        [TOML_TABLE] = "a table",
        [TOML_ARRAY] = "a list",
        [TOML_TEXT] = "a text",
        [TOML_INT] = "a number",
        [TOML_BOOL] = "true or false",
        [TOML_FLOAT] = "a fraction",
        [TOML_DATE] = "a date",
        [TOML_LOCAL] = "a date and time",
        [TOML_INSTANT] = "a date and time with offset",
        [TOML_CLOCK] = "a time of day",
    };
    return t ? names[t->type] : "nothing";
}

bool toml_civil(const struct toml_value *t, struct civil *out)
{
    if (!toml_is(t, TOML_DATE) && !toml_is(t, TOML_LOCAL) && !toml_is(t, TOML_CLOCK))
        return false;
    *out = t->civil;
    return true;
}

bool toml_instant(const struct toml_value *t, int64_t *out_ms)
{
    if (!toml_is(t, TOML_INSTANT))
        return false;
    *out_ms = t->number;
    return true;
}

const struct toml_value *toml_first(const struct toml_value *t)
{
    return t ? t->first : NULL;
}

const struct toml_value *toml_next(const struct toml_value *t)
{
    return t ? t->next : NULL;
}

struct str toml_name(const struct toml_value *t)
{
    return t ? t->name : (struct str){ NULL, 0 };
}

size_t toml_count(const struct toml_value *t)
{
    return t ? t->count : 0;
}

int toml_line(const struct toml_value *t)
{
    return t ? t->line : 1;
}

bool toml_err(const struct toml_value *t, struct err *err, const char *fmt, ...)
{
    char what[sizeof(err->msg)];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(what, sizeof(what), fmt, ap);
    va_end(ap);
    return err_set(err, ERR_INVALID, STR_FMT ":%d: %s", STR_ARG(t->root->file), t->line,
                   what);
}

static const char *nearest_key(struct str name, const char *const *known, size_t n)
{
    const char *nearest = NULL;
    size_t best = name.n < far_key ? name.n : far_key;
    for (size_t i = 0; i < n; i++) {
        size_t distance = str_distance(name, str_from_c(known[i]), far_key);
        if (distance < best) {
            best = distance;
            nearest = known[i];
        }
    }
    return nearest;
}

static const char *list_keys(const struct toml_value *t, const char *const *known,
                             size_t n)
{
    struct str all = str_from_c(n > 0 ? known[0] : "none");
    for (size_t i = 1; i < n; i++)
        all = arena_fmt(t->root->mem, STR_FMT ", %s", STR_ARG(all), known[i]);
    return arena_str(t->root->mem, all).p;
}

bool toml_check_keys(const struct toml_value *table, const char *const *known,
                     size_t n_known, struct err *err)
{
    for (const struct toml_value *c = toml_first(table); c; c = toml_next(c)) {
        bool is_known = false;
        for (size_t i = 0; i < n_known && !is_known; i++)
            is_known = str_eq(c->name, str_from_c(known[i]));
        if (is_known)
            continue;
        const char *near = nearest_key(c->name, known, n_known);
        if (near)
            return toml_err(c, err, "there is no key \"" STR_FMT "\": did you mean %s?",
                            STR_ARG(c->name), near);
        return toml_err(c, err, "there is no key \"" STR_FMT "\": known are %s",
                        STR_ARG(c->name), list_keys(c, known, n_known));
    }
    return true;
}
