#include "platform/mattermost/page.h"

#include "base/arena.h"
#include "base/mem.h"
#include "codec/card_json.h"
#include "io/clock.h"
#include "platform/mattermost/posting.h"
#include "platform/mattermost/session.h"

#include <stdlib.h>
#include <string.h>

enum {
    settle_ms = 3000, /* after the last answer */
    asked_ms = 60000, /* then it is given up: events may be lost */
    at_once_max = 8,  /* that go out together; the others a little later */
    breath_ms = 250,
    copy_max_bytes = 1024 * 1024,
};

/* ---- wishes ---- */

static struct page_wish **find(struct pages *p, struct str user)
{
    struct page_wish **at = &p->wishes;
    while (*at && !str_eq(str_from_c((*at)->user), user))
        at = &(*at)->next;
    return at;
}

static void forget(struct pages *p, struct page_wish **at)
{
    struct page_wish *w = *at;
    *at = w->next;
    p->n--;
    free(w);
}

static void set_timer(struct session *s, int64_t least_ms)
{
    int64_t at_ms = INT64_MAX, now_ms = clock_mono_ms();
    for (const struct page_wish *w = s->pages.wishes; w; w = w->next) {
        if (w->at_ms < at_ms)
            at_ms = w->at_ms;
    }
    if (!s->pages.wishes || s->is_draining)
        loop_timer_cancel(s->o.loop, &s->pages.next);
    else
        loop_timer_set(s->o.loop, &s->pages.next,
                       at_ms - now_ms > least_ms ? at_ms - now_ms : least_ms);
}

static void ask(struct session *s, struct page_wish *w)
{
    arena_reset(s->mem);
    const struct handle h = {
        .asked = ASKED_PAGE,
        .user = str_from_c(w->user),
        .origin = { .stand = w->make ? STAND_EPHEMERAL : STAND_PAGE },
    };
    w->is_asked = true;
    w->is_wanted = w->make = false;
    w->at_ms = clock_mono_ms() + asked_ms;
    session_emit(s, &(struct event){ .kind = EVENT_HOME,
                                     .workspace = s->base.workspace,
                                     .user = h.user,
                                     .is_direct = true,
                                     .reply = handle_write(s->mem, &h) });
}

/* What was asked and is over: forgotten, or asked again. */
static void settle(struct session *s, struct page_wish **at)
{
    struct page_wish *w = *at;
    if (!w->is_wanted) {
        forget(&s->pages, at);
        return;
    }
    w->is_asked = false;
    w->at_ms = clock_mono_ms() + settle_ms;
}

static void due(void *ctx)
{
    struct session *s = ctx;
    int64_t now_ms = clock_mono_ms();
    size_t n = 0;
    for (struct page_wish **at = &s->pages.wishes; *at && n < at_once_max;) {
        struct page_wish *w = *at;
        if (w->at_ms <= now_ms && w->is_asked) {
            settle(s, at);
            continue;
        }
        if (w->at_ms <= now_ms) {
            ask(s, w);
            n++;
        }
        at = &w->next;
    }
    set_timer(s, breath_ms);
}

void pages_init(struct session *s)
{
    s->pages = (struct pages){ .next = { .fire = due, .ctx = s } };
}

void pages_clear(struct session *s)
{
    while (s->pages.wishes)
        forget(&s->pages, &s->pages.wishes);
    loop_timer_cancel(s->o.loop, &s->pages.next);
}

void pages_wish(struct session *s, struct str user, bool make)
{
    struct pages *p = &s->pages;
    struct page_wish *w = *find(p, user);
    if (!w && (p->n == pages_wished_max || user.n > mattermost_id_bytes))
        return;
    if (!w) {
        w = mem_new(1, sizeof(*w));
        memcpy(w->user, user.p, user.n);
        w->next = p->wishes;
        p->wishes = w;
        p->n++;
    }
    w->make = w->make || make;
    w->is_wanted = true;
    if (!w->is_asked)
        w->at_ms = clock_mono_ms() + settle_ms;
    set_timer(s, 0);
}

/* ---- the post ---- */

/* A page that is being put up: all of it lives in the arena. */
struct showing {
    struct session *s;
    struct arena *mem;
    struct str user, channel, team;
    struct str post; /* the page, once it was made */
    bool make;
    struct answer answer; /* its page */
};

static void drop(void *ctx)
{
    struct showing *sh = ctx;
    arena_free(sh->mem);
    free(sh);
}

