/* The promises. The oracle keeps books of its own and asks the store only for what no
 * answer shows. */
#include "sim.h"

#include "advocacy/preferences.h"

#include <stdio.h>

#include <stdlib.h>
#include <string.h>

/* What a share card shows, read from its text: "p17 de linkedin w2 v0 ...". */
struct shown {
    int post, network, lang, wording, version;
};

static int network_index(struct str id)
{
    for (int n = 0; n < networks_n; n++) {
        if (str_eq(id, str_from_c(network_names[n])))
            return n;
    }
    return -1;
}

static bool read_shown(const struct card *card, struct shown *out)
{
    if (!card)
        return false;
    struct str rest = card->copy;
    struct str post = str_word(&rest), lang = str_word(&rest);
    struct str network = str_word(&rest), wording = str_word(&rest);
    struct str version = str_word(&rest);
    int64_t p = 0, w = 0, v = 0;
    if (!str_starts(post, STR("p")) || !str_to_int(str_skip(post, 1), &p) ||
        !str_starts(wording, STR("w")) || !str_to_int(str_skip(wording, 1), &w) ||
        !str_to_int(str_skip(version, 1), &v))
        return false;
    *out = (struct shown){ (int)p, network_index(network), str_eq(lang, STR("de")),
                           (int)w, (int)v };
    return out->network >= 0;
}

static bool is_open(struct sim *s, int post, int network, int lang)
{
    const struct known_post *k = &s->posts[post];
    return k->from_ms <= s->now_ms && k->until_ms > s->now_ms && !k->is_withdrawn &&
           k->has_lang[lang] && k->has_network[network];
}

static bool reads(const struct pretend *p, int lang)
{
    return p->chose_langs ? p->reads[lang] : lang == (int)p->lang;
}

static bool is_for(struct sim *s, const struct pretend *p, int post, int network,
                   unsigned topics)
{
    if (topics != 0 && (topics & 1u << s->posts[post].topic) == 0)
        return false;
    return (reads(p, 0) && is_open(s, post, network, 0)) ||
           (reads(p, 1) && is_open(s, post, network, 1));
}

/* The freshest post that the person was not dealt yet; -1: there is none. */
static int freshest(struct sim *s, const struct pretend *p, int network, unsigned topics)
{
    int best = -1;
    for (int i = 0; i < s->n_posts; i++) {
        if (!is_for(s, p, i, network, topics) || p->was_dealt[network][i] ||
            p->used_up[i])
            continue;
        if (best < 0 || s->posts[i].from_ms > s->posts[best].from_ms)
            best = i;
    }
    return best;
}

static void check_wording(struct sim *s, const struct shown *c, bool is_other)
{
    const int *dealt = s->posts[c->post].dealt[c->network][c->lang];
    if (c->version != s->posts[c->post].version[c->wording])
        sim_fail(s, "p%d: wording %d was dealt in words of before", c->post, c->wording);
    for (int w = 0; w < wordings_n; w++) {
        if (dealt[w] < dealt[c->wording] && !is_other)
            sim_fail(s, "p%d: wording %d was dealt %d times, %d only %d", c->post,
                     c->wording, dealt[c->wording], w, dealt[w]);
    }
}

static void note_deal(struct sim *s, struct pretend *p, const struct shown *c)
{
    s->seen.deals++;
    p->was_dealt[c->network][c->post] = true;
    s->posts[c->post].dealt[c->network][c->lang][c->wording]++;
}

/* Somebody got nothing: then there is nothing on one of the networks at least. */
static void check_nothing(struct sim *s, int who, const struct card *card,
                          unsigned topics)
{
    const struct pretend *p = persons_of(s, who);
    bool says_nothing = card && card->menu.ref.n == 0 && card->n_buttons > 0;
    for (int n = 0; says_nothing && n < networks_n; n++)
        says_nothing = freshest(s, p, n, topics) >= 0;
    if (says_nothing)
        sim_fail(s, "person %d got nothing although there is something", who);
}

/* An answer that dealt the next post: it must be the freshest that is new to them. */
static void check_next(struct sim *s, int who, const struct card *card, unsigned topics)
{
    struct pretend *p = persons_of(s, who);
    struct shown c;
    if (!read_shown(card, &c)) {
        check_nothing(s, who, card, topics);
        return;
    }
    int best = freshest(s, p, c.network, topics);
    if (!is_open(s, c.post, c.network, c.lang))
        sim_fail(s, "person %d was dealt p%d, which is not open", who, c.post);
    if (!reads(p, c.lang) || !is_for(s, p, c.post, c.network, topics))
        sim_fail(s, "person %d was dealt p%d, which is not what they chose", who, c.post);
    if (p->used_up[c.post])
        sim_fail(s, "person %d was dealt p%d, which they had used up", who, c.post);
    if (best >= 0 && best != c.post)
        sim_fail(s, "person %d was dealt p%d, but p%d is fresher and new to them", who,
                 c.post, best);
    check_wording(s, &c, false);
    note_deal(s, p, &c);
}

