/* A workspace from opening to draining. */
#include "platform/mattermost/session.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/address.h"
#include "io/clock.h"
#include "platform/mattermost/version.h"

#include <stdlib.h>
#include <string.h>

enum {
    auth_first_ms = 1000,
    auth_most_ms = 60 * 1000,
    auth_refused_ms = 5 * 60 * 1000,
    auth_soon_ms = 1000,
    last_answers_ms = 100,
    max_url_bytes = 8000,
};

struct wire session_wire(const struct session *s)
{
    return (struct wire){
        .mem = s->mem,
        .workspace = s->base.workspace,
        .bot_user = str_from_c(s->bot_user),
        .bot_name = str_from_c(s->bot_name),
    };
}

struct render session_render(struct session *s, const struct origin *origin)
{
    return (struct render){
        .texts = s->o.texts,
        .mem = s->out,
        .key = s->key,
        .rnd = s->o.rnd,
        .site = s->o.url,
        .callback_url = s->callback,
        .has_no_commands = s->o.n_command_hashes == 0,
        .origin = *origin,
        .now_ms = clock_wall_ms(),
        .max_props = version_max_props(str_from_c(s->server_version)),
        .shows_files = version_shows_files(str_from_c(s->server_version)),
    };
}

/* While draining only what became of things counts still. */
void session_emit(struct session *s, const struct event *ev)
{
    bool counts = ev->kind == EVENT_OUTCOME || ev->kind == EVENT_LINE;
    if (s->sink.take && (counts || !s->is_draining))
        s->sink.take(s->sink.self, ev);
}

void session_line(struct session *s, enum line line, const char *why)
{
    if (s->is_reported && s->line == line && line != LINE_REFUSED)
        return;
    s->is_reported = true;
    s->line = line;
    session_emit(s, &(struct event){ .kind = EVENT_LINE,
                                     .workspace = s->base.workspace,
                                     .line = line,
                                     .text = str_from_c(why) });
}

void session_version(struct session *s, struct str version)
{
    if (version.n > 0)
        text_keep(s->server_version, sizeof(s->server_version),
                  str_take(version, sizeof(s->server_version) - 1));
}

/* ---- who are we ---- */

static void ask_again(struct session *s, int64_t delay_ms)
{
    if (!s->is_draining)
        loop_timer_set(s->o.loop, &s->auth_again, delay_ms);
}

/* One refused call stops the line; the token is asked about at once, then now and then. */
void session_refused(struct session *s, struct str why)
{
    bool is_news = s->is_asking_who || s->line != LINE_REFUSED || !s->is_reported;
    AUTO(buf_clear) struct buf text = BUF_INIT(1024);
    line_stop(s);
    if (!s->is_asking_who && !loop_timer_is_set(&s->auth_again))
        ask_again(s, auth_soon_ms);
    if (!is_news)
        return;
    buf_addf(&text,
             "Mattermost refused token (" STR_FMT
             "): it is the access token of the bot account, under Integrations, Bot "
             "Accounts at " STR_FMT
             "; make a new one there and see that the account is enabled",
             STR_ARG(why), STR_ARG(s->o.url));
    session_line(s, LINE_REFUSED, buf_c(&text));
}

static bool take_who(struct session *s, const struct json *me)
{
    if (!id_keep(s->bot_user, json_str(me, "id")) ||
        !text_keep(s->bot_name, sizeof(s->bot_name), json_str(me, "username")))
        return false;
    if (!json_bool(me, "is_bot"))
        LOG(LOG_WARN, "mattermost", "not_a_bot", KS("workspace", s->base.workspace),
            KC("remedy", "this token is a person's: make a bot account, and use its "
                         "token"));
    return true;
}

