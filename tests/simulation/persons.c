/* Which accounts are one person: joined by codes and addresses, and apart again. */
#include "sim.h"

#include <stdio.h>

#include <string.h>

enum { tries_max = 5 };

struct pretend *persons_of(struct sim *s, int who)
{
    return &s->persons[s->accounts[who].person];
}

int persons_now(const struct sim *s, int person)
{
    while (s->persons[person].into >= 0)
        person = s->persons[person].into;
    return person;
}

static void union_of(bool *into, const bool *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        into[i] |= from[i];
}

/* What they chose stays; what they left open is as the other chose. */
static void merge_settings(struct pretend *into, const struct pretend *from)
{
    bool uses = into->uses[0] || into->uses[1] || into->uses[2];
    if (!uses)
        memcpy(into->uses, from->uses, sizeof(into->uses));
    if (!into->chose_langs) {
        into->chose_langs = from->chose_langs;
        memcpy(into->reads, from->reads, sizeof(into->reads));
    }
    if (into->topics == 0)
        into->topics = from->topics;
    into->has_instance |= from->has_instance;
}

/* Of two reminders of the same post one is enough. */
static void merge_reminders(struct sim *s, struct pretend *into,
                            const struct pretend *from, struct human *h)
{
    for (int i = 0; i < s->n_posts; i++) {
        bool has = into->remind_at_ms[i] > s->now_ms - hour_ms;
        h->may_miss += has && from->remind_at_ms[i] > s->now_ms - hour_ms;
        if (into->remind_at_ms[i] <= s->now_ms)
            into->remind_at_ms[i] = from->remind_at_ms[i];
    }
}

static void join(struct sim *s, int from, int into)
{
    struct pretend *a = &s->persons[from], *b = &s->persons[into];
    s->seen.joins++;
    a->into = into;
    merge_settings(b, a);
    for (int n = 0; n < networks_n; n++) {
        union_of(b->was_dealt[n], a->was_dealt[n], posts_max);
        for (int i = 0; i < s->n_posts; i++) {
            if (b->counted[n][i] < a->counted[n][i])
                b->counted[n][i] = a->counted[n][i];
        }
    }
    union_of(b->used_up, a->used_up, posts_max);
    union_of(b->was_asked, a->was_asked, posts_max);
    for (int i = 0; i < accounts_n; i++) {
        struct account *c = &s->accounts[i];
        if (c->person != from)
            continue;
        c->person = into;
        c->is_joined = true;
    }
    for (int i = 0; i < accounts_n; i++) {
        if (s->accounts[i].person == into) {
            merge_reminders(s, b, a, &s->humans[s->accounts[i].human]);
            break;
        }
    }
    bugs_plant(s, BUG_JOINED);
}

/* Who has the same address, may be known by it, and is somebody else so far; -1: nobody. */
static int same_email(const struct sim *s, int who)
{
    for (int i = 0; i < accounts_n; i++) {
        const struct account *a = &s->accounts[i];
        if (a->human == s->accounts[who].human && a->is_known && a->by_email &&
            a->is_met && a->person != s->accounts[who].person)
            return i;
    }
    return -1;
}

void persons_meet(struct sim *s, int who)
{
    struct account *a = &s->accounts[who];
    if (a->is_met)
        return;
    a->is_met = true;
    int other = a->is_known ? same_email(s, who) : -1;
    if (other >= 0)
        join(s, a->person, s->accounts[other].person);
    else
        persons_of(s, who)->met = ++s->n_met;
}

/* Who was met first stays. */
static void on_email(struct sim *s, int who)
{
    struct account *a = &s->accounts[who];
    a->is_known = true;
    while (a->is_met && a->by_email) {
        int other = same_email(s, who);
        if (other < 0)
            return;
        int mine = a->person, theirs = s->accounts[other].person;
        bool mine_first = s->persons[mine].met < s->persons[theirs].met;
        join(s, mine_first ? theirs : mine, mine_first ? mine : theirs);
    }
}

static int others_of(const struct sim *s, int who)
{
    int n = 0;
    for (int i = 0; i < accounts_n; i++)
        n += i != who && s->accounts[i].person == s->accounts[who].person;
    return n;
}

static void on_connect(struct sim *s, int who, const struct card *card)
{
    struct account *a = &s->accounts[who];
    int others = others_of(s, who);
    if (!card) {
        sim_fail(s, "account %d asked what is connected, and got no answer", who);
        return;
    }
    if ((card->n_buttons > 0) != (others > 0) ||
        (card->copy.n > 0) != (others < places_n - 1))
        sim_fail(s, "account %d has %d others, and was told otherwise", who, others);
    struct str code = card->copy;
    (void)str_word(&code);
    (void)str_word(&code);
    if (code.n == 0)
        return;
    (void)snprintf(a->code, sizeof(a->code), STR_FMT, STR_ARG(code));
    a->code_until_ms = s->now_ms + 10 * minute_ms;
    a->code_used = false;
}

