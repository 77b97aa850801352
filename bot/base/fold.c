#include "base/fold.h"

#include "base/utf8.h"

#include <unicode/uchar.h>

/* One code point after the other, with case folded. Full folding (ß to ss) would
 * need buffers; simple folding and a pair for ß are enough to find names. */
struct reader {
    struct str rest;
    bool second_s; /* the other half of an ß is still to come */
};

enum { END = 0, BLANK = ' ' };

static uint32_t next(struct reader *r)
{
    if (r->second_s) {
        r->second_s = false;
        return 's';
    }
    uint32_t c = 0;
    size_t n = utf8_decode(r->rest, &c);
    if (n == 0)
        return END;
    r->rest = str_skip(r->rest, n);
    if (c == 0xdf || c == 0x1e9e) {
        r->second_s = true;
        return 's';
    }
    return u_isUWhiteSpace((UChar32)c)
               ? BLANK
               : (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
}

/* The same, runs of white space as one. */
static uint32_t next_joined(struct reader *r)
{
    uint32_t c = next(r);
    while (c == BLANK) {
        struct reader ahead = *r;
        if (next(&ahead) != BLANK)
            break;
        *r = ahead;
    }
    return c;
}

static bool is_word(uint32_t c)
{
    return c != END && (u_isalnum((UChar32)c) || c == '_');
}

static bool starts_with_word(struct str s)
{
    struct reader r = { .rest = s };
    return is_word(next(&r));
}

/* Length in text of the needle if it begins there and ends with a word's end. */
static size_t match(struct str text, struct str needle)
{
    struct reader t = { .rest = text }, n = { .rest = needle };
    uint32_t last = END;
    for (;;) {
        uint32_t want = next_joined(&n);
        if (want == END)
            break;
        if (next_joined(&t) != want)
            return 0;
        last = want;
    }
    if (last == END || (is_word(last) && (t.second_s || starts_with_word(t.rest))))
        return 0;
    return text.n - t.rest.n;
}

static struct str strip(struct str s)
{
    static const char marks[] = " \t\n.,;:!?()\"'";
    while (s.n > 0 && str_find_char(str_from_c(marks), s.p[0]) >= 0)
        s = str_skip(s, 1);
    while (s.n > 0 && str_find_char(str_from_c(marks), s.p[s.n - 1]) >= 0)
        s.n--;
    return s;
}

struct str fold_find_word(struct str text, struct str needle)
{
    needle = strip(needle);
    bool begins = starts_with_word(needle), inside = false;
    while (text.n > 0 && needle.n > 0) {
        size_t n = inside && begins ? 0 : match(text, needle);
        if (n > 0)
            return str_take(text, n);
        uint32_t c = 0;
        size_t len = utf8_decode(text, &c);
        inside = is_word(c);
        text = str_skip(text, len ? len : 1);
    }
    return (struct str){ NULL, 0 };
}