static void who_came(void *ctx, const struct rest_answer *a)
{
    struct session *s = ctx;
    s->is_asking_who = false;
    if (s->is_draining)
        return;
    if (a->kind == REST_OK && take_who(s, a->body)) {
        backoff_works(&s->auth, clock_mono_ms());
        directory_start(s);
        return;
    }
    if (a->kind == REST_AUTH) {
        ask_again(s, auth_refused_ms);
        return; /* reported where the answer came in */
    }
    AUTO(buf_clear) struct buf why = BUF_INIT(1024);
    buf_add(&why,
            a->kind == REST_OK ? STR("url is not that of a Mattermost server") : a->why);
    session_line(s, LINE_DOWN, buf_c(&why));
    int64_t delay_ms = backoff_failed(&s->auth, clock_mono_ms());
    ask_again(s, a->retry_ms > delay_ms ? a->retry_ms : delay_ms);
}

static void ask_who(void *ctx)
{
    session_ask_who(ctx);
}

void session_ask_who(struct session *s)
{
    if (s->is_asking_who || s->is_draining)
        return;
    s->is_asking_who = true;
    loop_timer_cancel(s->o.loop, &s->auth_again);
    rest_call(
        s, &(struct rest_request){
               .method = "GET", .path = STR("/users/me"), .done = who_came, .ctx = s });
}

static bool start(struct platform *p, struct sink sink, struct str members_cursor,
                  bool skip_members, struct err *err)
{
    struct session *s = (struct session *)p;
    if (s->sink.take)
        return err_set(err, ERR_INVALID, "started twice");
    if (!calls_open(s, err))
        return false;
    s->sink = sink;
    directory_init(s, members_cursor, skip_members);
    loop_timer_set(s->o.loop, &s->auth_again, 0);
    return true;
}

/* ---- the end ---- */

static void drain_ended(void *ctx)
{
    struct session *s = ctx;
    s->drained(s->drained_self);
}

static void silence(struct session *s)
{
    s->sink = (struct sink){ 0 };
    calls_clear(s);
    loop_timer_cancel(s->o.loop, &s->drain_over);
    loop_defer(s->o.loop, &s->drain_done);
}

void session_check_drained(struct session *s)
{
    if (!s->is_draining || !s->sink.take || loop_timer_is_set(&s->drain_grace) ||
        !rest_is_idle(&s->rest) || !directs_are_idle(&s->directs))
        return;
    if (!line_is_idle(&s->link))
        line_close(s);
    if (line_is_idle(&s->link))
        silence(s);
}

static void drain_deadline(void *ctx)
{
    struct session *s = ctx;
    loop_timer_cancel(s->o.loop, &s->drain_grace);
    rest_clear(s);
    line_clear(s);
    silence(s);
}

/* What was heard before may be answered still; then nobody is listened to any more. */
static void grace_over(void *ctx)
{
    struct session *s = ctx;
    catchup_move(s);
    session_check_drained(s);
}

static void drain(struct platform *p, int64_t deadline_ms, void (*drained)(void *self),
                  void *self)
{
    struct session *s = (struct session *)p;
    s->is_draining = true;
    s->drained = drained;
    s->drained_self = self;
    s->drain_done = (struct loop_task){ .run = drain_ended, .ctx = s };
    s->drain_over = (struct loop_timer){ .fire = drain_deadline, .ctx = s };
    s->drain_grace = (struct loop_timer){ .fire = grace_over, .ctx = s };
    loop_timer_cancel(s->o.loop, &s->auth_again);
    if (!s->sink.take) {
        loop_defer(s->o.loop, &s->drain_done);
        return;
    }
    loop_timer_set(s->o.loop, &s->drain_over, deadline_ms - clock_mono_ms());
    loop_timer_set(s->o.loop, &s->drain_grace, last_answers_ms);
    if (s->bot_user[0] == '\0')
        rest_clear(s); /* we only asked who we are: nothing of ours is under way */
}

