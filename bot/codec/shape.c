#include "codec/shape.h"

#include <string.h>

/* Members are copied out and in: a pointer to another type must not be followed. */
static const void *at(const void *base, size_t offset)
{
    return (const char *)base + offset;
}

static void *at_mut(void *base, size_t offset)
{
    return (char *)base + offset;
}

static struct str get_str(const void *base, const struct member *m)
{
    struct str s;
    memcpy(&s, at(base, m->at), sizeof(s));
    return s;
}

static int64_t get_number(const void *base, const struct member *m)
{
    bool b;
    uint32_t u;
    int64_t i;
    if (m->kind == MEMBER_BOOL) {
        memcpy(&b, at(base, m->at), sizeof(b));
        return b;
    }
    if (m->kind == MEMBER_INT) {
        memcpy(&i, at(base, m->at), sizeof(i));
        return i;
    }
    memcpy(&u, at(base, m->at), sizeof(u));
    return u;
}

static const void *get_pointer(const void *base, const struct member *m)
{
    const void *p;
    memcpy(&p, at(base, m->at), sizeof(p));
    return p;
}

static size_t get_count(const void *base, const struct member *m)
{
    size_t n;
    memcpy(&n, at(base, m->count_at), sizeof(n));
    return n;
}

static bool is_empty(const struct shape *shape, const void *base);

static bool is_member_empty(const struct member *m, const void *base)
{
    switch (m->kind) {
    case MEMBER_STR:
        return get_str(base, m).n == 0;
    case MEMBER_WORD:
    case MEMBER_BOOL:
    case MEMBER_U32:
    case MEMBER_INT:
        return get_number(base, m) == 0;
    case MEMBER_INSIDE:
        return is_empty(m->shape, at(base, m->at));
    case MEMBER_POINTER:
        return !get_pointer(base, m);
    case MEMBER_LIST:
        return get_count(base, m) == 0;
    }
    return true;
}

static bool is_empty(const struct shape *shape, const void *base)
{
    for (size_t i = 0; i < shape->n; i++) {
        if (!is_member_empty(&shape->members[i], base))
            return false;
    }
    return true;
}

static void encode_list(struct json_w *w, const struct member *m, const void *base)
{
    const void *items = get_pointer(base, m);
    jw_array(w);
    for (size_t i = 0; i < get_count(base, m); i++)
        shape_encode(w, m->shape, at(items, i * m->shape->size));
    jw_end_array(w);
}

static void encode_member(struct json_w *w, const struct member *m, const void *base)
{
    switch (m->kind) {
    case MEMBER_STR:
        jw_str(w, get_str(base, m));
        break;
    case MEMBER_WORD:
        jw_c(w, m->words[(size_t)get_number(base, m) % m->n_words]);
        break;
    case MEMBER_BOOL:
        jw_bool(w, get_number(base, m) != 0);
        break;
    case MEMBER_U32:
    case MEMBER_INT:
        jw_int(w, get_number(base, m));
        break;
    case MEMBER_INSIDE:
        shape_encode(w, m->shape, at(base, m->at));
        break;
    case MEMBER_POINTER:
        shape_encode(w, m->shape, get_pointer(base, m));
        break;
    case MEMBER_LIST:
        encode_list(w, m, base);
        break;
    }
}

static void encode_tuple(struct json_w *w, const struct shape *shape, const void *from)
{
    jw_array(w);
    for (size_t i = 0; i < shape->n; i++)
        jw_str(w, get_str(from, &shape->members[i]));
    jw_end_array(w);
}

void shape_encode(struct json_w *w, const struct shape *shape, const void *from)
{
    if (shape->is_tuple) {
        encode_tuple(w, shape, from);
        return;
    }
    jw_object(w);
    for (size_t i = 0; i < shape->n; i++) {
        const struct member *m = &shape->members[i];
        /* Words are written even where they are the first: they say what it is. */
        if (m->kind != MEMBER_WORD && is_member_empty(m, from))
            continue;
        jw_key(w, m->name);
        encode_member(w, m, from);
    }
    jw_end_object(w);
}

static bool wrong(const struct member *m, struct err *err)
{
    return err_set(err, ERR_PARSE, "%s is of a kind that is not known", m->name);
}

