/* Percent-encoding (RFC 3986) and forms (application/x-www-form-urlencoded). */
#ifndef CODEC_URLENCODED_H
#define CODEC_URLENCODED_H

#include "base/err.h"
#include "base/str.h"

struct arena;
struct buf;

/* Appends s with everything escaped but A-Z a-z 0-9 - . _ ~, so that it is safe as a
 * value anywhere in an address and in a form. */
void urlencoded_add(struct buf *out, struct str s);

/* Appends "&key=value", without the "&" where out is empty. */
void urlencoded_add_pair(struct buf *out, struct str key, struct str value);

/* Undoes %XX in s; with `form` also "+" for a space. The result lives in the arena.
 * False (ERR_PARSE) for a "%" without two hexadecimal digits. */
bool urlencoded_decode(struct str *out, struct str s, bool form, struct arena *mem,
                       struct err *err);

/* Takes the next pair off *form, both decoded into the arena. False at the end, or,
 * with *err set, when a pair cannot be decoded. A pair without "=" has an empty
 * value; empty pairs are skipped. err must be zeroed before the first call. */
bool urlencoded_next(struct str *form, struct str *key, struct str *value,
                     struct arena *mem, struct err *err);

#endif
