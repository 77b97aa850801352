/* A workspace from opening to draining. */
#include "platform/slack/session.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/address.h"
#include "io/clock.h"
#include "platform/slack/manifest.h"

#include <stdlib.h>
#include <string.h>

enum {
    auth_first_ms = 1000,
    auth_most_ms = 60 * 1000,
    auth_refused_ms = 5 * 60 * 1000,
    last_answers_ms = 100,
};

struct wire slack_wire(const struct session *s, int64_t socket)
{
    return (struct wire){
        .mem = s->mem,
        .workspace = s->base.workspace,
        .bot_user = str_from_c(s->bot_user),
        .bot_id = str_from_c(s->bot_id),
        .socket = socket,
    };
}

void slack_emit(struct session *s, const struct event *ev)
{
    if (s->sink.take)
        s->sink.take(s->sink.self, ev);
}

void slack_line(struct session *s, enum line line, const char *why)
{
    if (s->is_reported && s->line == line && line != LINE_REFUSED)
        return;
    s->is_reported = true;
    s->line = line;
    slack_emit(s, &(struct event){ .kind = EVENT_LINE,
                                   .workspace = s->base.workspace,
                                   .line = line,
                                   .text = str_from_c(why) });
}

void slack_refused(struct session *s, bool is_app_token, struct str error)
{
    AUTO(buf_clear) struct buf why = BUF_INIT(512);
    if (is_app_token)
        buf_addf(&why,
                 "Slack refused app_token (" STR_FMT
                 "): it is the app-level token with the scope connections:write, under "
                 "api.slack.com/apps, your app, Basic Information, App-Level Tokens",
                 STR_ARG(error));
    else
        buf_addf(&why,
                 "Slack refused bot_token (" STR_FMT
                 "): it is the Bot User OAuth Token, under api.slack.com/apps, your app, "
                 "OAuth & Permissions; install the app if there is none",
                 STR_ARG(error));
    slack_line(s, LINE_REFUSED, buf_c(&why));
}

/* ---- who are we ---- */

static void keep_id(char *out, size_t size, struct str id)
{
    if (id.n >= size)
        return;
    memcpy(out, id.n ? id.p : "", id.n);
    out[id.n] = '\0';
}

static void check_scopes(const struct session *s, struct str granted)
{
    for (const char *const *scope = manifest_scopes(); granted.n > 0; scope++) {
        const char *missing = wire_scope_missing(granted, scope);
        if (!missing)
            return;
        LOG(LOG_WARN, "slack", "scope_missing", KS("workspace", s->base.workspace),
            KC("scope", missing),
            KC("remedy", "update the app's manifest (botschafter setup slack) and "
                         "install it again"));
        while (*scope != missing)
            scope++;
    }
}

static void ask_who(void *ctx);

static void ask_again(struct session *s, int64_t delay_ms)
{
    if (!s->is_draining)
        loop_timer_set(s->o.loop, &s->auth_again, delay_ms);
}

static void who_came(void *ctx, const struct web_answer *a)
{
    struct session *s = ctx;
    if (a->kind == WEB_OK) {
        keep_id(s->bot_user, sizeof(s->bot_user), json_str(a->body, "user_id"));
        keep_id(s->bot_id, sizeof(s->bot_id), json_str(a->body, "bot_id"));
        check_scopes(s, a->scopes);
        if (!s->is_draining)
            links_start(s);
        return;
    }
    if (a->kind == WEB_AUTH || a->kind == WEB_NO) {
        ask_again(s, auth_refused_ms);
        return; /* WEB_AUTH was reported where the answer came in */
    }
    AUTO(buf_clear) struct buf why = BUF_INIT(200);
    buf_addf(&why, "auth.test: " STR_FMT, STR_ARG(a->error));
    slack_line(s, LINE_DOWN, buf_c(&why));
    int64_t delay_ms = backoff_failed(&s->auth, clock_mono_ms());
    ask_again(s, a->retry_ms > delay_ms ? a->retry_ms : delay_ms);
}