/* What may become of a code, and the words that say so. */
enum said { JOINED, UNKNOWN, EXPIRED, USED, OWN, ALREADY, WAIT, NOTHING };
static const struct str phrases[][2] = {
    [JOINED] = { STR_INIT("one person to me now"), STR_INIT("jetzt eine Person") },
    [UNKNOWN] = { STR_INIT("do not know that code"), STR_INIT("Code kenne ich nicht") },
    [EXPIRED] = { STR_INIT("ten minutes, and"), STR_INIT("zehn Minuten, und") },
    [USED] = { STR_INIT("used before"), STR_INIT("schon benutzt") },
    [OWN] = { STR_INIT("right here"), STR_INIT("Code hast du hier") },
    [ALREADY] = { STR_INIT("with that account"), STR_INIT("schon verbunden") },
    [WAIT] = { STR_INIT("codes too many"), STR_INIT("zu viele falsche") },
};

static enum said read_said(const struct card *card)
{
    for (int i = 0; card && i < NOTHING; i++) {
        for (int lang = 0; lang < 2; lang++) {
            if (str_find(card->text, phrases[i][lang]) >= 0)
                return (enum said)i;
        }
    }
    return NOTHING;
}

static int maker_of(const struct sim *s, struct str code)
{
    for (int i = 0; i < accounts_n; i++) {
        if (code.n > 0 && str_eq(code, str_from_c(s->accounts[i].code)))
            return i;
    }
    return -1;
}

static int tries_of(const struct sim *s, int person)
{
    int n = 0;
    for (int i = 0; i < accounts_n; i++) {
        const struct account *a = &s->accounts[i];
        if (a->person == person && a->tries_since_ms > s->now_ms - hour_ms)
            n += a->tries;
    }
    return n;
}

/* What has to be said. */
static enum said expect(const struct sim *s, int who, int maker)
{
    const struct account *a = &s->accounts[who];
    const struct account *m = maker >= 0 ? &s->accounts[maker] : NULL;
    if (tries_of(s, a->person) >= tries_max)
        return WAIT;
    if (!m)
        return UNKNOWN;
    if (maker == who)
        return OWN;
    if (m->person == a->person)
        return ALREADY;
    if (m->code_used)
        return USED;
    return m->code_until_ms <= s->now_ms ? EXPIRED : JOINED;
}

static void on_code(struct sim *s, const struct happening *item, const struct card *card)
{
    struct account *a = &s->accounts[item->who];
    struct str code = item->event->text;
    for (struct str rest = code; rest.n > 0;)
        code = str_word(&rest);
    int maker = maker_of(s, code);
    enum said want = expect(s, item->who, maker), said = read_said(card);
    bool is_tidied = said == UNKNOWN && want != WAIT && maker >= 0 &&
                     s->now_ms > s->accounts[maker].code_until_ms + hour_ms;
    if (said != want && !is_tidied)
        sim_fail(s, "account %d typed a code: was told %d, not %d", item->who, (int)said,
                 (int)want);
    if (said == UNKNOWN) {
        bool is_old = a->tries_since_ms <= s->now_ms - hour_ms;
        a->tries = is_old ? 1 : a->tries + 1;
        a->tries_since_ms = is_old ? s->now_ms : a->tries_since_ms;
    }
    if (said != JOINED || maker < 0)
        return;
    s->accounts[maker].code_used = true;
    join(s, a->person, s->accounts[maker].person);
    for (int i = 0; i < accounts_n; i++)
        s->accounts[i].by_email |= s->accounts[i].person == a->person;
}

/* What was on its way to the account as it was may have gone already, or never goes. */
static int64_t on_their_way(struct sim *s, const struct account *a)
{
    static const struct sql waiting = {
        "sim.waiting", "SELECT count(*) FROM outbox o JOIN account a"
                       " ON a.workspace = o.workspace AND a.user_id = o.user_id"
                       " WHERE a.workspace = $1 AND a.user_id = $2"
                       " AND o.state IN (0, 1, 2) AND o.person <> a.person"
    };
    int64_t n = 0;
    (void)db_int(s->db, &waiting,
                 DB_ARGS(TEXT(s->workspaces[a->place].name), TEXT(str_from_c(a->user))),
                 0, &n, NULL);
    return n;
}

static void on_part(struct sim *s, int who, const struct card *card)
{
    struct account *a = &s->accounts[who];
    bool parted = card && (str_find(card->text, STR("Disconnected.")) >= 0 ||
                           str_find(card->text, STR("Getrennt.")) >= 0);
    if (parted != (others_of(s, who) > 0))
        sim_fail(s, "account %d was disconnected from nobody, or not at all", who);
    if (!parted) {
        on_connect(s, who, card);
        return;
    }
    s->seen.parts++;
    s->humans[a->human].may_miss += (int)on_their_way(s, a);
    a->before = a->person;
    a->person = s->n_persons++;
    a->is_joined = true;
    a->by_email = false;
    a->code[0] = '\0';
    s->persons[a->person] = (struct pretend){ .lang = s->humans[a->human].lang,
                                              .into = -1,
                                              .met = ++s->n_met };
    bugs_plant(s, BUG_PARTED);
}

void persons_event(struct sim *s, const struct happening *item, const struct answer *a)
{
    if (item->press == PRESS_CONNECT)
        on_connect(s, item->who, a->card);
    else if (item->press == PRESS_CODE)
        on_code(s, item, a->card);
    else if (item->press == PRESS_PART)
        on_part(s, item->who, a->card);
    else if (item->press == PRESS_EMAIL)
        on_email(s, item->who);
}
