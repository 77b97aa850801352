#include "platform/mattermost/line.h"

#include "base/arena.h"
#include "base/log.h"
#include "io/clock.h"
#include "io/websocket.h"
#include "platform/mattermost/session.h"

enum {
    frame_max_bytes = 4 * 1024 * 1024,
    greeting_ms = 5 * 1000, /* the server drops who is not known by then */
    ping_ms = 30 * 1000,
    first_delay_ms = 500,
    most_delay_ms = 60 * 1000,
    stable_ms = 60 * 1000,
    close_normal = 1000,
};

/* ---- ends ---- */

static void release(struct session *s)
{
    struct link *l = &s->link;
    loop_timer_cancel(s->o.loop, &l->greeting);
    loop_timer_cancel(s->o.loop, &l->ping);
    websocket_free(l->ws);
    l->ws = NULL;
    l->is_open = l->is_up = l->awaits_pong = false;
}

/* Where the server took the connection and said nothing, the token may have been taken
 * back, or it does not like how we resume. */
static void ended(struct session *s, const char *why)
{
    struct link *l = &s->link;
    bool was_ungreeted = l->is_open && !l->is_up;
    release(s);
    if (s->is_draining) {
        session_check_drained(s);
        return;
    }
    if (was_ungreeted) {
        thread_forget(&l->thread);
        l->is_suspect = true;
    }
    int64_t delay_ms = backoff_failed(&l->backoff, clock_mono_ms());
    LOG(LOG_WARN, "mattermost", "line_down", KS("workspace", s->base.workspace),
        KC("why", why), KI("retry_ms", delay_ms));
    session_line(s, LINE_DOWN, why);
    if (l->is_on)
        loop_timer_set(s->o.loop, &l->next, delay_ms);
}

static void greeting_late(void *ctx)
{
    struct session *s = ctx;
    ended(s, s->link.thread.is_resuming ? "not resumed in time" : "no hello");
}

/* ---- our own pings: a server's ping does not show that its events get here ---- */

static void say_ping(struct session *s)
{
    struct link *l = &s->link;
    AUTO(buf_clear) struct buf text = BUF_INIT(128);
    buf_addf(&text, "{\"seq\":%lld,\"action\":\"ping\"}", (long long)++l->action_seq);
    l->awaits_pong = websocket_send(l->ws, buf_str(&text), NULL);
}

static void ping(void *ctx)
{
    struct session *s = ctx;
    struct link *l = &s->link;
    if (l->awaits_pong) {
        ended(s, "no answer to a ping");
        return;
    }
    say_ping(s);
    loop_timer_set(s->o.loop, &l->ping, ping_ms);
}

/* ---- what comes ---- */

static void up(struct session *s, bool is_resumed)
{
    struct link *l = &s->link;
    loop_timer_cancel(s->o.loop, &l->greeting);
    if (!l->is_up)
        backoff_works(&l->backoff, clock_mono_ms());
    l->is_up = true;
    l->is_suspect = false;
    LOG(LOG_INFO, "mattermost", is_resumed ? "resumed" : "connected",
        KS("workspace", s->base.workspace), KC("version", s->server_version));
    session_line(s, LINE_UP, "");
    directory_start(s);
    if (!is_resumed)
        catchup_start(s);
}

/* The events after a gap are asked for once more; when that does not help, all is read
 * anew. */
static void gap(struct session *s, int64_t seq)
{
    struct link *l = &s->link;
    LOG(LOG_WARN, "mattermost", "gap", KS("workspace", s->base.workspace),
        KI("expected", l->thread.next), KI("seq", seq));
    if (l->thread.is_resuming)
        thread_forget(&l->thread);
    ended(s, "events were lost on the way");
}

static void hear(struct session *s, const struct frame *f)
{
    struct link *l = &s->link;
    switch (thread_follow(&l->thread, f)) {
    case THREAD_GAP:
        gap(s, f->seq);
        return;
    case THREAD_NEW:
        session_version(s, f->server_version);
        up(s, false);
        return;
    case THREAD_RESUMED:
        up(s, true);
        break;
    case THREAD_ON:
        break;
    }
    if (f->kind == FRAME_REPLY)
        l->awaits_pong = l->awaits_pong && !f->is_ok;
    else
        session_hear(s, f);
}

