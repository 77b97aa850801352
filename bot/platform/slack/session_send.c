/* Durable effects: posts that carry a mark by which they are found again. */
#include "base/arena.h"
#include "base/mem.h"
#include "io/clock.h"
#include "platform/slack/names.h"
#include "platform/slack/session.h"

#include <stdlib.h>

enum { body_max_bytes = 1024 * 1024, again_ms = 5000 };

/* A row on its way. */
struct sending {
    struct session *s;
    int64_t id;
    bool may_repeat, is_deletion;
};

void slack_outcome(struct session *s, const struct outcome_event *o)
{
    const struct event ev = {
        .kind = EVENT_OUTCOME,
        .workspace = s->base.workspace,
        .channel = o->channel,
        .text = o->why,
        .outbox_id = o->id,
        .outcome = o->outcome,
        .result = o->result,
        .retry_at_ms = o->retry_ms > 0 ? clock_wall_ms() + o->retry_ms : 0,
    };
    slack_emit(s, &ev);
}

void slack_failed(struct session *s, int64_t id, const struct web_answer *a,
                  bool may_repeat)
{
    struct outcome_event o = { .id = id, .why = a->error, .retry_ms = a->retry_ms };
    switch (a->kind) {
    case WEB_OK:
    case WEB_NO:
        o.outcome = OUTCOME_NEVER;
        break;
    case WEB_AUTH:
    case WEB_LATER:
        o.outcome = OUTCOME_NOT;
        break;
    case WEB_UNKNOWN:
        o.outcome = may_repeat ? OUTCOME_NOT : OUTCOME_UNKNOWN;
        o.retry_ms = may_repeat ? again_ms : 0;
        break;
    }
    slack_outcome(s, &o);
}

static bool is_gone_already(const struct sending *snd, const struct web_answer *a)
{
    return snd->is_deletion && a->kind == WEB_NO &&
           str_eq(a->error, STR("message_not_found"));
}

static void sent(void *ctx, const struct web_answer *a)
{
    struct sending *snd = ctx;
    if (a->kind == WEB_OK || is_gone_already(snd, a))
        slack_outcome(snd->s,
                      &(struct outcome_event){ .id = snd->id,
                                               .outcome = OUTCOME_APPLIED,
                                               .channel = json_str(a->body, "channel"),
                                               .result = json_str(a->body, "ts") });
    else
        slack_failed(snd->s, snd->id, a, snd->may_repeat);
    free(snd);
}

static void put_mark(struct json_w *w, struct str uid)
{
    jw_key(w, "metadata");
    jw_object(w);
    jw_kc(w, "event_type", SLACK_MARK);
    jw_key(w, "event_payload");
    jw_object(w);
    jw_kv(w, "id", uid);
    jw_end_object(w);
    jw_end_object(w);
}

/* A person's id serves as the channel of their direct messages. */
static struct str target(const struct outgoing *out)
{
    return out->kind == OUTGOING_DIRECT ? out->user : out->channel;
}

static void put_body(struct json_w *w, struct session *s, const struct outgoing *out)
{
    const struct render r = { .texts = s->o.texts, .mem = s->out };
    bool is_new = out->kind == OUTGOING_POST || out->kind == OUTGOING_DIRECT;
    jw_object(w);
    jw_kv(w, "channel", target(out));
    if (!is_new)
        jw_kv(w, "ts", out->message);
    if (out->card && out->kind != OUTGOING_DELETE)
        render_message(w, &r, out->card);
    if (is_new) {
        jw_kb(w, "unfurl_links", false);
        jw_kb(w, "unfurl_media", false);
        put_mark(w, out->uid);
    }
    jw_end_object(w);
}

static enum method method_of(enum outgoing_kind kind)
{
    if (kind == OUTGOING_EDIT)
        return METHOD_UPDATE;
    return kind == OUTGOING_DELETE ? METHOD_DELETE : METHOD_POST;
}

void slack_send(struct platform *p, const struct outgoing *out)
{
    struct session *s = (struct session *)p;
    arena_reset(s->out);
    if (out->kind == OUTGOING_UPLOAD) {
        slack_upload(s, out);
        return;
    }
    AUTO(buf_clear) struct buf body = BUF_INIT(body_max_bytes);
    struct json_w w = JSON_W(&body);
    put_body(&w, s, out);
    struct sending *snd = mem_new(1, sizeof(*snd));
    bool is_change = out->kind == OUTGOING_EDIT || out->kind == OUTGOING_DELETE;
    *snd = (struct sending){ .s = s,
                             .id = out->id,
                             .may_repeat = is_change,
                             .is_deletion = out->kind == OUTGOING_DELETE };
    web_call(s, &(struct web_request){ .method = method_of(out->kind),
                                       .body = buf_str(&body),
                                       .channel = target(out),
                                       .done = sent,
                                       .drop = free,
                                       .ctx = snd });
}
