/* What there is to share, one's last five, and the page of one's own. */
#include "advocacy/library.h"
#include "advocacy/moment.h"
#include "base/arena.h"
#include "codec/markup.h"
#include "core/action.h"
#include "share.h"
#include "share_texts.h"

enum { listed = 10, latest = 5 };

static struct item take_item(struct turn *t, struct str text, const struct deal *d)
{
    struct shown s = { .deal = *d };
    return (struct item){ .text = text,
                          .button = { .label = share_list_take(&t->say),
                                      .ref = ref_sign(t, "share", "take",
                                                      shown_encode(t, &s)) } };
}

static bool is_among(const struct strs *ids, struct str id)
{
    for (size_t i = 0; i < ids->n; i++) {
        if (str_eq(ids->v[i], id))
            return true;
    }
    return false;
}

/* Of the networks the person is offered, those among `ids`; many names help nobody, so
 * all of them are one word. */
static struct str network_names(struct turn *t, const struct strs *ids,
                                const struct preferences *p)
{
    struct str all = { 0 };
    bool some_missing = false;
    for (size_t i = 0; i < t->cfg->networks->n; i++) {
        const struct network *net = &t->cfg->networks->v[i];
        if (!share_offers(net, p))
            continue;
        if (!is_among(ids, net->id)) {
            some_missing = true;
            continue;
        }
        struct str name = markup_escape(t->mem, share_network_name(t, net));
        all = arena_fmt(t->mem, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n > 0 ? ", " : "",
                        STR_ARG(name));
    }
    return some_missing ? all : share_all_networks(&t->say);
}

/* The network to take it for: the one wished for if it has words there. */
static struct str network_to_take(const struct wish *wish, const struct strs *networks)
{
    bool has = is_among(networks, wish->network) || networks->n == 0;
    return has ? wish->network : networks->v[0];
}

static bool list_item(struct turn *t, const struct wish *wish, const struct post *p,
                      struct item *out, struct err *err)
{
    struct strs networks = { 0 };
    struct preferences prefs;
    if (!library_networks(t, p->id, p->lang, &networks, err) ||
        !preferences_get(t, &prefs, err))
        return false;
    struct here here = { t->person.zone, t->now_ms };
    struct str text = share_list_line(&t->say, markup_escape(t->mem, p->title),
                                      moment_age(&t->say, here, p->fresh_ms),
                                      network_names(t, &networks, &prefs));
    struct deal d = { .post = p->id,
                      .network = network_to_take(wish, &networks),
                      .lang = p->lang };
    *out = take_item(t, text, &d);
    return true;
}

/* What was found so far, over languages and topics: the freshest first, each once. */
struct listing {
    struct turn *t;
    struct post posts[listed];
    size_t n;
};

static void insert(struct listing *l, const struct post *p)
{
    size_t at = l->n;
    for (size_t i = 0; i < l->n; i++) {
        if (l->posts[i].id == p->id)
            return;
    }
    while (at > 0 && l->posts[at - 1].fresh_ms < p->fresh_ms)
        at--;
    if (at == listed)
        return;
    size_t last = l->n < listed ? l->n++ : listed - 1;
    for (size_t i = last; i > at; i--)
        l->posts[i] = l->posts[i - 1];
    l->posts[at] = *p;
}