static void on_message(void *ctx, struct str data, bool binary)
{
    struct session *s = ctx;
    AUTO(json_freep) struct json *j = NULL;
    struct err err = { 0 };
    struct frame f;
    if (s->is_draining)
        return; /* catch-up of the next process reads it */
    if (!binary && json_parse_max(&j, data, frame_max_bytes, &err) && wire_frame(j, &f)) {
        arena_reset(s->mem);
        hear(s, &f);
        return;
    }
    LOG(LOG_WARN, "mattermost", "bad_frame", KS("workspace", s->base.workspace),
        KI("bytes", (int64_t)data.n), KC("why", err.msg));
    thread_skip(&s->link.thread);
}

static void on_dropped(void *ctx, size_t bytes)
{
    struct session *s = ctx;
    LOG(LOG_WARN, "mattermost", "message_too_large", KS("workspace", s->base.workspace),
        KI("bytes", (int64_t)bytes));
    thread_skip(&s->link.thread);
}

/* A resumed connection may have nothing to say for long: it is asked. */
static void on_opened(void *ctx)
{
    struct session *s = ctx;
    struct link *l = &s->link;
    l->is_open = true;
    l->action_seq = 0;
    if (l->thread.is_resuming)
        say_ping(s);
    loop_timer_set(s->o.loop, &l->greeting, greeting_ms);
    loop_timer_set(s->o.loop, &l->ping, ping_ms);
}

static void on_closed(void *ctx, const struct websocket_end *end)
{
    struct session *s = ctx;
    struct err why = end->err;
    bool is_token = end->cause == WEBSOCKET_REFUSED &&
                    (end->http_status == 401 || end->http_status == 403);
    s->link.is_suspect = s->link.is_suspect || is_token;
    ended(s, why.msg);
}

/* ---- opening ---- */

static void put_url(struct session *s, struct buf *url)
{
    thread_address(url, s->o.url);
    thread_open(&s->link.thread, url);
}

static void open_line(struct session *s)
{
    static const struct websocket_events events = {
        .opened = on_opened,
        .message = on_message,
        .dropped = on_dropped,
        .closed = on_closed,
    };
    struct err err = { 0 };
    AUTO(buf_clear) struct buf url = BUF_INIT(4096);
    put_url(s, &url);
    const struct websocket_options o = {
        .url = buf_str(&url),
        .bearer = s->o.token,
        .allow_plain = s->is_http,
        .max_message_bytes = frame_max_bytes,
        .events = &events,
        .ctx = s,
    };
    if (!websocket_open(&s->link.ws, s->o.websockets, &o, &err))
        ended(s, err.msg);
}

static void try_again(void *ctx)
{
    struct session *s = ctx;
    struct link *l = &s->link;
    if (l->ws || s->is_draining)
        return;
    if (l->is_suspect) {
        l->is_suspect = false;
        l->is_on = false;
        session_ask_who(s); /* goes on with line_start() */
        return;
    }
    open_line(s);
}

/* ---- from outside ---- */

void line_init(struct session *s)
{
    s->link = (struct link){
        .backoff = { .rnd = s->o.rnd,
                     .first_ms = first_delay_ms,
                     .most_ms = most_delay_ms,
                     .stable_ms = stable_ms },
        .next = { .fire = try_again, .ctx = s },
        .greeting = { .fire = greeting_late, .ctx = s },
        .ping = { .fire = ping, .ctx = s },
    };
}

void line_start(struct session *s)
{
    struct link *l = &s->link;
    if (l->is_on || s->is_draining)
        return;
    l->is_on = true;
    if (!l->ws && !loop_timer_is_set(&l->next))
        loop_timer_set(s->o.loop, &l->next, 0);
}

void line_stop(struct session *s)
{
    s->link.is_on = false;
    s->link.is_suspect = false;
    loop_timer_cancel(s->o.loop, &s->link.next);
    release(s);
}

void line_close(struct session *s)
{
    struct link *l = &s->link;
    loop_timer_cancel(s->o.loop, &l->next);
    loop_timer_cancel(s->o.loop, &l->greeting);
    loop_timer_cancel(s->o.loop, &l->ping);
    if (l->is_open)
        websocket_close(l->ws, close_normal);
    else
        release(s);
}

bool line_is_idle(const struct link *l)
{
    return l->ws == NULL;
}

void line_clear(struct session *s)
{
    if (!s->link.next.fire)
        return;
    line_stop(s);
}