/* What was typed decides, else what was chosen. */
static void check_command(struct sim *s, const struct happening *item,
                          const struct card *card)
{
    const struct pretend *p = persons_of(s, item->who);
    struct str text = item->event->text;
    if (item->event->kind == EVENT_MESSAGE)
        (void)str_word(&text); /* "share" */
    text = str_trim(text);
    bool is_topic = str_starts(text, STR("t"));
    struct shown c;
    check_next(s, item->who, card, is_topic ? 1u << (text.p[1] - '0') : p->topics);
    bool has_networks = p->uses[0] || p->uses[1] || p->uses[2];
    if (text.n == 0 && read_shown(card, &c) && has_networks && !p->uses[c.network])
        sim_fail(s, "person %d was dealt for a network that they do not use", item->who);
}

/* The card that was pressed is no more: the next one came instead. */
static bool is_gone(const struct card *card)
{
    return card && (str_find(card->note, STR("no longer there. Here")) >= 0 ||
                    str_find(card->note, STR("nicht mehr. Hier")) >= 0);
}

/* Mastodon's button asks for the server once, then leads there. */
static void check_instance(struct sim *s, int who, const struct card *card)
{
    struct shown c;
    if (!read_shown(card, &c) ||
        !str_eq(str_from_c(network_names[c.network]), STR("mastodon")) ||
        card->n_buttons == 0)
        return;
    bool leads = str_starts(card->buttons[0].url, STR("https://example.social/"));
    if (leads != persons_of(s, who)->has_instance)
        sim_fail(s, "person %d was asked for their server %s", who,
                 leads ? "too late" : "again");
}

static void check_question(struct sim *s, int who, const struct card *card)
{
    if (!card || card->n_items != 1 || card->items[0].other.ref.n == 0)
        return;
    struct pretend *p = persons_of(s, who);
    struct str text = card->items[0].text;
    ptrdiff_t at = str_find(text, STR("p"));
    while (at >= 0 && !(text.p[at + 1] >= '0' && text.p[at + 1] <= '9')) {
        text = str_skip(text, (size_t)at + 1);
        at = str_find(text, STR("p"));
    }
    if (at < 0)
        return;
    long post = strtol(text.p + at + 1, NULL, 10);
    if (post < 0 || post >= s->n_posts)
        return;
    if (p->was_asked[post])
        sim_fail(s, "person %d was asked twice about p%ld", who, post);
    if (p->used_up[post])
        sim_fail(s, "person %d was asked about p%ld, which is used up", who, post);
    p->was_asked[post] = true;
}

/* Own words are for nobody else: they say whose they are. A message may have been on its
 * way when the account was disconnected. */
static void check_words(struct sim *s, int who, struct str text, bool is_message)
{
    const struct account *a = &s->accounts[who];
    int64_t author = 0;
    if (!str_starts(text, STR("own-")))
        return;
    text = str_skip(text, 4);
    if (!str_to_int(str_cut(&text, '-'), &author) || author < 0 || author >= s->n_persons)
        return;
    int now = persons_now(s, (int)author);
    bool was_theirs = is_message && a->before >= 0 && now == persons_now(s, a->before);
    if (now != a->person && !was_theirs)
        sim_fail(s, "account %d saw somebody else's words", who);
}

/* What stood on the card that was pressed: the object of its reference. */
static struct shown pressed(struct sim *s, const struct happening *item)
{
    struct str ref = item->event->ref;
    for (int i = 0; i < 3; i++)
        (void)str_cut(&ref, '.');
    struct str object = str_cut(&ref, '.');
    bool is_answer = item->press == PRESS_YES || item->press == PRESS_NO;
    char sep =
        is_answer ? ',' : ':'; /* "POST,NETWORK,card", or a card: "POST:NETWORK:" */
    int64_t id = 0;
    (void)str_to_int(str_cut(&object, sep), &id);
    static const struct sql slug = { "sim.slug",
                                     "SELECT substr(slug, 2) FROM post WHERE id = $1" };
    int64_t post = -1;
    (void)db_int(s->db, &slug, DB_ARGS(INT(id)), -1, &post, NULL);
    return (struct shown){ .post = (int)post,
                           .network = network_index(str_cut(&object, sep)) };
}

