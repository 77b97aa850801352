/* What a line in direct messages means, and the questions that are asked there. */
#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "codec/card_json.h"
#include "codec/choices.h"
#include "io/clock.h"
#include "mattermost_texts.h"
#include "platform/mattermost/session.h"
#include "platform/mattermost/talk_entry.h"
#include "platform/talk_words.h"

#include <stdlib.h>

static const int64_t talk_ms = INT64_C(30) * 60 * 1000; /* without a line it is over */

enum { post_max_bytes = 512 * 1024 };

/* ---- what we say there ---- */

/* Nobody may have seen the question: our posts tell what was seen. */
static void not_posted(struct talk_entry *e, struct str why)
{
    LOG(LOG_WARN, "mattermost", "talk_not_posted", KS("workspace", e->s->base.workspace),
        KS("why", why));
    buf_clear(&e->talk);
    e->talk_ms = 0;
    e->is_known = false;
}

static void posted(void *ctx, const struct rest_answer *a)
{
    struct talk_entry *e = ctx;
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = session_wire(e->s);
    struct post_seen p;
    w.mem = mem;
    if (a->kind == REST_OK && wire_post(&w, a->body, &p)) {
        talk_entry_note(e, &p);
        catchup_answered(e->s, p.channel);
    } else {
        not_posted(e, a->why);
    }
    e->n_posting--;
}

static void posting_dropped(void *ctx)
{
    struct talk_entry *e = ctx;
    e->n_posting--;
}

/* Whom we speak to, and in which thread. */
struct listener {
    struct arena *mem;
    struct str user, root;
};

static struct render renderer(struct talk_entry *e, const struct listener *to,
                              const struct talk_note *n)
{
    const struct origin origin = { .stand = STAND_DIRECT,
                                   .user = to->user,
                                   .channel = str_from_c(e->channel),
                                   .place = n->place,
                                   .is_direct = n->is_direct,
                                   .team = n->team };
    struct render r = session_render(e->s, &origin);
    r.mem = to->mem;
    return r;
}

/* Posts what was written into the body that open_body() opened. */
static struct json_w open_body(struct talk_entry *e, const struct listener *to,
                               struct buf *body)
{
    struct json_w w = JSON_W(body);
    jw_object(&w);
    jw_kc(&w, "channel_id", e->channel);
    jw_kv_given(&w, "root_id", to->root);
    return w;
}

static void post_body(struct talk_entry *e, struct json_w *w, const struct buf *body)
{
    jw_end_object(w);
    e->n_posting++;
    rest_call(e->s, &(struct rest_request){ .method = "POST",
                                            .path = STR("/posts"),
                                            .body = buf_str(body),
                                            .channel = str_from_c(e->channel),
                                            .done = posted,
                                            .drop = posting_dropped,
                                            .ctx = e });
}

static void keep_talk(struct talk_entry *e, const struct talk *t)
{
    buf_cut(&e->talk, 0);
    struct json_w w = JSON_W(&e->talk);
    talk_write(&w, t);
    if (!buf_ok(&e->talk))
        buf_clear(&e->talk);
}

/* Asks where the talk is; from now on the next line is its answer. */
static void ask(struct talk_entry *e, const struct listener *to, struct talk *t,
                const struct talk_note *n, struct str problem)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(post_max_bytes);
    t->note = talk_note_write(to->mem, n);
    t->until_ms = clock_wall_ms() + talk_ms;
    keep_talk(e, t);
    const struct render r = renderer(e, to, n);
    struct json_w w = open_body(e, to, &body);
    render_talk(&w, &r, t, problem);
    post_body(e, &w, &body);
}

/* ---- what a line means ---- */

/* How the answer to a line finds its way: a new post below. */
static struct handle answer_to(const struct event *message, enum asked asked)
{
    return (struct handle){
        .asked = asked,
        .user = message->user,
        .channel = message->channel,
        .is_direct = true,
        .thread = message->thread,
        .message = message->message,
        .origin = { .stand = STAND_DIRECT,
                    .user = message->user,
                    .channel = message->channel,
                    .place = message->channel,
                    .is_direct = true,
                    .answers = message->message },
    };
}

