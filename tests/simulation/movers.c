/* People who are at several places: they carry codes over, mistype them, come too late,
 * disconnect; and the directory learns their addresses. */
#include "sim.h"

#include <stdio.h>

#include <string.h>

/* Another account of the same human, or at times the same; -1: there is no other. */
static int other_of(struct sim *s, int who)
{
    int found[places_n], n = 0;
    for (int i = 0; i < accounts_n; i++) {
        if (i != who && s->accounts[i].human == s->accounts[who].human)
            found[n++] = i;
    }
    if (n == 0)
        return -1;
    return sim_once_in(s, 12) ? who : found[sim_between(s, 0, n - 1)];
}

/* Spelt now this way, now that. */
static void tell_email(struct sim *s, int who)
{
    char email[32];
    (void)snprintf(email, sizeof(email), "%cuman%d@example.com",
                   sim_once_in(s, 2) ? 'h' : 'H', s->accounts[who].human);
    struct member m = { .user = str_from_c(s->accounts[who].user),
                        .name = STR("Given Family"),
                        .email = str_from_c(email),
                        .email_verified = true };
    struct event ev = { .kind = EVENT_MEMBERS, .members = &m, .n_members = 1 };
    platform_event(s, who, PRESS_EMAIL, &ev);
}

bool movers_wake(struct sim *s, int who)
{
    const struct account *a = &s->accounts[who];
    bool is_mover = a->human >= first_mover && a->human < first_mover + movers_n;
    if (is_mover && platform_habits[a->place].has_email && sim_once_in(s, 12))
        tell_email(s, who);
    if (other_of(s, who) < 0 || !sim_once_in(s, 5))
        return false;
    people_type(s, who, PRESS_CONNECT, STR("connect"));
    return true;
}

static void carry(struct sim *s, int who, struct str code, int64_t at_most_ms)
{
    struct event ev = { .text = code };
    struct arena *mem = arena_new();
    queue_add(&s->queue, (struct happening){
                             .kind = ITEM_TYPE,
                             .who = who,
                             .at_ms = s->now_ms + sim_between(s, second_ms, at_most_ms),
                             .mem = mem,
                             .event = event_copy(mem, &ev) });
}

void movers_type(struct sim *s, const struct happening *item)
{
    char words[32];
    struct account *a = &s->accounts[item->who];
    struct str code = item->event->text;
    if (code.n == 0) { /* it occurs to them now */
        people_type(s, item->who, PRESS_CONNECT, STR("connect"));
        return;
    }
    if (sim_once_in(s, 2))
        (void)people_press_kept(s, item->who, PRESS_SHARED, "shared");
    (void)snprintf(a->typed, sizeof(a->typed), STR_FMT, STR_ARG(code));
    (void)snprintf(words, sizeof(words), "connect " STR_FMT, STR_ARG(code));
    people_type(s, item->who, PRESS_CODE, str_from_c(words));
}

/* The code on the card, now and then with a slip, mostly in time. */
static void on_code(struct sim *s, int who, const struct card *card)
{
    char code[16];
    struct str shown = card->copy;
    (void)str_word(&shown);
    (void)str_word(&shown);
    (void)snprintf(code, sizeof(code), STR_FMT, STR_ARG(shown));
    size_t n = strlen(code);
    if (n > 0 && sim_once_in(s, 8))
        code[n - 1] = code[n - 1] == 'X' ? 'Y' : 'X';
    int other = other_of(s, who);
    if (n > 0 && other >= 0)
        carry(s, other, str_from_c(code), sim_once_in(s, 6) ? 15 * minute_ms : minute_ms);
}

/* What was asked for just before may be on its way then. */
static void part(struct sim *s, const struct happening *item)
{
    if (sim_once_in(s, 2))
        (void)people_press_kept(s, item->who, PRESS_SEND, "send");
    people_press(s, item, PRESS_PART, item->answer.card->buttons[0].ref, "");
}

/* Joined: the same post may be there, too. Else one slip after the other. */
static void on_said(struct sim *s, int who, const struct card *card)
{
    bool is_joined = str_find(card->text, STR("one person")) >= 0 ||
                     str_find(card->text, STR("eine Person")) >= 0;
    int other = other_of(s, who);
    if (is_joined && other >= 0)
        (void)people_press_kept(s, other, PRESS_SHARED, "shared");
    if (!is_joined && !sim_once_in(s, 4))
        carry(s, who, STR("K7QM-3XPT"), minute_ms);
    else if (sim_once_in(s, 3))
        carry(s, who, STR(""), minute_ms);
}

/* A code is carried over, or they part; and then the same code once more. */
void movers_answered(struct sim *s, const struct happening *item)
{
    const struct card *card = item->answer.card;
    if (!card)
        return;
    if (item->press == PRESS_CODE)
        on_said(s, item->who, card);
    else if (item->press == PRESS_PART && sim_once_in(s, 2))
        carry(s, item->who, str_from_c(s->accounts[item->who].typed), minute_ms);
    if (item->press != PRESS_CONNECT)
        return;
    bool may_part = card->n_buttons > 0 && s->n_persons < persons_max;
    if (may_part && sim_once_in(s, 2))
        part(s, item);
    else
        on_code(s, item->who, card);
}