static bool decode_str(struct arena *a, const struct member *m, const struct json *j,
                       void *to, struct err *err)
{
    if (!json_is_string(j))
        return wrong(m, err);
    struct str s = arena_str(a, json_str(j, ""));
    memcpy(at_mut(to, m->at), &s, sizeof(s));
    return true;
}

static bool decode_word(const struct member *m, const struct json *j, void *to,
                        struct err *err)
{
    for (uint32_t i = 0; i < m->n_words; i++) {
        if (str_eq(json_str(j, ""), str_from_c(m->words[i]))) {
            memcpy(at_mut(to, m->at), &i, sizeof(i));
            return true;
        }
    }
    return wrong(m, err);
}

static bool decode_number(const struct member *m, const struct json *j, void *to,
                          struct err *err)
{
    int64_t n = json_int(j, "", -1);
    uint32_t u = (uint32_t)n;
    if (n < 0 || (m->kind == MEMBER_U32 && n > UINT32_MAX))
        return wrong(m, err);
    if (m->kind == MEMBER_U32)
        memcpy(at_mut(to, m->at), &u, sizeof(u));
    else
        memcpy(at_mut(to, m->at), &n, sizeof(n));
    return true;
}

static bool decode_pointer(struct arena *a, const struct member *m, const struct json *j,
                           void *to, struct err *err)
{
    void *made = arena_alloc(a, 1, m->shape->size);
    if (!shape_decode(a, m->shape, j, made, err))
        return false;
    memcpy(at_mut(to, m->at), &made, sizeof(made));
    return true;
}

static bool decode_list(struct arena *a, const struct member *m, const struct json *j,
                        void *to, struct err *err)
{
    if (!json_is_array(j))
        return wrong(m, err);
    size_t n = json_count(j), i = 0;
    void *items = arena_alloc(a, n ? n : 1, m->shape->size);
    for (const struct json *c = json_first(j); c; c = json_next(c), i++) {
        if (!shape_decode(a, m->shape, c, at_mut(items, i * m->shape->size), err))
            return false;
    }
    memcpy(at_mut(to, m->at), &items, sizeof(items));
    memcpy(at_mut(to, m->count_at), &n, sizeof(n));
    return true;
}

static bool decode_member(struct arena *a, const struct member *m, const struct json *j,
                          void *to, struct err *err)
{
    bool yes = json_bool(j, "");
    switch (m->kind) {
    case MEMBER_STR:
        return decode_str(a, m, j, to, err);
    case MEMBER_WORD:
        return decode_word(m, j, to, err);
    case MEMBER_BOOL:
        memcpy(at_mut(to, m->at), &yes, sizeof(yes));
        return true;
    case MEMBER_U32:
    case MEMBER_INT:
        return decode_number(m, j, to, err);
    case MEMBER_INSIDE:
        return shape_decode(a, m->shape, j, at_mut(to, m->at), err);
    case MEMBER_POINTER:
        return decode_pointer(a, m, j, to, err);
    case MEMBER_LIST:
        return decode_list(a, m, j, to, err);
    }
    return wrong(m, err);
}

static bool decode_tuple(struct arena *a, const struct shape *shape,
                         const struct json *from, void *to, struct err *err)
{
    const struct json *j = json_first(from);
    if (!json_is_array(from) || json_count(from) != shape->n)
        return err_set(err, ERR_PARSE, "a list of %zu texts is missing", shape->n);
    for (size_t i = 0; i < shape->n; i++, j = json_next(j)) {
        if (!decode_str(a, &shape->members[i], j, to, err))
            return false;
    }
    return true;
}

bool shape_decode(struct arena *a, const struct shape *shape, const struct json *from,
                  void *to, struct err *err)
{
    if (shape->is_tuple)
        return decode_tuple(a, shape, from, to, err);
    if (!json_is_object(from))
        return err_set(err, ERR_PARSE, "an object is missing");
    for (size_t i = 0; i < shape->n; i++) {
        const struct member *m = &shape->members[i];
        const struct json *j = json_at(from, m->name);
        if (j && !decode_member(a, m, j, to, err))
            return false;
    }
    return true;
}
