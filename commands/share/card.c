/* The card of a post: title, text to copy, why it is fresh, and what one may do. */
#include "advocacy/compose.h"
#include "advocacy/counting.h"
#include "advocacy/library.h"
#include "advocacy/moment.h"
#include "base/arena.h"
#include "base/buf.h"
#include "codec/markup.h"
#include "core/action.h"
#include "share.h"
#include "share_texts.h"

enum { button_url_max = 3000, options_max = 32 };

/* What the parts of a card are made from. */
struct making {
    struct turn *t;
    const struct shown *shown;
    const struct network *net;
    struct preferences prefs;
    struct post post;
    struct str text;   /* complete, as it is to be posted */
    struct str object; /* of the references */
    struct card *card;
    struct str note; /* grows: markup lines */
};

static void add_note(struct making *m, struct str line)
{
    if (line.n == 0)
        return;
    struct str parts[] = { m->note, m->note.n > 0 ? STR("\n") : STR(""), line };
    m->note = arena_join(m->t->mem, parts, COUNT(parts));
}

static struct button press(struct making *m, struct str label, const char *action)
{
    return (struct button){ .label = label,
                            .ref = ref_sign(m->t, "share", action, m->object) };
}

static struct here here_of(struct turn *t)
{
    return (struct here){ t->person.zone, t->now_ms };
}

/* From midnight to midnight where the library is written: elsewhere its last instant
 * may be the day after. */
static struct here there_of(struct turn *t)
{
    struct str zone =
        t->cfg->n_workspaces > 0 ? t->cfg->workspaces[0].zone : t->person.zone;
    return (struct here){ zone.n > 0 ? zone : t->person.zone, t->now_ms };
}

static bool is_compose(const struct making *m)
{
    return m->post.kind == POST_POST || m->post.kind == POST_JOB;
}

static struct str length_part(struct making *m, struct err *err)
{
    struct counted c;
    if (!count_length(&c, m->net, m->text, m->t->mem, err))
        return STR("");
    return c.limit > 0 ? share_length_of(&m->t->say, c.length, c.limit)
                       : share_length_free(&m->t->say, c.length);
}

static bool make_quiet(struct making *m, struct err *err)
{
    static const struct str dot = STR_INIT(" · ");
    struct turn *t = m->t;
    struct str parts[9];
    size_t n = 0;
    parts[n++] = share_network_name(t, m->net);
    parts[n++] = dot;
    parts[n++] =
        share_published(&t->say, moment_age(&t->say, here_of(t), m->post.fresh_ms));
    if (m->post.until_ms > 0) {
        parts[n++] = STR(", ");
        parts[n++] = share_good_until(
            &t->say, moment_date(&t->say, there_of(t), m->post.until_ms - 1));
    }
    if (is_compose(m)) {
        parts[n++] = dot;
        parts[n] = length_part(m, err);
        if (parts[n++].n == 0)
            return false;
    }
    m->card->quiet = arena_join(t->mem, parts, n);
    return true;
}

/* The thoughts are places to start from, never a script to be copied. */
static void make_thoughts(struct making *m)
{
    struct turn *t = m->t;
    struct str parts[1 + 2 * COUNT(m->post.thoughts)];
    size_t n = 0;
    parts[n++] = m->post.kind == POST_COMMENT ? share_comment_intro(&t->say)
                                              : share_repost_intro(&t->say);
    for (size_t i = 0; i < COUNT(m->post.thoughts); i++) {
        if (m->post.thoughts[i].n == 0)
            continue;
        parts[n++] = STR("\n");
        parts[n++] = share_thought(&t->say, markup_escape(t->mem, m->post.thoughts[i]));
    }
    m->card->text = arena_join(t->mem, parts, n);
}

static void make_job_facts(struct making *m)
{
    struct turn *t = m->t;
    struct fact *facts = ARENA_ARRAY(t->mem, 2, struct fact);
    size_t n = 0;
    if (m->post.place.n > 0)
        facts[n++] = (struct fact){ share_place(&t->say), m->post.place };
    if (m->post.deadline_ms > 0)
        facts[n++] =
            (struct fact){ share_deadline(&t->say),
                           moment_date(&t->say, there_of(t), m->post.deadline_ms - 1) };
    m->card->facts = facts;
    m->card->n_facts = n;
}

/* A button that opens the network's composer; what it cannot bring along is said. */
static struct button share_button(struct making *m)
{
    struct turn *t = m->t;
    AUTO(buf_clear) struct buf link = BUF_INIT(64 * 1024);
    struct compose what = { .text = m->text,
                            .url = m->post.link,
                            .title = m->post.title,
                            .instance = m->prefs.instance,
                            .max_bytes = button_url_max };
    bool is_mail = str_starts(m->net->compose, STR("mailto:")); /* one is not on it */
    struct str label =
        is_mail ? share_share_by_mail(&t->say) : share_share_on(&t->say, m->net->name);
    struct str name = markup_escape(t->mem, share_network_name(t, m->net));
    switch (compose_link(&link, m->net, &what)) {
    case COMPOSED:
        if (!compose_takes_text(m->net))
            add_note(m, share_copy_first(&t->say, name));
        break;
    case COMPOSE_TOO_LONG:
        add_note(m, share_copy_too_long(&t->say, name));
        if (compose_bare(&link, m->net, &what) != COMPOSED)
            return press(m, share_send_text(&t->say), "send");
        break;
    case COMPOSE_NEEDS_INSTANCE:
        return press(m, share_ask_instance(&t->say, m->net->name), "instance");
    case COMPOSE_NEEDS_URL:
    case COMPOSE_NO_WAY:
        add_note(m, share_copy_no_way(&t->say, name));
        return press(m, share_send_text(&t->say), "send");
    }
    return (struct button){ .label = label, .url = arena_buf(t->mem, &link) };
}

