/* Durable effects: posts that carry a mark by which they are found again. */
#include "base/arena.h"
#include "base/mem.h"
#include "codec/card_json.h"
#include "io/clock.h"
#include "platform/mattermost/posting.h"
#include "platform/mattermost/session.h"

#include <stdlib.h>

enum { again_ms = 5000 };

/* A row on its way: copies live in the arena. */
struct sending {
    struct session *s;
    struct arena *mem;
    int64_t id;
    enum outgoing_kind kind;
    struct str uid, channel, user, message;
    struct card card;
};

void session_outcome(struct session *s, const struct outcome_event *o)
{
    session_emit(s,
                 &(struct event){
                     .kind = EVENT_OUTCOME,
                     .workspace = s->base.workspace,
                     .channel = o->channel,
                     .text = o->why,
                     .outbox_id = o->id,
                     .outcome = o->outcome,
                     .result = o->result,
                     .retry_at_ms = o->retry_ms > 0 ? clock_wall_ms() + o->retry_ms : 0,
                 });
}

/* The server keeps a half-made post of the same pending_post_id: it may still come. */
static bool is_being_made(const struct rest_answer *a)
{
    return str_eq(a->error, STR("api.post.deduplicate_create_post.pending"));
}

/* What an answer that is not REST_OK means for a row. Repeating an edit or a deletion does
 * no harm: what is unknown may be tried again. */
static void failed(struct sending *snd, const struct rest_answer *a, bool may_repeat)
{
    struct outcome_event o = { .id = snd->id, .why = a->why, .retry_ms = a->retry_ms };
    enum rest_kind kind = is_being_made(a) ? REST_UNKNOWN : a->kind;
    switch (kind) {
    case REST_OK: /* with something that cannot be read */
    case REST_UNKNOWN:
        o.outcome = may_repeat ? OUTCOME_NOT : OUTCOME_UNKNOWN;
        o.retry_ms = may_repeat ? again_ms : 0;
        break;
    case REST_NO:
    case REST_GONE:
        o.outcome = OUTCOME_NEVER;
        break;
    case REST_AUTH:
    case REST_LATER:
        o.outcome = OUTCOME_NOT;
        break;
    }
    session_outcome(snd->s, &o);
}

/* ---- one row ---- */

static void drop(void *ctx)
{
    struct sending *snd = ctx;
    arena_free(snd->mem);
    free(snd);
}

static void applied(struct sending *snd, struct str channel, struct str post)
{
    session_outcome(snd->s, &(struct outcome_event){ .id = snd->id,
                                                     .outcome = OUTCOME_APPLIED,
                                                     .channel = channel,
                                                     .result = post });
}

static void show(struct sending *snd, const struct json *post)
{
    struct wire w = session_wire(snd->s);
    struct post_seen seen;
    w.mem = snd->mem;
    if (snd->kind == OUTGOING_DIRECT && wire_post(&w, post, &seen))
        talks_shown(snd->s, &seen);
}

static void call(struct sending *snd, const char *method, struct str path,
                 struct str body, void (*done)(void *ctx, const struct rest_answer *a))
{
    rest_call(snd->s, &(struct rest_request){ .method = method,
                                              .path = path,
                                              .body = body,
                                              .channel = snd->channel,
                                              .done = done,
                                              .drop = drop,
                                              .ctx = snd });
}

/* A post that can still be read is not gone: we may not delete it. */
static void looked(void *ctx, const struct rest_answer *a)
{
    struct sending *snd = ctx;
    const struct rest_answer refused = { .kind = REST_NO,
                                         .why = STR("not allowed to delete the post") };
    if (a->kind == REST_GONE)
        applied(snd, snd->channel, snd->message);
    else
        failed(snd, a->kind == REST_OK ? &refused : a, true);
    drop(snd);
}

static void deleted(void *ctx, const struct rest_answer *a)
{
    struct sending *snd = ctx;
    if (a->kind == REST_NO && a->status == 403) { /* it says so of what is gone, too */
        call(snd, "GET", arena_fmt(snd->mem, "/posts/" STR_FMT, STR_ARG(snd->message)),
             STR(""), looked);
        return;
    }
    if (a->kind == REST_OK || a->kind == REST_GONE)
        applied(snd, snd->channel, snd->message);
    else
        failed(snd, a, true);
    drop(snd);
}

static void sent(void *ctx, const struct rest_answer *a)
{
    struct sending *snd = ctx;
    bool is_edit = snd->kind == OUTGOING_EDIT;
    struct str post = json_str(a->body, "id");
    if (a->kind == REST_OK && (post.n > 0 || is_edit)) {
        show(snd, a->body);
        applied(snd, snd->channel, is_edit ? snd->message : post);
    } else {
        failed(snd, a, is_edit);
    }
    drop(snd);
}

