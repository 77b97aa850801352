/* The texts of a post: which network gets which, complete and within its limit. */
#include "advocacy/post_file_internal.h"

#include "base/buf.h"

enum { max_body = 70 * 1024 };

/* One text on its way to a network. */
struct draft {
    const struct network *net;
    enum lang lang;
    struct str text;
    const struct toml_value *at; /* where it stands */
};

static bool has_hashtag(struct str text, struct str tag)
{
    for (;;) {
        ptrdiff_t at = str_find_char(text, '#');
        if (at < 0)
            return false;
        text = str_skip(text, (size_t)at + 1);
        unsigned char after = text.n > tag.n ? (unsigned char)text.p[tag.n] : 0;
        bool ends = !((after | 0x20) >= 'a' && (after | 0x20) <= 'z') && after < 0x80 &&
                    !(after >= '0' && after <= '9') && after != '_';
        if (str_eq_nocase(str_take(text, tag.n), tag) && ends)
            return true;
    }
}

/* Where there is no limit, people write to people: hashtags would look odd. */
static size_t most_hashtags(const struct network *net, size_t n)
{
    if (net->limit == 0)
        return 0;
    return net->max_hashtags > 0 && (size_t)net->max_hashtags < n
               ? (size_t)net->max_hashtags
               : n;
}

/* The text, the link below it, and up to `most` hashtags below that. */
static struct str compose_body(const struct reading *r, const struct draft *d,
                               size_t most)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(max_body);
    struct str link = r->post->in[d->lang].link;
    buf_add(&b, d->text);
    if (link.n && str_find(d->text, link) < 0)
        buf_addf(&b, "%s" STR_FMT, d->text.n ? "\n\n" : "", STR_ARG(link));
    const char *gap = "\n\n#";
    for (size_t i = 0; i < r->post->hashtags.n && i < most; i++) {
        struct str tag = r->post->hashtags.v[i];
        if (has_hashtag(d->text, tag))
            continue;
        buf_addf(&b, "%s" STR_FMT, gap, STR_ARG(tag));
        gap = " #";
    }
    return arena_buf(r->mem, &b);
}

/* As many of the hashtags as fit. False: it does not fit even without any. */
static bool fit_body(const struct reading *r, const struct draft *d, struct str *body,
                     struct counted *counted, struct err *err)
{
    size_t most = most_hashtags(d->net, r->post->hashtags.n);
    for (;; most--) {
        *body = compose_body(r, d, most);
        if (!count_text(counted, d->net, *body, r->mem, err))
            return false;
        if (counted->fits || most == 0)
            return true;
    }
}

static void hint(struct reading *r, const struct draft *d, const struct counted *counted)
{
    struct err said = { 0 };
    if (r->post->hints.n == r->max_hints)
        return;
    toml_err(d->at, &said,
             "too long for " STR_FMT " (%lld of %lld with the link): not offered there;"
             " add a shorter one as " STR_FMT " = [\"...\"]",
             STR_ARG(d->net->name), (long long)counted->length, (long long)counted->limit,
             STR_ARG(d->net->id));
    r->hints[r->post->hints.n++] = arena_str(r->mem, str_from_c(said.msg));
}

/* Adds a wording. A text for all networks that is too long for one is left out there;
 * one for this very network is a mistake. */
static bool add_wording(struct reading *r, const struct draft *d, bool is_own,
                        struct err *err)
{
    struct str body;
    struct counted counted;
    if (!fit_body(r, d, &body, &counted, err))
        return false;
    if (counted.fits) {
        r->wordings[r->post->n_wordings++] =
            (struct wording){ d->net->id, d->lang, body };
        return true;
    }
    if (!is_own) {
        hint(r, d, &counted);
        return true;
    }
    return toml_err(d->at, err,
                    "too long for " STR_FMT ": %lld of %lld with the link: shorten it"
                    " by %lld",
                    STR_ARG(d->net->name), (long long)counted.length,
                    (long long)counted.limit,
                    (long long)(counted.length - counted.limit));
}

/* Adds the texts of one key, which is a text or a list of them, for one network. */
static bool add_texts(struct reading *r, const struct network *net, enum lang lang,
                      const struct toml_value *texts, bool is_own, struct err *err)
{
    bool is_list = toml_is(texts, TOML_ARRAY);
    struct draft d = { .net = net, .lang = lang, .at = texts };
    if (!is_list)
        return read_text(texts, &d.text, err) && add_wording(r, &d, is_own, err);
    if (toml_count(texts) > post_max_wordings)
        return toml_err(texts, err, "more than %d texts: leave some out",
                        post_max_wordings);
    for (d.at = toml_first(texts); d.at; d.at = toml_next(d.at)) {
        if (!read_text(d.at, &d.text, err) || !add_wording(r, &d, is_own, err))
            return false;
    }
    return true;
}

