#include "base/grapheme.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

/* What is remembered of the cluster so far. */
struct cluster {
    int last;                                 /* property of the last code point */
    bool odd_flags;                           /* an odd number of regional indicators */
    enum { NO_PICT, PICT, PICT_JOINED } pict; /* GB11 */
    enum { NO_CONJ, CONSONANT, CONJ_LINKED } conj; /* GB9c */
};

static int break_of(uint32_t c)
{
    if (c >= 0x20 && c < 0x7f)
        return U_GCB_OTHER;
    return u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK);
}

static bool is_control(int gcb)
{
    return gcb == U_GCB_CONTROL || gcb == U_GCB_CR || gcb == U_GCB_LF;
}

/* The scripts whose conjuncts stay together. */
static bool has_conjuncts(uint32_t c)
{
    UErrorCode err = U_ZERO_ERROR;
    UScriptCode s = uscript_getScript((UChar32)c, &err);
    return s == USCRIPT_BENGALI || s == USCRIPT_DEVANAGARI || s == USCRIPT_GUJARATI ||
           s == USCRIPT_MALAYALAM || s == USCRIPT_ORIYA || s == USCRIPT_TELUGU;
}

static bool is_syllabic(uint32_t c, int category)
{
    return c >= 0x900 && c < 0xe00 && has_conjuncts(c) &&
           u_getIntPropertyValue((UChar32)c, UCHAR_INDIC_SYLLABIC_CATEGORY) == category;
}

static void note_conjunct(struct cluster *k, uint32_t c, int gcb)
{
    if (is_syllabic(c, U_INSC_CONSONANT))
        k->conj = CONSONANT;
    else if (k->conj != NO_CONJ && is_syllabic(c, U_INSC_VIRAMA))
        k->conj = CONJ_LINKED;
    else if ((gcb != U_GCB_EXTEND && gcb != U_GCB_ZWJ) || c == 0x200c)
        k->conj = NO_CONJ;
}

static bool is_pict(uint32_t c)
{
    return c >= 0xa9 && u_hasBinaryProperty((UChar32)c, UCHAR_EXTENDED_PICTOGRAPHIC);
}

static void note(struct cluster *k, uint32_t c, int gcb)
{
    if (is_pict(c))
        k->pict = PICT;
    else if (gcb == U_GCB_ZWJ && k->pict == PICT)
        k->pict = PICT_JOINED;
    else if (gcb != U_GCB_EXTEND || k->pict == PICT_JOINED)
        k->pict = NO_PICT;
    note_conjunct(k, c, gcb);
    k->odd_flags = gcb == U_GCB_REGIONAL_INDICATOR && !k->odd_flags;
    k->last = gcb;
}

static bool is_hangul_joined(int before, int after)
{
    switch (before) {
    case U_GCB_L:
        return after == U_GCB_L || after == U_GCB_V || after == U_GCB_LV ||
               after == U_GCB_LVT;
    case U_GCB_LV:
    case U_GCB_V:
        return after == U_GCB_V || after == U_GCB_T;
    case U_GCB_LVT:
    case U_GCB_T:
        return after == U_GCB_T;
    default:
        return false;
    }
}

/* GB9 to GB9b. */
static bool is_attached(int before, int after)
{
    return after == U_GCB_EXTEND || after == U_GCB_ZWJ || after == U_GCB_SPACING_MARK ||
           before == U_GCB_PREPEND;
}

/* Does c belong to the cluster? Rules GB3 to GB13 in their order. */
static bool is_joined(const struct cluster *k, uint32_t c, int gcb,
                      enum grapheme_rules rules)
{
    if (k->last == U_GCB_CR && gcb == U_GCB_LF)
        return true;
    if (is_control(k->last) || is_control(gcb))
        return false;
    if (is_attached(k->last, gcb) || is_hangul_joined(k->last, gcb))
        return true;
    if (rules == GRAPHEME_CONJUNCTS && k->conj == CONJ_LINKED &&
        is_syllabic(c, U_INSC_CONSONANT))
        return true;
    if (k->pict == PICT_JOINED && is_pict(c))
        return true;
    return k->odd_flags && gcb == U_GCB_REGIONAL_INDICATOR;
}

size_t grapheme_end(const struct runes *r, size_t i, enum grapheme_rules rules)
{
    struct cluster k = { 0 };
    note(&k, r->c[i], break_of(r->c[i]));
    for (i++; i < r->n; i++) {
        int gcb = break_of(r->c[i]);
        if (!is_joined(&k, r->c[i], gcb, rules))
            break;
        note(&k, r->c[i], gcb);
    }
    return i;
}

size_t grapheme_count(const struct runes *r, enum grapheme_rules rules)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i = grapheme_end(r, i, rules))
        n++;
    return n;
}
