/* What is known of the direct messages, and the order of what is heard there. */
#include "platform/mattermost/talks.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "codec/choices.h"
#include "platform/mattermost/session.h"
#include "platform/mattermost/talk_entry.h"

#include <stdlib.h>
#include <string.h>

enum {
    choices_max_bytes = 64 * 1024,
    talk_max_bytes = 256 * 1024,
    waiting_max = 32,                  /* lines in one channel while its posts are read */
    page_max_bytes = 16 * 1024 * 1024, /* 30 posts of 300,000 bytes */
};

/* A line that waits; its event lives in the arena. */
struct waiting_line {
    struct waiting_line *next;
    struct arena *mem;
    const struct event *message;
};

/* ---- entries ---- */

void talks_init(struct session *s)
{
    s->talks = (struct talks){ 0 };
}

static void free_entry(struct talk_entry *e)
{
    while (e->waiting) {
        struct waiting_line *l = e->waiting;
        e->waiting = l->next;
        arena_free(l->mem);
        free(l);
    }
    buf_clear(&e->choices);
    buf_clear(&e->talk);
    free(e);
}

/* Calls that still name an entry were dropped by rest_clear(). */
void talks_clear(struct session *s)
{
    while (s->talks.entries) {
        struct talk_entry *e = s->talks.entries;
        s->talks.entries = e->next;
        free_entry(e);
    }
    s->talks = (struct talks){ 0 };
}

/* The last of the list that nothing hangs on goes. */
static void make_room(struct talks *t)
{
    struct talk_entry **at = NULL;
    if (t->n < talks_max)
        return;
    for (struct talk_entry **p = &t->entries; *p; p = &(*p)->next) {
        if (!(*p)->is_reading && (*p)->n_posting == 0)
            at = p;
    }
    if (!at)
        return;
    struct talk_entry *old = *at;
    *at = old->next;
    free_entry(old);
    t->n--;
}

static struct talk_entry *take_out(struct talks *t, struct str channel)
{
    for (struct talk_entry **p = &t->entries; *p; p = &(*p)->next) {
        struct talk_entry *e = *p;
        if (str_eq(str_from_c(e->channel), channel)) {
            *p = e->next;
            t->n--;
            return e;
        }
    }
    return NULL;
}

struct talk_entry *talk_entry_of(struct session *s, struct str channel)
{
    struct talk_entry *e = take_out(&s->talks, channel);
    if (!e) {
        make_room(&s->talks);
        e = mem_new(1, sizeof(*e));
        e->s = s;
        e->choices = BUF_INIT(choices_max_bytes);
        e->talk = BUF_INIT(talk_max_bytes);
        id_keep(e->channel, channel);
    }
    e->next = s->talks.entries;
    s->talks.entries = e;
    s->talks.n++;
    return e;
}

/* ---- what our posts say ---- */

static void write_choices(struct buf *out, const struct json *list)
{
    struct json_w w = JSON_W(out);
    size_t n = 0;
    jw_array(&w);
    for (const struct json *j = json_first(list); j && n < choices_max; n++) {
        jw_array(&w);
        for (const struct json *text = json_first(j); text; text = json_next(text))
            jw_str(&w, json_str(text, ""));
        jw_end_array(&w);
        j = json_next(j);
    }
    jw_end_array(&w);
}

static void note_choices(struct talk_entry *e, const struct post_seen *p)
{
    const struct json *list = json_at(p->state, "choices");
    bool has_any = json_is_array(list) && json_count(list) > 0;
    bool is_edit = str_eq(p->id, str_from_c(e->choices_post));
    if (p->is_page || (!is_edit && (!has_any || p->create_ms <= e->choices_ms)))
        return;
    buf_cut(&e->choices, 0);
    if (has_any)
        write_choices(&e->choices, list);
    if (!buf_ok(&e->choices))
        buf_clear(&e->choices);
    e->choices_ms = p->create_ms;
    id_keep(e->choices_post, p->id);
    id_keep(e->choices_place, json_str(p->state, "place"));
}

bool talk_entry_has_heard(const struct talk_entry *e, struct str post)
{
    for (size_t i = 0; i < e->n_heard && i < heard_max; i++) {
        if (str_eq(str_from_c(e->heard[i]), post))
            return true;
    }
    return false;
}

