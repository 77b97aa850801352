/*
 * TOML 1.0: a reader with typed path getters over toml++. Nothing outside this
 * module sees toml++ or C++. Errors are "file:line: what".
 */
#ifndef CODEC_TOML_H
#define CODEC_TOML_H

#include "base/auto.h"
#include "base/err.h"
#include "base/zone.h"

struct toml_value; /* a value: the document itself or a part of it */

enum {
    toml_max_bytes = 256 * 1024,
    toml_max_depth = 16,
};

/* What a value is. */
enum toml_type {
    TOML_TABLE,
    TOML_ARRAY,
    TOML_TEXT,
    TOML_INT,
    TOML_BOOL,
    TOML_FLOAT,   /* known as such, but read by nobody */
    TOML_DATE,    /* 2026-11-24 */
    TOML_LOCAL,   /* 2026-11-24T08:30:00, on some wall clock */
    TOML_INSTANT, /* 2026-11-24T08:30:00+01:00 */
    TOML_CLOCK,   /* 08:30:00 */
};

/* Parses a whole document; `file` is its name in errors. Refused (ERR_PARSE or
 * ERR_LIMIT): what is larger or deeper than the ceilings above, not UTF-8, or holds
 * NUL. The caller frees *out. */
bool toml_parse(struct toml_value **out, struct str file, struct str text,
                struct err *err);
void toml_free(struct toml_value *t);
AUTO_PTR(struct toml_value, toml_free)

/* The value at a path such as "text.de.any.0"; NULL when there is none. t may be NULL;
 * an empty path is t itself. Views and values live as long as the document. */
const struct toml_value *toml_at(const struct toml_value *t, const char *path);

/* The value at a path if it has that type; else empty, the fallback, false. */
struct str toml_str(const struct toml_value *t, const char *path);
int64_t toml_int(const struct toml_value *t, const char *path, int64_t fallback);
bool toml_bool(const struct toml_value *t, const char *path, bool fallback);

/* What it is; false for NULL. */
bool toml_is(const struct toml_value *t, enum toml_type type);

/* "a text", "a table" ...: for errors. */
const char *toml_type_name(const struct toml_value *t);

/* A date (then 0:00), a local time, or a clock (then the day is 0). */
bool toml_civil(const struct toml_value *t, struct civil *out);
/* A TOML_INSTANT, in milliseconds since the Unix epoch. */
bool toml_instant(const struct toml_value *t, int64_t *out_ms);

/* Children of a table or array in the order of the file; NULL at the end. */
const struct toml_value *toml_first(const struct toml_value *t);
const struct toml_value *toml_next(const struct toml_value *t);
struct str toml_name(const struct toml_value *t); /* the key under which t stands */
size_t toml_count(const struct toml_value *t);

/* Where it begins, from 1. */
int toml_line(const struct toml_value *t);

/* Fills *err with "file:line: ..." (ERR_INVALID), the line being that of t; false. */
bool toml_err(const struct toml_value *t, struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Are all keys of the table among the known ones? Else *err names the first that is
 * not, and the nearest known one. */
bool toml_check_keys(const struct toml_value *table, const char *const *known,
                     size_t n_known, struct err *err);

#endif
