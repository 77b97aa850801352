#include "base/text.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text_data.h"

#include <stdlib.h>
#include <unicode/umsg.h>
#include <unicode/ustring.h>

/* What a message may take, as the generator checks. */
enum { most_numbers = 3, most_strings = 6, text_max_bytes = 256 * 1024 };

struct texts {
    UMessageFormat **parsed; /* text_data_count * TEXT_FORMS; NULL: not used yet */
};

struct texts *texts_new(void)
{
    struct texts *t = mem_new(1, sizeof(*t));
    t->parsed = mem_new(text_data_count * TEXT_FORMS, sizeof(UMessageFormat *));
    return t;
}

void texts_free(struct texts *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < text_data_count * TEXT_FORMS; i++) {
        if (t->parsed[i])
            umsg_close(t->parsed[i]);
    }
    free(t->parsed);
    free(t);
}

static enum text_form form_of(const struct speech *say, const struct text_data *text)
{
    if (say->lang != LANG_DE)
        return TEXT_EN;
    return say->formal && text->forms[TEXT_DE_SIE] ? TEXT_DE_SIE : TEXT_DE_DU;
}

/* Arguments go in as they are: nothing in them is read as a pattern. */
static struct str splice(struct arena *mem, const char *form, const struct text_arg *args,
                         size_t n_args)
{
    if (n_args == 0)
        return str_from_c(form); /* compiled in */
    AUTO(buf_clear) struct buf out = BUF_INIT(text_max_bytes);
    struct str rest = str_from_c(form);
    for (;;) {
        ptrdiff_t at = str_find_char(rest, '\1');
        if (at < 0)
            break;
        buf_add(&out, str_take(rest, (size_t)at));
        buf_add(&out, args[rest.p[at + 1] - '0'].s);
        rest = str_skip(rest, (size_t)at + 2);
    }
    buf_add(&out, rest);
    return arena_buf(mem, &out);
}

static const UChar *to_utf16(struct arena *mem, struct str s)
{
    static const UChar32 replacement = 0xFFFD;
    if (s.n > text_max_bytes)
        s.n = text_max_bytes;
    UChar *out = ARENA_ARRAY(mem, s.n + 1, UChar);
    UErrorCode status = U_ZERO_ERROR;
    int32_t subs = 0;
    u_strFromUTF8WithSub(out, (int32_t)s.n + 1, NULL, s.n ? s.p : "", (int32_t)s.n,
                         replacement, &subs, &status);
    return out;
}

static struct str from_utf16(struct arena *mem, const UChar *s, int32_t n)
{
    size_t cap = (size_t)n * 3 + 1;
    char *out = ARENA_ARRAY(mem, cap, char);
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = 0, subs = 0;
    u_strToUTF8WithSub(out, (int32_t)cap, &len, s, n, 0xFFFD, &subs, &status);
    return (struct str){ out, U_SUCCESS(status) ? (size_t)len : 0 };
}

static UMessageFormat *parsed_form(const struct speech *say, int id, enum text_form form)
{
    UMessageFormat **slot = &say->texts->parsed[id * TEXT_FORMS + (int)form];
    if (*slot)
        return *slot;
    const UChar *pattern = to_utf16(say->mem, str_from_c(text_data[id].forms[form]));
    UErrorCode status = U_ZERO_ERROR;
    UMessageFormat *made =
        umsg_open(pattern, -1, form == TEXT_EN ? "en" : "de", NULL, &status);
    if (U_SUCCESS(status))
        *slot = made;
    return *slot;
}

/* The arguments as a varargs list takes them: what is not used is not read. */
struct icu_args {
    double d[most_numbers];
    const UChar *s[most_strings];
    size_t n_numbers, n_strings;
};

static struct icu_args icu_args(struct arena *mem, const struct text_arg *args,
                                size_t n_args)
{
    struct icu_args out = { 0 };
    for (size_t i = 0; i < n_args; i++) {
        if (args[i].type == TEXT_ARG_INT && out.n_numbers < most_numbers)
            out.d[out.n_numbers++] = (double)args[i].i;
        else if (args[i].type == TEXT_ARG_STR && out.n_strings < most_strings)
            out.s[out.n_strings++] = to_utf16(mem, args[i].s);
    }
    return out;
}

/* Numbers come first in the pattern, so that one call for each count of them will do. */
static int32_t icu_format(const UMessageFormat *f, const struct icu_args *a, UChar *out,
                          int32_t cap, UErrorCode *status)
{
    const UChar *const *s = a->s;
    switch (a->n_numbers) {
    case 0:
        return umsg_format(f, out, cap, status, s[0], s[1], s[2], s[3], s[4], s[5]);
    case 1:
        return umsg_format(f, out, cap, status, a->d[0], s[0], s[1], s[2], s[3], s[4],
                           s[5]);
    case 2:
        return umsg_format(f, out, cap, status, a->d[0], a->d[1], s[0], s[1], s[2], s[3],
                           s[4], s[5]);
    default:
        return umsg_format(f, out, cap, status, a->d[0], a->d[1], a->d[2], s[0], s[1],
                           s[2], s[3], s[4], s[5]);
    }
}

static struct str format_message(const struct speech *say, const UMessageFormat *f,
                                 const struct text_arg *args, size_t n_args)
{
    struct icu_args a = icu_args(say->mem, args, n_args);
    UChar small[256];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = icu_format(f, &a, small, (int32_t)COUNT(small), &status);
    if (U_SUCCESS(status))
        return from_utf16(say->mem, small, n);
    if (status != U_BUFFER_OVERFLOW_ERROR)
        return (struct str){ NULL, 0 };
    UChar *big = ARENA_ARRAY(say->mem, (size_t)n + 1, UChar);
    status = U_ZERO_ERROR;
    n = icu_format(f, &a, big, n + 1, &status);
    return U_SUCCESS(status) ? from_utf16(say->mem, big, n) : (struct str){ NULL, 0 };
}

struct str text_format(const struct speech *say, int id, const struct text_arg *args,
                       size_t n_args)
{
    const struct text_data *text = &text_data[id];
    enum text_form form = form_of(say, text);
    if (!text->is_message)
        return splice(say->mem, text->forms[form], args, n_args);
    const UMessageFormat *f = parsed_form(say, id, form);
    return f ? format_message(say, f, args, n_args) : (struct str){ NULL, 0 };
}