/* Cards that nobody asked for hold where they stand. */
static struct str card_body(struct sending *snd, struct str team)
{
    bool is_direct = snd->user.n > 0;
    const struct origin origin = { .stand = is_direct ? STAND_DIRECT : STAND_CHANNEL,
                                   .user = snd->user,
                                   .channel = snd->channel,
                                   .place = snd->channel,
                                   .is_direct = is_direct,
                                   .team = team,
                                   .uid = snd->uid };
    struct render r = session_render(snd->s, &origin);
    r.mem = snd->mem;
    const struct posting to = {
        .channel = snd->channel,
        .pending = arena_fmt(snd->mem, "%s:" STR_FMT, snd->s->bot_user, STR_ARG(snd->uid))
    };
    return posting_card(&r, snd->kind == OUTGOING_EDIT ? NULL : &to, &snd->card);
}

static void send_card(struct sending *snd, struct str team)
{
    struct str body = card_body(snd, team);
    if (body.n == 0) {
        session_outcome(snd->s, &(struct outcome_event){ .id = snd->id,
                                                         .outcome = OUTCOME_NEVER,
                                                         .why = STR("too large") });
        drop(snd);
    } else if (snd->kind == OUTGOING_EDIT) {
        call(snd, "PUT",
             arena_fmt(snd->mem, "/posts/" STR_FMT "/patch", STR_ARG(snd->message)), body,
             sent);
    } else {
        call(snd, "POST", STR("/posts"), body, sent);
    }
}

/* ---- where it goes ---- */

static void direct_came(void *ctx, const struct direct *d)
{
    struct sending *snd = ctx;
    if (d->channel.n > 0) {
        snd->channel = arena_str(snd->mem, d->channel);
        send_card(snd, d->team);
        return;
    }
    session_outcome(snd->s, &(struct outcome_event){
                                .id = snd->id,
                                .outcome = d->is_final ? OUTCOME_NEVER : OUTCOME_NOT,
                                .why = d->why,
                                .retry_ms = d->retry_ms });
    drop(snd);
}

/* The other one of the two whose ids make the name of a direct channel. */
static struct str other_of(const struct session *s, struct str name)
{
    struct str bot = str_from_c(s->bot_user);
    struct str first = str_take(name, mattermost_id_bytes);
    struct str second = str_skip(name, mattermost_id_bytes + 2);
    if (name.n != 2 * mattermost_id_bytes + 2 || bot.n == 0)
        return STR("");
    return str_eq(first, bot) ? second : str_eq(second, bot) ? first : STR("");
}

/* Where the server does not say what a channel is, it will hardly let us write there:
 * trying shows why. */
static void channel_came(void *ctx, const struct rest_answer *a)
{
    struct sending *snd = ctx;
    bool is_direct = str_eq(json_str(a->body, "type"), STR("D"));
    if (a->kind == REST_AUTH || a->kind == REST_LATER || a->kind == REST_UNKNOWN) {
        failed(snd, a, true);
        drop(snd);
        return;
    }
    if (is_direct)
        snd->user = arena_str(snd->mem, other_of(snd->s, json_str(a->body, "name")));
    if (snd->user.n > 0)
        directs_find(snd->s, snd->user, direct_came, drop, snd);
    else
        send_card(snd, arena_str(snd->mem, json_str(a->body, "team_id")));
}

static void ask_channel(struct sending *snd)
{
    rest_call(snd->s,
              &(struct rest_request){ .method = "GET",
                                      .path = arena_fmt(snd->mem, "/channels/" STR_FMT,
                                                        STR_ARG(snd->channel)),
                                      .channel = snd->channel,
                                      .done = channel_came,
                                      .drop = drop,
                                      .ctx = snd });
}

/* It was read from such bytes, so it is written to them. */
static void copy_card(struct sending *snd, const struct card *card)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    card_encode(&out, card);
    card_decode(snd->mem, buf_str(&out), &snd->card, NULL);
}

void session_send(struct platform *p, const struct outgoing *out)
{
    struct session *s = (struct session *)p;
    if (out->kind == OUTGOING_UPLOAD) {
        session_upload(s, out);
        return;
    }
    struct sending *snd = mem_new(1, sizeof(*snd));
    struct arena *mem = arena_new();
    *snd = (struct sending){ .s = s,
                             .mem = mem,
                             .id = out->id,
                             .kind = out->kind,
                             .uid = arena_str(mem, out->uid),
                             .channel = arena_str(mem, out->channel),
                             .user = arena_str(mem, out->user),
                             .message = arena_str(mem, out->message) };
    if (out->card)
        copy_card(snd, out->card);
    if (out->kind == OUTGOING_DELETE)
        call(snd, "DELETE", arena_fmt(mem, "/posts/" STR_FMT, STR_ARG(snd->message)),
             STR(""), deleted);
    else if (out->kind == OUTGOING_DIRECT)
        directs_find(s, snd->user, direct_came, drop, snd);
    else
        ask_channel(snd);
}
