/* People: they look for posts in working hours and press what there is. */
#include "sim.h"

#include <stdio.h>

#include <string.h>

static int64_t next_wake_ms(struct sim *s)
{
    return s->now_ms + sim_between(s, 10 * minute_ms, 30 * hour_ms);
}

/* What a platform says about them: none of it may turn up anywhere else. */
static void introduce(struct sim *s, int place)
{
    static const char *const zones[] = { "Europe/Berlin", "America/New_York", "" };
    struct member members[accounts_n];
    struct event ev = { .kind = EVENT_MEMBERS, .workspace = s->workspaces[place].name };
    struct err err = { 0 };
    for (int i = 0; i < accounts_n; i++) {
        if (s->accounts[i].place == place)
            members[ev.n_members++] =
                (struct member){ .user = str_from_c(s->accounts[i].user),
                                 .name = STR("Given Family"),
                                 .email = STR("given@example.com"),
                                 .zone = str_from_c(zones[i % 3]) };
    }
    ev.members = members;
    const struct event *one = &ev;
    struct engine_answer answer;
    if (!engine_run(s->engine, &one, 1, s->now_ms, &answer, &err))
        sim_fail(s, "%s", err.msg);
}

/* The same user ids are at each place, and some of them are other people's. */
static void open_account(struct sim *s, int place, int human, int user)
{
    int who = s->n_persons++;
    struct account *a = &s->accounts[who];
    *a = (struct account){
        .place = place, .human = human, .person = who, .before = -1, .by_email = true
    };
    (void)snprintf(a->user, sizeof(a->user), "USR%dX", user);
    s->persons[who] = (struct pretend){ .lang = s->humans[human].lang, .into = -1 };
    queue_add(&s->queue, (struct happening){
                             .kind = ITEM_WAKE, .who = who, .at_ms = next_wake_ms(s) });
}

void people_begin(struct sim *s)
{
    for (int i = 0; i < people_n; i++) {
        s->humans[i].lang = i % 2 ? LANG_DE : LANG_EN;
        open_account(s, 0, i, i);
    }
    for (int i = 0; i < talkers_n; i++)
        open_account(s, 1, i, (i + 1) % talkers_n);
    for (int i = first_mover; i < first_mover + movers_n; i++)
        open_account(s, 2, i, i);
    for (int i = 0; i < places_n; i++)
        introduce(s, i);
}

struct event people_event(struct sim *s, int who, enum event_kind kind)
{
    const struct account *a = &s->accounts[who];
    bool is_message = kind == EVENT_MESSAGE;
    return (struct event){ .kind = kind,
                           .user = str_from_c(a->user),
                           .channel = is_message ? STR("D1") : STR("C1"),
                           .is_direct = is_message,
                           .command = kind == EVENT_COMMAND ? STR("share") : STR(""),
                           .locale = s->humans[a->human].lang == LANG_DE ? STR("de")
                                                                         : STR("en") };
}

/* What is pressed stands where it was shown. */
void people_press(struct sim *s, const struct happening *item, enum press press,
                  struct str ref, const char *choice)
{
    struct event ev = people_event(s, item->who, EVENT_ACTION);
    ev.channel = item->event->channel;
    ev.is_direct = item->event->is_direct;
    ev.ref = ref;
    ev.choice = str_from_c(choice);
    platform_event(s, item->who, press, &ev);
}

/* A card of days ago is still there. */
bool people_press_kept(struct sim *s, int who, enum press press, const char *choice)
{
    const struct account *a = &s->accounts[who];
    struct event where = people_event(s, who, EVENT_COMMAND);
    struct happening item = { .who = who, .event = &where };
    if (a->kept[0] == '\0' || s->now_ms - a->kept_ms > 20 * day_ms)
        return false;
    people_press(s, &item, press, str_from_c(a->kept), choice);
    return true;
}

static void keep(struct sim *s, const struct happening *item)
{
    struct account *a = &s->accounts[item->who];
    struct str ref = item->answer.card->menu.ref;
    if (ref.n == 0 || ref.n >= sizeof(a->kept) || item->event->is_direct)
        return;
    (void)snprintf(a->kept, sizeof(a->kept), STR_FMT, STR_ARG(ref));
    a->kept_ms = s->now_ms;
}

/* By command, or where direct messages are caught up with, at times by one. */
static void look(struct sim *s, int who)
{
    static const struct {
        struct str text;
        enum press press;
    } words[] = {
        { STR_INIT(""), PRESS_COMMAND },   { STR_INIT(""), PRESS_COMMAND },
        { STR_INIT("x"), PRESS_COMMAND },  { STR_INIT("linkedin"), PRESS_COMMAND },
        { STR_INIT("t1"), PRESS_COMMAND }, { STR_INIT("list"), PRESS_LIST },
        { STR_INIT("help"), PRESS_LIST },  { STR_INIT("settings"), PRESS_SETTINGS },
    };
    size_t at = (size_t)sim_between(s, 0, (int64_t)COUNT(words) - 1);
    if (words[at].press == PRESS_SETTINGS && !sim_once_in(s, 3))
        at = 0; /* nobody changes them that often */
    people_type(s, who, words[at].press, words[at].text);
}

void people_type(struct sim *s, int who, enum press press, struct str text)
{
    char typed[64];
    bool is_message =
        platform_habits[s->accounts[who].place].gaps > 0 && sim_once_in(s, 2);
    struct event ev = people_event(s, who, is_message ? EVENT_MESSAGE : EVENT_COMMAND);
    (void)snprintf(typed, sizeof(typed), "%s" STR_FMT, is_message ? "share " : "",
                   STR_ARG(text));
    ev.text = str_from_c(typed);
    platform_event(s, who, press, &ev);
}