static void on_shared(struct sim *s, struct pretend *p, const struct happening *item)
{
    struct shown what = pressed(s, item);
    int64_t week = engine_week(s->now_ms);
    if (what.post < 0 || what.network < 0)
        return;
    p->used_up[what.post] = true;
    s->n_counted += p->counted[what.network][what.post] != week;
    p->counted[what.network][what.post] = week;
}

/* The text, and the way there if there is one; nothing when the post was over: then the
 * card is another one. */
static void on_send(struct sim *s, const struct happening *item, const struct card *card)
{
    struct human *h = &s->humans[s->accounts[item->who].human];
    char title[16];
    (void)snprintf(title, sizeof(title), "p%d", pressed(s, item).post);
    if (card && str_eq(card->title, str_from_c(title)))
        h->asked_for += card->n_buttons > 0 && card->buttons[0].url.n > 0 ? 2 : 1;
}

static void on_remind(struct sim *s, const struct happening *item,
                      const struct answer *answer)
{
    const struct account *a = &s->accounts[item->who];
    struct pretend *p = persons_of(s, item->who);
    int post = pressed(s, item).post;
    if (post < 0 || answer->kind != ANSWER_REPLACE)
        return;
    if (p->remind_at_ms[post] <= s->now_ms)
        s->humans[a->human].asked_for++;
    static const struct sql at = {
        "sim.remind_at",
        "SELECT max(d.at_ms) FROM due d WHERE d.kind = 'remind'"
        " AND d.object LIKE $1 AND d.person ="
        " (SELECT person FROM account WHERE workspace = $2 AND user_id = $3)"
    };
    struct str ref = item->event->ref;
    for (int i = 0; i < 3; i++)
        (void)str_cut(&ref, '.');
    struct str object = str_cut(&ref, '.');
    int64_t at_ms = 0;
    char like[64];
    struct str id = str_cut(&object, ':');
    (void)snprintf(like, sizeof(like), STR_FMT ":%%", STR_ARG(id));
    (void)db_int(s->db, &at,
                 DB_ARGS(TEXT(str_from_c(like)), TEXT(s->workspaces[a->place].name),
                         TEXT(str_from_c(a->user))),
                 0, &at_ms, NULL);
    p->remind_at_ms[post] = at_ms;
}

static void on_other(struct sim *s, const struct card *card)
{
    struct shown c;
    if (!read_shown(card, &c) || !is_open(s, c.post, c.network, c.lang))
        return;
    check_wording(s, &c, true);
    s->posts[c.post].dealt[c.network][c.lang][c.wording]++;
}

/* A switch of networks deals the same post there, or the next. */
static void on_network(struct sim *s, int who, const struct card *card)
{
    struct pretend *p = persons_of(s, who);
    struct shown c;
    if (!read_shown(card, &c))
        return;
    if (!is_open(s, c.post, c.network, c.lang))
        sim_fail(s, "p%d was dealt for another network, but is not open", c.post);
    check_wording(s, &c, false);
    note_deal(s, p, &c);
}

/* Topics that no post is about are not chosen. */
static unsigned topics_of(struct sim *s, struct str list)
{
    unsigned mask = 0;
    for (int i = 0; i < s->n_posts; i++) {
        char name[8];
        (void)snprintf(name, sizeof(name), "t%d", s->posts[i].topic);
        if (!s->posts[i].is_withdrawn && str_find(list, str_from_c(name)) >= 0)
            mask |= 1u << s->posts[i].topic;
    }
    return mask;
}

/* The topics that the next post is to be of: those typed when this card was asked for,
 * which its references carry, else what the person chose. */
static unsigned topics_here(struct sim *s, const struct happening *item)
{
    struct str ref = item->event->ref;
    for (int i = 0; i < 3; i++)
        (void)str_cut(&ref, '.');
    struct str object = str_cut(&ref, '.');
    if (item->press == PRESS_YES || item->press == PRESS_NO) {
        (void)str_cut(&object, ',');
        (void)str_cut(&object, ',');
    }
    for (int i = 0; i < 5; i++)
        (void)str_cut(&object, ':');
    unsigned typed = 0;
    for (unsigned i = 0; i < topics_n; i++) {
        char name[] = { 't', (char)('0' + i) };
        if (str_find(object, (struct str){ name, sizeof(name) }) >= 0)
            typed |= 1u << i;
    }
    return typed != 0 ? typed : persons_of(s, item->who)->topics;
}

/* The post that was pressed is over, so that the thanks stand on another. */
static bool moved_on(struct sim *s, const struct happening *item, const struct card *card)
{
    struct shown c;
    return item->press == PRESS_SHARED && read_shown(card, &c) &&
           c.post != pressed(s, item).post;
}

