/* The tree that toml.cpp makes of a document and toml.c reads. */
#ifndef CODEC_TOML_TREE_H
#define CODEC_TOML_TREE_H

#include "base/arena.h"
#include "codec/toml.h"

/* Lives in the root's arena, the root itself too. */
struct toml_value {
    const struct toml_value *root;
    struct arena *mem; /* owned by the root; NULL in all others */
    struct str file;   /* the root's */
    struct str name;
    enum toml_type type;
    int line;
    struct str text;
    int64_t number; /* TOML_INT, TOML_BOOL, milliseconds of TOML_INSTANT */
    struct civil civil;
    struct toml_value *first, *next;
    size_t count;
};

/* Parses into root, whose mem and file are set. No exception leaves it. */
bool toml_build(struct toml_value *root, struct str text, struct err *err);

#endif
