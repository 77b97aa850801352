/* Marks on the server: up to where what was written to us is answered. */
#include "base/mem.h"
#include "platform/mattermost/session.h"

#include <string.h>

enum { move_ms = 3000, moved_together = 50 };

static struct seen_mark *find(struct catchup *c, struct str channel)
{
    for (size_t i = 0; i < c->n_marks; i++) {
        if (str_eq(str_from_c(c->marks[i].channel), channel))
            return &c->marks[i];
    }
    return NULL;
}

static void take_out(struct catchup *c, struct seen_mark *m)
{
    *m = c->marks[--c->n_marks];
}

void catchup_heard(struct session *s, struct str channel)
{
    struct seen_mark *m = find(&s->catchup, channel);
    if (m)
        take_out(&s->catchup, m);
}

void catchup_answered(struct session *s, struct str channel)
{
    struct catchup *c = &s->catchup;
    bool is_full = c->n_marks == catchup_marks_max;
    if (is_full || !wire_is_id(channel) || find(c, channel))
        return;
    if (!c->marks)
        c->marks = mem_new(catchup_marks_max, sizeof(*c->marks));
    id_keep(c->marks[c->n_marks++].channel, channel);
    if (!loop_timer_is_set(&c->move))
        loop_timer_set(s->o.loop, &c->move, move_ms);
}

/* One that does not move does no harm: it is read again, and known. */
static void moved(void *ctx, const struct rest_answer *a)
{
    (void)ctx;
    (void)a;
}

static void move_one(struct session *s, const struct seen_mark *m)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(256);
    struct json_w w = JSON_W(&body);
    jw_object(&w);
    jw_kc(&w, "channel_id", m->channel);
    jw_end_object(&w);
    rest_call(s, &(struct rest_request){ .method = "POST",
                                         .path = STR("/channels/members/me/view"),
                                         .body = buf_str(&body),
                                         .done = moved });
}

/* While something may be unread still, a mark must not go beyond it. */
static bool may_move(const struct catchup *c)
{
    return !c->is_running && !loop_timer_is_set(&c->again);
}

void catchup_move(struct session *s)
{
    struct catchup *c = &s->catchup;
    if (!may_move(c)) {
        loop_timer_set(s->o.loop, &c->move, move_ms);
        return;
    }
    size_t n = c->n_marks < moved_together ? c->n_marks : moved_together;
    for (size_t i = 0; i < n; i++)
        move_one(s, &c->marks[i]);
    c->n_marks -= n;
    if (c->n_marks == 0)
        return;
    memmove(c->marks, c->marks + n, c->n_marks * sizeof(*c->marks));
    loop_timer_set(s->o.loop, &c->move, move_ms);
}
