#include "platform/mattermost/catchup.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/clock.h"
#include "platform/mattermost/session.h"

#include <stdlib.h>
#include <string.h>

/* Lists of our own channels cannot be asked for by pages: 16 MiB hold some 30,000 direct
 * messages. A page has 200 posts of 16,383 code points, and what hangs on them. */
enum { list_max_bytes = 16 * 1024 * 1024, page_max_bytes = 32 * 1024 * 1024 };
enum { first_delay_ms = 1000, most_delay_ms = 5 * 60 * 1000, old_hours = 23 };

static struct unread *here(struct session *s)
{
    return &s->catchup.unread[s->catchup.at];
}

static struct str channel_of(struct session *s)
{
    return str_from_c(here(s)->channel);
}

static void forget_pass(struct catchup *c)
{
    free(c->unread);
    c->unread = NULL;
    c->n_unread = c->at = c->team = 0;
    c->is_running = false;
}

/* What can be had later is read later, from the start: what was run is known. */
static void failed(struct session *s, const struct rest_answer *a)
{
    struct catchup *c = &s->catchup;
    int64_t delay_ms = backoff_failed(&c->backoff, clock_mono_ms());
    forget_pass(c);
    loop_timer_set(s->o.loop, &c->again, a->retry_ms > delay_ms ? a->retry_ms : delay_ms);
}

/* Gone, or not for us: leave it out. */
static bool is_final(const struct rest_answer *a)
{
    return a->kind == REST_NO || a->kind == REST_GONE;
}

static void ask(struct session *s, struct str path, size_t max_bytes,
                void (*done)(void *ctx, const struct rest_answer *a))
{
    rest_call(s, &(struct rest_request){ .method = "GET",
                                         .path = path,
                                         .max_answer_bytes = max_bytes,
                                         .done = done,
                                         .ctx = s });
}

/* ---- a channel ---- */

static void next_channel(struct session *s);
static void next_page(struct session *s);

static void channel_over(struct session *s)
{
    s->catchup.at++;
    next_channel(s);
}

/* Who was put into the team by somebody else stands in the props. */
static void note_join(struct session *s, const struct post_seen *p,
                      const struct json *post)
{
    if (str_eq(p->type, STR("system_join_team")))
        directory_joined(s, p->user, p->channel);
    else if (str_eq(p->type, STR("system_add_to_team")))
        directory_joined(s, json_str(post, "props.addedUserId"), p->channel);
}

static void hear_posts(struct session *s, const struct json *const *posts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct wire w = session_wire(s);
        struct post_seen p;
        arena_reset(s->mem);
        if (!wire_post(&w, posts[i], &p))
            continue;
        note_join(s, &p, posts[i]);
        if (session_heard_post(s, &p, here(s)->is_direct))
            here(s)->is_heard = true;
    }
}

static void page_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct catchup *c = &s->catchup;
    size_t n = 0;
    if (s->is_draining)
        return;
    if (a->kind != REST_OK && !is_final(a)) {
        failed(s, a);
        return;
    }
    if (a->kind == REST_OK) {
        const struct json *const *posts = history_take(&c->history, mem, a->body, &n);
        hear_posts(s, posts, n);
        if (!history_is_over(&c->history)) {
            next_page(s);
            return;
        }
        if (!here(s)->is_heard) /* nothing for us: never to be looked at again */
            catchup_answered(s, channel_of(s));
    }
    channel_over(s);
}

static void next_page(struct session *s)
{
    AUTO(buf_clear) struct buf path = BUF_INIT(256);
    buf_addf(&path, "/channels/%s/posts", here(s)->channel);
    history_query(&s->catchup.history, &path);
    ask(s, buf_str(&path), page_max_bytes, page_came);
}

static void channel_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    if (s->is_draining)
        return;
    if (a->kind != REST_OK && !is_final(a)) {
        failed(s, a);
        return;
    }
    struct unread *u = here(s);
    u->is_direct = str_eq(json_str(a->body, "type"), STR("D"));
    if (a->kind != REST_OK || json_int(a->body, "last_post_at", 0) <= u->since_ms) {
        if (a->kind == REST_OK && u->is_old) /* too late: never to be looked at again */
            catchup_answered(s, channel_of(s));
        channel_over(s);
        return;
    }
    history_begin(&s->catchup.history, u->since_ms);
    next_page(s);
}

static void next_channel(struct session *s)
{
    struct catchup *c = &s->catchup;
    if (c->at < c->n_unread) {
        AUTO(buf_clear) struct buf path = BUF_INIT(256);
        buf_addf(&path, "/channels/%s", here(s)->channel);
        ask(s, buf_str(&path), 0, channel_came);
        return;
    }
    bool is_wanted = c->is_wanted;
    LOG(LOG_INFO, "mattermost", "caught_up", KS("workspace", s->base.workspace),
        KI("channels", (int64_t)c->n_unread));
    backoff_works(&c->backoff, clock_mono_ms());
    forget_pass(c);
    c->is_wanted = false;
    if (is_wanted)
        catchup_start(s);
}

