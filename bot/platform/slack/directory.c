#include "platform/slack/directory.h"

#include "base/arena.h"
#include "base/log.h"
#include "codec/urlencoded.h"
#include "io/clock.h"
#include "platform/slack/session.h"

/* Tier 2: twenty calls a minute and short bursts. */
enum {
    call_ms = 3500,
    burst = 4,
    members_page = 400,
    channels_page = 500,
    retry_ms = 5000,
    most_failures = 6,
};

static void plan(struct session *s, int64_t delay_ms)
{
    loop_timer_set(s->o.loop, &s->directory.next, delay_ms);
}

/* How long to wait for the next call, by a bucket that holds `burst` of them. */
static int64_t wait_ms(struct directory *d, int64_t now_ms)
{
    d->credit_ms += now_ms - d->counted_ms;
    d->counted_ms = now_ms;
    if (d->credit_ms > (int64_t)burst * call_ms)
        d->credit_ms = (int64_t)burst * call_ms;
    return d->credit_ms >= call_ms ? 0 : call_ms - d->credit_ms;
}

static void remember(struct directory *d, struct str cursor)
{
    buf_cut(&d->cursor, 0);
    buf_add(&d->cursor, cursor);
}

/* A list that cannot be read any more is left; without its scope it never can be. */
static void failed(struct session *s, const struct web_answer *a)
{
    struct directory *d = &s->directory;
    bool is_stale = str_eq(a->error, STR("invalid_cursor"));
    int64_t delay_ms = a->retry_ms > 0 ? a->retry_ms : (int64_t)retry_ms << d->failures;
    if (d->failures < most_failures)
        d->failures++;
    if (is_stale) {
        remember(d, STR(""));
    } else if (a->kind == WEB_NO) {
        LOG(LOG_WARN, "slack", "directory_unreadable", KS("workspace", s->base.workspace),
            KC("list", d->wants_members ? "members" : "channels"), KS("why", a->error),
            KS("scope", a->needed));
        *(d->wants_members ? &d->wants_members : &d->wants_channels) = false;
        remember(d, STR(""));
    }
    plan(s, delay_ms);
}

static void page_came(void *ctx, const struct web_answer *a)
{
    struct session *s = ctx;
    struct directory *d = &s->directory;
    d->is_asking = false;
    if (s->is_draining)
        return;
    if (a->kind != WEB_OK) {
        failed(s, a);
        return;
    }
    struct wire w = slack_wire(s, 0);
    struct event ev;
    arena_reset(s->mem);
    (d->wants_members ? wire_members_page : wire_channels_page)(&w, a->body, &ev);
    d->failures = 0;
    remember(d, ev.cursor);
    if (ev.cursor.n == 0)
        *(d->wants_members ? &d->wants_members : &d->wants_channels) = false;
    slack_emit(s, &ev);
    plan(s, 0);
}

static void ask(struct session *s)
{
    struct directory *d = &s->directory;
    AUTO(buf_clear) struct buf form = BUF_INIT(8192);
    AUTO(buf_clear) struct buf limit = BUF_INIT(32);
    buf_addf(&limit, "%d", d->wants_members ? members_page : channels_page);
    urlencoded_add_pair(&form, STR("limit"), buf_str(&limit));
    if (d->wants_members)
        urlencoded_add_pair(&form, STR("include_locale"), STR("true"));
    else
        urlencoded_add_pair(&form, STR("types"), STR("public_channel,private_channel"));
    if (d->cursor.n > 0)
        urlencoded_add_pair(&form, STR("cursor"), buf_str(&d->cursor));
    d->is_asking = true;
    d->credit_ms -= call_ms;
    web_call(s, &(struct web_request){ .method = d->wants_members ? METHOD_USERS
                                                                  : METHOD_CHANNELS,
                                       .body = buf_str(&form),
                                       .done = page_came,
                                       .ctx = s });
}

static void next(void *ctx)
{
    struct session *s = ctx;
    struct directory *d = &s->directory;
    if (d->is_asking || s->is_draining || (!d->wants_members && !d->wants_channels))
        return;
    int64_t delay_ms = wait_ms(d, clock_mono_ms());
    if (delay_ms > 0)
        plan(s, delay_ms);
    else
        ask(s);
}

void slack_directory_init(struct session *s, struct str cursor, bool skip_members)
{
    s->directory = (struct directory){
        .wants_members = !skip_members,
        .wants_channels = true,
        .cursor = BUF_INIT(4096),
        .credit_ms = (int64_t)burst * call_ms,
        .counted_ms = clock_mono_ms(),
        .next = { .fire = next, .ctx = s },
    };
    if (!skip_members)
        remember(&s->directory, cursor);
}

void slack_directory_start(struct session *s)
{
    if (s->directory.is_started)
        return;
    s->directory.is_started = true;
    plan(s, 0);
}

void slack_directory_clear(struct session *s)
{
    if (s->directory.next.fire)
        loop_timer_cancel(s->o.loop, &s->directory.next);
    buf_clear(&s->directory.cursor);
}

/* ---- a single channel ---- */

static void channel_came(void *ctx, const struct web_answer *a)
{
    struct session *s = ctx;
    struct channel c;
    if (a->kind != WEB_OK || !slack_channel(json_at(a->body, "channel"), &c))
        return;
    slack_emit(s, &(struct event){ .kind = EVENT_CHANNELS,
                                   .workspace = s->base.workspace,
                                   .channels = &c,
                                   .n_channels = 1 });
}

void slack_directory_joined(struct session *s, struct str channel)
{
    AUTO(buf_clear) struct buf form = BUF_INIT(1024);
    urlencoded_add_pair(&form, STR("channel"), channel);
    web_call(s, &(struct web_request){ .method = METHOD_CHANNEL,
                                       .body = buf_str(&form),
                                       .done = channel_came,
                                       .ctx = s });
}
