/* The buttons, menus and forms of /share. */
#include "advocacy/library.h"
#include "advocacy/shares.h"
#include "base/arena.h"
#include "core/action.h"
#include "share.h"
#include "share_texts.h"

/* Shows the card again, with a note; when its post is gone, the next one. */
static bool redraw(struct turn *t, const struct shown *s, struct str note,
                   struct err *err)
{
    const struct card *card = NULL;
    if (!share_card(t, s, &(struct card_extra){ .note = note }, &card, err))
        return false;
    if (!card) {
        struct wish wish;
        if (!share_wish(t, s->deal.network, s->topics, &wish, err) ||
            !share_next(t, &wish, s->topics, note.n > 0 ? note : share_gone_next(&t->say),
                        &card, err))
            return false;
    }
    fx_replace(t, card);
    return true;
}

static bool next(struct turn *t, const struct shown *s, struct str note, struct err *err)
{
    struct wish wish;
    const struct card *card = NULL;
    if (!share_wish(t, s->deal.network, s->topics, &wish, err) ||
        !share_next(t, &wish, s->topics, note, &card, err))
        return false;
    fx_replace(t, card);
    return true;
}

static bool on_next(struct turn *t, struct shown *s, const struct action *a,
                    struct err *err)
{
    (void)a;
    return next(t, s, STR(""), err);
}

static bool on_other(struct turn *t, struct shown *s, struct err *err)
{
    bool found = false;
    if (!dealing_other_wording(t, &s->deal, &found, err))
        return false;
    s->is_mine = false;
    return redraw(t, s, found ? STR("") : share_only_wording(&t->say), err);
}

static bool count_share(struct turn *t, int64_t post, struct str network,
                        struct str *thanks, struct err *err)
{
    bool counted = false;
    if (!shares_count(t, post, network, &counted, err) || !dealing_use_up(t, post, err))
        return false;
    *thanks = counted ? share_thanks_shared(&t->say) : share_thanks_known(&t->say);
    return true;
}

static bool on_shared(struct turn *t, struct shown *s, struct err *err)
{
    struct str thanks;
    return count_share(t, s->deal.post, s->deal.network, &thanks, err) &&
           redraw(t, s, thanks, err);
}

static bool on_not_for_me(struct turn *t, struct shown *s, struct err *err)
{
    return dealing_use_up(t, s->deal.post, err) &&
           next(t, s, share_noted_not_for_me(&t->say), err);
}

static bool on_send(struct turn *t, struct shown *s, const struct action *a,
                    struct err *err)
{
    (void)a;
    bool sent = false;
    return share_send_by_message(t, s, &sent, err) &&
           redraw(t, s, sent ? share_sent_text(&t->say) : STR(""), err);
}

static bool on_menu(struct turn *t, struct shown *s, const struct action *a,
                    struct err *err)
{
    if (str_eq(a->choice, STR("other")))
        return on_other(t, s, err);
    if (str_eq(a->choice, STR("send")))
        return on_send(t, s, a, err);
    if (str_eq(a->choice, STR("shared")))
        return on_shared(t, s, err);
    if (str_eq(a->choice, STR("not-for-me")))
        return on_not_for_me(t, s, err);
    if (str_eq(a->choice, STR("remind")))
        share_form_remind(t, s);
    return true;
}

/* The same post for the other network if it has words for it, else the next there; the
 * choice is remembered. */
static bool on_network(struct turn *t, struct shown *s, const struct action *a,
                       struct err *err)
{
    const struct network *net = network_find(t->cfg->networks, a->choice);
    if (!net || net->off)
        return redraw(t, s, STR(""), err);
    struct preferences p;
    struct wish wish;
    bool found = false;
    if (!preferences_get(t, &p, err))
        return false;
    p.network = net->id;
    if (!preferences_put(t, &p, err) || !share_wish(t, net->id, STR(""), &wish, err) ||
        !dealing_take(t, &wish, s->deal.post, &s->deal, &found, err))
        return false;
    s->is_mine = false;
    s->deal.network = net->id;
    return found ? redraw(t, s, STR(""), err) : next(t, s, STR(""), err);
}