static struct button first_button(struct making *m)
{
    struct turn *t = m->t;
    if (m->post.kind == POST_COMMENT)
        return (struct button){ .label = share_open_comment(&t->say),
                                .url = m->post.link };
    if (m->post.kind == POST_REPOST)
        return (struct button){ .label = share_open_repost(&t->say),
                                .url = m->post.link };
    return share_button(m);
}

static void make_buttons(struct making *m)
{
    struct turn *t = m->t;
    struct button *b = ARENA_ARRAY(t->mem, 3, struct button);
    size_t n = 0;
    b[n++] = first_button(m);
    b[0].style = BUTTON_PRIMARY;
    if (is_compose(m))
        b[n++] = press(m, share_in_my_words(&t->say), "own");
    b[n++] = press(m, share_next_post(&t->say), "next");
    m->card->buttons = b;
    m->card->n_buttons = n;
}

static void make_menu(struct making *m)
{
    struct turn *t = m->t;
    struct option *o = ARENA_ARRAY(t->mem, 5, struct option);
    size_t n = 0;
    if (is_compose(m))
        o[n++] = (struct option){ share_other_wording(&t->say), STR("other") };
    o[n++] = (struct option){ share_remind_me(&t->say), STR("remind") };
    if (is_compose(m) && m->card->buttons[0].url.n > 0) /* else it may be that button */
        o[n++] = (struct option){ share_send_text(&t->say), STR("send") };
    o[n++] = (struct option){ share_i_shared_it(&t->say), STR("shared") };
    o[n++] = (struct option){ share_not_for_me(&t->say), STR("not-for-me") };
    m->card->menu = (struct choice){ .label = share_more(&t->say),
                                     .ref = ref_sign(t, "share", "menu", m->object),
                                     .options = o,
                                     .n_options = n };
}

static void make_select(struct making *m)
{
    struct turn *t = m->t;
    struct option *o = ARENA_ARRAY(t->mem, options_max, struct option);
    size_t n = 0;
    for (size_t i = 0; i < t->cfg->networks->n && n < options_max; i++) {
        const struct network *net = &t->cfg->networks->v[i];
        if (share_offers(net, &m->prefs) || str_eq(net->id, m->net->id))
            o[n++] = (struct option){ share_network_name(t, net), net->id };
    }
    if (n < 2)
        return;
    m->card->select = (struct choice){ .label = share_other_network(&t->say),
                                       .ref = ref_sign(t, "share", "network", m->object),
                                       .selected = m->net->id,
                                       .options = o,
                                       .n_options = n };
}

/* "Did you post it?", with the answer's references signed over both posts. */
static bool make_question(struct making *m, const struct deal *ask, struct err *err)
{
    struct turn *t = m->t;
    struct post asked;
    bool found = false;
    if (!ask || !library_post(t, ask->post, ask->lang, &asked, &found, err))
        return !ask;
    if (!found)
        return true;
    struct str object =
        arena_fmt(t->mem, "%lld," STR_FMT "," STR_FMT, (long long)ask->post,
                  STR_ARG(ask->network), STR_ARG(m->object));
    struct item *item = ARENA_NEW(t->mem, struct item);
    *item = (struct item){
        .text = share_did_you_post(&t->say, markup_escape(t->mem, asked.title)),
        .button = { .label = share_yes(&t->say),
                    .ref = ref_sign(t, "share", "posted", object) },
        .other = { .label = share_no(&t->say),
                   .ref = ref_sign(t, "share", "not-posted", object) },
    };
    m->card->items = item;
    m->card->n_items = 1;
    return true;
}

static bool make_all(struct making *m, const struct card_extra *extra, struct err *err)
{
    struct turn *t = m->t;
    struct card *c = m->card;
    *c = (struct card){ .lang = t->say.lang,
                        .title = m->post.title,
                        .summary = share_summary_card(&t->say, m->post.title,
                                                      share_network_name(t, m->net)),
                        .picture = { .hash = m->post.picture_hash, .alt = m->post.alt } };
    add_note(m, extra->note);
    if (is_compose(m))
        c->copy = m->text;
    else
        make_thoughts(m);
    if (m->post.kind == POST_JOB)
        make_job_facts(m);
    make_buttons(m);
    make_menu(m);
    make_select(m);
    c->note = m->note;
    return make_quiet(m, err) && make_question(m, extra->ask, err);
}

bool share_text(struct turn *t, const struct shown *s, struct str *out, struct err *err)
{
    const struct deal *d = &s->deal;
    *out = STR("");
    if (s->is_mine && !own_words_get(t, d->post, d->network, out, err))
        return false;
    bool found = false;
    return out->n > 0 ||
           library_body(t, d->post, d->network, d->lang, d->wording, out, &found, err);
}

bool share_card(struct turn *t, const struct shown *s, const struct card_extra *extra,
                const struct card **out, struct err *err)
{
    struct making m = { .t = t, .shown = s, .object = shown_encode(t, s) };
    bool found = false;
    *out = NULL;
    m.net = network_find(t->cfg->networks, s->deal.network);
    if (!m.net)
        return true;
    if (!library_post(t, s->deal.post, s->deal.lang, &m.post, &found, err) ||
        !share_text(t, s, &m.text, err) || !preferences_get(t, &m.prefs, err))
        return false;
    if (!found || !m.post.is_live || (is_compose(&m) && m.text.n == 0))
        return true;
    m.card = ARENA_NEW(t->mem, struct card);
    if (!make_all(&m, extra, err))
        return false;
    *out = m.card;
    return true;
}