/* ---- which channels ---- */

static void add(struct catchup *c, struct str channel, int64_t viewed_ms)
{
    int64_t oldest_ms = clock_wall_ms() - INT64_C(3600) * 1000 * old_hours;
    bool is_old = viewed_ms < oldest_ms;
    if (!wire_is_id(channel) || c->n_unread == catchup_channels_max)
        return;
    c->unread = mem_grow(c->unread, c->n_unread + 1, sizeof(*c->unread));
    struct unread *u = &c->unread[c->n_unread++];
    *u = (struct unread){ .since_ms = is_old ? oldest_ms : viewed_ms, .is_old = is_old };
    id_keep(u->channel, channel);
}

static int by_channel(const void *a, const void *b)
{
    const struct unread *x = a, *y = b;
    return strcmp(x->channel, y->channel);
}

/* Direct messages stand in the list of each team. */
static void drop_doubles(struct catchup *c)
{
    size_t n = 0;
    if (c->n_unread == 0)
        return;
    qsort(c->unread, c->n_unread, sizeof(*c->unread), by_channel);
    for (size_t i = 0; i < c->n_unread; i++) {
        if (n == 0 || by_channel(&c->unread[n - 1], &c->unread[i]) != 0)
            c->unread[n++] = c->unread[i];
    }
    c->n_unread = n;
}

/* A direct message counts as a mention. */
static void note_member(struct catchup *c, const struct team *team,
                        const struct json *member)
{
    struct str channel = json_str(member, "channel_id");
    bool is_square = str_eq(channel, str_from_c(team->square));
    if (is_square || json_int(member, "mention_count", 0) > 0)
        add(c, channel, json_int(member, "last_viewed_at", 0));
}

static void next_team(struct session *s);

static void members_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    struct catchup *c = &s->catchup;
    if (s->is_draining)
        return;
    if (a->kind != REST_OK && !is_final(a)) {
        failed(s, a);
        return;
    }
    const struct json *m = a->kind == REST_OK ? json_first(a->body) : NULL;
    for (; m && c->team < s->directory.n_teams; m = json_next(m))
        note_member(c, &s->directory.teams[c->team], m);
    drop_doubles(c);
    if (c->n_unread == catchup_channels_max)
        LOG(LOG_WARN, "mattermost", "too_many_unread", KS("workspace", s->base.workspace),
            KC("consequence", "some are read at the next start only"));
    c->team++;
    next_team(s);
}

static void ask_members(struct session *s)
{
    AUTO(buf_clear) struct buf path = BUF_INIT(256);
    buf_addf(&path, "/users/me/teams/%s/channels/members",
             s->directory.teams[s->catchup.team].id);
    ask(s, buf_str(&path), list_max_bytes, members_came);
}

static void square_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    if (s->is_draining)
        return;
    if (a->kind != REST_OK && !is_final(a)) {
        failed(s, a);
        return;
    }
    if (a->kind == REST_OK)
        directory_note_channel(s, a->body);
    if (s->catchup.team < s->directory.n_teams)
        ask_members(s);
    else
        next_channel(s);
}

static void next_team(struct session *s)
{
    const struct catchup *c = &s->catchup;
    AUTO(buf_clear) struct buf path = BUF_INIT(256);
    if (c->team >= s->directory.n_teams) {
        next_channel(s);
        return;
    }
    const struct team *t = &s->directory.teams[c->team];
    if (t->square[0] != '\0') {
        ask_members(s);
        return;
    }
    buf_addf(&path, "/teams/%s/channels/name/town-square", t->id);
    ask(s, buf_str(&path), 0, square_came);
}

static void again(void *ctx)
{
    catchup_start(ctx);
}

void catchup_start(struct session *s)
{
    struct catchup *c = &s->catchup;
    if (s->is_draining)
        return;
    if (c->is_running) {
        c->is_wanted = true;
        return;
    }
    loop_timer_cancel(s->o.loop, &c->again);
    c->is_running = true;
    next_team(s);
}

static void move(void *ctx)
{
    catchup_move(ctx);
}

void catchup_init(struct session *s)
{
    s->catchup = (struct catchup){
        .backoff = { .rnd = s->o.rnd,
                     .first_ms = first_delay_ms,
                     .most_ms = most_delay_ms },
        .again = { .fire = again, .ctx = s },
        .move = { .fire = move, .ctx = s },
    };
}

void catchup_clear(struct session *s)
{
    struct catchup *c = &s->catchup;
    if (!c->again.fire)
        return;
    loop_timer_cancel(s->o.loop, &c->again);
    loop_timer_cancel(s->o.loop, &c->move);
    forget_pass(c);
    free(c->marks);
    c->marks = NULL;
    c->n_marks = 0;
}
