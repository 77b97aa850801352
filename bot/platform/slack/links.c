#include "platform/slack/links.h"

#include "base/log.h"
#include "io/clock.h"
#include "io/websocket.h"
#include "platform/slack/session.h"

enum { frame_max_bytes = 1024 * 1024, close_normal = 1000 };

static void schedule(struct session *s)
{
    struct links *ls = &s->links;
    if (s->is_draining || ls->is_connecting || ls->policy.next_ms == POLICY_NEVER)
        loop_timer_cancel(s->o.loop, &ls->again);
    else
        loop_timer_set(s->o.loop, &ls->again, ls->policy.next_ms - clock_mono_ms());
}

static struct link *in_state(struct links *ls, enum link_state state)
{
    for (size_t i = 0; i < links_max; i++) {
        if (ls->link[i].state == state)
            return &ls->link[i];
    }
    return NULL;
}

static void release(struct link *l)
{
    loop_timer_cancel(l->session->o.loop, &l->beat);
    websocket_free(l->ws);
    *l = (struct link){ 0 };
}

/* The attempt came to nothing. */
static void attempt_failed(struct session *s, const char *why, int64_t retry_ms)
{
    s->links.is_connecting = false;
    policy_failed(&s->links.policy, clock_mono_ms(), retry_ms);
    LOG(LOG_WARN, "slack", "connect_failed", KS("workspace", s->base.workspace),
        KC("why", why), KI("retry_ms", s->links.policy.next_ms - clock_mono_ms()));
    if (!in_state(&s->links, LINK_UP))
        slack_line(s, LINE_DOWN, why);
    schedule(s);
}

/* The link in use is gone before another one took its place. */
static void line_lost(struct session *s, const char *why)
{
    policy_lost(&s->links.policy, clock_mono_ms());
    LOG(LOG_WARN, "slack", "line_lost", KS("workspace", s->base.workspace),
        KC("why", why), KI("retry_ms", s->links.policy.next_ms - clock_mono_ms()));
    slack_line(s, LINE_DOWN, why);
    schedule(s);
}

/* However a link ended; it is free afterwards. */
static void ended(struct link *l, const char *why)
{
    struct session *s = l->session;
    enum link_state state = l->state;
    release(l);
    if (s->is_draining)
        slack_check_drained(s);
    else if (state == LINK_UP)
        line_lost(s, why);
    else if (state == LINK_OPENING || state == LINK_GREETING)
        attempt_failed(s, why, 0);
}

/* ---- the life of one link ---- */

static void beat(void *ctx)
{
    struct link *l = ctx;
    int64_t now = clock_mono_ms();
    if (l->state == LINK_OLD && now >= l->ends_ms) {
        websocket_close(l->ws, close_normal);
        l->ends_ms = now + policy_silence_ms;
    } else if (l->state == LINK_GREETING && now >= l->ends_ms) {
        ended(l, "no hello");
        return;
    } else if (now - l->heard_ms >= policy_silence_ms) {
        ended(l, "silence");
        return;
    }
    websocket_ping(l->ws, STR("botschafter"), NULL);
    int64_t next_ms = policy_ping_ms;
    if (l->state == LINK_OLD && l->ends_ms - now < next_ms)
        next_ms = l->ends_ms - now;
    loop_timer_set(l->session->o.loop, &l->beat, next_ms);
}

static void on_opened(void *ctx)
{
    struct link *l = ctx;
    l->state = LINK_GREETING;
    l->heard_ms = clock_mono_ms();
    l->ends_ms = l->heard_ms + policy_hello_ms;
    loop_timer_set(l->session->o.loop, &l->beat, policy_ping_ms);
}

static void on_message(void *ctx, struct str data, bool binary)
{
    struct link *l = ctx;
    l->heard_ms = clock_mono_ms();
    if (!binary)
        slack_hear(l->session, l, data);
}

static void on_dropped(void *ctx, size_t bytes)
{
    struct link *l = ctx;
    l->heard_ms = clock_mono_ms();
    LOG(LOG_WARN, "slack", "message_too_large",
        KS("workspace", l->session->base.workspace), KI("bytes", (int64_t)bytes));
}

static void on_pong(void *ctx, struct str payload)
{
    struct link *l = ctx;
    (void)payload;
    l->heard_ms = clock_mono_ms();
}

static void on_closed(void *ctx, const struct websocket_end *end)
{
    struct link *l = ctx;
    struct err why = end->err;
    ended(l, why.msg);
}

static const struct websocket_events link_events = {
    .opened = on_opened,
    .message = on_message,
    .dropped = on_dropped,
    .pong = on_pong,
    .closed = on_closed,
};

/* A free place; when there is none, the oldest of the old ones makes room. */
static struct link *take_link(struct links *ls)
{
    struct link *oldest = NULL;
    for (size_t i = 0; i < links_max; i++) {
        struct link *l = &ls->link[i];
        if (l->state == LINK_FREE)
            return l;
        if (l->state == LINK_OLD && (!oldest || l->serial < oldest->serial))
            oldest = l;
    }
    if (oldest)
        release(oldest);
    return oldest;
}

static void open_link(struct session *s, struct str url)
{
    struct link *l = take_link(&s->links);
    struct err err = { 0 };
    if (!l) {
        attempt_failed(s, "too many connections of ours", 0);
        return;
    }
    *l = (struct link){ .session = s,
                        .serial = ++s->links.last_serial,
                        .state = LINK_OPENING,
                        .beat = { .fire = beat, .ctx = l } };
    const struct websocket_options o = {
        .url = url,
        .allow_plain = s->is_http,
        .max_message_bytes = frame_max_bytes,
        .events = &link_events,
        .ctx = l,
    };
    if (websocket_open(&l->ws, s->o.websockets, &o, &err))
        return;
    *l = (struct link){ 0 };
    attempt_failed(s, err.msg, 0);
}

