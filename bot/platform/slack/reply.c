#include "platform/slack/reply.h"

#include "base/arena.h"
#include "platform/slack/wire.h"

enum { body_max_bytes = 1024 * 1024 };

/* What all parts of a plan are made from. */
struct ask {
    const struct render *r;
    const struct handle *h;
    const struct answer *a;
    const struct card *card;
};

static struct str finish(const struct ask *q, struct buf *b)
{
    return arena_buf(q->r->mem, b);
}

/* ---- requests ---- */

enum place_of_card { PLACE_NEW, PLACE_ORIGINAL };

static struct str message_body(const struct ask *q, enum place_of_card place)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(body_max_bytes);
    struct json_w w = JSON_W(&b);
    jw_object(&w);
    if (place == PLACE_ORIGINAL) {
        jw_kb(&w, "replace_original", true);
    } else {
        jw_kc(&w, "response_type", "ephemeral");
        if (q->h->asked != ASKED_COMMAND)
            jw_kb(&w, "replace_original", false);
        jw_kv_given(&w, "thread_ts", q->h->thread);
    }
    render_message(&w, q->r, q->card);
    jw_end_object(&w);
    return finish(q, &b);
}

static struct step to_url(const struct ask *q, struct str body)
{
    if (q->h->response_url.n == 0)
        return (struct step){ 0 };
    return (struct step){ .kind = STEP_URL, .url = q->h->response_url, .body = body };
}

/* chat.*: ts for a message that exists, user for one that only they see. */
static struct step to_channel(const struct ask *q, enum method method)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(body_max_bytes);
    struct json_w w = JSON_W(&b);
    if (q->h->channel.n == 0)
        return (struct step){ 0 };
    jw_object(&w);
    jw_kv(&w, "channel", q->h->channel);
    if (method == METHOD_UPDATE || method == METHOD_DELETE)
        jw_kv(&w, "ts", q->h->message);
    else
        jw_kv_given(&w, "thread_ts", q->h->thread);
    if (method == METHOD_POST_EPHEMERAL)
        jw_kv(&w, "user", q->h->user);
    if (method == METHOD_POST) {
        jw_kb(&w, "unfurl_links", false);
        jw_kb(&w, "unfurl_media", false);
    }
    if (q->card)
        render_message(&w, q->r, q->card);
    jw_end_object(&w);
    return (struct step){ .kind = STEP_METHOD, .method = method, .body = finish(q, &b) };
}

/* The view that shows the answer in a window. */
static void put_view(struct json_w *w, const struct ask *q)
{
    bool is_form = q->a->kind == ANSWER_FORM;
    enum lang lang = q->h->lang;
    if (is_form || q->card)
        lang = is_form ? q->a->form->lang : q->card->lang;
    struct str origin = handle_origin(q->r->mem, q->h, lang);
    if (is_form)
        render_form(w, q->r, q->a->form, origin);
    else if (q->card)
        render_card_view(w, q->r, q->card, origin);
    else
        render_done_view(w, q->r, lang, origin);
}

/* views.open, push and update. */
static struct step to_window(const struct ask *q, enum method method)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(body_max_bytes);
    struct json_w w = JSON_W(&b);
    bool is_update = method == METHOD_VIEW_UPDATE;
    struct str target = is_update ? q->h->view : q->h->trigger;
    if (target.n == 0)
        return (struct step){ 0 };
    jw_object(&w);
    jw_kv(&w, is_update ? "view_id" : "trigger_id", target);
    jw_key(&w, "view");
    put_view(&w, q);
    jw_end_object(&w);
    return (struct step){ .kind = STEP_METHOD, .method = method, .body = finish(q, &b) };
}

static struct step to_home(const struct ask *q, const struct page *page)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(body_max_bytes);
    struct json_w w = JSON_W(&b);
    jw_object(&w);
    jw_kv(&w, "user_id", q->h->user);
    jw_key(&w, "view");
    render_home(&w, q->r, page);
    jw_end_object(&w);
    return (struct step){ .kind = STEP_METHOD,
                          .method = METHOD_VIEW_PUBLISH,
                          .body = finish(q, &b) };
}

/* ---- by what was asked ---- */

static bool is_in_window(const struct handle *h)
{
    return h->shown == SHOWN_HOME || h->shown == SHOWN_MODAL;
}

/* A new card that only they see, beside what they acted on. */
static void plan_card(struct reply_plan *out, const struct ask *q)
{
    out->first = to_url(q, message_body(q, PLACE_NEW));
    out->second = to_channel(q, METHOD_POST_EPHEMERAL);
}

static void plan_replace(struct reply_plan *out, const struct ask *q)
{
    out->first = to_url(q, message_body(q, PLACE_ORIGINAL));
    out->second = to_channel(q, q->h->shown == SHOWN_MESSAGE ? METHOD_UPDATE
                                                             : METHOD_POST_EPHEMERAL);
}

static void plan_remove(struct reply_plan *out, const struct ask *q)
{
    out->first = to_url(q, STR("{\"delete_original\":true}"));
    if (q->h->shown == SHOWN_MESSAGE)
        out->second = to_channel(q, METHOD_DELETE);
}

