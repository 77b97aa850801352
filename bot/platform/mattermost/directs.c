#include "platform/mattermost/directs.h"

#include "base/mem.h"
#include "platform/mattermost/session.h"

#include <stdlib.h>
#include <string.h>

enum { again_ms = 2000 };

/* ---- the cache ---- */

static struct direct_entry *set_of(const struct directs *d, struct str user)
{
    uint32_t h = 2166136261U;
    for (size_t i = 0; i < user.n; i++)
        h = (h ^ (unsigned char)user.p[i]) * 16777619U;
    return &d->entries[(size_t)directs_ways * (h % directs_sets)];
}

static struct direct_entry *find(struct directs *d, struct str user)
{
    struct direct_entry *set = set_of(d, user);
    for (size_t i = 0; user.n > 0 && i < directs_ways; i++) {
        if (str_eq(str_from_c(set[i].user), user)) {
            set[i].used = ++d->clock;
            return &set[i];
        }
    }
    return NULL;
}

/* An entry for them, in place of the one that was not used for the longest time. */
static struct direct_entry *take(struct directs *d, struct str user)
{
    struct direct_entry *e = find(d, user);
    if (e)
        return e;
    struct direct_entry *set = set_of(d, user), *oldest = set;
    for (size_t i = 1; i < directs_ways; i++) {
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    *oldest = (struct direct_entry){ .used = ++d->clock };
    id_keep(oldest->user, user);
    return oldest;
}

void directs_note(struct session *s, struct str user, struct str channel)
{
    if (wire_is_id(user) && wire_is_id(channel))
        id_keep(take(&s->directs, user)->channel, channel);
}

void directs_forget_team(struct session *s, struct str user)
{
    struct direct_entry *e = find(&s->directs, user);
    if (e)
        e->has_team = false;
}

bool directs_has(const struct session *s, struct str channel)
{
    for (size_t i = 0; i < directs_max; i++) {
        if (str_eq(str_from_c(s->directs.entries[i].channel), channel))
            return channel.n > 0;
    }
    return false;
}

/* ---- asking ---- */

struct direct_wish {
    struct session *s;
    struct direct_wish *next, **link;
    char user[mattermost_id_bytes + 1];
    char channel[mattermost_id_bytes + 1], team[mattermost_id_bytes + 1];
    size_t at;                /* which team is asked */
    struct loop_timer answer; /* what is known already comes a little later, too */
    void (*done)(void *ctx, const struct direct *d);
    void (*drop)(void *ctx);
    void *ctx;
};

static void free_wish(struct direct_wish *w)
{
    *w->link = w->next;
    if (w->next)
        w->next->link = w->link;
    loop_timer_cancel(w->s->o.loop, &w->answer);
    free(w);
}

static void finish(struct direct_wish *w, const struct direct *d)
{
    struct session *s = w->s;
    w->done(w->ctx, d);
    free_wish(w);
    session_check_drained(s);
}

static void found(void *ctx)
{
    struct direct_wish *w = ctx;
    finish(w, &(struct direct){ .user = str_from_c(w->user),
                                .channel = str_from_c(w->channel),
                                .team = str_from_c(w->team) });
}

static void failed(struct direct_wish *w, const struct rest_answer *a)
{
    bool is_final = a->kind == REST_NO || a->kind == REST_GONE;
    int64_t retry_ms = a->retry_ms > 0 ? a->retry_ms : again_ms;
    finish(w, &(struct direct){ .user = str_from_c(w->user),
                                .why = a->why,
                                .is_final = is_final,
                                .retry_ms = is_final ? 0 : retry_ms });
}

static void dropped(void *ctx)
{
    struct direct_wish *w = ctx;
    if (w->drop)
        w->drop(w->ctx);
    free_wish(w);
}

static void ask_team(struct direct_wish *w);

static void team_is(struct direct_wish *w, const char *team)
{
    struct direct_entry *e = take(&w->s->directs, str_from_c(w->user));
    memcpy(w->team, team, strlen(team) + 1);
    memcpy(e->team, w->team, sizeof(e->team));
    e->has_team = true;
    found(w);
}

static void team_came(void *ctx, const struct rest_answer *a)
{
    struct direct_wish *w = ctx;
    const struct directory *d = &w->s->directory;
    bool is_told = a->kind == REST_OK || a->kind == REST_NO || a->kind == REST_GONE;
    if (!is_told) {
        failed(w, a);
    } else if (a->kind == REST_OK && json_int(a->body, "delete_at", 0) == 0 &&
               w->at < d->n_teams) {
        team_is(w, d->teams[w->at].id);
    } else {
        w->at++;
        ask_team(w);
    }
}

/* With a single team there is nothing to choose. */
static void ask_team(struct direct_wish *w)
{
    const struct directory *d = &w->s->directory;
    AUTO(buf_clear) struct buf path = BUF_INIT(128);
    if (d->n_teams == 1) {
        team_is(w, d->teams[0].id);
        return;
    }
    if (w->at >= d->n_teams) {
        team_is(w, "");
        return;
    }
    buf_addf(&path, "/teams/%s/members/%s", d->teams[w->at].id, w->user);
    rest_call(w->s, &(struct rest_request){ .method = "GET",
                                            .path = buf_str(&path),
                                            .done = team_came,
                                            .drop = dropped,
                                            .ctx = w });
}

static void channel_came(void *ctx, const struct rest_answer *a)
{
    struct direct_wish *w = ctx;
    if (a->kind != REST_OK || !id_keep(w->channel, json_str(a->body, "id"))) {
        failed(w, a);
        return;
    }
    directs_note(w->s, str_from_c(w->user), str_from_c(w->channel));
    ask_team(w);
}

/* It is made where there is none yet; asking twice does no harm. */
static void ask_channel(struct direct_wish *w)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(256);
    struct json_w j = JSON_W(&body);
    jw_array(&j);
    jw_c(&j, w->s->bot_user);
    jw_c(&j, w->user);
    jw_end_array(&j);
    rest_call(w->s, &(struct rest_request){ .method = "POST",
                                            .path = STR("/channels/direct"),
                                            .body = buf_str(&body),
                                            .done = channel_came,
                                            .drop = dropped,
                                            .ctx = w });
}

