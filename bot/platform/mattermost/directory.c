#include "platform/mattermost/directory.h"

#include "base/arena.h"
#include "base/log.h"
#include "io/clock.h"
#include "platform/mattermost/session.h"
#include "platform/mattermost/teams.h"

#include <string.h>

enum {
    page_size = 200, /* the most that the server gives */
    pace_ms = 100,   /* between two calls: a server's usual limit is ten a second */
    first_delay_ms = 2000,
    most_delay_ms = 5 * 60 * 1000,
    list_max_bytes = 16 * 1024 * 1024, /* our own channels come all at once */
    mine_max_bytes = mattermost_id_bytes * 50 * 1000,
};

static void plan(struct session *s, int64_t delay_ms)
{
    loop_timer_set(s->o.loop, &s->directory.next, delay_ms);
}

static void ask(struct session *s, struct str path,
                void (*done)(void *ctx, const struct rest_answer *a))
{
    s->directory.is_asking = true;
    rest_call(s, &(struct rest_request){ .method = "GET",
                                         .path = path,
                                         .max_answer_bytes = list_max_bytes,
                                         .done = done,
                                         .ctx = s });
}

/* False: there is nothing to be read in this answer; what is to be done about it is
 * planned. `give_up`: a list that cannot be read is left. */
static bool is_read(struct session *s, const struct rest_answer *a, bool *give_up)
{
    struct directory *d = &s->directory;
    d->is_asking = false;
    if (s->is_draining)
        return false;
    if (a->kind == REST_OK) {
        backoff_works(&d->backoff, clock_mono_ms());
        plan(s, pace_ms);
        return true;
    }
    int64_t delay_ms = backoff_failed(&d->backoff, clock_mono_ms());
    if (give_up && (a->kind == REST_NO || a->kind == REST_GONE)) {
        LOG(LOG_WARN, "mattermost", "directory_unreadable",
            KS("workspace", s->base.workspace), KS("why", a->why));
        *give_up = true;
    }
    plan(s, a->retry_ms > delay_ms ? a->retry_ms : delay_ms);
    return false;
}

/* ---- teams ---- */

static void check_names(const struct session *s, const struct json *list)
{
    AUTO(buf_clear) struct buf there = BUF_INIT(8192);
    const struct str *missing = teams_missing(list, s->o.teams, s->o.n_teams, &there);
    if (missing)
        LOG(LOG_WARN, "mattermost", "no_such_team", KS("workspace", s->base.workspace),
            KS("team", *missing), KS("teams_of_the_bot", buf_str(&there)),
            KC("remedy", "correct teams, or add the bot to that team"));
    if (s->directory.n_teams == 0)
        LOG(LOG_WARN, "mattermost", "no_team", KS("workspace", s->base.workspace),
            KC("remedy", "add the bot to a team (System Console, or its members)"));
}

static void teams_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    struct directory *d = &s->directory;
    if (!is_read(s, a, NULL)) {
        d->wants_teams = true;
        return;
    }
    bool is_first = !d->has_teams;
    d->has_teams = true;
    d->mine_of[0] = '\0';
    teams_take(d, a->body, s->o.teams, s->o.n_teams);
    check_names(s, a->body);
    if (is_first) {
        for (size_t i = 0; i < d->n_teams && d->skips_members; i++)
            d->teams[i].wants_members = false;
        teams_begin_at(d, buf_str(&d->cursor));
    }
    line_start(s);
}

/* ---- channels ---- */

static bool is_mine(const struct directory *d, struct str id)
{
    struct str all = buf_str(&d->mine);
    for (size_t i = 0; i < all.n; i += mattermost_id_bytes) {
        if (str_eq(str_take(str_skip(all, i), mattermost_id_bytes), id))
            return true;
    }
    return false;
}

static bool is_of(const struct json *channel, const struct team *t)
{
    return str_eq(json_str(channel, "team_id"), str_from_c(t->id));
}

/* Direct messages stand in the list of each team, and belong to none. */
static void emit_channels(struct session *s, const struct json *list, bool has_bot)
{
    struct directory *d = &s->directory;
    arena_reset(s->mem);
    struct channel *channels = ARENA_ARRAY(s->mem, json_count(list) + 1, struct channel);
    size_t n = 0;
    for (const struct json *j = json_first(list); j; j = json_next(j)) {
        struct channel *c = &channels[n];
        if (!is_of(j, &d->teams[d->at]) || !wire_channel(j, c))
            continue;
        c->has_bot = has_bot;
        if (has_bot && wire_is_id(c->id))
            buf_add(&d->mine, c->id);
        n += has_bot || !is_mine(d, c->id);
        directory_note_channel(s, j);
    }
    session_emit(s, &(struct event){ .kind = EVENT_CHANNELS,
                                     .workspace = s->base.workspace,
                                     .channels = channels,
                                     .n_channels = n,
                                     .is_page = true });
}

static void mine_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    struct directory *d = &s->directory;
    bool give_up = false;
    if (is_read(s, a, &give_up)) {
        if (!d->is_stale)
            memcpy(d->mine_of, d->teams[d->at].id, sizeof(d->mine_of));
        buf_cut(&d->mine, 0);
        emit_channels(s, a->body, true);
    }
    if (give_up)
        d->teams[d->at].wants_channels = false;
}

