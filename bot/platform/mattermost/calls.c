/* Exchanges that wait, and their routes. What calls say is read in calls_read.c. */
#include "platform/mattermost/calls.h"

#include "answers_texts.h"
#include "base/arena.h"
#include "io/clock.h"
#include "io/http_server.h"
#include "platform/mattermost/calls_read.h"
#include "platform/mattermost/names.h"
#include "platform/mattermost/reply.h"
#include "platform/mattermost/session.h"

#include <string.h>

/* The server gives up after 30 s. */
enum { late_ms = 20 * 1000, held_ms = 6 * 1000 };

/* The longest post, percent-encoded; a card's context; a form's fields. */
enum {
    command_max_bytes = 256 * 1024,
    action_max_bytes = 32 * 1024,
    dialog_max_bytes = 256 * 1024,
};

void calls_finish(struct http_exchange *x, struct str json)
{
    http_answer(x, &(struct http_answer){ .status = 200,
                                          .content_type = STR("application/json"),
                                          .body = json.n > 0 ? json : STR("{}") });
}

void calls_say(struct session *s, struct http_exchange *x, enum asked asked,
               struct str user, struct str (*text)(const struct speech *say))
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str said = tongues_say(&s->calls.tongues, s->o.texts, mem, user, text);
    calls_finish(x, reply_text(mem, asked, said));
}

/* ---- waiting ---- */

static struct waiting_call *find(struct calls *c, int64_t serial)
{
    for (size_t i = 0; i < c->n; i++) {
        if (c->waiting[i].serial == serial)
            return &c->waiting[i];
    }
    return NULL;
}

static void forget(struct calls *c, struct waiting_call *w)
{
    *w = c->waiting[--c->n];
}

static void set_timer(struct session *s)
{
    struct calls *c = &s->calls;
    int64_t next_ms = INT64_MAX;
    for (size_t i = 0; i < c->n; i++) {
        if (c->waiting[i].until_ms < next_ms)
            next_ms = c->waiting[i].until_ms;
    }
    if (c->n == 0)
        loop_timer_cancel(s->o.loop, &c->late);
    else
        loop_timer_set(s->o.loop, &c->late, next_ms - clock_mono_ms());
}

static void say_late(struct session *s, struct waiting_call *w,
                     struct str (*text)(const struct speech *say))
{
    calls_say(s, w->x, w->asked, str_from_c(w->user), text);
    forget(&s->calls, w);
}

static void late(void *ctx)
{
    struct session *s = ctx;
    struct calls *c = &s->calls;
    int64_t now_ms = clock_mono_ms();
    for (size_t i = c->n; i-- > 0;) {
        if (c->waiting[i].until_ms <= now_ms)
            say_late(s, &c->waiting[i], answers_late);
    }
    set_timer(s);
    session_check_drained(s);
}

int64_t calls_wait(struct session *s, struct http_exchange *x, enum asked asked,
                   struct str user)
{
    struct calls *c = &s->calls;
    struct waiting_call *w = &c->waiting[c->n];
    if (c->n == calls_max) {
        calls_say(s, x, asked, user, answers_busy);
        return 0;
    }
    *w = (struct waiting_call){ .serial = ++c->serials,
                                .x = x,
                                .until_ms = clock_mono_ms() + late_ms,
                                .asked = asked };
    memcpy(w->user, user.p, user.n < mattermost_id_bytes ? user.n : mattermost_id_bytes);
    if (c->n++ == 0)
        set_timer(s); /* those that come later are late later */
    return w->serial;
}

bool calls_answer(struct session *s, int64_t serial, struct str json)
{
    struct waiting_call *w = find(&s->calls, serial);
    if (!w)
        return false;
    calls_finish(w->x, json);
    forget(&s->calls, w);
    if (s->calls.n == 0)
        set_timer(s);
    session_check_drained(s);
    return true;
}

void calls_hold(struct session *s, int64_t serial)
{
    struct waiting_call *w = find(&s->calls, serial);
    if (w && !w->is_held) {
        w->is_held = true;
        w->until_ms += held_ms;
    }
}

/* ---- the listener ---- */

static bool route(struct session *s, const char *kind, size_t max_bytes,
                  void (*handle)(void *ctx, struct http_exchange *x), struct err *err)
{
    struct str path =
        arena_fmt(s->keep, MATTERMOST_PATH STR_FMT "%s", STR_ARG(s->o.workspace), kind);
    return http_server_route(s->o.server,
                             &(struct http_route){ .method = "POST",
                                                   .path = path.p,
                                                   .max_body_bytes = max_bytes,
                                                   .handle = handle,
                                                   .ctx = s },
                             err);
}

bool calls_open(struct session *s, struct err *err)
{
    s->calls.late = (struct loop_timer){ .fire = late, .ctx = s };
    return s->o.callback_url.n == 0 ||
           (route(s, MATTERMOST_PATH_COMMAND, command_max_bytes, calls_command, err) &&
            route(s, MATTERMOST_PATH_ACTION, action_max_bytes, calls_action, err) &&
            route(s, MATTERMOST_PATH_DIALOG, dialog_max_bytes, calls_dialog, err));
}

void calls_clear(struct session *s)
{
    while (s->calls.n > 0)
        say_late(s, &s->calls.waiting[s->calls.n - 1], answers_restarting);
    loop_timer_cancel(s->o.loop, &s->calls.late);
}