static bool check_networks(const struct reading *r, const struct toml_value *texts,
                           struct err *err)
{
    for (const struct toml_value *v = toml_first(texts); v; v = toml_next(v)) {
        struct str name = toml_name(v);
        const struct network *net = network_find(r->rules->networks, name);
        if (str_eq(name, STR("any")) || (net && str_eq(net->id, name)))
            continue;
        struct str near = net ? net->id : network_nearest(r->rules->networks, name);
        if (near.n)
            return toml_err(
                v, err, "no network is called \"" STR_FMT "\": did you mean " STR_FMT "?",
                STR_ARG(name), STR_ARG(near));
        return toml_err(v, err, "no network is called \"" STR_FMT "\": use its id or any",
                        STR_ARG(name));
    }
    return true;
}

static bool read_texts(struct reading *r, enum lang lang, const struct toml_value *texts,
                       struct err *err)
{
    size_t before = r->post->n_wordings;
    if (!toml_is(texts, TOML_TABLE))
        return toml_err(texts, err, "text.%s is %s: begin with [text.%s]",
                        lang_code(lang), toml_type_name(texts), lang_code(lang));
    if (!check_networks(r, texts, err))
        return false;
    const struct toml_value *any = toml_at(texts, "any");
    for (size_t i = 0; i < r->rules->networks->n; i++) {
        const struct network *net = &r->rules->networks->v[i];
        AUTO(buf_clear) struct buf id = BUF_INIT(256);
        buf_add(&id, net->id);
        const struct toml_value *own = toml_at(texts, buf_c(&id));
        if (!own && (!any || net->off))
            continue;
        if (!add_texts(r, net, lang, own ? own : any, own != NULL, err))
            return false;
    }
    return r->post->n_wordings > before ||
           toml_err(texts, err, "no text that fits any network: add any = [\"...\"]");
}

/* The network whose own address the link leads to; NULL: any. */
static const struct network *network_of_link(const struct networks *all, struct str link)
{
    static const struct {
        struct str host, id;
    } hosts[] = {
        { STR_INIT("linkedin.com"), STR_INIT("linkedin") },
        { STR_INIT("x.com"), STR_INIT("x") },
        { STR_INIT("twitter.com"), STR_INIT("x") },
        { STR_INIT("facebook.com"), STR_INIT("facebook") },
        { STR_INIT("instagram.com"), STR_INIT("instagram") },
        { STR_INIT("threads.com"), STR_INIT("threads") },
        { STR_INIT("threads.net"), STR_INIT("threads") },
        { STR_INIT("bsky.app"), STR_INIT("bluesky") },
        { STR_INIT("xing.com"), STR_INIT("xing") },
        { STR_INIT("tiktok.com"), STR_INIT("tiktok") },
        { STR_INIT("youtube.com"), STR_INIT("youtube") },
    };
    struct str host = str_skip(link, STR("https://").n);
    host = str_cut(&host, '/');
    for (size_t i = 0; i < COUNT(hosts); i++) {
        struct str h = hosts[i].host;
        struct str end = host.n >= h.n ? str_skip(host, host.n - h.n) : STR("");
        if (str_eq_nocase(end, h) && (host.n == h.n || host.p[host.n - h.n - 1] == '.'))
            return network_find(all, hosts[i].id);
    }
    return NULL;
}

/* Engagement without texts: the link is all there is to copy. */
static bool add_links(struct reading *r, enum lang lang, struct err *err)
{
    struct str link = r->post->in[lang].link;
    const struct network *own = network_of_link(r->rules->networks, link);
    size_t before = r->post->n_wordings;
    for (size_t i = 0; i < r->rules->networks->n; i++) {
        const struct network *net = &r->rules->networks->v[i];
        struct counted counted;
        if (own ? net != own : net->off)
            continue;
        if (!count_text(&counted, net, link, r->mem, err))
            return false;
        if (counted.fits)
            r->wordings[r->post->n_wordings++] = (struct wording){ net->id, lang, link };
    }
    return r->post->n_wordings > before ||
           toml_err(toml_at(r->doc, "link"), err,
                    "the link is too long for its network: use a shorter one");
}

bool read_wordings(struct reading *r, struct err *err)
{
    size_t most = (size_t)LANG_COUNT * r->rules->networks->n * post_max_wordings;
    r->wordings = ARENA_ARRAY(r->mem, most + 1, struct wording);
    r->max_hints = most;
    r->hints = ARENA_ARRAY(r->mem, most + 1, struct str);
    for (int i = 0; i < LANG_COUNT; i++) {
        enum lang lang = (enum lang)i;
        const struct toml_value *texts =
            toml_at(toml_at(r->doc, "text"), lang_code(lang));
        if (!r->post->in[lang].given)
            continue;
        if (texts ? !read_texts(r, lang, texts, err) : !add_links(r, lang, err))
            return false;
    }
    r->post->wordings = r->wordings;
    r->post->hints.v = r->hints;
    return true;
}