void people_wake(struct sim *s, int who)
{
    bool busy = movers_wake(s, who) ||
                (sim_once_in(s, 6) && people_press_kept(s, who, PRESS_SHARED, "shared"));
    if (!busy)
        look(s, who);
    if (!s->is_calm)
        queue_add(&s->queue, (struct happening){ .kind = ITEM_WAKE,
                                                 .who = who,
                                                 .at_ms = next_wake_ms(s) });
}

static void press_menu(struct sim *s, const struct happening *item)
{
    const struct card *card = item->answer.card;
    static const struct {
        const char *choice;
        enum press press;
    } choices[] = {
        { "other", PRESS_OTHER },
        { "remind", PRESS_REMIND },
        { "send", PRESS_SEND },
        { "shared", PRESS_SHARED },
        { "not-for-me", PRESS_NOT_FOR_ME },
    };
    size_t at = (size_t)sim_between(s, 0, (int64_t)COUNT(choices) - 1);
    people_press(s, item, choices[at].press, card->menu.ref, choices[at].choice);
}

static void press_button(struct sim *s, const struct happening *item)
{
    const struct card *card = item->answer.card;
    struct str own = STR(""), next = STR(""), instance = STR("");
    for (size_t i = 0; i < card->n_buttons; i++) {
        struct str ref = card->buttons[i].ref;
        if (str_find(ref, STR(".own.")) >= 0)
            own = ref;
        if (str_find(ref, STR(".next.")) >= 0)
            next = ref;
        if (str_find(ref, STR(".instance.")) >= 0)
            instance = ref;
    }
    if (instance.n > 0 && sim_once_in(s, 3))
        people_press(s, item, PRESS_INSTANCE, instance, "");
    else if (own.n > 0 && sim_once_in(s, 3))
        people_press(s, item, PRESS_OWN, own, "");
    else if (next.n > 0)
        people_press(s, item, PRESS_NEXT, next, "");
}

static void press_card(struct sim *s, const struct happening *item)
{
    const struct card *card = item->answer.card;
    if (card->n_items == 1 && card->items[0].other.ref.n > 0 && sim_once_in(s, 2)) {
        bool yes = sim_once_in(s, 2);
        people_press(s, item, yes ? PRESS_YES : PRESS_NO,
                     yes ? card->items[0].button.ref : card->items[0].other.ref, "");
        return;
    }
    int64_t what = sim_between(s, 0, 9);
    if (what < 4 && card->menu.ref.n > 0)
        press_menu(s, item);
    else if (what < 7)
        press_button(s, item);
    else if (what == 7 && card->select.ref.n > 0)
        people_press(s, item, PRESS_NETWORK, card->select.ref,
                     network_names[sim_between(s, 0, networks_n - 1)]);
}

static void send_form(struct sim *s, const struct happening *item, enum press what,
                      const struct form_value *values, size_t n)
{
    struct event ev = people_event(s, item->who, EVENT_FORM);
    ev.channel = item->event->channel;
    ev.is_direct = item->event->is_direct;
    ev.ref = item->answer.form->ref;
    ev.values = values;
    ev.n_values = n;
    platform_event(s, item->who, what, &ev);
}

/* Any networks, topics and languages; their server stays what it is. */
static void fill_settings(struct sim *s, const struct happening *item)
{
    static const struct str networks[] = { STR_INIT(""), STR_INIT("x"),
                                           STR_INIT("linkedin,x"),
                                           STR_INIT("linkedin,mastodon") };
    static const struct str topics[] = { STR_INIT(""), STR_INIT(""), STR_INIT("t1"),
                                         STR_INIT("t0,t2") };
    static const struct str posts[] = { STR_INIT("same"), STR_INIT("en"), STR_INIT("de"),
                                        STR_INIT("de,en") };
    const struct pretend *p = persons_of(s, item->who);
    struct form_value v[] = {
        { STR("networks"), networks[sim_between(s, 0, 3)] },
        { STR("topics"), topics[sim_between(s, 0, 3)] },
        { STR("posts"), posts[sim_between(s, 0, 3)] },
        { STR("lang"), str_from_c(lang_names[p->lang]) },
        { STR("instance"), p->has_instance ? STR("example.social") : STR("") },
    };
    send_form(s, item, PRESS_SETTINGS_FORM, v, COUNT(v));
}

static void fill(struct sim *s, const struct happening *item)
{
    const struct account *a = &s->accounts[item->who];
    if (item->press == PRESS_OWN) {
        char text[64];
        (void)snprintf(text, sizeof(text), "own-%d-%d https://example.com/p", a->person,
                       s->persons[a->person].own_words++);
        struct form_value v = { STR("text"), str_from_c(text) };
        send_form(s, item, PRESS_OWN_FORM, &v, 1);
    } else if (item->press == PRESS_REMIND) {
        static const struct str when[] = { STR_INIT("later"), STR_INIT("tomorrow") };
        struct form_value v = { STR("when"), when[sim_between(s, 0, 1)] };
        send_form(s, item, PRESS_REMIND_FORM, &v, 1);
    } else if (item->press == PRESS_INSTANCE) {
        struct form_value v = { STR("instance"), STR("@me@example.social") };
        send_form(s, item, PRESS_INSTANCE_FORM, &v, 1);
    } else if (item->press == PRESS_SETTINGS) {
        fill_settings(s, item);
    }
}

void people_answered(struct sim *s, const struct happening *item)
{
    if (s->is_calm)
        return;
    if (item->answer.card)
        keep(s, item);
    if (item->answer.kind == ANSWER_FORM)
        fill(s, item);
    else if (item->press >= PRESS_CONNECT)
        movers_answered(s, item);
    else if (item->answer.card && !sim_once_in(s, 3))
        press_card(s, item);
}