static void url_came(void *ctx, const struct web_answer *a)
{
    struct session *s = ctx;
    if (s->is_draining)
        return;
    if (a->kind == WEB_OK) {
        open_link(s, json_str(a->body, "url"));
    } else if (a->kind == WEB_AUTH) {
        s->links.is_connecting = false;
        policy_refused(&s->links.policy, clock_mono_ms());
        schedule(s);
    } else {
        AUTO(buf_clear) struct buf why = BUF_INIT(200);
        buf_addf(&why, "apps.connections.open: " STR_FMT, STR_ARG(a->error));
        attempt_failed(s, buf_c(&why), a->retry_ms);
    }
}

/* One attempt at a time, ever. */
static void try_again(void *ctx)
{
    struct session *s = ctx;
    if (s->links.is_connecting || s->is_draining)
        return;
    s->links.is_connecting = true;
    policy_trying(&s->links.policy);
    web_call(s, &(struct web_request){
                    .method = METHOD_CONNECTIONS_OPEN, .done = url_came, .ctx = s });
}

/* ---- what Slack says about links ---- */

static int64_t count_open(const struct links *ls)
{
    int64_t n = 0;
    for (size_t i = 0; i < links_max; i++)
        n += ls->link[i].state >= LINK_GREETING;
    return n;
}

static void retire(struct link *l)
{
    l->state = LINK_OLD;
    l->ends_ms = clock_mono_ms() + policy_drain_ms;
    loop_timer_set(l->session->o.loop, &l->beat, policy_ping_ms);
}

void links_hello(struct session *s, struct link *l, const struct envelope *e)
{
    if (l->state != LINK_GREETING || s->is_draining)
        return;
    struct link *old = in_state(&s->links, LINK_UP);
    if (old)
        retire(old);
    l->state = LINK_UP;
    s->links.is_connecting = false;
    int64_t own = count_open(&s->links);
    bool has_ghosts = policy_up(&s->links.policy, clock_mono_ms(), e, own);
    LOG(LOG_INFO, "slack", "connected", KS("workspace", s->base.workspace),
        KI("connections", e->connections), KI("own", own));
    if (has_ghosts)
        LOG(LOG_WARN, "slack", "ghost_connections", KS("workspace", s->base.workspace),
            KI("counted", e->connections), KI("own", own),
            KC("remedy", "make sure that no second daemon uses this app_token"));
    schedule(s);
    slack_line(s, LINE_UP,
               has_ghosts ? "Slack counts connections that are not ours" : "");
    slack_directory_start(s);
}

static const char *hangup_word(enum hangup why)
{
    static const char *const words[] = {
        [HANGUP_WARNING] = "warning",
        [HANGUP_REFRESH] = "refresh_requested",
        [HANGUP_DISABLED] = "link_disabled",
        [HANGUP_TOO_MANY] = "too_many_websockets",
        [HANGUP_OTHER] = "other",
    };
    return words[why];
}

void links_hangup(struct session *s, struct link *l, const struct envelope *e)
{
    bool is_routine = e->hangup == HANGUP_WARNING || e->hangup == HANGUP_REFRESH;
    LOG(is_routine ? LOG_INFO : LOG_ERROR, "slack", "hangup",
        KS("workspace", s->base.workspace), KC("reason", hangup_word(e->hangup)));
    if (l->state == LINK_OLD && is_routine)
        return;
    policy_hangup(&s->links.policy, clock_mono_ms(), e->hangup);
    if (e->hangup == HANGUP_DISABLED)
        slack_line(s, LINE_REFUSED,
                   "Socket Mode is switched off: switch it on at api.slack.com/apps, "
                   "your app, Socket Mode");
    if (e->hangup == HANGUP_TOO_MANY)
        slack_line(s, LINE_DOWN,
                   "Slack counts more than ten connections of this app: make sure "
                   "that no other daemon uses this app_token");
    schedule(s);
}

/* ---- from outside ---- */

void links_start(struct session *s)
{
    struct links *ls = &s->links;
    ls->again = (struct loop_timer){ .fire = try_again, .ctx = s };
    policy_start(&ls->policy, s->o.rnd, clock_mono_ms());
    schedule(s);
}

struct link *links_find(struct session *s, int64_t serial)
{
    for (size_t i = 0; i < links_max; i++) {
        struct link *l = &s->links.link[i];
        if (l->state >= LINK_UP && l->serial == serial && websocket_is_open(l->ws))
            return l;
    }
    return NULL;
}

bool links_send(struct link *l, struct str frame)
{
    struct err err = { 0 };
    if (websocket_send(l->ws, frame, &err))
        return true;
    LOG(LOG_WARN, "slack", "ack_lost", KC("why", err.msg));
    return false;
}

bool links_are_idle(const struct links *ls)
{
    for (size_t i = 0; i < links_max; i++) {
        if (ls->link[i].state != LINK_FREE)
            return false;
    }
    return true;
}

void links_close(struct session *s)
{
    loop_timer_cancel(s->o.loop, &s->links.again);
    for (size_t i = 0; i < links_max; i++) {
        struct link *l = &s->links.link[i];
        if (l->state >= LINK_GREETING)
            websocket_close(l->ws, close_normal);
        else if (l->state == LINK_OPENING)
            release(l);
    }
}

void links_clear(struct session *s)
{
    loop_timer_cancel(s->o.loop, &s->links.again);
    for (size_t i = 0; i < links_max; i++) {
        if (s->links.link[i].state != LINK_FREE)
            release(&s->links.link[i]);
    }
}
