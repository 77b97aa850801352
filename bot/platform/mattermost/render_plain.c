/*
 * Plain text among Mattermost's Markdown. What a sign would do there is decided in three
 * places that do not agree: the web client's own Markdown (which knows few backslash
 * escapes), what is looked for in its output (mentions, hashtags, smileys), and the
 * server's search for mentions. Numeric entities are text to all of them, and a space
 * without width keeps apart what must not be read as one word.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "platform/mattermost/bricks.h"

#include <string.h>

static const struct str no_width = STR_INIT("\xE2\x80\x8B");
static const struct str no_break = STR_INIT("\xC2\xA0");
static const struct str line_sign = STR_INIT("\xE2\x90\xA4"); /* read as a line break */

/* Text on its way. */
struct reading {
    struct buf *out;
    enum text_place place;
    struct str s;
    size_t i;
    size_t from; /* where what is read as one text began: behind the last link */
};

static char at(const struct reading *k, size_t i)
{
    return i < k->s.n ? k->s.p[i] : '\0';
}

static char before(const struct reading *k)
{
    return k->i > k->from ? k->s.p[k->i - 1] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* As the regular expressions that look for mentions see it. */
static bool is_word(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_letter(char c)
{
    return (is_word(c) && !is_digit(c)) || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7F;
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static void add_entity(struct buf *out, char c)
{
    buf_addf(out, "&#%d;", (unsigned char)c);
}

static bool is_at_line(const struct reading *k)
{
    return k->out->n == 0 || k->out->p[k->out->n - 1] == '\n';
}

/* ---- what stands at the beginning of a line ---- */

static bool add_break(struct reading *k)
{
    struct str rest = str_skip(k->s, k->i);
    size_t n = 0;
    if (str_starts(rest, line_sign))
        n = line_sign.n;
    else if (str_starts(rest, STR("\r\n")))
        n = 2;
    else if (rest.p[0] == '\n' || rest.p[0] == '\r')
        n = 1;
    if (n > 0 && k->place == IN_TEXT)
        buf_add_char(k->out, '\n');
    else if (n > 0 && k->out->n > 0)
        buf_add_char(k->out, ' ');
    k->i += n;
    return n > 0;
}

/* Four spaces would make a code block, fewer hide the sign that follows. */
static bool skip_indent(struct reading *k)
{
    struct str rest = str_skip(k->s, k->i);
    size_t n = str_starts(rest, no_break) ? no_break.n : is_blank(rest.p[0]) ? 1 : 0;
    if (!is_at_line(k))
        return false;
    k->i += n;
    return n > 0;
}

/* "1." and "1)" begin a list. */
static bool add_list_number(struct reading *k)
{
    size_t end = k->i;
    while (is_digit(at(k, end)))
        end++;
    if (end == k->i || !is_one_of(at(k, end), ".)"))
        return false;
    buf_add(k->out, str_take(str_skip(k->s, k->i), end - k->i));
    add_entity(k->out, at(k, end));
    k->i = end + 1;
    return true;
}

/* ---- what must not be read as one word ---- */

/* ":name:", whatever stands before it. */
static bool is_picture_name(const struct reading *k)
{
    size_t end = k->i + 1;
    while (is_word(at(k, end)) || is_one_of(at(k, end), "_+-"))
        end++;
    return end > k->i + 1 && at(k, end) == ':';
}

static bool is_after_scheme(const struct reading *k)
{
    static const struct str schemes[] = { STR_INIT("http"), STR_INIT("https"),
                                          STR_INIT("mailto"), STR_INIT("tel"),
                                          STR_INIT("ftp") };
    size_t from = k->i;
    while (from > 0 && is_word(k->s.p[from - 1]))
        from--;
    struct str word = str_take(str_skip(k->s, from), k->i - from);
    for (size_t i = 0; i < COUNT(schemes); i++) {
        if (str_eq_nocase(word, schemes[i]))
            return true;
    }
    return false;
}

/* Smileys, names of pictures, and addresses of any kind. */
static bool colon_needs_room(const struct reading *k)
{
    char next = at(k, k->i + 1);
    if (is_blank(next))
        return false;
    if (!is_word(before(k)) || is_picture_name(k))
        return true;
    return k->place != IN_LINK && (next == '/' || is_after_scheme(k));
}

/* "x-d" is a face, too. */
static bool is_face(const struct reading *k)
{
    return is_one_of(before(k), "xX") && is_one_of(at(k, k->i + 1), "dD") &&
           (k->i < 2 || !is_word(k->s.p[k->i - 2])) && !is_word(at(k, k->i + 2));
}

/* "www." is an address wherever a word may begin. */
static bool is_web(const struct reading *k)
{
    size_t from = k->i;
    while (from > 0 && is_digit(k->s.p[from - 1]))
        from--;
    struct str head = str_take(k->s, from);
    return head.n >= 3 && str_eq_nocase(str_skip(head, head.n - 3), STR("www"));
}

/* "example.com/" is one, too: a point and two to four letters before the slash. */
static bool is_host(const struct reading *k)
{
    size_t from = k->i, letters = 0;
    while (from > 0 && is_letter(k->s.p[from - 1])) {
        from--;
        letters += ((unsigned char)k->s.p[from] & 0xC0) != 0x80;
    }
    return letters >= 2 && letters <= 4 && from > 0 && k->s.p[from - 1] == '.';
}

/* An address that we did not make a link of must not become one. */
static bool needs_room_before(const struct reading *k)
{
    char c = at(k, k->i);
    if (k->place == IN_LINK)
        return false;
    return (c == '.' && is_web(k)) || (c == '/' && is_host(k));
}

static bool needs_room(const struct reading *k)
{
    char next = at(k, k->i + 1);
    bool is_first = !is_word(before(k));
    switch (at(k, k->i)) {
    case '@':
        return is_first && !is_blank(next);
    case '#':
        return is_first && is_letter(next);
    case '~':
        return is_word(next) || is_one_of(next, "_.-");
    case ':':
        return colon_needs_room(k);
    case ';':
        return is_first && is_one_of(next, "-)");
    case '<':
        return is_one_of(next, "3/");
    case '-':
        return is_face(k);
    default:
        return false;
    }
}

/* ---- signs ---- */

static bool is_mark(const struct reading *k)
{
    char c = at(k, k->i);
    if (c == '_')
        return k->place != IN_TEXT || !is_word(before(k)) || !is_word(at(k, k->i + 1)) ||
               text_url(str_skip(k->s, k->i + 1)) > 0;
    return is_one_of(c, "*~`[]|\\$") || (is_at_line(k) && is_one_of(c, "#>+-="));
}

static void add_sign(struct reading *k)
{
    char c = at(k, k->i);
    bool is_name = k->place == IN_NAME;
    if (needs_room_before(k))
        buf_add(k->out, no_width);
    if (is_blank(c))
        buf_add_char(k->out, ' ');
    else if (!is_name && c == '&')
        buf_add(k->out, STR("&amp;"));
    else if (!is_name && c == '<')
        buf_add(k->out, STR("&lt;"));
    else if (!is_name && is_mark(k))
        add_entity(k->out, c);
    else
        buf_add_char(k->out, c);
    if (needs_room(k))
        buf_add(k->out, no_width);
    k->i++;
}

static bool add_url(struct reading *k)
{
    if (k->place != IN_TEXT || is_word(before(k)))
        return false;
    struct str rest = str_skip(k->s, k->i);
    size_t n = text_url(rest);
    if (n == 0)
        return false;
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str url = str_take(rest, n);
    buf_add(k->out, text_link(mem, url, url, false));
    k->i += n;
    k->from = k->i;
    return true;
}

void text_add(struct buf *out, enum text_place place, struct str plain)
{
    struct reading k = { .out = out, .place = place, .s = plain };
    bool is_name = place == IN_NAME;
    while (k.i < k.s.n) {
        if (add_break(&k) || skip_indent(&k))
            continue;
        if (!is_name && ((is_at_line(&k) && add_list_number(&k)) || add_url(&k)))
            continue;
        add_sign(&k);
    }
}

struct str text_plain(struct arena *mem, enum text_place place, struct str plain)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(8 * json_max_bytes);
    text_add(&out, place, plain);
    return arena_buf(mem, &out);
}