static void ask_who(void *ctx)
{
    struct session *s = ctx;
    web_call(s, &(struct web_request){
                    .method = METHOD_AUTH_TEST, .done = who_came, .ctx = s });
}

static bool start(struct platform *p, struct sink sink, struct str members_cursor,
                  bool skip_members, struct err *err)
{
    struct session *s = (struct session *)p;
    if (s->sink.take)
        return err_set(err, ERR_INVALID, "started twice");
    s->sink = sink;
    slack_directory_init(s, members_cursor, skip_members);
    s->auth = (struct backoff){ .rnd = s->o.rnd,
                                .first_ms = auth_first_ms,
                                .most_ms = auth_most_ms };
    s->auth_again = (struct loop_timer){ .fire = ask_who, .ctx = s };
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
    loop_timer_cancel(s->o.loop, &s->drain_over);
    loop_defer(s->o.loop, &s->drain_done);
}

void slack_check_drained(struct session *s)
{
    if (!s->is_draining || !s->sink.take || !web_is_idle(&s->web))
        return;
    if (links_are_idle(&s->links))
        silence(s);
    else
        links_close(s);
}

static void drain_deadline(void *ctx)
{
    struct session *s = ctx;
    web_clear(s);
    links_clear(s);
    silence(s);
}

/* What was heard before may be answered still: links close after that. */
static void grace_over(void *ctx, const struct web_answer *a)
{
    (void)ctx;
    (void)a;
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
    loop_timer_cancel(s->o.loop, &s->auth_again);
    loop_timer_set(s->o.loop, &s->drain_over, deadline_ms - clock_mono_ms());
    if (s->bot_user[0] == '\0')
        web_clear(s); /* we only asked who we are: nothing of ours is under way */
    if (s->sink.take)
        web_wait(s, last_answers_ms, &(struct web_request){ .done = grace_over });
    else
        loop_defer(s->o.loop, &s->drain_done);
}

static void session_free(struct platform *p)
{
    struct session *s = (struct session *)p;
    if (!s)
        return;
    s->sink = (struct sink){ 0 };
    web_clear(s);
    links_clear(s);
    slack_directory_clear(s);
    loop_timer_cancel(s->o.loop, &s->auth_again);
    loop_timer_cancel(s->o.loop, &s->drain_over);
    loop_undefer(s->o.loop, &s->drain_done);
    arena_free(s->mem);
    arena_free(s->out);
    arena_free(s->keep);
    free(s);
}

static const struct platform_ops slack_ops = {
    .name = "slack",
    .start = start,
    .reply = slack_reply,
    .send = slack_send,
    .find = slack_find,
    .drain = drain,
    .free = session_free,
};

/* ---- opening ---- */

bool slack_open(struct platform **out, const struct slack_options *o, struct err *err)
{
    struct str url = o->api_url.n > 0 ? o->api_url : STR("https://slack.com/api/");
    bool is_http;
    if (!address_takes_tokens(url, &is_http))
        return err_set(err, ERR_INVALID,
                       "api_url must begin with https:// (http:// only for 127.0.0.1 and "
                       "localhost)");
    if (!secret_given(o->app_token) || !secret_given(o->bot_token))
        return err_set(err, ERR_INVALID,
                       "workspace " STR_FMT ": app_token and bot_token "
                       "are both needed",
                       STR_ARG(o->workspace));
    struct session *s = mem_new(1, sizeof(*s));
    s->keep = arena_new();
    s->mem = arena_new();
    s->out = arena_new();
    s->o = *o;
    s->is_http = is_http;
    bool has_slash = str_ends(url, STR("/"));
    s->o.api_url = arena_fmt(s->keep, STR_FMT "%s", STR_ARG(url), has_slash ? "" : "/");
    s->o.workspace = arena_str(s->keep, o->workspace);
    s->o.app_token = SECRET(arena_str(s->keep, secret_reveal(o->app_token)));
    s->o.bot_token = SECRET(arena_str(s->keep, secret_reveal(o->bot_token)));
    s->base = (struct platform){ .ops = &slack_ops, .workspace = s->o.workspace };
    *out = &s->base;
    return true;
}
