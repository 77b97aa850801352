/* What Unicode says of code points and texts. Over ICU, which nothing outside
 * base sees. */
#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

#include "base/str.h"

struct arena;
struct buf;

/* General categories L and M; Nd; P. */
bool unicode_is_letter_or_mark(uint32_t c);
bool unicode_is_digit(uint32_t c);
bool unicode_is_punct(uint32_t c);

/* The properties Alphabetic and White_Space; and what regular expressions call a
 * word character: letters, marks, decimal digits, connectors. */
bool unicode_is_alpha(uint32_t c);
bool unicode_is_space(uint32_t c);
bool unicode_is_word(uint32_t c);

/* Simple case: one code point to one. */
bool unicode_is_upper(uint32_t c);
bool unicode_is_lower(uint32_t c);
uint32_t unicode_to_lower(uint32_t c);

/* Normalisation form C. Gives text itself back where it is normal already, else
 * a copy in the arena. text must be valid UTF-8; false if it is not. */
bool unicode_nfc(struct str *out, struct str text, struct arena *mem);

/* Appends a host name as it stands in the DNS (UTS #46, as browsers do: lower
 * case, "xn--" labels). False when it is not a possible host name. */
bool unicode_host(struct buf *out, struct str host);

/* Length of a domain label in the DNS: of "xn--..." where it is not ASCII. */
size_t unicode_label_length(const uint32_t *c, size_t n);

#endif
