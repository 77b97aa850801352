#include "platform/mattermost/replying.h"

#include "answers_texts.h"
#include "base/arena.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/mem.h"
#include "codec/card_json.h"
#include "codec/markup.h"
#include "platform/mattermost/posting.h"
#include "platform/mattermost/session.h"
#include "platform_texts.h"

#include <stdlib.h>

enum {
    hook_ms = 3000,   /* what a person waits for a card, at most */
    window_ms = 4000, /* a trigger lives 3 s (5.37) */
    post_ms = 8000,
    again_max = 2, /* after "too many requests": rest.h waits as long as it says */
    copy_max_bytes = 1024 * 1024,
};

/* An answer on its way. */
struct replying {
    struct session *s;
    struct arena *mem; /* all of it */
    struct handle h;
    struct answer answer;
    struct reply_plan plan; /* first: the way that is taken now */
    unsigned again;
};

static void drop(void *ctx)
{
    struct replying *r = ctx;
    arena_free(r->mem);
    free(r);
}

/* ---- the end ---- */

static struct str say(const struct replying *r, struct str (*text)(const struct speech *))
{
    const struct session *s = r->s;
    return tongues_say(&s->calls.tongues, s->o.texts, r->mem, r->h.user, text);
}

static struct str link_text(struct replying *r, struct str post)
{
    const struct render render = { .mem = r->mem, .site = r->s->o.url };
    struct speech speech = { .texts = r->s->o.texts,
                             .lang = r->answer.card ? r->answer.card->lang : LANG_EN,
                             .mem = r->mem };
    return answers_in_direct(&speech, posting_link(&render, post));
}

static struct str closing_text(struct replying *r, struct str post)
{
    switch (reply_closing(&r->h, r->plan.first)) {
    case CLOSING_LINK:
        return link_text(r, post);
    case CLOSING_HERE:
        return say(r, answers_asked_here);
    case CLOSING_THERE:
        return say(r, answers_asked_in_direct);
    case CLOSING_NOTHING:
        break;
    }
    return STR("");
}

static void ignored(void *ctx, const struct rest_answer *a)
{
    (void)ctx;
    (void)a;
}

/* Who mentioned us in a channel sees there that something came. */
static void react(struct replying *r)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(1024);
    struct json_w w = JSON_W(&body);
    jw_object(&w);
    jw_kc(&w, "user_id", r->s->bot_user);
    jw_kv(&w, "post_id", r->h.message);
    jw_kc(&w, "emoji_name", MATTERMOST_SIGN);
    jw_end_object(&w);
    rest_call(r->s, &(struct rest_request){ .method = "POST",
                                            .path = STR("/reactions"),
                                            .body = buf_str(&body),
                                            .done = ignored });
}

static void finish(struct replying *r, struct str post)
{
    bool is_card = r->answer.kind == ANSWER_CARD || r->answer.kind == ANSWER_REPLACE;
    if (r->h.exchange != 0)
        calls_answer(r->s, r->h.exchange,
                     reply_text(r->mem, r->h.asked, closing_text(r, post)));
    if (r->h.asked == ASKED_MESSAGE && !r->h.is_direct)
        react(r);
    pages_wish(r->s, r->h.user, r->plan.first == WAY_HOOK && is_card);
    drop(r);
}

static void take(struct replying *r);

/* The next way; where there is none the person is told, if somebody still listens. */
static void closed(struct replying *r, struct str why)
{
    r->plan = (struct reply_plan){ r->plan.second, WAY_NONE };
    r->again = 0;
    if (r->plan.first != WAY_NONE) {
        take(r);
        return;
    }
    LOG(LOG_WARN, "mattermost", "answer_not_taken", KS("workspace", r->s->base.workspace),
        KS("why", why));
    if (r->h.exchange != 0)
        calls_answer(r->s, r->h.exchange,
                     reply_text(r->mem, r->h.asked, say(r, answers_not_taken)));
    drop(r);
}

static void answered(void *ctx, const struct rest_answer *a)
{
    struct replying *r = ctx;
    bool is_gone = a->kind == REST_GONE && r->plan.first == WAY_DELETE;
    if (a->status == 429 && r->again++ < again_max) {
        take(r);
        return;
    }
    if (a->kind != REST_OK && !is_gone) {
        closed(r, a->why);
        return;
    }
    struct wire w = session_wire(r->s);
    struct post_seen seen;
    w.mem = r->mem;
    bool is_post = r->plan.first == WAY_DIRECT || r->plan.first == WAY_PATCH;
    if (is_post && wire_post(&w, a->body, &seen))
        talks_shown(r->s, &seen);
    finish(r, arena_str(r->mem, json_str(a->body, "id")));
}

/* ---- the ways ---- */

static struct render render_of(struct replying *r, const struct origin *origin)
{
    struct render render = session_render(r->s, origin);
    render.mem = r->mem;
    return render;
}

static void call(struct replying *r, struct rest_request *q)
{
    q->done = answered;
    q->drop = drop;
    q->ctx = r;
    rest_call(r->s, q);
}

/* A card of one line where there is none: it is done, or what was wrong. */
static const struct card *card_of(struct replying *r)
{
    if (r->answer.card)
        return r->answer.card;
    struct card *card = ARENA_NEW(r->mem, struct card);
    struct str text = STR("");
    for (size_t i = 0; i < r->answer.n_errors; i++) {
        struct str line = markup_escape(r->mem, r->answer.errors[i].text);
        text = i == 0 ? line
                      : arena_fmt(r->mem, STR_FMT "\n" STR_FMT, STR_ARG(text),
                                  STR_ARG(line));
    }
    card->text = r->answer.n_errors > 0 ? text : say(r, platform_done);
    card->summary = card->text;
    return card;
}

