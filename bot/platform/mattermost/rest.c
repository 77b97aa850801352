#include "platform/mattermost/rest.h"

#include "base/log.h"
#include "base/mem.h"
#include "io/clock.h"
#include "platform/mattermost/session.h"

#include <stdlib.h>
#include <string.h>

enum { answer_max_bytes = 4 * 1024 * 1024, call_deadline_ms = 15 * 1000 };

enum call_state { CALL_WAITS, CALL_UNDER_WAY, CALL_ENDS /* with an answer of our own */ };

struct rest_call {
    struct session *session;
    struct rest_call *next, **link;
    enum call_state state;
    const char *method;
    char *path, *content_type; /* owned */
    struct buf body;
    uint64_t channel; /* hash; 0: none */
    bool is_hook, no_token;
    int64_t deadline_ms;
    size_t max_answer_bytes;
    struct http_call *http;
    struct loop_timer late; /* CALL_ENDS */
    struct rest_answer own; /* likewise; texts are constants */
    void (*done)(void *ctx, const struct rest_answer *a);
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

static bool is_urgent(const struct rest_call *c)
{
    return c->is_hook || c->no_token;
}

/* ---- the list ---- */

static char *copy_of(struct str s)
{
    char *copy = mem_new(s.n + 1, 1);
    memcpy(copy, s.n ? s.p : "", s.n);
    return copy;
}

static struct rest_call *new_call(struct session *s, const struct rest_request *q)
{
    struct rest_call *c = mem_new(1, sizeof(*c));
    struct str type = q->content_type;
    *c = (struct rest_call){
        .session = s,
        .method = q->method,
        .path = copy_of(q->path),
        .content_type =
            copy_of(type.n > 0 || q->body.n == 0 ? type : STR("application/json")),
        .body = BUF_INIT(q->body.n + 1),
        .channel = hash_of(q->channel),
        .is_hook = q->is_hook,
        .no_token = q->no_token,
        .deadline_ms = q->deadline_ms > 0 ? q->deadline_ms : call_deadline_ms,
        .max_answer_bytes =
            q->max_answer_bytes > 0 ? q->max_answer_bytes : answer_max_bytes,
        .done = q->done,
        .drop = q->drop,
        .ctx = q->ctx,
    };
    buf_add(&c->body, q->body);
    c->link = s->rest.end;
    *c->link = c;
    s->rest.end = &c->next;
    s->rest.n++;
    return c;
}

static void free_call(struct rest_call *c)
{
    struct rest *rest = &c->session->rest;
    *c->link = c->next;
    if (c->next)
        c->next->link = c->link;
    else
        rest->end = c->link;
    rest->n--;
    rest->n_together -= c->state == CALL_UNDER_WAY;
    loop_timer_cancel(c->session->o.loop, &c->late);
    buf_clear(&c->body);
    free(c->content_type);
    free(c->path);
    free(c);
}

static void go_on(void *ctx);

static void finish(struct rest_call *c, const struct rest_answer *a)
{
    struct session *s = c->session;
    void (*done)(void *, const struct rest_answer *) = c->done;
    void *ctx = c->ctx;
    free_call(c);
    done(ctx, a);
    go_on(s);
    session_check_drained(s);
}

/* ---- answers of our own ---- */

static void answer_late(void *ctx)
{
    struct rest_call *c = ctx;
    struct rest_answer own = c->own; /* c dies first */
    finish(c, &own);
}

static void answer_ourselves(struct rest_call *c, const char *why, int64_t retry_ms)
{
    c->session->rest.n_together -= c->state == CALL_UNDER_WAY;
    c->state = CALL_ENDS;
    c->own = (struct rest_answer){ .kind = REST_LATER,
                                   .error = str_from_c(why),
                                   .why = str_from_c(why),
                                   .retry_ms = retry_ms };
    c->late = (struct loop_timer){ .fire = answer_late, .ctx = c };
    loop_timer_set(c->session->o.loop, &c->late, 0);
}

/* Nothing is sent for a while; what would have to wait too long comes back. */
static void pause_for(struct session *s, int64_t wait_ms)
{
    int64_t until_ms = clock_mono_ms() + wait_ms;
    if (until_ms <= s->rest.paused_until_ms)
        return;
    s->rest.paused_until_ms = until_ms;
    if (wait_ms <= rest_hold_ms)
        return;
    for (struct rest_call *c = s->rest.calls; c; c = c->next) {
        if (c->state == CALL_WAITS && !is_urgent(c))
            answer_ourselves(c, "rate limit", wait_ms);
    }
}

/* ---- what came ---- */

static void note_answer(struct rest_call *c, const struct rest_answer *a,
                        const struct http_response *r)
{
    struct session *s = c->session;
    session_version(s, http_response_header(r, STR("X-Version-Id")));
    int64_t pause_ms =
        rest_pause_ms(http_response_header(r, STR("X-Ratelimit-Remaining")),
                      http_response_header(r, STR("X-Ratelimit-Reset")));
    if (a->status == 429 && a->retry_ms > pause_ms)
        pause_ms = a->retry_ms;
    if (pause_ms > 0)
        pause_for(s, pause_ms);
    if (a->kind == REST_OK)
        return;
    enum log_level level = a->kind == REST_AUTH   ? LOG_ERROR
                           : a->kind == REST_GONE ? LOG_DEBUG
                                                  : LOG_WARN;
    LOG(level, "mattermost", "call_failed", KS("workspace", s->base.workspace),
        KS("why", a->why), KI("retry_ms", a->retry_ms));
    if (a->kind == REST_AUTH)
        session_refused(s, a->why);
}

static void heard(void *ctx, const struct http_response *r)
{
    struct rest_call *c = ctx;
    AUTO(json_freep) struct json *body = NULL;
    AUTO(buf_clear) struct buf why = BUF_INIT(512);
    c->http = NULL;
    if (r->outcome == HTTP_ANSWERED && r->body.n > 0)
        json_parse_max(&body, r->body, c->max_answer_bytes, NULL);
    struct rest_answer a = rest_read(
        &(struct rest_came){ .outcome = r->outcome,
                             .status = r->status,
                             .body = body,
                             .is_empty = r->body.n == 0,
                             .retry_after = http_response_header(r, STR("Retry-After")),
                             .is_read = strcmp(c->method, "GET") == 0,
                             .is_hook = c->is_hook,
                             .has_token = !c->is_hook && !c->no_token });
    if (a.kind != REST_OK) {
        rest_say(&why, c->method, str_from_c(c->path), &a);
        a.why = buf_str(&why);
    }
    note_answer(c, &a, r);
    finish(c, &a);
}

/* ---- sending ---- */

static void send_call(struct rest_call *c)
{
    struct session *s = c->session;
    struct err err = { 0 };
    AUTO(buf_clear) struct buf url = BUF_INIT(8192);
    bool has_token = !c->is_hook && !c->no_token;
    buf_addf(&url, STR_FMT "%s%s", STR_ARG(s->o.url), c->is_hook ? "" : "/api/v4",
             c->path);
    c->http = http_send(s->o.http,
                        &(struct http_request){
                            .method = str_from_c(c->method),
                            .url = buf_str(&url),
                            .bearer = has_token ? s->o.token : SECRET(STR("")),
                            .body = buf_str(&c->body),
                            .content_type = str_from_c(c->content_type),
                            .deadline_ms = c->deadline_ms,
                            .max_body_bytes = c->max_answer_bytes,
                            .allow_http = s->is_http,
                        },
                        heard, c, &err);
    buf_clear(&c->body);
    c->state = CALL_UNDER_WAY;
    s->rest.n_together++;
    if (c->http)
        return;
    LOG(LOG_WARN, "mattermost", "not_sent", KS("workspace", s->base.workspace),
        KC("why", err.msg));
    answer_ourselves(c, "could not be started", 1000);
}

static bool is_in_turn(const struct rest *rest, const struct rest_call *c)
{
    for (const struct rest_call *o = rest->calls; c->channel && o != c; o = o->next) {
        if (o->channel == c->channel && o->state != CALL_ENDS)
            return false;
    }
    return true;
}

static bool may_go(const struct rest *rest, const struct rest_call *c, bool is_paused)
{
    size_t most = rest_together + (is_urgent(c) ? rest_urgent : 0);
    return c->state == CALL_WAITS && rest->n_together < most &&
           (is_urgent(c) || !is_paused) && is_in_turn(rest, c);
}

static void go_on(void *ctx)
{
    struct session *s = ctx;
    struct rest *rest = &s->rest;
    int64_t wait_ms = rest->paused_until_ms - clock_mono_ms();
    if (wait_ms > 0 && rest->calls)
        loop_timer_set(s->o.loop, &rest->go_on, wait_ms);
    for (struct rest_call *c = rest->calls; c; c = c->next) {
        if (rest->n_together >= rest_together + rest_urgent)
            return; /* goes on when one of them ends */
        if (may_go(rest, c, wait_ms > 0))
            send_call(c);
    }
}

void rest_call(struct session *s, const struct rest_request *q)
{
    struct rest *rest = &s->rest;
    int64_t wait_ms = rest->paused_until_ms - clock_mono_ms();
    bool is_full = rest->n - rest->n_together >= rest_waiting;
    struct rest_call *c = new_call(s, q);
    if (is_full && !is_urgent(c)) /* those are bounded by the exchanges that wait */
        answer_ourselves(c, "too much is waiting", 5000);
    else if (wait_ms > rest_hold_ms && !is_urgent(c))
        answer_ourselves(c, "rate limit", wait_ms);
    else
        go_on(s);
}

void rest_init(struct session *s)
{
    s->rest =
        (struct rest){ .end = &s->rest.calls, .go_on = { .fire = go_on, .ctx = s } };
}

bool rest_is_idle(const struct rest *rest)
{
    return rest->calls == NULL;
}

void rest_clear(struct session *s)
{
    while (s->rest.calls) {
        struct rest_call *c = s->rest.calls;
        http_cancel(c->http); // NOLINT(clang-analyzer-unix.Malloc): it left the list
        if (c->drop)
            c->drop(c->ctx);
        free_call(c);
    }
    if (s->rest.go_on.fire)
        loop_timer_cancel(s->o.loop, &s->rest.go_on);
}
