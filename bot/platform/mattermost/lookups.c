#include "platform/mattermost/lookups.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/clock.h"
#include "platform/mattermost/session.h"

#include <stdlib.h>
#include <string.h>

enum { first_delay_ms = 1000, most_delay_ms = 60 * 1000 };

static void plan(struct session *s, int64_t delay_ms)
{
    loop_timer_set(s->o.loop, &s->directory.lookups.next, delay_ms);
}

static void ask(struct session *s, struct str path,
                void (*done)(void *ctx, const struct rest_answer *a))
{
    s->directory.lookups.is_asking = true;
    rest_call(s, &(struct rest_request){
                     .method = "GET", .path = path, .done = done, .ctx = s });
}

/* The first one is done with; unless it has to be asked once more. */
static void over(struct session *s)
{
    struct lookups *l = &s->directory.lookups;
    bool is_again = l->is_stale;
    l->is_asking = l->is_stale = l->has_bot = false;
    l->team = 0;
    l->tries = 0;
    if (!is_again)
        memmove(l->waiting, l->waiting + 1, --l->n * sizeof(*l->waiting));
    if (l->n > 0)
        plan(s, 0);
}

/* False: it cannot be told now; it is asked again, a few times. */
static bool is_told(struct session *s, const struct rest_answer *a)
{
    struct lookups *l = &s->directory.lookups;
    if (s->is_draining)
        return false;
    if (a->kind == REST_OK || a->kind == REST_GONE || a->kind == REST_NO) {
        backoff_works(&l->backoff, clock_mono_ms());
        return true;
    }
    int64_t delay_ms = backoff_failed(&l->backoff, clock_mono_ms());
    l->is_asking = false;
    l->team = 0;
    if (++l->tries < lookups_tries) {
        plan(s, a->retry_ms > delay_ms ? a->retry_ms : delay_ms);
        return false;
    }
    LOG(LOG_WARN, "mattermost", "look_up_failed", KS("workspace", s->base.workspace),
        KS("why", a->why));
    l->is_stale = false;
    over(s);
    return false;
}

static const struct look *first(const struct session *s)
{
    return &s->directory.lookups.waiting[0];
}

/* ---- members ---- */

static void emit_member(struct session *s, const struct member *m)
{
    const struct look *l = first(s);
    bool is_join = l->kind == LOOK_JOIN && !m->is_bot && !m->is_gone;
    AUTO(buf_clear) struct buf id = BUF_INIT(128);
    if (is_join)
        buf_addf(&id, "join:%s:%s", l->team, l->id);
    directs_forget_team(s, m->user);
    session_emit(s, &(struct event){ .kind = is_join ? EVENT_JOIN : EVENT_MEMBERS,
                                     .id = buf_str(&id),
                                     .workspace = s->base.workspace,
                                     .user = m->user,
                                     .members = m,
                                     .n_members = 1 });
}

static void emit_gone(struct session *s)
{
    struct str user = str_from_c(first(s)->id);
    emit_member(s, &(struct member){ .user = user, .is_gone = true });
}

static void user_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    struct wire w = session_wire(s);
    struct member m;
    if (!is_told(s, a))
        return;
    arena_reset(s->mem);
    if (a->kind != REST_OK)
        emit_gone(s);
    else if (wire_member(&w, a->body, &m))
        emit_member(s, &m);
    over(s);
}

static void ask_user(struct session *s)
{
    AUTO(buf_clear) struct buf path = BUF_INIT(128);
    buf_addf(&path, "/users/%s", first(s)->id);
    ask(s, buf_str(&path), user_came);
}

static void ask_membership(struct session *s);

static void membership_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    if (!is_told(s, a))
        return;
    if (a->kind == REST_OK && json_int(a->body, "delete_at", 0) == 0) {
        ask_user(s);
        return;
    }
    s->directory.lookups.team++;
    ask_membership(s);
}

/* Team by team, until one has them. */
static void ask_membership(struct session *s)
{
    const struct directory *d = &s->directory;
    AUTO(buf_clear) struct buf path = BUF_INIT(128);
    if (d->lookups.team >= d->n_teams) {
        emit_gone(s);
        over(s);
        return;
    }
    buf_addf(&path, "/teams/%s/members/%s", d->teams[d->lookups.team].id, first(s)->id);
    ask(s, buf_str(&path), membership_came);
}

/* ---- channels ---- */

static void emit_channel(struct session *s, const struct channel *c)
{
    session_emit(s, &(struct event){ .kind = EVENT_CHANNELS,
                                     .workspace = s->base.workspace,
                                     .channels = c,
                                     .n_channels = 1 });
}

