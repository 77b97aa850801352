#include "base/unicode.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static bool has_category(uint32_t c, uint32_t mask)
{
    return (U_MASK(u_charType((UChar32)c)) & mask) != 0;
}

bool unicode_is_letter_or_mark(uint32_t c)
{
    return has_category(c, U_GC_L_MASK | U_GC_M_MASK);
}

bool unicode_is_digit(uint32_t c)
{
    return has_category(c, U_GC_ND_MASK);
}

bool unicode_is_punct(uint32_t c)
{
    return has_category(c, U_GC_P_MASK);
}

bool unicode_is_alpha(uint32_t c)
{
    return u_isUAlphabetic((UChar32)c);
}

bool unicode_is_space(uint32_t c)
{
    return u_isUWhiteSpace((UChar32)c);
}

bool unicode_is_word(uint32_t c)
{
    return has_category(c, U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK);
}

bool unicode_is_upper(uint32_t c)
{
    return u_isUUppercase((UChar32)c);
}

bool unicode_is_lower(uint32_t c)
{
    return u_isULowercase((UChar32)c);
}

uint32_t unicode_to_lower(uint32_t c)
{
    return (uint32_t)u_tolower((UChar32)c);
}

/* Nothing below U+0300 is changed by form C. */
static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] >= 0xcc)
            return false;
    }
    return true;
}

static bool normalise(struct str *out, struct str text, struct arena *mem)
{
    UErrorCode err = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&err);
    int32_t n16 = 0, max16 = (int32_t)text.n + 1;
    UChar *in = arena_alloc(mem, (size_t)max16, sizeof(*in));
    u_strFromUTF8(in, max16, &n16, text.p, (int32_t)text.n, &err);
    if (U_FAILURE(err))
        return false;
    if (unorm2_quickCheck(nfc, in, n16, &err) == UNORM_YES) {
        *out = text;
        return true;
    }
    /* One unit grows to three at most in form C; one unit to three bytes. */
    int32_t cap16 = 3 * n16 + 1, cap8 = 3 * cap16;
    UChar *normal = arena_alloc(mem, (size_t)cap16, sizeof(*normal));
    n16 = unorm2_normalize(nfc, in, n16, normal, cap16, &err);
    char *bytes = arena_alloc(mem, (size_t)cap8, 1);
    int32_t n8 = 0;
    u_strToUTF8(bytes, cap8, &n8, normal, n16, &err);
    if (U_FAILURE(err))
        return false;
    *out = (struct str){ bytes, (size_t)n8 };
    return true;
}

bool unicode_nfc(struct str *out, struct str text, struct arena *mem)
{
    if (text.n > INT32_MAX / 16)
        return false;
    if (!is_plain(text))
        return normalise(out, text, mem);
    if (!utf8_valid(text))
        return false;
    *out = text;
    return true;
}

bool unicode_host(struct buf *out, struct str host)
{
    char ascii[256];
    if (host.n == 0 || host.n > 1000)
        return false;
    UErrorCode err = U_ZERO_ERROR;
    UIDNA *idna = uidna_openUTS46(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, &err);
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t n = uidna_nameToASCII_UTF8(idna, host.p, (int32_t)host.n, ascii,
                                       (int32_t)sizeof(ascii), &info, &err);
    uidna_close(idna);
    /* Browsers let hyphens at the edges and long labels pass. */
    const uint32_t let_pass = UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN |
                              UIDNA_ERROR_HYPHEN_3_4 | UIDNA_ERROR_LABEL_TOO_LONG |
                              UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_EMPTY_LABEL;
    if (U_FAILURE(err) || n <= 0 || (size_t)n > sizeof(ascii) ||
        (info.errors & ~let_pass) != 0)
        return false;
    buf_add(out, (struct str){ ascii, (size_t)n });
    return true;
}

/* RFC 3492, section 3.4: how the steps adapt to what was encoded last. */
static uint64_t adapt(uint64_t delta, uint64_t points, bool first)
{
    uint64_t k = 0;
    delta = first ? delta / 700 : delta / 2;
    delta += delta / points;
    for (; delta > 455; k += 36)
        delta /= 35;
    return k + 36 * delta / (delta + 38);
}

/* Digits of a variable-length integer (RFC 3492, section 3.3). */
static size_t digits(uint64_t q, uint64_t bias)
{
    size_t n = 1;
    for (uint64_t k = 36;; k += 36) {
        uint64_t t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
        if (q < t)
            return n;
        q = (q - t) / (36 - t);
        n++;
    }
}

/* The least code point that is not encoded yet. */
static uint32_t least_from(const uint32_t *c, size_t n, uint32_t from)
{
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < n; i++) {
        if (c[i] >= from && c[i] < least)
            least = c[i];
    }
    return least;
}

size_t unicode_label_length(const uint32_t *c, size_t n)
{
    size_t ascii = 0;
    for (size_t i = 0; i < n; i++)
        ascii += c[i] < 0x80;
    if (ascii == n || n > 1000) /* a thousand letters are too many in any form */
        return n;
    size_t done = ascii, length = ascii + (ascii > 0) + sizeof("xn--") - 1;
    uint64_t delta = 0, bias = 72;
    for (uint32_t next = 0x80; done < n; next++) {
        uint32_t m = least_from(c, n, next);
        delta += (uint64_t)(m - next) * (done + 1);
        next = m;
        for (size_t i = 0; i < n; i++) {
            delta += c[i] < m;
            if (c[i] != m)
                continue;
            length += digits(delta, bias);
            bias = adapt(delta, done + 1, done == ascii);
            delta = 0;
            done++;
        }
        delta++;
    }
    return length;
}