static bool on_own(struct turn *t, struct shown *s, const struct action *a,
                   struct err *err)
{
    (void)a;
    struct str text;
    if (!share_text(t, s, &text, err))
        return false;
    share_form_own(t, s, text);
    return true;
}

static bool on_own_form(struct turn *t, struct shown *s, const struct action *a,
                        struct err *err)
{
    (void)a;
    return share_own_sent(t, s, err);
}

static bool on_remind_form(struct turn *t, struct shown *s, const struct action *a,
                           struct err *err)
{
    (void)a;
    return share_remind_sent(t, s, err);
}

static bool on_instance(struct turn *t, struct shown *s, const struct action *a,
                        struct err *err)
{
    (void)a;
    (void)err;
    share_form_instance(t, s);
    return true;
}

static bool on_instance_form(struct turn *t, struct shown *s, const struct action *a,
                             struct err *err)
{
    (void)a;
    return share_instance_sent(t, s, err);
}

/* From a list: `object` is a post on a network. */
static bool on_take(struct turn *t, struct shown *s, const struct action *a,
                    struct err *err)
{
    (void)a;
    struct wish wish;
    bool found = false;
    struct shown taken = { 0 };
    if (!share_wish(t, s->deal.network, STR(""), &wish, err) ||
        !dealing_take(t, &wish, s->deal.post, &taken.deal, &found, err))
        return false;
    return found ? redraw(t, &taken, STR(""), err) : redraw(t, s, STR(""), err);
}

/* Cards that are about a post, and what their object decodes to. */
static const struct {
    const char *name;
    bool (*run)(struct turn *t, struct shown *s, const struct action *a, struct err *err);
} handlers[] = {
    { "next", on_next },
    { "menu", on_menu },
    { "own", on_own },
    { "own-form", on_own_form },
    { "network", on_network },
    { "send", on_send },
    { "remind-form", on_remind_form },
    { "instance", on_instance },
    { "instance-form", on_instance_form },
    { "take", on_take },
};

/* "Did you post it?": object is "ASKED,NETWORK,card". */
static bool on_answered(struct turn *t, const struct action *a, bool yes, struct err *err)
{
    struct str rest = a->object;
    struct shown s;
    int64_t asked = 0;
    if (!str_to_int(str_cut(&rest, ','), &asked))
        return err_set(err, ERR_INVALID, "a question without a post");
    struct str network = str_cut(&rest, ',');
    if (!shown_decode(rest, &s))
        return err_set(err, ERR_INVALID, "a question without a card");
    struct str note = share_noted_not_posted(&t->say);
    if (yes && !count_share(t, asked, network, &note, err))
        return false;
    return redraw(t, &s, note, err);
}

/* Buttons that are about no post. */
static bool on_general(struct turn *t, const struct action *a, bool *known,
                       struct err *err)
{
    *known = true;
    if (str_eq(a->name, STR("posted")) || str_eq(a->name, STR("not-posted")))
        return on_answered(t, a, str_eq(a->name, STR("posted")), err);
    if (str_eq(a->name, STR("settings")))
        return share_settings(t, err);
    if (str_eq(a->name, STR("settings-form")))
        return share_settings_sent(t, err);
    if (str_eq(a->name, STR("list")))
        return share_list(t, STR(""), err);
    if (str_eq(a->name, STR("get")))
        return share_run(t, &(struct call){ 0 }, err);
    if (str_eq(a->name, STR("disconnect")))
        return share_disconnect(t, err);
    *known = false;
    return true;
}

bool share_act(struct turn *t, const struct action *a, struct err *err)
{
    bool known = false;
    struct shown s;
    if (!on_general(t, a, &known, err))
        return false;
    if (known)
        return true;
    if (!shown_decode(a->object, &s))
        return err_set(err, ERR_INVALID, "a button without a card");
    for (size_t i = 0; i < COUNT(handlers); i++) {
        if (str_eq(a->name, str_from_c(handlers[i].name)))
            return handlers[i].run(t, &s, a, err);
    }
    return err_set(err, ERR_INVALID, "no such button: " STR_FMT, STR_ARG(a->name));
}
