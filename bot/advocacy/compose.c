#include "advocacy/compose.h"

#include "advocacy/networks.h"
#include "base/auto.h"
#include "base/buf.h"
#include "base/unicode.h"
#include "codec/urlencoded.h"

enum { max_link = 256 * 1024 };

static struct str template_of(const struct network *net)
{
    bool other = net->prefer_undocumented && net->compose_undocumented.n > 0;
    return other ? net->compose_undocumented : net->compose;
}

static bool has(struct str t, struct str placeholder)
{
    return str_find(t, placeholder) >= 0;
}

bool compose_takes_text(const struct network *net)
{
    struct str t = template_of(net);
    return has(t, STR("{text}")) || has(t, STR("{words}"));
}

static bool is_web(struct str url)
{
    return str_eq_nocase(str_take(url, 8), STR("https://")) ||
           str_eq_nocase(str_take(url, 7), STR("http://"));
}

/* Mail wants CRLF (RFC 6068), the web takes the line feed. */
static void add_value(struct buf *out, struct str value, bool mail)
{
    while (mail && str_find_char(value, '\n') >= 0) {
        struct str line = str_cut(&value, '\n');
        urlencoded_add(out,
                       str_ends(line, STR("\r")) ? str_take(line, line.n - 1) : line);
        buf_add(out, STR("%0D%0A"));
    }
    urlencoded_add(out, value);
}

/* The text with the url in it. */
static void add_text(struct buf *out, const struct compose *w, bool mail)
{
    add_value(out, w->text, mail);
    if (w->url.n == 0 || has(w->text, w->url))
        return;
    if (w->text.n > 0)
        add_value(out, STR("\n\n"), mail);
    add_value(out, w->url, mail);
}

/* The text without it. */
static void add_words(struct buf *out, const struct compose *w, bool mail)
{
    ptrdiff_t at = w->url.n > 0 ? str_find(w->text, w->url) : -1;
    if (at < 0) {
        add_value(out, w->text, mail);
        return;
    }
    struct str before = str_trim(str_take(w->text, (size_t)at));
    struct str after = str_trim(str_skip(w->text, (size_t)at + w->url.n));
    add_value(out, before, mail);
    if (before.n > 0 && after.n > 0)
        add_value(out, STR("\n\n"), mail);
    add_value(out, after, mail);
}

static void fill(struct buf *out, struct str t, const struct compose *w)
{
    bool mail = str_starts(t, STR("mailto:"));
    while (t.n > 0) {
        buf_add(out, str_cut(&t, '{'));
        if (t.n == 0)
            break;
        struct str name = str_cut(&t, '}');
        if (str_eq(name, STR("text")))
            add_text(out, w, mail);
        else if (str_eq(name, STR("words")))
            add_words(out, w, mail);
        else if (str_eq(name, STR("url")))
            add_value(out, w->url, mail);
        else if (str_eq(name, STR("title")))
            add_value(out, w->title, mail);
        else if (str_eq(name, STR("instance")))
            buf_add(out, w->instance);
    }
}

static enum composed compose(struct buf *out, struct str t, const struct network *net,
                             struct compose w)
{
    AUTO(buf_clear) struct buf host = BUF_INIT(256);
    buf_cut(out, 0);
    if (t.n == 0)
        return COMPOSE_NO_WAY;
    if (!is_web(w.url))
        w.url = (struct str){ 0 };
    if (has(t, STR("{url}")) && w.url.n == 0)
        return COMPOSE_NEEDS_URL;
    if (net->needs_instance || has(t, STR("{instance}"))) {
        if (!compose_instance(&host, w.instance))
            return COMPOSE_NEEDS_INSTANCE;
        w.instance = buf_str(&host);
    }
    AUTO(buf_clear) struct buf link = BUF_INIT(max_link);
    fill(&link, t, &w);
    if (!buf_ok(&link) || (w.max_bytes > 0 && link.n > w.max_bytes))
        return COMPOSE_TOO_LONG;
    buf_add(out, buf_str(&link));
    return COMPOSED;
}

enum composed compose_link(struct buf *out, const struct network *net,
                           const struct compose *what)
{
    return compose(out, template_of(net), net, *what);
}

enum composed compose_bare(struct buf *out, const struct network *net,
                           const struct compose *what)
{
    struct compose bare = *what;
    bare.text = (struct str){ 0 };
    bare.title = (struct str){ 0 };
    return compose(out, template_of(net), net, bare);
}

/* Letters, digits, hyphens and at least one dot; the port may follow. */
static bool is_host(struct str s)
{
    bool has_dot = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool alnum = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        has_dot |= c == '.';
        if (!alnum && (i == 0 || (c != '.' && c != '-')))
            return false;
        if (c == '.' && s.p[i - 1] == '.')
            return false;
    }
    return has_dot && s.p[s.n - 1] != '.';
}

bool compose_instance(struct buf *out, struct str typed)
{
    AUTO(buf_clear) struct buf host = BUF_INIT(256);
    struct str s = str_trim(typed);
    ptrdiff_t scheme = str_find(s, STR("://"));
    if (scheme >= 0)
        s = str_skip(s, (size_t)scheme + 3);
    s = str_cut(&s, '/');
    for (ptrdiff_t at; (at = str_find_char(s, '@')) >= 0;)
        s = str_skip(s, (size_t)at + 1);
    if (!unicode_host(&host, s) || !is_host(buf_str(&host)))
        return false;
    buf_add(out, buf_str(&host));
    return true;
}
