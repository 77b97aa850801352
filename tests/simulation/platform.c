/* The model platforms: each loses, doubles, delays and reorders in its way. */
#include "sim.h"

#include <stdio.h>
#include <string.h>

/* Two are like Slack: events come until they are acknowledged, and a message that was sent
 * is soon in the channel's history. One is like Mattermost: a command that finds nobody is
 * lost, and whoever typed it is told so; a call may be replayed; messages are caught up
 * with when the line is back, out of step; and there is a rate limit. */
const struct habits platform_habits[places_n] = {
    { .name = "acme",
      .redelivers = true,
      .doubles = 10,
      .double_ms = 30 * 60 * 1000,
      .shows_ms = 20 * 1000,
      .refuses = 30,
      .has_email = true },
    { .name = "talk",
      .doubles = 40,
      .double_ms = 6 * 60 * 60 * 1000,
      .gaps = 15,
      .gap_ms = 40 * 60 * 1000,
      .shows_ms = 30 * 1000,
      .refuses = 8 },
    { .name = "lab",
      .redelivers = true,
      .doubles = 10,
      .double_ms = 30 * 60 * 1000,
      .shows_ms = 20 * 1000,
      .refuses = 30,
      .has_email = true },
};

static const struct habits *habits_of(const struct sim *s, int who)
{
    return &platform_habits[s->accounts[who].place];
}

static void queue_event(struct sim *s, int64_t at_ms, int who, enum press press,
                        const struct event *ev)
{
    struct arena *mem = arena_new();
    queue_add(&s->queue, (struct happening){ .at_ms = at_ms,
                                             .kind = ITEM_EVENT,
                                             .who = who,
                                             .press = press,
                                             .mem = mem,
                                             .event = event_copy(mem, ev) });
}

static int64_t way_ms(struct sim *s, const struct habits *h, enum event_kind kind)
{
    bool is_late = !s->is_calm && kind == EVENT_MESSAGE && h->gaps > 0 &&
                   sim_once_in(s, (uint64_t)h->gaps);
    return is_late ? sim_between(s, second_ms, h->gap_ms) : sim_between(s, 5, 800);
}

/* An event is on its way: late, and at times twice, even long after. */
void platform_event(struct sim *s, int who, enum press press, const struct event *ev)
{
    const struct habits *h = habits_of(s, who);
    struct event e = *ev;
    char id[24];
    uint64_t *ids = &s->ids[s->accounts[who].place];
    (void)snprintf(id, sizeof(id), "ev%llu", (unsigned long long)++*ids);
    e.id = str_from_c(id);
    e.workspace = str_from_c(h->name);
    int64_t at = s->now_ms + way_ms(s, h, e.kind);
    queue_event(s, at, who, press, &e);
    if (!s->is_calm && sim_once_in(s, (uint64_t)h->doubles)) {
        bool is_late = sim_once_in(s, 4);
        at += is_late ? sim_between(s, minute_ms, h->double_ms)
                      : sim_between(s, 0, 3 * second_ms);
        queue_event(s, at, who, press, &e);
    }
}

bool platform_keeps(struct sim *s, struct happening *item, int64_t at_ms)
{
    bool is_message = item->event->kind == EVENT_MESSAGE;
    bool redelivers = item->press == PRESS_OUTCOME || habits_of(s, item->who)->redelivers;
    /* Messages are caught up with channel by channel. */
    item->at_ms = at_ms + (redelivers ? 1 : sim_between(s, second_ms, minute_ms));
    s->seen.lost += !redelivers && !is_message;
    return redelivers || is_message;
}

static int index_of_user(struct sim *s, struct str workspace, struct str user)
{
    for (int i = 0; i < accounts_n; i++) {
        if (str_eq(user, str_from_c(s->accounts[i].user)) &&
            str_eq(workspace, str_from_c(habits_of(s, i)->name)))
            return i;
    }
    sim_fail(s, "a message to nobody: " STR_FMT, STR_ARG(user));
    return 0;
}

static int sent_of(struct sim *s, struct str uid)
{
    for (int i = s->n_sends - 1; i >= 0; i--) {
        if (str_eq(uid, str_from_c(s->sends[i].uid)))
            return i;
    }
    return -1;
}

static int note_send(struct sim *s, const struct outgoing *out)
{
    int at = sent_of(s, out->uid);
    if (at >= 0)
        return at;
    if (s->n_sends == sends_max) {
        sim_fail(s, "more than %d sends", sends_max);
        return 0;
    }
    struct sent *sent = &s->sends[s->n_sends];
    *sent = (struct sent){ .row = out->id,
                           .who = index_of_user(s, out->workspace, out->user) };
    (void)snprintf(sent->uid, sizeof(sent->uid), STR_FMT, STR_ARG(out->uid));
    s->seen.sends++;
    return s->n_sends++;
}