static void plan_window(struct reply_plan *out, const struct ask *q)
{
    bool is_form = q->a->kind == ANSWER_FORM;
    if (q->h->shown != SHOWN_MODAL)
        out->first = to_window(q, METHOD_VIEW_OPEN);
    else
        out->first = to_window(q, is_form ? METHOD_VIEW_PUSH : METHOD_VIEW_UPDATE);
}

/* A button or menu. */
static void plan_action(struct reply_plan *out, const struct ask *q)
{
    bool in_window = is_in_window(q->h);
    switch (q->a->kind) {
    case ANSWER_CARD:
        (in_window ? plan_window : plan_card)(out, q);
        break;
    case ANSWER_REPLACE:
        (in_window ? plan_window : plan_replace)(out, q);
        break;
    case ANSWER_REMOVE:
        if (q->h->shown == SHOWN_MODAL)
            plan_window(out, q);
        else if (!in_window)
            plan_remove(out, q);
        break;
    case ANSWER_FORM:
        plan_window(out, q);
        break;
    case ANSWER_PAGE:
        out->first = to_home(q, q->a->page);
        break;
    case ANSWER_NOTHING:
    case ANSWER_FORM_ERRORS:
        break;
    }
}

/* A message or something else that happened: nothing but our own messages. */
static void plan_event(struct reply_plan *out, const struct ask *q)
{
    if (q->a->kind == ANSWER_PAGE) {
        out->first = to_home(q, q->a->page);
    } else if (q->card && q->h->shown == SHOWN_HOME) {
        const struct page page = { .cards = q->card, .n_cards = 1 };
        out->first = to_home(q, &page);
    } else if (q->card) {
        bool is_direct = str_starts(q->h->channel, STR("D"));
        out->first = to_channel(q, is_direct ? METHOD_POST : METHOD_POST_EPHEMERAL);
    }
}

/* ---- within the acknowledgement ---- */

static struct str view_payload(const struct ask *q)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(body_max_bytes);
    struct json_w w = JSON_W(&b);
    jw_object(&w);
    if (q->a->kind == ANSWER_FORM_ERRORS) {
        jw_kc(&w, "response_action", "errors");
        jw_key(&w, "errors");
        slack_errors(&w, q->r, q->a, q->h->block);
    } else {
        jw_kc(&w, "response_action", "update");
        jw_key(&w, "view");
        put_view(&w, q);
    }
    jw_end_object(&w);
    return finish(q, &b);
}

/* Puts the answer into the acknowledgement if it may stand there and fits. */
static bool ack_with(struct reply_plan *out, const struct ask *q, struct str payload)
{
    if (!q->h->takes_payload || q->h->envelope.n == 0)
        return false;
    struct str ack = wire_ack(q->r->mem, q->h->envelope, payload);
    if (ack.n > ack_max_bytes)
        return false;
    out->ack = ack;
    out->is_in_ack = true;
    return true;
}

static void plan_command(struct reply_plan *out, const struct ask *q)
{
    if (q->a->kind == ANSWER_FORM)
        plan_window(out, q);
    else if (q->a->kind == ANSWER_PAGE)
        out->first = to_home(q, q->a->page);
    else if (q->card && !ack_with(out, q, message_body(q, PLACE_NEW)))
        plan_card(out, q);
}

/* A sent form: the window closes, and the card from which it came is changed. */
static void plan_form(struct reply_plan *out, const struct ask *q)
{
    bool has_original = !is_in_window(q->h) && q->h->channel.n > 0;
    bool is_window = q->a->kind == ANSWER_FORM || q->a->kind == ANSWER_FORM_ERRORS ||
                     (q->card && !has_original);
    if (is_window) {
        if (!ack_with(out, q, view_payload(q)) && q->a->kind != ANSWER_FORM_ERRORS)
            out->first = to_window(q, METHOD_VIEW_UPDATE);
    } else if (q->a->kind == ANSWER_PAGE) {
        out->first = to_home(q, q->a->page);
    } else if (q->a->kind == ANSWER_REMOVE && has_original) {
        plan_remove(out, q);
    } else if (q->card) {
        bool is_new = q->a->kind == ANSWER_CARD || q->h->shown == SHOWN_NOWHERE;
        (is_new ? plan_card : plan_replace)(out, q);
    }
}

static void plan(struct reply_plan *out, const struct ask *q)
{
    switch (q->h->asked) {
    case ASKED_EVENT:
        plan_event(out, q);
        break;
    case ASKED_COMMAND:
        plan_command(out, q);
        break;
    case ASKED_ACTION:
        plan_action(out, q);
        break;
    case ASKED_FORM:
        plan_form(out, q);
        break;
    }
}

void reply_plan(struct reply_plan *out, const struct render *r, const struct handle *h,
                const struct answer *answer)
{
    bool has_card = answer->kind == ANSWER_CARD || answer->kind == ANSWER_REPLACE;
    const struct ask q = { r, h, answer, has_card ? answer->card : NULL };
    *out = (struct reply_plan){ 0 };
    plan(out, &q);
    if (h->envelope.n > 0 && !out->is_in_ack)
        out->ack = wire_ack(r->mem, h->envelope, STR(""));
    if (out->first.kind == STEP_NONE) {
        out->first = out->second;
        out->second = (struct step){ 0 };
    }
}