static void by_hook(struct replying *r)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(copy_max_bytes);
    struct json_w w = JSON_W(&body);
    const struct origin origin = reply_origin(&r->h, WAY_HOOK, STR(""), STR(""));
    const struct render render = render_of(r, &origin);
    jw_object(&w);
    render_ephemeral(&w, &render, card_of(r));
    jw_end_object(&w);
    call(r, &(struct rest_request){ .method = "POST",
                                    .path = arena_fmt(r->mem, "/hooks/commands/" STR_FMT,
                                                      STR_ARG(r->h.origin.hook)),
                                    .body = buf_str(&body),
                                    .is_hook = true,
                                    .deadline_ms = hook_ms });
}

static void by_window(struct replying *r)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(copy_max_bytes);
    struct json_w w = JSON_W(&body);
    const struct origin origin = reply_origin(&r->h, WAY_WINDOW, STR(""), STR(""));
    const struct render render = render_of(r, &origin);
    render_dialog(&w, &render, r->answer.form, r->h.trigger);
    call(r, &(struct rest_request){ .method = "POST",
                                    .path = STR("/actions/dialogs/open"),
                                    .body = buf_str(&body),
                                    .no_token = true,
                                    .deadline_ms = window_ms });
}

/* The same call twice is one post: clicks and what people write have ids of their own. */
static struct str pending_id(struct replying *r)
{
    bool is_written = r->h.asked == ASKED_MESSAGE || r->h.asked == ASKED_TYPED;
    struct str key = is_written ? r->h.origin.answers : r->h.trigger;
    uint8_t sum[sha256_bytes];
    if (key.n == 0)
        return STR("");
    sha256(key, sum);
    struct str hash = hex_encode(r->mem, sum, sizeof(sum) / 2);
    return arena_fmt(r->mem, "%s:" STR_FMT, r->s->bot_user, STR_ARG(hash));
}

static void post(struct replying *r, const struct render *render, const struct direct *d)
{
    const struct posting to = { .channel = d->channel,
                                .root = r->h.is_direct ? r->h.thread : STR(""),
                                .pending = pending_id(r) };
    call(r, &(struct rest_request){ .method = "POST",
                                    .path = STR("/posts"),
                                    .body = posting_card(render, &to, card_of(r)),
                                    .channel = d->channel,
                                    .deadline_ms = post_ms });
}

static void patch(struct replying *r, const struct render *render, const struct direct *d)
{
    call(r, &(struct rest_request){ .method = "PUT",
                                    .path = arena_fmt(r->mem, "/posts/" STR_FMT "/patch",
                                                      STR_ARG(reply_post(&r->h))),
                                    .body = posting_card(render, NULL, card_of(r)),
                                    .channel = d->channel,
                                    .deadline_ms = post_ms });
}

static void direct_came(void *ctx, const struct direct *d)
{
    struct replying *r = ctx;
    if (d->channel.n == 0) {
        closed(r, d->why);
        return;
    }
    const struct origin origin = reply_origin(&r->h, r->plan.first, d->channel, d->team);
    const struct render render = render_of(r, &origin);
    (r->plan.first == WAY_DIRECT ? post : patch)(r, &render, d);
}

static void remove_post(struct replying *r)
{
    call(r, &(struct rest_request){
                .method = "DELETE",
                .path = arena_fmt(r->mem, "/posts/" STR_FMT, STR_ARG(reply_post(&r->h))),
                .channel = r->h.channel,
                .deadline_ms = post_ms });
}

/* The last resort of a command in the direct messages. */
static void in_exchange(struct replying *r)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(copy_max_bytes);
    struct json_w w = JSON_W(&body);
    const struct origin origin = reply_origin(&r->h, WAY_EXCHANGE, STR(""), STR(""));
    const struct render render = render_of(r, &origin);
    jw_object(&w);
    render_ephemeral(&w, &render, card_of(r));
    jw_end_object(&w);
    calls_answer(r->s, r->h.exchange, buf_str(&body));
    drop(r);
}

static void take(struct replying *r)
{
    switch (r->plan.first) {
    case WAY_EXCHANGE:
        in_exchange(r);
        return;
    case WAY_HOOK:
        by_hook(r);
        return;
    case WAY_DIRECT:
    case WAY_PATCH:
        directs_find(r->s, r->h.user, direct_came, drop, r);
        return;
    case WAY_DELETE:
        remove_post(r);
        return;
    case WAY_WINDOW:
        by_window(r);
        return;
    case WAY_TALK:
        talks_open(r->s, &r->h, r->answer.form);
        break;
    case WAY_NONE:
    case WAY_UPDATE:
    case WAY_ERRORS:
    case WAY_DONE:
    case WAY_REFUSE:
    case WAY_PAGE:
        break; /* answered at once */
    }
    finish(r, STR(""));
}

static bool copy_answer(struct replying *r, const struct answer *answer)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(copy_max_bytes);
    answer_encode(&out, answer);
    return buf_ok(&out) && answer_decode(r->mem, buf_str(&out), &r->answer, NULL);
}

void replying_begin(struct session *s, struct str reply, struct reply_plan plan,
                    const struct answer *answer)
{
    struct replying *r = mem_new(1, sizeof(*r));
    *r = (struct replying){ .s = s, .mem = arena_new(), .plan = plan };
    if (!handle_read(r->mem, reply, &r->h) || !copy_answer(r, answer)) {
        drop(r); /* never: both were written by us, within the same ceilings */
        return;
    }
    if (r->h.exchange != 0)
        calls_hold(s, r->h.exchange);
    take(r);
}
