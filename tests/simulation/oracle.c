/* The promises. The oracle keeps books of its own and asks the store only for what no
 * answer shows. */
#include "sim.h"

#include <stdio.h>

#include <stdlib.h>
#include <string.h>

/* What a share card shows, read from its text: "p17 de linkedin w2 ...". */
struct shown {
    int post, network, lang, wording;
};

static int network_index(struct str id)
{
    return str_eq(id, STR("linkedin")) ? 0 : str_eq(id, STR("x")) ? 1 : -1;
}

static bool read_shown(const struct card *card, struct shown *out)
{
    if (!card)
        return false;
    struct str rest = card->copy;
    struct str post = str_word(&rest), lang = str_word(&rest);
    struct str network = str_word(&rest), wording = str_word(&rest);
    int64_t p = 0, w = 0;
    if (!str_starts(post, STR("p")) || !str_to_int(str_skip(post, 1), &p) ||
        !str_starts(wording, STR("w")) || !str_to_int(str_skip(wording, 1), &w))
        return false;
    *out =
        (struct shown){ (int)p, network_index(network), str_eq(lang, STR("de")), (int)w };
    return out->network >= 0;
}

static bool is_open(struct sim *s, int post, int network, int lang)
{
    const struct known_post *k = &s->posts[post];
    return k->from_ms <= s->now_ms && k->until_ms > s->now_ms && !k->is_withdrawn &&
           k->has_lang[lang] && k->has_network[network];
}

