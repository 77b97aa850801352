/*
 * JSON (RFC 8259): a reader with typed path getters over cJSON, and a writer.
 * Nothing outside this pair of files sees cJSON.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/auto.h"
#include "base/buf.h"
#include "base/err.h"

struct json; /* a value: the document itself or a part of it */

enum {
    json_max_bytes = 1024 * 1024, /* of a document */
    json_max_depth = 64,
    json_max_nodes = 100 * 1000, /* cJSON takes 64 bytes for each */
};

/* Parses a whole document. Refused (ERR_PARSE or ERR_LIMIT): what is larger than
 * the ceilings above, not UTF-8, holds NUL (\u0000 too), or has bytes after its
 * end. The caller frees *out. */
bool json_parse(struct json **out, struct str text, struct err *err);
/* The same with another ceiling of bytes; nodes grow in proportion. */
bool json_parse_max(struct json **out, struct str text, size_t max_bytes,
                    struct err *err);
void json_free(struct json *j);
AUTO_PTR(struct json, json_free)

/* The value at a path such as "event.channels.0.id"; NULL when there is none.
 * j may be NULL; an empty path is j itself. Views and values live as long as the
 * document. */
const struct json *json_at(const struct json *j, const char *path);

/* The value at a path if it has that type; else empty, the fallback, false. */
struct str json_str(const struct json *j, const char *path);
int64_t json_int(const struct json *j, const char *path, int64_t fallback);
bool json_bool(const struct json *j, const char *path);

/* What it is; false for NULL. */
bool json_is_object(const struct json *j);
bool json_is_array(const struct json *j);
bool json_is_string(const struct json *j);
bool json_is_bool(const struct json *j);

/* Children of an array or object in order; NULL at the end. */
const struct json *json_first(const struct json *j);
const struct json *json_next(const struct json *j);
struct str json_name(const struct json *j); /* the key under which j stands */
size_t json_count(const struct json *j);

/* Writes compact JSON to a buffer (whose ceiling it keeps). Commas are the
 * writer's business. Invalid UTF-8 and NUL become U+FFFD. */
struct json_w {
    struct buf *out; /* borrowed */
    bool need_comma;
};

#define JSON_W(buf) ((struct json_w){ .out = (buf) })

/* One token each; a key comes before each value in an object. */
void jw_object(struct json_w *w); /* opens { */
void jw_array(struct json_w *w);  /* opens [ */
void jw_end_object(struct json_w *w);
void jw_end_array(struct json_w *w);
void jw_key(struct json_w *w, const char *key);
void jw_str(struct json_w *w, struct str s);
void jw_c(struct json_w *w, const char *z);
void jw_int(struct json_w *w, int64_t v);
void jw_bool(struct json_w *w, bool v);
void jw_null(struct json_w *w);
/* Bytes that are JSON already (made by this writer). */
void jw_raw(struct json_w *w, struct str json);

/* Key and value in one. */
void jw_kv(struct json_w *w, const char *key, struct str s);
void jw_kc(struct json_w *w, const char *key, const char *z);
void jw_ki(struct json_w *w, const char *key, int64_t v);
void jw_kb(struct json_w *w, const char *key, bool v);
/* Leaves the pair out when s is empty. */
void jw_kv_given(struct json_w *w, const char *key, struct str s);

#endif
