/* The Web API. */
#include "base/log.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/http_client.h"
#include "platform/slack/session.h"

#include <stdlib.h>

enum {
    answer_max_bytes = 4 * 1024 * 1024, /* a page of members */
    call_deadline_ms = 15 * 1000,
    upload_deadline_ms = 90 * 1000,
};

static const struct method_info {
    const char *name;
    bool is_form; /* JSON where it writes, a form where it reads */
} methods[METHOD_COUNT] = {
    [METHOD_AUTH_TEST] = { "auth.test", true },
    [METHOD_CONNECTIONS_OPEN] = { "apps.connections.open", true },
    [METHOD_POST] = { "chat.postMessage", false },
    [METHOD_POST_EPHEMERAL] = { "chat.postEphemeral", false },
    [METHOD_UPDATE] = { "chat.update", false },
    [METHOD_DELETE] = { "chat.delete", false },
    [METHOD_OPEN_DIRECT] = { "conversations.open", false },
    [METHOD_CHANNEL] = { "conversations.info", true },
    [METHOD_CHANNELS] = { "conversations.list", true },
    [METHOD_HISTORY] = { "conversations.history", true },
    [METHOD_USERS] = { "users.list", true },
    [METHOD_VIEW_OPEN] = { "views.open", false },
    [METHOD_VIEW_PUSH] = { "views.push", false },
    [METHOD_VIEW_UPDATE] = { "views.update", false },
    [METHOD_VIEW_PUBLISH] = { "views.publish", false },
    [METHOD_UPLOAD_BEGIN] = { "files.getUploadURLExternal", true },
    [METHOD_UPLOAD_END] = { "files.completeUploadExternal", false },
};

struct web_call {
    struct session *session;
    struct web_call *next, **link;
    struct http_call *http;
    struct loop_timer late; /* for an answer of our own */
    struct web_answer canned;
    enum method method;
    bool is_plain;    /* web_post(): only the status counts */
    uint64_t channel; /* hash; 0: none */
    void (*done)(void *ctx, const struct web_answer *a);
    void (*drop)(void *ctx);
    void *ctx;
};

static uint64_t hash_of(struct str s)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    return s.n > 0 ? h | 1 : 0;
}

static void unlink_call(struct web_call *c)
{
    *c->link = c->next;
    if (c->next)
        c->next->link = c->link;
}

static void free_call(struct web_call *c)
{
    unlink_call(c);
    loop_timer_cancel(c->session->o.loop, &c->late);
    free(c);
}

static void finish(struct web_call *c, const struct web_answer *a)
{
    struct session *s = c->session;
    void (*done)(void *, const struct web_answer *) = c->done;
    void *ctx = c->ctx;
    free_call(c);
    done(ctx, a);
    slack_check_drained(s);
}

/* The first time only that channel waits (its own limit is one message a second);
 * when another channel is limited meanwhile, the method does. */
static void note_limit(struct web_call *c, const struct web_answer *a)
{
    struct web *web = &c->session->web;
    int64_t now = clock_mono_ms(), until = now + a->retry_ms;
    bool is_other = web->limited_until_ms > now && web->limited_channel != c->channel;
    if (c->channel == 0 || is_other)
        web->paused_ms[c->method] = until;
    web->limited_channel = c->channel;
    web->limited_until_ms = until;
}

static void note_answer(struct web_call *c, const struct web_answer *a)
{
    struct session *s = c->session;
    if (a->kind == WEB_OK)
        return;
    LOG(a->kind == WEB_AUTH ? LOG_ERROR : LOG_WARN, "slack", "call_failed",
        KS("workspace", s->base.workspace), KC("method", methods[c->method].name),
        KS("why", a->error), KS("scope", a->needed), KI("retry_ms", a->retry_ms));
    if (a->kind == WEB_LATER && a->retry_ms > 0 && !c->is_plain)
        note_limit(c, a);
    if (a->kind == WEB_AUTH)
        slack_refused(s, c->method == METHOD_CONNECTIONS_OPEN, a->error);
}

static enum web_sent sent_of(enum http_outcome outcome)
{
    switch (outcome) {
    case HTTP_ANSWERED:
        return WEB_ANSWERED;
    case HTTP_NOT_SENT:
        return WEB_NOT_SENT;
    case HTTP_UNKNOWN:
    case HTTP_TOO_LARGE:
        break;
    }
    return WEB_LOST;
}

static struct web_answer plain_answer(const struct http_response *r)
{
    struct web_answer a = wire_web(sent_of(r->outcome), r->status, NULL,
                                   http_response_header(r, STR("Retry-After")));
    if (r->outcome != HTTP_ANSWERED)
        return a;
    if (r->status >= 200 && r->status < 300)
        return (struct web_answer){ .kind = WEB_OK };
    if (r->status >= 400 && r->status < 500 && r->status != 429)
        return (struct web_answer){ .kind = WEB_NO, .error = STR("used up or expired") };
    return a;
}

