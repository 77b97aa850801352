#include "advocacy/short_url.h"

#include "base/auto.h"
#include "base/buf.h"
#include "base/unicode.h"

#include <string.h>

enum { longest_path = 15, kept_path = 13, max_url_bytes = 64 * 1024 };

/* What the URL standard has escaped beside controls and all beyond ASCII. */
static const char path_escapes[] = " \"#<>?`{}";
static const char query_escapes[] = " \"#<>'";
static const char fragment_escapes[] = " \"<>`";

static void add_escaped(struct buf *out, struct str s, const char *escapes)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= 0x20 || c >= 0x7f || strchr(escapes, c))
            buf_addf(out, "%%%02X", c);
        else
            buf_add_char(out, (char)c);
    }
}

static bool is_dot(struct str s)
{
    return str_eq(s, STR(".")) || str_eq_nocase(s, STR("%2e"));
}

static bool is_dot_dot(struct str s)
{
    return str_eq(s, STR("..")) || str_eq_nocase(s, STR(".%2e")) ||
           str_eq_nocase(s, STR("%2e.")) || str_eq_nocase(s, STR("%2e%2e"));
}

/* Takes the last "/segment" off again. */
static void drop_segment(struct buf *out)
{
    size_t n = out->n;
    while (n > 0 && out->p[n - 1] != '/')
        n--;
    buf_cut(out, n > 0 ? n - 1 : 0);
}

static size_t segment_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] != '/' && s.p[n] != '\\')
        n++;
    return n;
}

/* The path with its dots resolved. s is empty or begins with a slash. */
static void add_path(struct buf *out, struct str s)
{
    bool is_last = s.n == 0;
    if (is_last)
        buf_add_char(out, '/');
    while (!is_last) {
        s = str_skip(s, 1);
        struct str segment = str_take(s, segment_length(s));
        s = str_skip(s, segment.n);
        is_last = s.n == 0;
        if (is_dot_dot(segment))
            drop_segment(out);
        bool dots = is_dot(segment) || is_dot_dot(segment);
        if (dots && !is_last)
            continue;
        buf_add_char(out, '/');
        if (!dots)
            add_escaped(out, segment, path_escapes);
    }
}

static bool is_port(struct str s)
{
    int64_t port = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    }
    return s.n == 0 || (str_to_int(s, &port) && port <= 65535);
}

/* The host as in the DNS; IPv6 in brackets as it stands. */
static bool add_host(struct buf *out, struct str host)
{
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']') {
        buf_add(out, host);
        return true;
    }
    if (!unicode_host(out, host))
        return false;
    for (size_t i = 0; i < out->n; i++) {
        if ((unsigned char)out->p[i] <= 0x20 || strchr("#/<>?@[\\]^|%:", out->p[i]))
            return false;
    }
    return true;
}

/* Host, and port where it is not the usual one. */
static bool add_authority(struct buf *out, struct str s, bool secure)
{
    for (ptrdiff_t at; (at = str_find_char(s, '@')) >= 0;)
        s = str_skip(s, (size_t)at + 1); /* name and password are not shown */
    size_t host = s.n, i = s.n;
    while (i > 0 && s.p[i - 1] >= '0' && s.p[i - 1] <= '9')
        i--;
    if (i > 0 && s.p[i - 1] == ':')
        host = i - 1;
    struct str port = str_skip(s, host + 1);
    if (host == s.n)
        port = (struct str){ 0 };
    int64_t number = 0;
    if (!is_port(port) || !add_host(out, str_take(s, host)))
        return false;
    if (port.n > 0 && str_to_int(port, &number) && number != (secure ? 443 : 80))
        buf_addf(out, ":%d", (int)number);
    return true;
}

static size_t authority_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && !strchr("/\\?#", s.p[n]))
        n++;
    return n;
}

/* Path, query and fragment; nothing for a bare slash. */
static void add_rest(struct buf *out, struct str s)
{
    ptrdiff_t hash = str_find_char(s, '#');
    struct str fragment = hash < 0 ? (struct str){ 0 } : str_skip(s, (size_t)hash + 1);
    struct str before = hash < 0 ? s : str_take(s, (size_t)hash);
    ptrdiff_t mark = str_find_char(before, '?');
    struct str query = mark < 0 ? (struct str){ 0 } : str_skip(before, (size_t)mark + 1);
    add_path(out, mark < 0 ? before : str_take(before, (size_t)mark));
    if (out->n == 1)
        buf_cut(out, 0);
    if (query.n > 0) {
        buf_add_char(out, '?');
        add_escaped(out, query, query_escapes);
    }
    if (fragment.n > 0) {
        buf_add_char(out, '#');
        add_escaped(out, fragment, fragment_escapes);
    }
}

void short_url(struct buf *out, struct str url)
{
    bool secure = str_eq_nocase(str_take(url, 8), STR("https://"));
    size_t scheme = secure ? 8 : str_eq_nocase(str_take(url, 7), STR("http://")) ? 7 : 0;
    struct str rest = str_skip(url, scheme);
    while (scheme && rest.n > 0 && (rest.p[0] == '/' || rest.p[0] == '\\'))
        rest = str_skip(rest, 1);
    AUTO(buf_clear) struct buf host = BUF_INIT(max_url_bytes);
    AUTO(buf_clear) struct buf path = BUF_INIT(max_url_bytes);
    size_t n = authority_length(rest);
    if (scheme == 0 || !add_authority(&host, str_take(rest, n), secure)) {
        buf_add(out, url);
        return;
    }
    add_rest(&path, str_skip(rest, n));
    buf_add(out, buf_str(&host));
    if (path.n <= longest_path) {
        buf_add(out, buf_str(&path));
        return;
    }
    buf_add(out, str_take(buf_str(&path), kept_path));
    buf_add(out, STR("..."));
}