/* Answers that dealt something. */
static void check_deals(struct sim *s, const struct happening *item,
                        const struct card *card)
{
    struct pretend *p = persons_of(s, item->who);
    if (item->press == PRESS_NOT_FOR_ME)
        p->used_up[pressed(s, item).post] = true;
    if (item->press == PRESS_COMMAND)
        check_command(s, item, card);
    else if (item->press == PRESS_NEXT || item->press == PRESS_NOT_FOR_ME ||
             is_gone(card) || moved_on(s, item, card))
        check_next(s, item->who, card, topics_here(s, item));
    else if (item->press == PRESS_OTHER)
        on_other(s, card);
    else if (item->press == PRESS_NETWORK)
        on_network(s, item->who, card);
}

static struct str value_of(const struct event *ev, const char *name)
{
    for (size_t i = 0; i < ev->n_values; i++) {
        if (str_eq(ev->values[i].name, str_from_c(name)))
            return ev->values[i].value;
    }
    return STR("");
}

static void on_settings(struct sim *s, struct pretend *p, const struct event *ev)
{
    struct str networks = value_of(ev, "networks"), posts = value_of(ev, "posts");
    for (int n = 0; n < networks_n; n++)
        p->uses[n] = list_has(networks, str_from_c(network_names[n]));
    p->chose_langs = !str_eq(posts, STR("same"));
    for (int lang = 0; lang < 2; lang++)
        p->reads[lang] = list_has(posts, str_from_c(lang_names[lang]));
    p->topics = topics_of(s, value_of(ev, "topics"));
    p->has_instance = value_of(ev, "instance").n > 0;
}

/* A card of before the account was connected or disconnected is somebody else's. */
static bool is_refused(struct sim *s, const struct happening *item,
                       const struct answer *a)
{
    static const struct str words[] = { STR_INIT("belongs to somebody else"),
                                        STR_INIT("jemand anderem") };
    struct str text = a->card           ? a->card->text
                      : a->n_errors > 0 ? a->errors[0].text
                                        : STR("");
    if (str_find(text, words[0]) < 0 && str_find(text, words[1]) < 0)
        return false;
    if (!s->accounts[item->who].is_joined)
        sim_fail(s, "account %d was refused a card of its own", item->who);
    return true;
}

static void check_answer(struct sim *s, const struct happening *item,
                         const struct answer *a)
{
    struct pretend *p = persons_of(s, item->who);
    if (a->card)
        check_words(s, item->who, a->card->copy, false);
    if (item->press == PRESS_SETTINGS_FORM)
        on_settings(s, p, item->event);
    p->has_instance |= item->press == PRESS_INSTANCE_FORM;
    bool is_over = is_gone(a->card);
    check_deals(s, item, a->card);
    check_instance(s, item->who, a->card);
    if (item->press == PRESS_SHARED || item->press == PRESS_YES)
        on_shared(s, p, item);
    if (item->press == PRESS_SEND && !is_over)
        on_send(s, item, a->card);
    if (item->press == PRESS_REMIND_FORM)
        on_remind(s, item, a);
    check_question(s, item->who, a->card);
}

void oracle_event(struct sim *s, const struct happening *item, const struct answer *a)
{
    if (item->press != PRESS_EMAIL)
        persons_meet(s, item->who);
    if (is_refused(s, item, a))
        return;
    if (item->press >= PRESS_CONNECT)
        persons_event(s, item, a);
    else
        check_answer(s, item, a);
}

void oracle_message(struct sim *s, const struct sent *sent, const struct card *card)
{
    struct human *h = &s->humans[s->accounts[sent->who].human];
    s->seen.messages++;
    check_words(s, sent->who, card->copy, true);
    check_words(s, sent->who, card->text, true);
    books_message(s, sent);
    if (++h->messages > h->asked_for)
        sim_fail(s, "account %d got a message that nobody asked for", sent->who);
}

void oracle_end(struct sim *s)
{
    static const struct sql shares = {
        "sim.shares", "SELECT coalesce(sum(n), 0) + $1 FROM share_count"
    };
    static const struct sql open_rows = {
        "sim.open_rows", "SELECT count(*) + $1 FROM outbox WHERE state NOT IN (3, 4)"
    };
    for (int i = 0; i < people_n; i++) {
        const struct human *h = &s->humans[i];
        if (h->messages < h->asked_for - h->may_miss)
            sim_fail(s, "human %d asked for %d messages and got %d", i, h->asked_for,
                     h->messages);
    }
    if (books_ask(s, &open_rows, 0) > 0)
        sim_fail(s, "something was accepted and never sent");
    if (books_ask(s, &shares, 0) != s->n_counted)
        sim_fail(s, "%lld shares were counted, not %lld",
                 (long long)books_ask(s, &shares, 0), (long long)s->n_counted);
}