static void channel_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    struct channel c;
    if (!is_told(s, a))
        return;
    arena_reset(s->mem);
    if (a->kind != REST_OK) {
        c = (struct channel){ .id = str_from_c(first(s)->id), .is_gone = true };
        emit_channel(s, &c);
    } else if (directory_team(s, json_str(a->body, "team_id")) &&
               wire_channel(a->body, &c)) {
        c.has_bot = s->directory.lookups.has_bot;
        directory_note_channel(s, a->body);
        emit_channel(s, &c);
    }
    over(s);
}

static void our_membership_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    AUTO(buf_clear) struct buf path = BUF_INIT(128);
    if (!is_told(s, a))
        return;
    s->directory.lookups.has_bot = a->kind == REST_OK;
    buf_addf(&path, "/channels/%s", first(s)->id);
    ask(s, buf_str(&path), channel_came);
}

static void ask_channel(struct session *s)
{
    AUTO(buf_clear) struct buf path = BUF_INIT(128);
    buf_addf(&path, "/channels/%s/members/%s", first(s)->id, s->bot_user);
    ask(s, buf_str(&path), our_membership_came);
}

/* ---- one after the other ---- */

static void next(void *ctx)
{
    struct session *s = ctx;
    struct lookups *l = &s->directory.lookups;
    if (l->is_asking || l->n == 0 || s->is_draining || !s->directory.has_teams)
        return;
    switch (first(s)->kind) {
    case LOOK_MEMBER:
        ask_membership(s);
        break;
    case LOOK_JOIN:
        ask_user(s);
        break;
    case LOOK_CHANNEL:
        ask_channel(s);
        break;
    }
}

static struct look *find(struct lookups *l, enum look_kind kind, struct str id)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->waiting[i].kind == kind && str_eq(str_from_c(l->waiting[i].id), id))
            return &l->waiting[i];
    }
    return NULL;
}

/* Asks for it when its turn comes; one that waits already is not asked for twice. */
static void add(struct session *s, enum look_kind kind, struct str id, struct str team)
{
    struct lookups *l = &s->directory.lookups;
    struct look new = { .kind = kind };
    if (!id_keep(new.id, id) || s->is_draining)
        return;
    const struct look *known = find(l, kind, id);
    if (known) {
        l->is_stale = l->is_stale || (l->is_asking && known == first(s));
        return;
    }
    if (l->n == lookups_max) {
        LOG(LOG_WARN, "mattermost", "too_many_changes",
            KS("workspace", s->base.workspace),
            KC("consequence", "some are seen at the next start only"));
        return;
    }
    id_keep(new.team, team);
    if (!l->waiting)
        l->waiting = mem_new(lookups_max, sizeof(*l->waiting));
    l->waiting[l->n++] = new;
    if (!l->is_asking && !loop_timer_is_set(&l->next))
        plan(s, 0);
}

void lookups_init(struct session *s)
{
    s->directory.lookups = (struct lookups){
        .backoff = { .rnd = s->o.rnd,
                     .first_ms = first_delay_ms,
                     .most_ms = most_delay_ms },
        .next = { .fire = next, .ctx = s },
    };
}

void lookups_clear(struct session *s)
{
    struct lookups *l = &s->directory.lookups;
    loop_timer_cancel(s->o.loop, &l->next);
    free(l->waiting);
    l->waiting = NULL;
    l->n = 0;
}

/* ---- what frames say ---- */

static bool is_us(const struct session *s, struct str user)
{
    return user.n == 0 || str_eq(user, str_from_c(s->bot_user));
}

/* Everybody who comes into a team is put into its town square. */
static const struct team *team_of_square(const struct session *s, struct str channel)
{
    for (size_t i = 0; i < s->directory.n_teams; i++) {
        const struct team *t = &s->directory.teams[i];
        if (t->square[0] != '\0' && str_eq(str_from_c(t->square), channel))
            return t;
    }
    return NULL;
}

void directory_changed(struct session *s, struct str user)
{
    add(s, LOOK_MEMBER, user, STR(""));
}

void directory_joined(struct session *s, struct str user, struct str channel)
{
    const struct team *t = team_of_square(s, channel);
    if (is_us(s, user) && channel.n == 0)
        directory_channels_changed(s);
    else if (is_us(s, user))
        add(s, LOOK_CHANNEL, channel, STR(""));
    else if (t)
        add(s, LOOK_JOIN, user, str_from_c(t->id));
}

void directory_left(struct session *s, struct str user, struct str channel)
{
    if (!is_us(s, user) && (channel.n == 0 || team_of_square(s, channel)))
        add(s, LOOK_MEMBER, user, STR(""));
    else if (is_us(s, user))
        add(s, LOOK_CHANNEL, channel, STR(""));
}

void directory_channel(struct session *s, struct str channel)
{
    add(s, LOOK_CHANNEL, channel, STR(""));
}
