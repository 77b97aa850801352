#include "base/emoji.h"

#include <unicode/uchar.h>

enum {
    vs15 = 0xfe0e,
    vs16 = 0xfe0f,
    zwj = 0x200d,
    keycap = 0x20e3,
    black_flag = 0x1f3f4
};

enum { longest_join = 10 }; /* elements in one sequence: there are none so long */

static bool is(uint32_t c, UProperty what)
{
    return u_hasBinaryProperty((UChar32)c, what);
}

static uint32_t rune(const struct runes *r, size_t i)
{
    return i < r->n ? r->c[i] : 0;
}

static size_t keycap_at(const struct runes *r, size_t i)
{
    size_t next = rune(r, i + 1) == vs16 ? i + 2 : i + 1;
    return rune(r, next) == keycap ? next + 1 - i : 0;
}

/* Is [from, to) recommended for general interchange? */
static bool is_recommended(const struct runes *r, size_t from, size_t to)
{
    UChar s[64];
    int32_t n = 0;
    for (size_t i = from; i < to; i++) {
        if ((size_t)n + 2 > sizeof(s) / sizeof(s[0]))
            return false;
        U16_APPEND_UNSAFE(s, n, (UChar32)r->c[i]);
    }
    return u_stringHasBinaryProperty(s, n, UCHAR_RGI_EMOJI);
}

/* These look like pictures anyhow, so the rules give them no selector. */
static bool takes_selector(uint32_t c)
{
    static const uint32_t never[][2] = {
        { 0x23e9, 0x23ec }, { 0x23f0, 0x23f0 }, { 0x23f3, 0x23f3 }, { 0x267e, 0x267e },
        { 0x26ce, 0x26ce }, { 0x2705, 0x2705 }, { 0x270a, 0x270b }, { 0x2728, 0x2728 },
        { 0x274c, 0x274c }, { 0x274e, 0x274e }, { 0x2753, 0x2755 }, { 0x2795, 0x2797 },
        { 0x27b0, 0x27b0 }, { 0x27bf, 0x27bf },
    };
    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
        if (c >= never[i][0] && c <= never[i][1])
            return false;
    }
    return c < 0x10000 || c == 0x1f004 || c == 0x1f21a || c == 0x1f22f ||
           !is(c, UCHAR_EMOJI_PRESENTATION);
}

/* Only with a selector are these more than text. */
static bool needs_selector(uint32_t c)
{
    return c == 0xa9 || c == 0xae || c == 0x2122 || c == 0x265f;
}

/* The end of one element of a joined sequence; i itself when none begins there. */
static size_t element_end(const struct runes *r, size_t i)
{
    uint32_t c = rune(r, i);
    if (is(c, UCHAR_REGIONAL_INDICATOR))
        return is(rune(r, i + 1), UCHAR_REGIONAL_INDICATOR) ? i + 2 : i + 1;
    if (c < 0x80 || !is(c, UCHAR_EMOJI))
        return i;
    i++;
    if (c == black_flag && rune(r, i) >= 0xe0020 && rune(r, i) <= 0xe007e) {
        while (rune(r, i) >= 0xe0020 && rune(r, i) <= 0xe007e)
            i++;
        return rune(r, i) == 0xe007f ? i + 1 : i;
    }
    if (rune(r, i) == vs16)
        i++;
    if (is(rune(r, i), UCHAR_EMOJI_MODIFIER))
        i++;
    return i;
}

/* One emoji that is no recommended sequence. */
static size_t single_at(const struct runes *r, size_t i)
{
    uint32_t c = r->c[i], next = rune(r, i + 1);
    if (is(c, UCHAR_REGIONAL_INDICATOR))
        return 1;
    if (next == vs16 && takes_selector(c)) {
        bool toned =
            is(c, UCHAR_EMOJI_MODIFIER_BASE) && is(rune(r, i + 2), UCHAR_EMOJI_MODIFIER);
        return toned ? 3 : 2;
    }
    bool is_text = next == vs15 && takes_selector(c);
    return is_text || needs_selector(c) ? 0 : 1;
}

/* Most letters, at a glance. */
static bool is_far_from_emoji(uint32_t c)
{
    return c < 0xa9 || (c > 0xae && c < 0x203c) || (c > 0x3299 && c < 0x1f000);
}

/* Where the elements of a joined sequence end, as many as there are. */
static size_t element_ends(const struct runes *r, size_t i, size_t *ends)
{
    size_t n = 0;
    for (size_t end; n < longest_join && (end = element_end(r, i)) > i; i = end + 1) {
        ends[n++] = end;
        if (rune(r, end) != zwj)
            break;
    }
    return n;
}

size_t emoji_at(const struct runes *r, size_t i)
{
    uint32_t c = rune(r, i);
    if (c < 0x80)
        return c == '#' || c == '*' || (c >= '0' && c <= '9') ? keycap_at(r, i) : 0;
    size_t ends[longest_join];
    size_t n = is_far_from_emoji(c) ? 0 : element_ends(r, i, ends);
    if (n == 0)
        return 0;
    for (; n > 0; n--) {
        /* A selector or a tone too many is no part of it. */
        for (size_t end = ends[n - 1]; end > i + 1 && end + 2 > ends[n - 1]; end--) {
            if (r->c[end - 1] != zwj && is_recommended(r, i, end))
                return end - i;
        }
    }
    return single_at(r, i);
}