/* However it ended: the next answer wishes again. */
static void over(struct showing *sh)
{
    struct session *s = sh->s;
    struct page_wish **at = find(&s->pages, sh->user);
    if (*at && (*at)->is_asked) {
        settle(s, at);
        set_timer(s, 0);
    }
    drop(sh);
}

static void ended(void *ctx, const struct rest_answer *a)
{
    (void)a;
    over(ctx);
}

static void call(struct showing *sh, struct rest_request *q,
                 void (*done)(void *ctx, const struct rest_answer *a))
{
    q->channel = sh->channel;
    q->done = done;
    q->drop = drop;
    q->ctx = sh;
    rest_call(sh->s, q);
}

/* Refs of a page hold anywhere: its event happened nowhere. */
static struct str body_of(struct showing *sh, const struct posting *to)
{
    const struct origin origin = { .stand = STAND_PAGE,
                                   .user = sh->user,
                                   .channel = sh->channel,
                                   .is_direct = true,
                                   .team = sh->team };
    struct render r = session_render(sh->s, &origin);
    r.mem = sh->mem;
    return posting_page(&r, to, sh->answer.page);
}

/* One that is not pinned would not be found again, and another be made. */
static void was_pinned(void *ctx, const struct rest_answer *a)
{
    struct showing *sh = ctx;
    if (a->kind == REST_OK)
        over(sh);
    else
        call(sh,
             &(struct rest_request){
                 .method = "DELETE",
                 .path = arena_fmt(sh->mem, "/posts/" STR_FMT, STR_ARG(sh->post)) },
             ended);
}

static void made(void *ctx, const struct rest_answer *a)
{
    struct showing *sh = ctx;
    sh->post = arena_str(sh->mem, json_str(a->body, "id"));
    if (a->kind != REST_OK || sh->post.n == 0)
        over(sh);
    else
        call(sh,
             &(struct rest_request){ .method = "POST",
                                     .path = arena_fmt(sh->mem, "/posts/" STR_FMT "/pin",
                                                       STR_ARG(sh->post)) },
             was_pinned);
}

static struct str page_among(struct showing *sh, const struct json *posts)
{
    struct wire w = session_wire(sh->s);
    struct post_seen p;
    w.mem = sh->mem;
    for (const struct json *j = json_first(posts); j; j = json_next(j)) {
        if (wire_post(&w, j, &p) && p.is_ours && p.is_page && p.delete_ms == 0)
            return p.id;
    }
    return STR("");
}

static void pinned_came(void *ctx, const struct rest_answer *a)
{
    struct showing *sh = ctx;
    const struct posting to = { .channel = sh->channel };
    struct str id = page_among(sh, json_at(a->body, "posts"));
    if (a->kind != REST_OK || (id.n == 0 && !sh->make))
        over(sh);
    else if (id.n > 0)
        call(sh,
             &(struct rest_request){
                 .method = "PUT",
                 .path = arena_fmt(sh->mem, "/posts/" STR_FMT "/patch", STR_ARG(id)),
                 .body = body_of(sh, NULL) },
             ended);
    else
        call(sh,
             &(struct rest_request){
                 .method = "POST", .path = STR("/posts"), .body = body_of(sh, &to) },
             made);
}

static void direct_came(void *ctx, const struct direct *d)
{
    struct showing *sh = ctx;
    if (d->channel.n == 0) {
        over(sh);
        return;
    }
    sh->channel = arena_str(sh->mem, d->channel);
    sh->team = arena_str(sh->mem, d->team);
    call(
        sh,
        &(struct rest_request){ .method = "GET",
                                .path = arena_fmt(sh->mem, "/channels/" STR_FMT "/pinned",
                                                  STR_ARG(d->channel)) },
        pinned_came);
}

static bool copy_page(struct showing *sh, const struct page *page)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(copy_max_bytes);
    answer_encode(&out, &(struct answer){ .kind = ANSWER_PAGE, .page = page });
    return buf_ok(&out) && answer_decode(sh->mem, buf_str(&out), &sh->answer, NULL);
}

void pages_show(struct session *s, struct str user, bool make, const struct page *page)
{
    struct showing *sh = mem_new(1, sizeof(*sh));
    *sh = (struct showing){ .s = s, .mem = arena_new(), .make = make };
    sh->user = arena_str(sh->mem, user);
    if (page && page->n_cards > 0 && copy_page(sh, page))
        directs_find(s, sh->user, direct_came, drop, sh);
    else
        over(sh);
}
