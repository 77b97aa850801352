/* People: they look for posts in working hours and press what there is. */
#include "sim.h"

#include <stdio.h>

#include <string.h>

static int64_t next_wake_ms(struct sim *s)
{
    return s->now_ms + sim_between(s, 10 * minute_ms, 30 * hour_ms);
}

/* What the platform says about them: none of it may turn up anywhere else. */
static void introduce(struct sim *s)
{
    static const char *const zones[] = { "Europe/Berlin", "America/New_York", "" };
    struct member members[people_n] = { 0 };
    struct event ev = { .kind = EVENT_MEMBERS, .workspace = STR("acme") };
    struct err err = { 0 };
    for (int i = 0; i < people_n; i++)
        members[i] = (struct member){ .user = str_from_c(s->people[i].user),
                                      .name = STR("Given Family"),
                                      .email = STR("given@example.com"),
                                      .zone = str_from_c(zones[i % 3]) };
    ev.members = members;
    ev.n_members = people_n;
    const struct event *one = &ev;
    struct engine_answer answer;
    if (!engine_run(s->engine, &one, 1, s->now_ms, &answer, &err))
        sim_fail(s, "%s", err.msg);
}

void people_begin(struct sim *s)
{
    for (int i = 0; i < people_n; i++) {
        struct pretend *p = &s->people[i];
        (void)snprintf(p->user, sizeof(p->user), "USR%dX", i);
        p->lang = i % 2 ? LANG_DE : LANG_EN;
        p->reads[p->lang] = true;
        queue_add(&s->queue, (struct happening){
                                 .kind = ITEM_WAKE, .who = i, .at_ms = next_wake_ms(s) });
    }
    introduce(s);
}

static struct event event_of(struct sim *s, int who, enum event_kind kind)
{
    const struct pretend *p = &s->people[who];
    return (struct event){ .kind = kind,
                           .user = str_from_c(p->user),
                           .channel = STR("C1"),
                           .locale = p->lang == LANG_DE ? STR("de") : STR("en") };
}

void people_wake(struct sim *s, int who)
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
    struct event ev = event_of(s, who, EVENT_COMMAND);
    ev.command = STR("share");
    size_t at = (size_t)sim_between(s, 0, (int64_t)COUNT(words) - 1);
    if (words[at].press == PRESS_SETTINGS && !sim_once_in(s, 3))
        at = 0; /* nobody changes them that often */
    ev.text = words[at].text;
    platform_event(s, who, words[at].press, &ev);
    if (!s->is_calm)
        queue_add(&s->queue, (struct happening){ .kind = ITEM_WAKE,
                                                 .who = who,
                                                 .at_ms = next_wake_ms(s) });
}

static void press(struct sim *s, int who, enum press press, struct str ref,
                  const char *choice)
{
    struct event ev = event_of(s, who, EVENT_ACTION);
    ev.ref = ref;
    ev.choice = str_from_c(choice);
    platform_event(s, who, press, &ev);
}

static void press_menu(struct sim *s, int who, const struct card *card)
{
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
    press(s, who, choices[at].press, card->menu.ref, choices[at].choice);
}

static void press_button(struct sim *s, int who, const struct card *card)
{
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
        press(s, who, PRESS_INSTANCE, instance, "");
    else if (own.n > 0 && sim_once_in(s, 3))
        press(s, who, PRESS_OWN, own, "");
    else if (next.n > 0)
        press(s, who, PRESS_NEXT, next, "");
}

static void press_card(struct sim *s, int who, const struct card *card)
{
    if (card->n_items == 1 && card->items[0].other.ref.n > 0 && sim_once_in(s, 2)) {
        bool yes = sim_once_in(s, 2);
        press(s, who, yes ? PRESS_YES : PRESS_NO,
              yes ? card->items[0].button.ref : card->items[0].other.ref, "");
        return;
    }
    int64_t what = sim_between(s, 0, 9);
    if (what < 4 && card->menu.ref.n > 0)
        press_menu(s, who, card);
    else if (what < 7)
        press_button(s, who, card);
    else if (what == 7 && card->select.ref.n > 0)
        press(s, who, PRESS_NETWORK, card->select.ref,
              network_names[sim_between(s, 0, networks_n - 1)]);
}

static void send_form(struct sim *s, int who, enum press what, const struct form *form,
                      const struct form_value *values, size_t n)
{
    struct event ev = event_of(s, who, EVENT_FORM);
    ev.ref = form->ref;
    ev.values = values;
    ev.n_values = n;
    platform_event(s, who, what, &ev);
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
    const struct pretend *p = &s->people[item->who];
    struct form_value v[] = {
        { STR("networks"), networks[sim_between(s, 0, 3)] },
        { STR("topics"), topics[sim_between(s, 0, 3)] },
        { STR("posts"), posts[sim_between(s, 0, 3)] },
        { STR("lang"), str_from_c(lang_names[p->lang]) },
        { STR("instance"), p->has_instance ? STR("example.social") : STR("") },
    };
    send_form(s, item->who, PRESS_SETTINGS_FORM, item->answer.form, v, COUNT(v));
}

static void fill(struct sim *s, const struct happening *item)
{
    const struct form *form = item->answer.form;
    if (item->press == PRESS_OWN) {
        char text[64];
        (void)snprintf(text, sizeof(text), "own-%d-%d https://example.com/p", item->who,
                       s->people[item->who].own_words++);
        struct form_value v = { STR("text"), str_from_c(text) };
        send_form(s, item->who, PRESS_OWN_FORM, form, &v, 1);
    } else if (item->press == PRESS_REMIND) {
        static const struct str when[] = { STR_INIT("later"), STR_INIT("tomorrow") };
        struct form_value v = { STR("when"), when[sim_between(s, 0, 1)] };
        send_form(s, item->who, PRESS_REMIND_FORM, form, &v, 1);
    } else if (item->press == PRESS_INSTANCE) {
        struct form_value v = { STR("instance"), STR("@me@example.social") };
        send_form(s, item->who, PRESS_INSTANCE_FORM, form, &v, 1);
    } else if (item->press == PRESS_SETTINGS) {
        fill_settings(s, item);
    }
}

void people_answered(struct sim *s, const struct happening *item)
{
    if (s->is_calm)
        return;
    if (item->answer.kind == ANSWER_FORM)
        fill(s, item);
    else if (item->answer.card && !sim_once_in(s, 3))
        press_card(s, item->who, item->answer.card);
}
