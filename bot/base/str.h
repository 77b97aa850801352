/* A view of bytes, and what one may ask of it. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A view of bytes somebody else owns. Not NUL-terminated; may hold NULs.
 * Valid for as long as its owner says, so never stored without a copy.
 * The empty view may have p == NULL. */
struct str {
    const char *p;
    size_t n;
};

#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_INIT(lit)                                                                    \
    {                                                                                    \
        "" lit, sizeof(lit) - 1                                                          \
    } /* for static tables */
#define STR_FMT    "%.*s"
#define STR_ARG(s) (int)(s).n, (s).n ? (s).p : ""

/* The view of a C string; NULL gives the empty view. */
struct str str_from_c(const char *z);

/* Bytewise; str_cmp orders as memcmp does, a prefix first. */
bool str_eq(struct str a, struct str b);
int str_cmp(struct str a, struct str b);
/* The same, with ASCII letters folded. */
bool str_eq_nocase(struct str a, struct str b);

/* Bytewise, too; the empty view starts and ends every other. */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Index of the first occurrence, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);
ptrdiff_t str_find_char(struct str s, char c);

/* s without its first n bytes / its first n bytes; n is cut to the length. */
struct str str_skip(struct str s, size_t n);
struct str str_take(struct str s, size_t n);

/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* s without any c at its end. */
struct str str_without_end(struct str s, char c);

/* Cuts s at the first `sep`: returns what stands before it and leaves the rest
 * in *s. Without a `sep` all of s is returned and *s becomes empty (p == NULL). */
struct str str_cut(struct str *s, char sep);

/* Takes the next word (white space around it skipped) off *s. Empty at the end. */
struct str str_word(struct str *s);

/* The whole of s as a decimal number; false when it is not one or overflows. */
bool str_to_int(struct str s, int64_t *out);

/* Number of single-byte edits between a and b (Levenshtein), at most `most` + 1:
 * for "did you mean". ASCII letters are folded. */
size_t str_distance(struct str a, struct str b, size_t most);

#endif