static void others_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    struct directory *d = &s->directory;
    struct team *t = &d->teams[d->at];
    bool give_up = false;
    if (is_read(s, a, &give_up)) {
        t->channels_page++;
        give_up = json_count(a->body) < page_size;
        emit_channels(s, a->body, false);
    }
    if (give_up && !d->is_stale)
        t->wants_channels = false;
}

static void ask_channels(struct session *s)
{
    struct directory *d = &s->directory;
    struct team *t = &d->teams[d->at];
    AUTO(buf_clear) struct buf path = BUF_INIT(256);
    d->is_stale = false;
    if (strcmp(d->mine_of, t->id) != 0) {
        t->channels_page = 0;
        buf_addf(&path, "/users/me/teams/%s/channels", t->id);
        ask(s, buf_str(&path), mine_came);
        return;
    }
    buf_addf(&path, "/teams/%s/channels?page=%u&per_page=%d", t->id, t->channels_page,
             page_size);
    ask(s, buf_str(&path), others_came);
}

/* ---- members ---- */

static void emit_members(struct session *s, const struct json *list)
{
    AUTO(buf_clear) struct buf cursor = BUF_INIT(64);
    struct wire w = session_wire(s);
    arena_reset(s->mem);
    struct member *members = ARENA_ARRAY(s->mem, json_count(list) + 1, struct member);
    size_t n = 0;
    for (const struct json *j = json_first(list); j; j = json_next(j))
        n += wire_member(&w, j, &members[n]);
    teams_cursor(&s->directory, &cursor);
    session_emit(s, &(struct event){ .kind = EVENT_MEMBERS,
                                     .workspace = s->base.workspace,
                                     .members = members,
                                     .n_members = n,
                                     .cursor = buf_str(&cursor),
                                     .is_page = true });
}

static void members_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    struct team *t = &s->directory.teams[s->directory.at];
    bool give_up = false;
    if (is_read(s, a, &give_up)) {
        t->members_page++;
        t->wants_members = json_count(a->body) >= page_size;
        emit_members(s, a->body);
    }
    if (give_up)
        t->wants_members = false;
}

static void ask_members(struct session *s)
{
    const struct team *t = &s->directory.teams[s->directory.at];
    AUTO(buf_clear) struct buf path = BUF_INIT(256);
    buf_addf(&path, "/users?in_team=%s&page=%u&per_page=%d", t->id, t->members_page,
             page_size);
    ask(s, buf_str(&path), members_came);
}

/* ---- from outside ---- */

static void next(void *ctx)
{
    struct session *s = ctx;
    struct directory *d = &s->directory;
    if (d->is_asking || s->is_draining)
        return;
    if (d->wants_teams) {
        d->wants_teams = false;
        ask(s, STR("/users/me/teams"), teams_came);
        return;
    }
    if (!s->link.is_up)
        return; /* directory_start() comes again */
    d->at = teams_wanting_channels(d);
    if (d->at < d->n_teams) {
        ask_channels(s);
        return;
    }
    d->at = teams_wanting_members(d);
    if (d->at < d->n_teams)
        ask_members(s);
}

void directory_init(struct session *s, struct str cursor, bool skip_members)
{
    s->directory = (struct directory){
        .wants_teams = true,
        .skips_members = skip_members,
        .mine = BUF_INIT(mine_max_bytes),
        .cursor = BUF_INIT(256),
        .backoff = { .rnd = s->o.rnd,
                     .first_ms = first_delay_ms,
                     .most_ms = most_delay_ms },
        .next = { .fire = next, .ctx = s },
    };
    if (!skip_members)
        buf_add(&s->directory.cursor, cursor);
    lookups_init(s);
}

void directory_start(struct session *s)
{
    struct directory *d = &s->directory;
    if (d->has_teams)
        line_start(s);
    if (!loop_timer_is_set(&d->next))
        plan(s, 0);
}

void directory_clear(struct session *s)
{
    if (!s->directory.next.fire)
        return;
    loop_timer_cancel(s->o.loop, &s->directory.next);
    buf_clear(&s->directory.mine);
    buf_clear(&s->directory.cursor);
    lookups_clear(s);
}

void directory_channels_changed(struct session *s)
{
    struct directory *d = &s->directory;
    for (size_t i = 0; i < d->n_teams; i++)
        d->teams[i].wants_channels = true;
    d->mine_of[0] = '\0';
    d->is_stale = true;
    if (!loop_timer_is_set(&d->next))
        plan(s, 0);
}

void directory_team_changed(struct session *s)
{
    s->directory.wants_teams = true;
    plan(s, 0);
}

struct team *directory_team(struct session *s, struct str id)
{
    struct directory *d = &s->directory;
    for (size_t i = 0; i < d->n_teams; i++) {
        if (str_eq(str_from_c(d->teams[i].id), id))
            return &d->teams[i];
    }
    return NULL;
}

void directory_note_channel(struct session *s, const struct json *channel)
{
    struct team *t = directory_team(s, json_str(channel, "team_id"));
    if (t && str_eq(json_str(channel, "name"), STR("town-square")))
        id_keep(t->square, json_str(channel, "id"));
}