void talk_entry_heard(struct talk_entry *e, struct str post)
{
    if (post.n > 0 && !talk_entry_has_heard(e, post))
        id_keep(e->heard[e->n_heard++ % heard_max], post);
}

static void note_talk(struct talk_entry *e, const struct post_seen *p)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk_note note;
    struct talk talk;
    bool has_talk = talk_read(mem, json_at(p->state, "talk"), &talk) &&
                    talk_note_read(mem, talk.note, &note);
    if (has_talk)
        talk_entry_heard(e, note.heard);
    if (p->is_page || p->mark.n > 0 || p->create_ms <= e->talk_ms)
        return;
    e->talk_ms = p->create_ms;
    if (e->n_posting > 0)
        return;
    buf_cut(&e->talk, 0);
    struct json_w w = JSON_W(&e->talk);
    if (has_talk)
        talk_write(&w, &talk);
    if (!buf_ok(&e->talk))
        buf_clear(&e->talk);
}

void talk_entry_note(struct talk_entry *e, const struct post_seen *p)
{
    if (!p->is_ours || p->delete_ms > 0 || str_starts(p->type, STR("system_")))
        return;
    talk_entry_heard(e, p->answers);
    note_choices(e, p);
    note_talk(e, p);
}

void talks_shown(struct session *s, const struct post_seen *p)
{
    for (struct talk_entry *e = s->talks.entries; e; e = e->next) {
        if (str_eq(str_from_c(e->channel), p->channel))
            talk_entry_note(e, p);
    }
}

/* ---- reading, and the order of lines ---- */

static void run_waiting(struct talk_entry *e)
{
    while (e->waiting && !e->is_reading) {
        struct waiting_line *l = e->waiting;
        e->waiting = l->next;
        e->n_waiting--;
        talk_line(e, l->mem, l->message);
        arena_free(l->mem);
        free(l);
    }
}

static void note_posts(struct talk_entry *e, const struct json *page)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = session_wire(e->s);
    const struct json *j = json_first(json_at(page, "posts"));
    w.mem = mem;
    for (; j; j = json_next(j)) {
        struct post_seen p;
        if (wire_post(&w, j, &p) && str_eq(p.channel, str_from_c(e->channel)))
            talk_entry_note(e, &p);
    }
}

/* Without an answer the lines are heard as they are, and it is asked again next time. */
static void posts_came(void *ctx, const struct rest_answer *a)
{
    struct talk_entry *e = ctx;
    e->is_reading = false;
    e->is_known = a->kind == REST_OK;
    if (e->is_known)
        note_posts(e, a->body);
    else
        LOG(LOG_WARN, "mattermost", "talk_unreadable",
            KS("workspace", e->s->base.workspace), KS("why", a->why));
    run_waiting(e);
}

static void reading_dropped(void *ctx)
{
    struct talk_entry *e = ctx;
    e->is_reading = false;
}

static void read_posts(struct talk_entry *e)
{
    AUTO(buf_clear) struct buf path = BUF_INIT(128);
    buf_addf(&path, "/channels/%s/posts?per_page=30", e->channel);
    e->is_reading = true;
    rest_call(e->s, &(struct rest_request){ .method = "GET",
                                            .path = buf_str(&path),
                                            .channel = str_from_c(e->channel),
                                            .max_answer_bytes = page_max_bytes,
                                            .done = posts_came,
                                            .drop = reading_dropped,
                                            .ctx = e });
}

static void wait_in_line(struct talk_entry *e, const struct event *message)
{
    struct waiting_line **end = &e->waiting;
    if (e->n_waiting == waiting_max) {
        LOG(LOG_WARN, "mattermost", "too_many_lines",
            KS("workspace", e->s->base.workspace));
        return;
    }
    while (*end)
        end = &(*end)->next;
    struct waiting_line *l = mem_new(1, sizeof(*l));
    l->mem = arena_new();
    l->message = event_copy(l->mem, message);
    *end = l;
    e->n_waiting++;
}

void talks_hear(struct session *s, const struct post_seen *p, const struct event *message)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct talk_entry *e = talk_entry_of(s, p->channel);
    if (e->is_known && !e->waiting) {
        talk_line(e, mem, message);
        return;
    }
    wait_in_line(e, message);
    if (!e->is_reading && !e->is_known)
        read_posts(e);
}
