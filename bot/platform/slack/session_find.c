/* Looks in a channel's history for the mark of an earlier attempt. */
#include "base/arena.h"
#include "base/mem.h"
#include "codec/urlencoded.h"
#include "platform/slack/session.h"

#include <stdlib.h>

enum { page_limit = 200, pages_max = 50 };

struct finding {
    struct session *s;
    struct arena *mem;
    int64_t id;
    struct str uid, user, channel;
    int64_t from_ms;
    unsigned pages;
};

static void drop(void *ctx)
{
    struct finding *f = ctx;
    arena_free(f->mem);
    free(f);
}

static void conclude(struct finding *f, struct outcome_event o)
{
    o.id = f->id;
    slack_outcome(f->s, &o);
    drop(f);
}

/* What is refused now may be allowed later; what is forbidden cannot be read. */
static void cannot_look(struct finding *f, const struct web_answer *a)
{
    bool is_forbidden = a->kind == WEB_NO;
    conclude(f, (struct outcome_event){ .outcome = is_forbidden ? OUTCOME_UNREADABLE
                                                                : OUTCOME_NOT,
                                        .why = a->error,
                                        .retry_ms = a->retry_ms });
}

static void look(struct finding *f, struct str cursor);

static void page_came(void *ctx, const struct web_answer *a)
{
    struct finding *f = ctx;
    if (a->kind != WEB_OK) {
        cannot_look(f, a);
        return;
    }
    struct wire self = slack_wire(f->s, 0);
    struct str ts = wire_find_mark(a->body, f->uid, &self);
    struct str cursor = wire_next_cursor(a->body);
    if (ts.n > 0)
        conclude(f, (struct outcome_event){ .outcome = OUTCOME_APPLIED,
                                            .channel = f->channel,
                                            .result = ts });
    else if (cursor.n == 0)
        conclude(f, (struct outcome_event){ .outcome = OUTCOME_ABSENT });
    else if (++f->pages < pages_max)
        look(f, cursor);
    else
        conclude(f, (struct outcome_event){ .outcome = OUTCOME_UNREADABLE,
                                            .why = STR("too long a history") });
}

static void look(struct finding *f, struct str cursor)
{
    AUTO(buf_clear) struct buf form = BUF_INIT(8192);
    int64_t oldest = f->from_ms > platform_skew_ms ? f->from_ms - platform_skew_ms : 0;
    struct str oldest_text = arena_fmt(f->mem, "%lld.%03lld000", (long long)oldest / 1000,
                                       (long long)oldest % 1000);
    urlencoded_add_pair(&form, STR("channel"), f->channel);
    urlencoded_add_pair(&form, STR("oldest"), oldest_text);
    urlencoded_add_pair(&form, STR("inclusive"), STR("true"));
    urlencoded_add_pair(&form, STR("include_all_metadata"), STR("true"));
    urlencoded_add_pair(&form, STR("limit"), arena_fmt(f->mem, "%d", page_limit));
    if (cursor.n > 0)
        urlencoded_add_pair(&form, STR("cursor"), cursor);
    web_call(f->s, &(struct web_request){ .method = METHOD_HISTORY,
                                          .body = buf_str(&form),
                                          .done = page_came,
                                          .drop = drop,
                                          .ctx = f });
}

static void direct_came(void *ctx, const struct web_answer *a)
{
    struct finding *f = ctx;
    if (a->kind != WEB_OK) {
        cannot_look(f, a);
        return;
    }
    f->channel = arena_str(f->mem, json_str(a->body, "channel.id"));
    look(f, STR(""));
}

/* History wants the channel's own id. */
static void open_direct(struct finding *f)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(1024);
    struct json_w w = JSON_W(&body);
    jw_object(&w);
    jw_kv(&w, "users", f->user);
    jw_end_object(&w);
    web_call(f->s, &(struct web_request){ .method = METHOD_OPEN_DIRECT,
                                          .body = buf_str(&body),
                                          .done = direct_came,
                                          .drop = drop,
                                          .ctx = f });
}

/* Edits, deletions and uploads are simply repeated: nothing is looked for. */
static void not_looked_for(void *ctx, const struct web_answer *a)
{
    (void)a;
    conclude(ctx, (struct outcome_event){ .outcome = OUTCOME_ABSENT });
}

void slack_find(struct platform *p, const struct outgoing *out)
{
    struct session *s = (struct session *)p;
    struct arena *mem = arena_new();
    struct finding *f = mem_new(1, sizeof(*f));
    *f = (struct finding){ .s = s,
                           .mem = mem,
                           .id = out->id,
                           .uid = arena_str(mem, out->uid),
                           .user = arena_str(mem, out->user),
                           .channel = arena_str(mem, out->channel),
                           .from_ms = out->started_at_ms };
    if (out->kind != OUTGOING_POST && out->kind != OUTGOING_DIRECT)
        web_wait(s, 0,
                 &(struct web_request){ .done = not_looked_for, .drop = drop, .ctx = f });
    else if (out->kind == OUTGOING_DIRECT && f->channel.n == 0)
        open_direct(f);
    else
        look(f, STR(""));
}