/* The same event, but for what it is about. */
static struct event event_like(const struct event *message, enum event_kind kind,
                               const struct handle *h)
{
    return (struct event){ .kind = kind,
                           .id = message->id,
                           .workspace = message->workspace,
                           .user = message->user,
                           .channel = h->origin.place,
                           .message = h->message,
                           .is_direct = h->origin.is_direct,
                           .locale = message->locale,
                           .at_ms = message->at_ms };
}

static void emit_form(struct talk_entry *e, struct arena *mem,
                      const struct event *message, struct talk *t,
                      const struct talk_note *n)
{
    AUTO(buf_clear) struct buf all = BUF_INIT(post_max_bytes);
    struct json_w w = JSON_W(&all);
    struct handle h = answer_to(message, ASKED_TYPED);
    t->note = talk_note_write(mem, n);
    talk_write(&w, t);
    h.team = h.origin.team = n->team;
    h.origin.place = n->place;
    h.origin.is_direct = n->is_direct;
    h.talk = buf_str(&all);
    struct event ev = event_like(message, EVENT_FORM, &h);
    ev.ref = t->form.ref;
    ev.values = talk_values(mem, t, &ev.n_values);
    ev.reply = handle_write(mem, &h);
    session_emit(e->s, &ev);
}

static void cancelled(struct talk_entry *e, const struct listener *to,
                      const struct talk *t, const struct talk_note *n)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(post_max_bytes);
    const struct render r = renderer(e, to, n);
    const struct speech say = { .texts = r.texts, .lang = t->form.lang, .mem = to->mem };
    const struct card card = { .lang = t->form.lang,
                               .text = mattermost_talk_cancelled(&say) };
    struct json_w w = open_body(e, to, &body);
    render_post(&w, &r, &card);
    post_body(e, &w, &body);
}

static void take_answer(struct talk_entry *e, struct arena *mem,
                        const struct event *message, struct talk *t, struct talk_note *n)
{
    const struct listener to = { mem, message->user, message->thread };
    const struct speech say = { .texts = e->s->o.texts,
                                .lang = t->form.lang,
                                .mem = mem };
    enum talk_step step = talk_take(t, mem, message->text);
    n->heard = message->message;
    talk_entry_heard(e, n->heard);
    buf_clear(&e->talk);
    if (step == TALK_DONE)
        emit_form(e, mem, message, t, n);
    else if (step == TALK_CANCELLED)
        cancelled(e, &to, t, n);
    else
        ask(e, &to, t, n, talk_words(&say, step));
}

/* The talk under way, in the arena; an old one is forgotten. */
static bool current_talk(struct talk_entry *e, struct arena *mem, struct talk *t,
                         struct talk_note *n)
{
    AUTO(json_freep) struct json *j = NULL;
    if (e->talk.n == 0)
        return false;
    if (json_parse(&j, buf_str(&e->talk), NULL) && talk_read(mem, j, t) &&
        talk_note_read(mem, t->note, n) && clock_wall_ms() < t->until_ms)
        return true;
    buf_clear(&e->talk);
    return false;
}

/* The ref of that number, and its value; empty: there is none. */
static struct str picked(const struct json *choices, size_t number, struct str *value)
{
    *value = STR("");
    for (const struct json *c = json_first(choices); c; c = json_next(c)) {
        const struct json *ref = json_first(c), *v = json_next(ref);
        size_t n = json_count(c) > 1 ? json_count(c) - 1 : 1;
        if (number > n) {
            number -= n;
            continue;
        }
        for (; v && number > 1; number--)
            v = json_next(v);
        *value = json_str(v, "");
        return json_str(ref, "");
    }
    return STR("");
}

/* A number for one of the choices that were shown last. */
static bool picks(struct talk_entry *e, struct arena *mem, const struct event *message)
{
    AUTO(json_freep) struct json *j = NULL;
    size_t number = 0;
    if (!choices_number(message->text, &number) || number == 0 ||
        !json_parse(&j, buf_str(&e->choices), NULL))
        return false;
    struct str value, ref = picked(j, number, &value);
    struct str place = str_from_c(e->choices_place);
    if (ref.n == 0)
        return false;
    struct handle h = answer_to(message, ASKED_TYPED);
    h.message = str_from_c(e->choices_post);
    h.origin.is_direct = place.n == 0 || str_eq(place, message->channel);
    if (place.n > 0)
        h.origin.place = place;
    struct event ev = event_like(message, EVENT_ACTION, &h);
    ev.ref = ref;
    ev.choice = value;
    ev.reply = handle_write(mem, &h);
    session_emit(e->s, &ev);
    return true;
}