/* A claimed row arrives at the platform, or is looked for there. */
void platform_take(struct sim *s, const struct claim *claim)
{
    int at = note_send(s, &claim->out);
    s->sends[at].is_forgotten = false;
    struct happening item = { .at_ms = s->now_ms + sim_between(s, 20, 2 * second_ms),
                              .kind = claim->look ? ITEM_LOOK : ITEM_APPLY,
                              .who = at };
    if (!claim->look) {
        books_claim(s, &s->sends[at]);
        struct event carrier = { .text = STR("") };
        item.mem = arena_new();
        item.event = event_copy(item.mem, &carrier);
        struct card *card = ARENA_NEW(item.mem, struct card);
        *card = *claim->out.card;
        card->text = arena_str(item.mem, card->text);
        card->copy = arena_str(item.mem, card->copy);
        card->title = arena_str(item.mem, card->title);
        item.answer.card = card;
    }
    queue_add(&s->queue, item);
}

/* Exactly once, and it has no id (platform.h). */
static void tell(struct sim *s, int at, enum outcome outcome)
{
    const struct sent *sent = &s->sends[at];
    if (sent->is_forgotten)
        return;
    bool is_limited = outcome == OUTCOME_NOT && sim_once_in(s, 2);
    struct event ev = {
        .kind = EVENT_OUTCOME,
        .workspace = str_from_c(habits_of(s, sent->who)->name),
        .outcome = outcome,
        .outbox_id = sent->row,
        .retry_at_ms = is_limited ? s->now_ms + sim_between(s, second_ms, minute_ms) : 0,
        .result = STR("1.1")
    };
    queue_event(s, s->now_ms + sim_between(s, 5, 800), sent->who, PRESS_OUTCOME, &ev);
}

static void apply(struct sim *s, const struct happening *item)
{
    struct sent *sent = &s->sends[item->who];
    if (sent->is_applied) {
        sim_fail(s, "a message was sent twice to account %d", sent->who);
        return;
    }
    sent->is_applied = true;
    sent->visible_ms =
        s->now_ms +
        (s->is_calm ? 0 : sim_between(s, 0, habits_of(s, sent->who)->shows_ms));
    oracle_message(s, sent, item->answer.card);
}

/* Carried out after its caller gave up. */
static void apply_late(struct sim *s, struct happening *item)
{
    s->seen.unknown++;
    tell(s, item->who, OUTCOME_UNKNOWN);
    item->press = PRESS_OUTCOME; /* nobody is told a second time */
    item->at_ms = s->now_ms + sim_between(s, second_ms, 25 * second_ms);
    queue_add(&s->queue, *item);
    item->mem = NULL;
}

/* The fates of a send; most end well. */
void platform_apply(struct sim *s, struct happening *item)
{
    int64_t fate = s->is_calm ? 0 : sim_between(s, 0, 29);
    const struct habits *h = habits_of(s, s->sends[item->who].who);
    if (fate != 0 && sim_once_in(s, (uint64_t)h->refuses))
        fate = 1;
    else if (fate == 1)
        fate = 0;
    if (item->press == PRESS_OUTCOME) {
        apply(s, item);
    } else if (item->kind == ITEM_LOOK) {
        const struct sent *sent = &s->sends[item->who];
        bool shows = sent->is_applied && s->now_ms >= sent->visible_ms;
        tell(s, item->who,
             fate == 1 ? OUTCOME_NOT
             : shows   ? OUTCOME_APPLIED
                       : OUTCOME_ABSENT);
    } else if (fate == 1) {
        tell(s, item->who, OUTCOME_NOT); /* refused for now: 429 */
    } else if (fate == 2) {
        s->seen.unknown++;
        tell(s, item->who, OUTCOME_UNKNOWN); /* lost on the way there */
    } else if (fate == 4) {
        apply_late(s, item);
    } else {
        apply(s, item);
        s->seen.unknown += fate == 3;
        tell(s, item->who, fate == 3 ? OUTCOME_UNKNOWN : OUTCOME_APPLIED);
    }
}

/* It was on its way: the event comes again, or nobody ever sees what became of it. */
static void lose_answer(struct sim *s, struct happening *item)
{
    if (habits_of(s, item->who)->redelivers || item->event->kind == EVENT_MESSAGE)
        item->kind = ITEM_EVENT;
    else {
        s->seen.lost++;
        item->answer = (struct answer){ .kind = ANSWER_NOTHING };
    }
}

/* kill -9: what was not acknowledged comes again, nobody hears how sends ended. */
void platform_crash(struct sim *s)
{
    for (int i = 0; i < s->n_sends; i++)
        s->sends[i].is_forgotten = true;
    for (size_t i = 0; i < s->queue.n; i++) {
        struct happening *item = &s->queue.v[i];
        bool outcome = item->kind == ITEM_EVENT && item->press == PRESS_OUTCOME;
        if (outcome) /* it was heard by a process that is no more */
            item->event->outbox_id = 0;
        if (item->kind == ITEM_ANSWER && sim_once_in(s, 2))
            lose_answer(s, item);
    }
}