static bool list_some(void *ctx, enum lang lang, struct str topic, struct err *err)
{
    struct listing *l = ctx;
    int64_t ids[listed];
    size_t n = 0;
    if (!library_list(l->t, STR(""), lang, topic, ids, listed, &n, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct post p;
        bool found = false;
        if (!library_post(l->t, ids[i], lang, &p, &found, err))
            return false;
        if (found)
            insert(l, &p);
    }
    return true;
}

static bool list_items(struct turn *t, const struct wish *wish, struct item *out,
                       size_t *n, struct err *err)
{
    struct listing l = { .t = t };
    if (!wish_each(wish, list_some, &l, err))
        return false;
    for (size_t i = 0; i < l.n; i++) {
        if (!list_item(t, wish, &l.posts[i], &out[i], err))
            return false;
    }
    *n = l.n;
    return true;
}

static bool latest_items(struct turn *t, struct item *out, size_t *n, struct err *err)
{
    struct deal deals[latest];
    size_t found = 0;
    *n = 0;
    if (!dealing_latest(t, deals, latest, &found, err))
        return false;
    for (size_t i = 0; i < found; i++) {
        struct post post;
        bool known = false;
        if (!library_post(t, deals[i].post, deals[i].lang, &post, &known, err))
            return false;
        if (!known || !post.is_live)
            continue;
        const struct network *net = network_find(t->cfg->networks, deals[i].network);
        struct str name = net ? share_network_name(t, net) : deals[i].network;
        struct str text = share_latest_line(&t->say, markup_escape(t->mem, post.title),
                                            markup_escape(t->mem, name));
        out[(*n)++] = take_item(t, text, &deals[i]);
    }
    return true;
}

static struct str bold(struct turn *t, struct str text)
{
    struct str parts[] = { STR("*"), markup_escape(t->mem, text), STR("*") };
    return arena_join(t->mem, parts, COUNT(parts));
}

static bool list_card(struct turn *t, struct str topic, struct card *out, struct err *err)
{
    const struct speech *say = &t->say;
    struct wish wish;
    size_t n = 0, n_latest = 0;
    struct item *items = ARENA_ARRAY(t->mem, listed + 1 + latest, struct item);
    if (!share_wish(t, STR(""), topic, &wish, err) ||
        !list_items(t, &wish, items, &n, err) ||
        !latest_items(t, items + n + 1, &n_latest, err))
        return false;
    if (n_latest > 0)
        items[n].text = bold(t, share_latest_title(say));
    *out = (struct card){ .lang = say->lang,
                          .title = topic.n > 0 ? share_list_title_topic(say, topic)
                                               : share_list_title(say),
                          .quiet = share_list_quiet(say, (int64_t)n),
                          .items = items,
                          .n_items = n_latest > 0 ? n + 1 + n_latest : n };
    return true;
}

/* The topic as the library writes it; empty when there is no such topic. */
static bool find_topic(struct turn *t, struct str word, struct str *out, struct err *err)
{
    struct strs topics = { 0 };
    *out = STR("");
    if (word.n == 0)
        return true;
    if (!library_topics(t, &topics, err))
        return false;
    for (size_t i = 0; i < topics.n; i++) {
        if (str_eq_nocase(topics.v[i], word))
            *out = topics.v[i];
    }
    return true;
}

bool share_list(struct turn *t, struct str args, struct err *err)
{
    struct str word = str_word(&args), topic;
    if (!find_topic(t, word, &topic, err))
        return false;
    if (word.n > 0 && topic.n == 0) /* the same answer as for /share WORD */
        return share_run(t, &(struct call){ .args = word }, err);
    struct card *card = ARENA_NEW(t->mem, struct card);
    if (!list_card(t, topic, card, err))
        return false;
    if (t->event->kind == EVENT_ACTION)
        fx_replace(t, card);
    else
        fx_answer(t, card);
    return true;
}

static struct button general(struct turn *t, struct str label, const char *action)
{
    return (struct button){ .label = label,
                            .ref = ref_sign(t, "share", action, STR("-")) };
}

bool share_page(struct turn *t, struct page *page, struct err *err)
{
    const struct speech *say = &t->say;
    struct card *cards = ARENA_ARRAY(t->mem, 2, struct card);
    struct button *b = ARENA_ARRAY(t->mem, 3, struct button);
    struct item *items = ARENA_ARRAY(t->mem, latest, struct item);
    size_t n = 0;
    if (!latest_items(t, items, &n, err))
        return false;
    b[0] = general(t, share_page_get(say), "get");
    b[0].style = BUTTON_PRIMARY;
    b[1] = general(t, share_page_list(say), "list");
    b[2] = general(t, share_settings_open(say), "settings");
    cards[0] = (struct card){ .lang = say->lang,
                              .title = share_page_title(say),
                              .text = share_page_text(say),
                              .buttons = b,
                              .n_buttons = 3 };
    cards[1] = (struct card){
        .lang = say->lang, .title = share_latest_title(say), .items = items, .n_items = n
    };
    *page = (struct page){ cards, n > 0 ? 2 : 1 };
    return true;
}