void talk_line(struct talk_entry *e, struct arena *mem, const struct event *message)
{
    struct talk t;
    struct talk_note n;
    if (talk_entry_has_heard(e, message->message))
        catchup_answered(e->s, message->channel);
    else if (current_talk(e, mem, &t, &n))
        take_answer(e, mem, message, &t, &n);
    else if (!picks(e, mem, message))
        session_emit(e->s, message);
}

/* ---- forms ---- */

/* A form that is to be asked; the direct messages are still to be found. */
struct opening {
    struct session *s;
    struct arena *mem;
    struct form form;
    struct talk_note note;
};

static void free_opening(void *ctx)
{
    struct opening *o = ctx;
    arena_free(o->mem);
    free(o);
}

static void begin(const struct opening *o, struct str channel, const struct listener *to)
{
    struct talk t;
    talk_begin(&t, o->mem, &o->form, 0);
    ask(talk_entry_of(o->s, channel), to, &t, &o->note, STR(""));
}

static void direct_found(void *ctx, const struct direct *d)
{
    struct opening *o = ctx;
    const struct listener to = { .mem = o->mem, .user = d->user };
    if (d->channel.n > 0)
        begin(o, d->channel, &to);
    else
        LOG(LOG_WARN, "mattermost", "talk_not_opened",
            KS("workspace", o->s->base.workspace), KS("why", d->why));
    free_opening(o);
}

/* The form outlives the turn that made it. */
static bool copy_form(struct arena *mem, const struct form *from, struct form *to)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(json_max_bytes);
    form_encode(&text, from);
    return form_decode(mem, buf_str(&text), to, NULL);
}

static struct talk_note note_of(struct arena *mem, const struct handle *h)
{
    bool has_place = h->origin.place.n > 0;
    return (struct talk_note){
        .place = arena_str(mem, has_place ? h->origin.place : h->channel),
        .is_direct = has_place ? h->origin.is_direct : h->is_direct,
        .team = arena_str(mem, h->team),
        .heard = arena_str(mem, h->origin.answers),
    };
}

void talks_open(struct session *s, const struct handle *h, const struct form *form)
{
    struct opening *o = mem_new(1, sizeof(*o));
    o->s = s;
    o->mem = arena_new();
    o->note = note_of(o->mem, h);
    if (!copy_form(o->mem, form, &o->form)) {
        LOG(LOG_ERROR, "mattermost", "form_too_large",
            KS("workspace", s->base.workspace));
        free_opening(o);
    } else if (h->is_direct) {
        const struct listener to = { o->mem, h->user, h->thread };
        begin(o, h->channel, &to);
        free_opening(o);
    } else {
        directs_find(s, h->user, direct_found, free_opening, o);
    }
}

/* What is wrong with that field. What else is wrong is said when this one is right: here
 * it would read as said of this one. */
static struct str errors_text(struct arena *mem, const struct answer *answer,
                              struct str field)
{
    struct str all = { 0 };
    for (size_t i = 0; i < answer->n_errors; i++) {
        if (str_eq(answer->errors[i].field, field))
            all = arena_fmt(mem, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n > 0 ? " " : "",
                            STR_ARG(answer->errors[i].text));
    }
    return all;
}

bool talks_refuse(struct session *s, const struct handle *h, const struct answer *answer)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(json_freep) struct json *j = NULL;
    struct talk t;
    struct talk_note n;
    if (h->talk.n == 0 || !json_parse(&j, h->talk, NULL) || !talk_read(mem, j, &t) ||
        !talk_note_read(mem, t.note, &n))
        return false;
    struct str field = answer->n_errors > 0 ? answer->errors[0].field : STR("");
    (void)talk_go_to(&t, field);
    const struct listener to = { mem, h->user, h->thread };
    ask(talk_entry_of(s, h->channel), &to, &t, &n, errors_text(mem, answer, field));
    return true;
}