static void session_free(struct platform *p)
{
    struct session *s = (struct session *)p;
    if (!s)
        return;
    s->sink = (struct sink){ 0 };
    calls_clear(s);
    rest_clear(s);
    line_clear(s);
    catchup_clear(s);
    directory_clear(s);
    directs_clear(s);
    talks_clear(s);
    pages_clear(s);
    loop_timer_cancel(s->o.loop, &s->auth_again);
    loop_timer_cancel(s->o.loop, &s->drain_over);
    loop_timer_cancel(s->o.loop, &s->drain_grace);
    loop_undefer(s->o.loop, &s->drain_done);
    mac_key_free(s->key);
    arena_free(s->mem);
    arena_free(s->out);
    arena_free(s->keep);
    free(s);
}

static const struct platform_ops mattermost_ops = {
    .name = "mattermost",
    .start = start,
    .reply = session_reply,
    .send = session_send,
    .find = session_find,
    .drain = drain,
    .free = session_free,
};

/* ---- opening ---- */

static bool check(const struct mattermost_options *o, bool *is_http, struct err *err)
{
    if (!address_takes_tokens(o->url, is_http))
        return err_set(err, ERR_INVALID,
                       "url must begin with https:// (http:// only for 127.0.0.1 and "
                       "localhost)");
    if (!secret_given(o->token) || !secret_given(o->signing_key))
        return err_set(err, ERR_INVALID, "workspace " STR_FMT ": token is needed",
                       STR_ARG(o->workspace));
    if (o->callback_url.n > 0 && !o->server)
        return err_set(err, ERR_INVALID, "callback_url needs a listener");
    return true;
}

static const struct str *copy_list(struct arena *mem, const struct str *list, size_t n)
{
    struct str *copy = ARENA_ARRAY(mem, n + 1, struct str);
    for (size_t i = 0; i < n; i++)
        copy[i] = arena_str(mem, list[i]);
    return copy;
}

static void keep_options(struct session *s, const struct mattermost_options *o)
{
    s->o = *o;
    s->o.workspace = arena_str(s->keep, o->workspace);
    s->o.url = arena_str(s->keep, str_without_end(o->url, '/'));
    s->o.token = SECRET(arena_str(s->keep, secret_reveal(o->token)));
    s->o.teams = copy_list(s->keep, o->teams, o->n_teams);
    s->o.command_hashes = copy_list(s->keep, o->command_hashes, o->n_command_hashes);
    s->o.callback_url = arena_str(s->keep, str_without_end(o->callback_url, '/'));
    s->o.signing_key = SECRET(STR("")); /* ours is derived from it */
    if (s->o.callback_url.n > 0)
        s->callback = arena_fmt(s->keep, STR_FMT MATTERMOST_PATH STR_FMT,
                                STR_ARG(s->o.callback_url), STR_ARG(s->o.workspace));
}

/* What one server's people can read is of no use at another. */
static struct mac_key *derive_key(const struct mattermost_options *o)
{
    uint8_t key[sha256_bytes];
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str parts[] = { STR("mattermost seals of "), o->workspace };
    hmac_sha256(secret_reveal(o->signing_key), arena_join(mem, parts, COUNT(parts)), key);
    return mac_key_new((struct str){ (const char *)key, sizeof(key) });
}

bool mattermost_open(struct platform **out, const struct mattermost_options *o,
                     struct err *err)
{
    bool is_http;
    if (!check(o, &is_http, err))
        return false;
    struct session *s = mem_new(1, sizeof(*s));
    s->keep = arena_new();
    s->mem = arena_new();
    s->out = arena_new();
    s->is_http = is_http;
    s->key = derive_key(o);
    keep_options(s, o);
    s->base = (struct platform){ .ops = &mattermost_ops, .workspace = s->o.workspace };
    s->auth = (struct backoff){ .rnd = s->o.rnd,
                                .first_ms = auth_first_ms,
                                .most_ms = auth_most_ms };
    s->auth_again = (struct loop_timer){ .fire = ask_who, .ctx = s };
    rest_init(s);
    line_init(s);
    catchup_init(s);
    directs_init(s);
    talks_init(s);
    pages_init(s);
    *out = &s->base;
    return true;
}
