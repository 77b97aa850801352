/* UTF-8 (RFC 3629): no surrogates, no overlong forms, nothing above U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Decodes the code point at the start of s: its length in bytes, or 0 when s is
 * empty or does not begin with a valid sequence (*cp is then untouched). */
size_t utf8_decode(struct str s, uint32_t *cp);

/* Length of the valid sequence at the start of s, or 0. */
size_t utf8_len(struct str s);

/* All of s is valid. NUL is valid UTF-8; ask str_find_char where it matters. */
bool utf8_valid(struct str s);

/* The longest prefix of at most max_bytes that does not cut a code point. */
struct str utf8_take(struct str s, size_t max_bytes);

/* Appends the encoding of cp (a valid scalar value), or puts it at p (four bytes at
 * most) and returns its length. */
struct buf;
void utf8_add(struct buf *out, uint32_t cp);
size_t utf8_put(char *p, uint32_t cp);

#endif
