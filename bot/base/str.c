#include "base/str.h"

#include <string.h>

struct str str_from_c(const char *z)
{
    return (struct str){ z, z ? strlen(z) : 0 };
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c != 0)
        return c;
    return (a.n > b.n) - (a.n < b.n);
}

static unsigned char fold(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        if (fold(a.p[i]) != fold(b.p[i]))
            return false;
    }
    return true;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_take(s, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_skip(s, s.n - suffix.n), suffix);
}

ptrdiff_t str_find(struct str s, struct str needle)
{
    if (needle.n == 0)
        return 0;
    if (s.n < needle.n)
        return -1;
    const char *at = memmem(s.p, s.n, needle.p, needle.n);
    return at ? at - s.p : -1;
}

ptrdiff_t str_find_char(struct str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? at - s.p : -1;
}

struct str str_skip(struct str s, size_t n)
{
    if (n > s.n)
        n = s.n;
    return (struct str){ n ? s.p + n : s.p, s.n - n };
}

struct str str_take(struct str s, size_t n)
{
    return (struct str){ s.p, n < s.n ? n : s.n };
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.n > 0 && is_space(s.p[0]))
        s = str_skip(s, 1);
    while (s.n > 0 && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct str str_without_end(struct str s, char c)
{
    while (s.n > 0 && s.p[s.n - 1] == c)
        s.n--;
    return s;
}

struct str str_cut(struct str *s, char sep)
{
    struct str all = *s;
    ptrdiff_t at = str_find_char(all, sep);
    if (at < 0) {
        *s = (struct str){ NULL, 0 };
        return all;
    }
    *s = str_skip(all, (size_t)at + 1);
    return str_take(all, (size_t)at);
}

struct str str_word(struct str *s)
{
    struct str rest = str_trim(*s);
    size_t n = 0;
    while (n < rest.n && !is_space(rest.p[n]))
        n++;
    *s = str_trim(str_skip(rest, n));
    return str_take(rest, n);
}

bool str_to_int(struct str s, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    struct str digits = str_skip(s, negative ? 1 : 0);
    if (digits.n == 0)
        return false;
    int64_t v = 0;
    for (size_t i = 0; i < digits.n; i++) {
        char c = digits.p[i];
        if (c < '0' || c > '9')
            return false;
        int64_t d = c - '0';
        if (__builtin_mul_overflow(v, 10, &v) ||
            __builtin_add_overflow(v, negative ? -d : d, &v))
            return false;
    }
    *out = v;
    return true;
}

/* One row of the edit matrix at a time; words longer than this never match. */
enum { distance_max_len = 64 };

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

size_t str_distance(struct str a, struct str b, size_t most)
{
    if (a.n > distance_max_len || b.n > distance_max_len)
        return most + 1;
    size_t row[distance_max_len + 1];
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t up = row[j];
            size_t edit = diagonal + (fold(a.p[i - 1]) != fold(b.p[j - 1]));
            row[j] = min3(up + 1, row[j - 1] + 1, edit);
            diagonal = up;
        }
    }
    return row[b.n] > most ? most + 1 : row[b.n];
}
