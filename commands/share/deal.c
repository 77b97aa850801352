/* What is answered to /share: a post, or why there is none. */
#include "advocacy/library.h"
#include "advocacy/moment.h"
#include "base/arena.h"
#include "codec/markup.h"
#include "core/action.h"
#include "share.h"
#include "share_texts.h"

const struct card *share_say(struct turn *t, struct str text)
{
    struct card *card = ARENA_NEW(t->mem, struct card);
    *card = (struct card){ .lang = t->say.lang, .text = text };
    return card;
}

static struct str two_lines(struct turn *t, struct str a, struct str b)
{
    struct str parts[] = { a, a.n > 0 && b.n > 0 ? STR("\n") : STR(""), b };
    return arena_join(t->mem, parts, COUNT(parts));
}

bool share_nothing(struct turn *t, const struct wish *wish, const struct card **out,
                   struct err *err)
{
    const struct speech *say = &t->say;
    const struct network *net = network_find(t->cfg->networks, wish->network);
    struct str name =
        markup_escape(t->mem, net ? share_network_name(t, net) : wish->network);
    int64_t next_ms = 0;
    if (!dealing_next_begins(t, wish, &next_ms, err))
        return false;
    struct str topics = markup_escape(t->mem, wish->topics);
    struct str text = wish->topics.n > 0 ? share_nothing_topic(say, name, topics)
                                         : share_nothing_text(say, name);
    struct here here = { t->person.zone, t->now_ms };
    if (next_ms > 0)
        text =
            two_lines(t, text, share_nothing_next(say, moment_when(say, here, next_ms)));
    if (t->cfg->suggest_channel.n > 0)
        text = two_lines(
            t, text,
            share_nothing_suggest(say, markup_escape(t->mem, t->cfg->suggest_channel)));
    struct button *b = ARENA_NEW(t->mem, struct button);
    *b = (struct button){ .label = share_settings_open(say),
                          .ref = ref_sign(t, "share", "settings", STR("-")) };
    struct card *card = ARENA_NEW(t->mem, struct card);
    *card = (struct card){ .lang = say->lang,
                           .title = share_nothing_title(say),
                           .text = text,
                           .note = share_nothing_widen(say),
                           .buttons = b,
                           .n_buttons = 1 };
    *out = card;
    return true;
}

bool share_next(struct turn *t, const struct wish *wish, struct str typed,
                struct str note, const struct card **out, struct err *err)
{
    struct shown shown = { .topics = typed };
    struct deal asked;
    bool found = false, asks = false;
    if (!dealing_next(t, wish, &shown.deal, &found, err))
        return false;
    if (!found)
        return share_nothing(t, wish, out, err);
    if (!dealing_to_ask(t, shown.deal.post, &asked, &asks, err))
        return false;
    struct str again = shown.deal.is_again ? share_again(&t->say) : STR("");
    struct card_extra extra = { .note = two_lines(t, note, again),
                                .ask = asks ? &asked : NULL };
    return share_card(t, &shown, &extra, out, err) &&
           (*out || share_nothing(t, wish, out, err));
}

/* What the words after /share mean. */
struct asked {
    struct str network, topics; /* empty: not said */
    struct str unknown;         /* the first word that means nothing */
};

static struct asked read_words(struct turn *t, struct str args, const struct strs *topics)
{
    struct asked a = { 0 };
    for (struct str word; (word = str_word(&args)).n > 0;) {
        const struct network *net = network_find(t->cfg->networks, word);
        struct str topic = { 0 };
        for (size_t i = 0; i < topics->n && topic.n == 0; i++)
            topic = str_eq_nocase(topics->v[i], word) ? topics->v[i] : topic;
        if (net && !net->off)
            a.network = a.network.n > 0 ? a.network : net->id;
        else if (topic.n > 0 && list_has(a.topics, topic))
            continue;
        else if (topic.n > 0)
            a.topics = a.topics.n == 0 ? topic
                                       : arena_fmt(t->mem, STR_FMT "," STR_FMT,
                                                   STR_ARG(a.topics), STR_ARG(topic));
        else if (a.unknown.n == 0)
            a.unknown = word;
    }
    return a;
}

static struct str nearest_of(struct turn *t, struct str word, const struct strs *topics)
{
    enum { far = 4 };
    struct str best = network_nearest(t->cfg->networks, word);
    const struct network *net = network_find(t->cfg->networks, best);
    if (net && net->off)
        best = STR("");
    size_t least = best.n > 0 ? str_distance(best, word, far) : far;
    for (size_t i = 0; i < topics->n; i++) {
        size_t d = str_distance(topics->v[i], word, far);
        if (d < least && d < word.n) {
            least = d;
            best = topics->v[i];
        }
    }
    return best;
}

static struct str network_ids(struct turn *t)
{
    struct str all = { 0 };
    for (size_t i = 0; i < t->cfg->networks->n; i++) {
        const struct network *net = &t->cfg->networks->v[i];
        if (!net->off)
            all = arena_fmt(t->mem, STR_FMT "%s" STR_FMT, STR_ARG(all),
                            all.n > 0 ? ", " : "", STR_ARG(net->id));
    }
    return all;
}

static struct str join(struct turn *t, const struct strs *list)
{
    struct str all = { 0 };
    for (size_t i = 0; i < list->n; i++)
        all = arena_fmt(t->mem, STR_FMT "%s" STR_FMT, STR_ARG(all), i > 0 ? ", " : "",
                        STR_ARG(list->v[i]));
    return all;
}

/* What there is, the nearest match first. */
static void say_unknown(struct turn *t, struct str word, const struct strs *topics)
{
    const struct speech *say = &t->say;
    struct str near = nearest_of(t, word, topics);
    const struct network *off = network_find(t->cfg->networks, word);
    struct str text = off ? share_network_off(say, markup_escape(t->mem, off->name))
                          : share_unknown_word(say, markup_escape(t->mem, word));
    if (!off && near.n > 0)
        text = arena_fmt(t->mem, STR_FMT " " STR_FMT, STR_ARG(text),
                         STR_ARG(share_unknown_nearest(say, near)));
    text = two_lines(t, text, share_unknown_networks(say, network_ids(t)));
    if (topics->n > 0)
        text = two_lines(
            t, text, share_unknown_topics(say, markup_escape(t->mem, join(t, topics))));
    fx_answer(t, share_say(t, text));
}

/* The usual words are networks that are on: then the topics need not be read. */
static bool only_networks(struct turn *t, struct str args)
{
    for (struct str word; (word = str_word(&args)).n > 0;) {
        const struct network *net = network_find(t->cfg->networks, word);
        if (!net || net->off)
            return false;
    }
    return true;
}

bool share_run(struct turn *t, const struct call *call, struct err *err)
{
    struct strs topics = { 0 };
    if (!only_networks(t, call->args) && !library_topics(t, &topics, err))
        return false;
    struct asked a = read_words(t, call->args, &topics);
    if (a.unknown.n > 0) {
        say_unknown(t, a.unknown, &topics);
        return true;
    }
    struct wish wish;
    const struct card *card = NULL;
    if (!share_wish(t, a.network, a.topics, &wish, err) ||
        !share_next(t, &wish, a.topics, STR(""), &card, err))
        return false;
    fx_answer(t, card);
    return true;
}