static void channel_known(void *ctx)
{
    ask_team(ctx);
}

static void no_such_user(void *ctx)
{
    failed(ctx, &(struct rest_answer){ .kind = REST_NO,
                                       .why = STR("not the id of a Mattermost user") });
}

void directs_find(struct session *s, struct str user,
                  void (*done)(void *ctx, const struct direct *d),
                  void (*drop)(void *ctx), void *ctx)
{
    struct directs *d = &s->directs;
    struct direct_wish *w = mem_new(1, sizeof(*w));
    *w = (struct direct_wish){ .s = s,
                               .next = d->wishes,
                               .link = &d->wishes,
                               .answer = { .ctx = w },
                               .done = done,
                               .drop = drop,
                               .ctx = ctx };
    if (w->next)
        w->next->link = &w->next;
    d->wishes = w;
    const struct direct_entry *e = find(d, user);
    if (!id_keep(w->user, user)) {
        w->answer.fire = no_such_user;
    } else if (!e || e->channel[0] == '\0') {
        ask_channel(w);
        return;
    } else {
        memcpy(w->channel, e->channel, sizeof(w->channel));
        memcpy(w->team, e->team, sizeof(w->team));
        w->answer.fire = e->has_team ? found : channel_known;
    }
    loop_timer_set(s->o.loop, &w->answer, 0);
}

bool directs_are_idle(const struct directs *d)
{
    return d->wishes == NULL;
}

void directs_init(struct session *s)
{
    s->directs =
        (struct directs){ .entries = mem_new(directs_max, sizeof(struct direct_entry)) };
}

/* Those that asked the server were dropped by rest_clear(). */
void directs_clear(struct session *s)
{
    while (s->directs.wishes)
        dropped(s->directs.wishes);
    free(s->directs.entries);
    s->directs.entries = NULL;
}
