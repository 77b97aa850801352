/*
 * Structs to JSON and back by a description of their members, so that both ways stand
 * in one table and cannot differ. Members that are zero or empty are left out.
 */
#ifndef CODEC_SHAPE_H
#define CODEC_SHAPE_H

#include "base/arena.h"
#include "base/json.h"

/* Of which type a member is. */
enum member_kind {
    MEMBER_STR,     /* struct str */
    MEMBER_WORD,    /* an enum, written as a word */
    MEMBER_BOOL,    /* bool */
    MEMBER_U32,     /* uint32_t */
    MEMBER_INT,     /* int64_t, from 0 */
    MEMBER_INSIDE,  /* a struct */
    MEMBER_POINTER, /* a pointer to a struct, or NULL */
    MEMBER_LIST,    /* a pointer to structs, and a size_t with their number */
};

struct shape;

/* Made by the macros below. */
struct member {
    const char *name;
    enum member_kind kind;
    size_t at, count_at; /* offsets */
    const char *const *words;
    size_t n_words;
    const struct shape *shape;
};

/* The members of a struct type. */
struct shape {
    size_t size;
    const struct member *members;
    size_t n;
    bool is_tuple; /* of texts alone, written as a list of them in their order */
};

#define SHAPE(type, list)                                                                \
    {                                                                                    \
        sizeof(type), list, COUNT(list)                                                  \
    }
#define TUPLE(type, list)                                                                \
    {                                                                                    \
        sizeof(type), list, COUNT(list), true                                            \
    }
#define PLAIN_MEMBER(type, field, member_kind)                                           \
    {                                                                                    \
        .name = #field, .kind = member_kind, .at = offsetof(type, field)                 \
    }
#define STR_MEMBER(type, field)  PLAIN_MEMBER(type, field, MEMBER_STR)
#define BOOL_MEMBER(type, field) PLAIN_MEMBER(type, field, MEMBER_BOOL)
#define U32_MEMBER(type, field)  PLAIN_MEMBER(type, field, MEMBER_U32)
#define INT_MEMBER(type, field)  PLAIN_MEMBER(type, field, MEMBER_INT)
#define WORD_MEMBER(type, field, list)                                                   \
    {                                                                                    \
        .name = #field, .kind = MEMBER_WORD, .at = offsetof(type, field), .words = list, \
        .n_words = COUNT(list)                                                           \
    }
#define SHAPED_MEMBER(type, field, member_kind, of)                                      \
    {                                                                                    \
        .name = #field, .kind = member_kind, .at = offsetof(type, field), .shape = &(of) \
    }
#define LIST_MEMBER(type, field, of)                                                     \
    {                                                                                    \
        .name = #field, .kind = MEMBER_LIST, .at = offsetof(type, field),                \
        .count_at = offsetof(type, n_##field), .shape = &(of)                            \
    }

/* Writes the struct at `from` as one object (a tuple: as one list). */
void shape_encode(struct json_w *w, const struct shape *shape, const void *from);

/* Fills the struct at `to`, which is zeroed; what it points to goes to the arena, texts
 * too. Unknown keys are ignored; ERR_PARSE names a member of another type or word. */
bool shape_decode(struct arena *a, const struct shape *shape, const struct json *from,
                  void *to, struct err *err);

#endif