/* The freshest post that the person was not dealt yet; -1: there is none. */
static int freshest(struct sim *s, const struct pretend *p, int network)
{
    int best = -1;
    for (int i = 0; i < s->n_posts; i++) {
        if (!is_open(s, i, network, (int)p->lang) || p->was_dealt[network][i] ||
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

/* An answer that dealt the next post: it must be the freshest that is new to them. */
static void check_next(struct sim *s, int who, const struct card *card)
{
    struct pretend *p = &s->people[who];
    struct shown c;
    if (!read_shown(card, &c)) {
        for (int network = 0; network < 2; network++) {
            if (card && card->menu.ref.n == 0 && card->buttons && network == 0 &&
                freshest(s, p, 0) >= 0 && freshest(s, p, 1) >= 0)
                sim_fail(s, "person %d got nothing although there is something", who);
        }
        return;
    }
    int best = freshest(s, p, c.network);
    if (!is_open(s, c.post, c.network, c.lang))
        sim_fail(s, "person %d was dealt p%d, which is not open", who, c.post);
    if (c.lang != (int)p->lang)
        sim_fail(s, "person %d was dealt p%d in another language", who, c.post);
    if (p->used_up[c.post])
        sim_fail(s, "person %d was dealt p%d, which they had used up", who, c.post);
    if (best >= 0 && best != c.post)
        sim_fail(s, "person %d was dealt p%d, but p%d is fresher and new to them", who,
                 c.post, best);
    check_wording(s, &c, false);
    note_deal(s, p, &c);
}

static void check_question(struct sim *s, int who, const struct card *card)
{
    if (!card || card->n_items != 1 || card->items[0].other.ref.n == 0)
        return;
    struct pretend *p = &s->people[who];
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

/* Own words are for nobody else. */
static void check_words(struct sim *s, int who, const struct card *card)
{
    char mine[16];
    (void)snprintf(mine, sizeof(mine), "own-%d-", who);
    if (card && str_starts(card->copy, STR("own-")) &&
        !str_starts(card->copy, str_from_c(mine)))
        sim_fail(s, "person %d saw somebody else's words", who);
}

/* What stood on the card that was pressed: the object of its reference. */
static struct shown pressed(struct sim *s, const struct happening *item)
{
    struct str ref = item->event->ref;
    for (int i = 0; i < 3; i++)
        (void)str_cut(&ref, '.');
    struct str object = str_cut(&ref, '.');
    if (item->press == PRESS_YES || item->press == PRESS_NO)
        object = str_cut(&object, ',');
    int64_t id = 0;
    (void)str_to_int(str_cut(&object, ':'), &id);
    static const struct sql slug = { "sim.slug",
                                     "SELECT substr(slug, 2) FROM post WHERE id = $1" };
    int64_t post = -1;
    (void)db_int(s->db, &slug, DB_ARGS(INT(id)), -1, &post, NULL);
    return (struct shown){ .post = (int)post,
                           .network = network_index(str_cut(&object, ':')) };
}

static void on_shared(struct sim *s, struct pretend *p, const struct happening *item)
{
    int post = pressed(s, item).post;
    if (post < 0)
        return;
    p->used_up[post] = true;
    p->said_yes[post] = true;
}

/* Two messages, unless the post was over: then the card is another one. */
static void on_send(struct sim *s, struct pretend *p, const struct happening *item,
                    const struct card *card)
{
    char title[16];
    (void)snprintf(title, sizeof(title), "p%d", pressed(s, item).post);
    if (card && str_eq(card->title, str_from_c(title)))
        p->asked_for += 2;
}

static void on_remind(struct sim *s, struct pretend *p, const struct happening *item,
                      const struct answer *a)
{
    int post = pressed(s, item).post;
    if (post < 0 || a->kind != ANSWER_REPLACE)
        return;
    if (p->remind_at_ms[post] <= s->now_ms)
        p->asked_for++;
    static const struct sql at = {
        "sim.remind_at", "SELECT max(d.at_ms) FROM due d WHERE d.kind = 'remind'"
                         " AND d.object LIKE $1 AND d.person ="
                         " (SELECT person FROM account WHERE user_id = $2)"
    };
    struct str ref = item->event->ref;
    for (int i = 0; i < 3; i++)
        (void)str_cut(&ref, '.');
    struct str object = str_cut(&ref, '.');
    int64_t at_ms = 0;
    char like[64];
    struct str id = str_cut(&object, ':');
    (void)snprintf(like, sizeof(like), STR_FMT ":%%", STR_ARG(id));
    (void)db_int(s->db, &at, DB_ARGS(TEXT(str_from_c(like)), TEXT(str_from_c(p->user))),
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
static void on_network(struct sim *s, struct pretend *p, const struct card *card)
{
    struct shown c;
    if (!read_shown(card, &c))
        return;
    if (!is_open(s, c.post, c.network, c.lang))
        sim_fail(s, "p%d was dealt for another network, but is not open", c.post);
    check_wording(s, &c, false);
    note_deal(s, p, &c);
}

/* Answers that dealt something. */
static void check_deals(struct sim *s, const struct happening *item,
                        const struct card *card)
{
    struct pretend *p = &s->people[item->who];
    if (item->press == PRESS_NOT_FOR_ME)
        p->used_up[pressed(s, item).post] = true;
    if (item->press == PRESS_COMMAND || item->press == PRESS_NEXT ||
        item->press == PRESS_NOT_FOR_ME)
        check_next(s, item->who, card);
    if (item->press == PRESS_OTHER)
        on_other(s, card);
    if (item->press == PRESS_NETWORK)
        on_network(s, p, card);
}

void oracle_event(struct sim *s, const struct happening *item, const struct answer *a)
{
    struct pretend *p = &s->people[item->who];
    check_words(s, item->who, a->card);
    check_deals(s, item, a->card);
    if (item->press == PRESS_SHARED || item->press == PRESS_YES)
        on_shared(s, p, item);
    if (item->press == PRESS_SEND)
        on_send(s, p, item, a->card);
    if (item->press == PRESS_REMIND_FORM)
        on_remind(s, p, item, a);
    check_question(s, item->who, a->card);
}

void oracle_message(struct sim *s, const struct sent *sent, const struct card *card)
{
    struct pretend *p = &s->people[sent->who];
    s->seen.messages++;
    check_words(s, sent->who, card);
    books_message(s, sent);
    if (++p->messages > p->asked_for)
        sim_fail(s, "person %d got a message that they did not ask for", sent->who);
}

void oracle_end(struct sim *s)
{
    static const struct sql shares = {
        "sim.shares", "SELECT coalesce(sum(n), 0) + $1 FROM share_count"
    };
    static const struct sql open_rows = {
        "sim.open_rows", "SELECT count(*) + $1 FROM outbox WHERE state <> 3"
    };
    int64_t yes = 0;
    for (int i = 0; i < people_n; i++) {
        const struct pretend *p = &s->people[i];
        for (int post = 0; post < s->n_posts; post++)
            yes += p->said_yes[post];
        if (p->messages != p->asked_for)
            sim_fail(s, "person %d asked for %d messages and got %d", i, p->asked_for,
                     p->messages);
    }
    if (books_ask(s, &open_rows, 0) > 0)
        sim_fail(s, "something was accepted and never sent");
    if (books_ask(s, &shares, 0) < yes)
        sim_fail(s, "a share was not counted");
}
