/* The reader. cJSON is told the length, refused what it is known to get wrong,
 * and asked case-sensitively. */
#include "base/json.h"

#include "base/utf8.h"

#include <cjson/cJSON.h>
#include <string.h>

/* What a look at the bytes says, before anything is allocated. */
struct scan {
    size_t depth, deepest, nodes;
};

/* Skips the string that starts at i; returns the index after its end. */
static size_t skip_string(struct str s, size_t i)
{
    for (i++; i < s.n && s.p[i] != '"'; i++) {
        if (s.p[i] == '\\')
            i++;
    }
    return i + 1;
}

static struct scan scan_bytes(struct str s)
{
    struct scan sc = { .nodes = 1 };
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i];
        if (c == '"') {
            i = skip_string(s, i);
            continue;
        }
        if (c == '{' || c == '[')
            sc.depth++;
        else if ((c == '}' || c == ']') && sc.depth > 0)
            sc.depth--;
        if (c == ',' || c == '{' || c == '[')
            sc.nodes++;
        if (sc.depth > sc.deepest)
            sc.deepest = sc.depth;
        i++;
    }
    return sc;
}

/* An escaped NUL would end cJSON's C strings early, unseen. */
static bool has_escaped_nul(struct str s)
{
    for (;;) {
        ptrdiff_t at = str_find(s, STR("\\u0000"));
        if (at < 0)
            return false;
        size_t slashes = 0;
        while (slashes <= (size_t)at && s.p[(size_t)at - slashes] == '\\')
            slashes++;
        if (slashes % 2 == 1)
            return true;
        s = str_skip(s, (size_t)at + 1);
    }
}

static bool check_limits(struct str text, size_t max_bytes, struct err *err)
{
    if (text.n > max_bytes)
        return err_set(err, ERR_LIMIT, "JSON of %zu bytes: at most %zu", text.n,
                       max_bytes);
    if (!utf8_valid(text) || str_find_char(text, '\0') >= 0)
        return err_set(err, ERR_PARSE, "JSON that is not UTF-8 or holds a NUL");
    struct scan sc = scan_bytes(text);
    if (sc.deepest > json_max_depth)
        return err_set(err, ERR_LIMIT, "JSON nested %zu deep: at most %d", sc.deepest,
                       json_max_depth);
    size_t max_nodes = max_bytes / json_max_bytes * json_max_nodes;
    if (max_nodes < json_max_nodes)
        max_nodes = json_max_nodes;
    if (sc.nodes > max_nodes)
        return err_set(err, ERR_LIMIT, "JSON with %zu values: at most %zu", sc.nodes,
                       max_nodes);
    if (has_escaped_nul(text))
        return err_set(err, ERR_PARSE, "JSON with an escaped NUL");
    return true;
}

bool json_parse_max(struct json **out, struct str text, size_t max_bytes, struct err *err)
{
    if (!check_limits(text, max_bytes, err))
        return false;
    const char *end = NULL;
    cJSON *doc = cJSON_ParseWithLengthOpts(text.n ? text.p : "", text.n, &end, 0);
    if (!doc)
        return err_set(err, ERR_PARSE, "malformed JSON near byte %td",
                       end ? end - text.p : 0);
    struct str rest = str_skip(text, (size_t)(end - text.p));
    if (str_trim(rest).n > 0) {
        cJSON_Delete(doc);
        return err_set(err, ERR_PARSE, "JSON with bytes after its end");
    }
    *out = (struct json *)doc;
    return true;
}

bool json_parse(struct json **out, struct str text, struct err *err)
{
    return json_parse_max(out, text, json_max_bytes, err);
}

void json_free(struct json *j)
{
    cJSON_Delete((cJSON *)j);
}

static const cJSON *node(const struct json *j)
{
    return (const cJSON *)j;
}

static const cJSON *child_named(const cJSON *c, struct str name)
{
    int64_t index;
    if (cJSON_IsArray(c) && str_to_int(name, &index)) {
        const cJSON *k = c->child;
        for (; k && index > 0; index--)
            k = k->next;
        return index == 0 ? k : NULL;
    }
    if (!cJSON_IsObject(c))
        return NULL;
    for (const cJSON *k = c->child; k; k = k->next) {
        if (str_eq(str_from_c(k->string), name))
            return k;
    }
    return NULL;
}

const struct json *json_at(const struct json *j, const char *path)
{
    struct str rest = str_from_c(path);
    const cJSON *c = node(j);
    while (c && rest.n > 0)
        c = child_named(c, str_cut(&rest, '.'));
    return (const struct json *)c;
}

struct str json_str(const struct json *j, const char *path)
{
    const cJSON *c = node(json_at(j, path));
    return cJSON_IsString(c) ? str_from_c(c->valuestring) : (struct str){ NULL, 0 };
}

int64_t json_int(const struct json *j, const char *path, int64_t fallback)
{
    /* Above 2^53 a double no longer holds every integer. */
    static const double exact = 9007199254740992.0;
    const cJSON *c = node(json_at(j, path));
    if (!cJSON_IsNumber(c) || !(c->valuedouble >= -exact && c->valuedouble <= exact))
        return fallback;
    return (int64_t)c->valuedouble;
}

bool json_bool(const struct json *j, const char *path)
{
    return cJSON_IsTrue(node(json_at(j, path)));
}

bool json_is_object(const struct json *j)
{
    return cJSON_IsObject(node(j));
}

bool json_is_array(const struct json *j)
{
    return cJSON_IsArray(node(j));
}

bool json_is_string(const struct json *j)
{
    return cJSON_IsString(node(j));
}

bool json_is_bool(const struct json *j)
{
    return cJSON_IsBool(node(j));
}

const struct json *json_first(const struct json *j)
{
    bool has = cJSON_IsArray(node(j)) || cJSON_IsObject(node(j));
    return has ? (const struct json *)node(j)->child : NULL;
}

const struct json *json_next(const struct json *j)
{
    return j ? (const struct json *)node(j)->next : NULL;
}

struct str json_name(const struct json *j)
{
    return j ? str_from_c(node(j)->string) : (struct str){ NULL, 0 };
}

size_t json_count(const struct json *j)
{
    size_t n = 0;
    for (const struct json *k = json_first(j); k; k = json_next(k))
        n++;
    return n;
}