static void heard(void *ctx, const struct http_response *r)
{
    struct web_call *c = ctx;
    c->http = NULL;
    AUTO(json_freep) struct json *body = NULL;
    struct web_answer a;
    if (c->is_plain) {
        a = plain_answer(r);
    } else {
        if (r->outcome == HTTP_ANSWERED)
            json_parse_max(&body, r->body, answer_max_bytes, NULL);
        a = wire_web(sent_of(r->outcome), r->status, body,
                     http_response_header(r, STR("Retry-After")));
        a.scopes = http_response_header(r, STR("X-OAuth-Scopes"));
    }
    note_answer(c, &a);
    finish(c, &a);
}

static void answer_late(void *ctx)
{
    struct web_call *c = ctx;
    finish(c, &c->canned);
}

static void answer_ourselves(struct web_call *c, struct web_answer a, int64_t delay_ms)
{
    c->canned = a;
    c->late = (struct loop_timer){ .fire = answer_late, .ctx = c };
    loop_timer_set(c->session->o.loop, &c->late, delay_ms);
}

static struct web_call *new_call(struct session *s, const struct web_request *q)
{
    struct web_call *c = mem_new(1, sizeof(*c));
    *c = (struct web_call){ .session = s,
                            .next = s->web.calls,
                            .link = &s->web.calls,
                            .method = q->method,
                            .channel = hash_of(q->channel),
                            .done = q->done,
                            .drop = q->drop,
                            .ctx = q->ctx };
    if (c->next)
        c->next->link = &c->next;
    s->web.calls = c;
    return c;
}

static void start(struct web_call *c, const struct http_request *request)
{
    struct err err = { 0 };
    c->http = http_send(c->session->o.http, request, heard, c, &err);
    if (c->http)
        return;
    LOG(LOG_WARN, "slack", "not_sent", KC("method", methods[c->method].name),
        KC("why", err.msg));
    answer_ourselves(c,
                     (struct web_answer){ .kind = WEB_LATER,
                                          .error = STR("could not be started"),
                                          .retry_ms = 1000 },
                     0);
}

void web_call(struct session *s, const struct web_request *q)
{
    struct web_call *c = new_call(s, q);
    int64_t wait_ms = s->web.paused_ms[q->method] - clock_mono_ms();
    if (wait_ms > 0) {
        answer_ourselves(c,
                         (struct web_answer){ .kind = WEB_LATER,
                                              .error = STR("ratelimited"),
                                              .retry_ms = wait_ms },
                         0);
        return;
    }
    const struct method_info *m = &methods[q->method];
    bool is_app = q->method == METHOD_CONNECTIONS_OPEN;
    AUTO(buf_clear) struct buf url = BUF_INIT(4096);
    buf_addf(&url, STR_FMT "%s", STR_ARG(s->o.api_url), m->name);
    struct http_request request = {
        .method = STR("POST"),
        .url = buf_str(&url),
        .bearer = is_app ? s->o.app_token : s->o.bot_token,
        .body = q->body,
        .content_type = m->is_form ? STR("application/x-www-form-urlencoded")
                                   : STR("application/json; charset=utf-8"),
        .deadline_ms = call_deadline_ms,
        .max_body_bytes = answer_max_bytes,
        .allow_http = s->is_http,
    };
    start(c, &request);
}

void web_post(struct session *s, struct str url, const struct web_request *q)
{
    struct web_call *c = new_call(s, q);
    bool is_upload = q->method == METHOD_UPLOAD_BEGIN;
    c->is_plain = true;
    struct http_request request = {
        .method = STR("POST"),
        .url = url,
        .body = q->body,
        .content_type = is_upload ? STR("application/octet-stream")
                                  : STR("application/json; charset=utf-8"),
        .deadline_ms = is_upload ? upload_deadline_ms : call_deadline_ms,
        .allow_http = s->is_http,
    };
    start(c, &request);
}

void web_wait(struct session *s, int64_t delay_ms, const struct web_request *q)
{
    answer_ourselves(new_call(s, q), (struct web_answer){ .kind = WEB_OK }, delay_ms);
}

bool web_is_idle(const struct web *web)
{
    return web->calls == NULL;
}

void web_clear(struct session *s)
{
    while (s->web.calls) {
        struct web_call *c = s->web.calls;
        http_cancel(c->http); // NOLINT(clang-analyzer-unix.Malloc): it left the list
        if (c->drop)
            c->drop(c->ctx);
        free_call(c);
    }
}
