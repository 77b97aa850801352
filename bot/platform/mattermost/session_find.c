/* Looks in a channel for the mark of an earlier attempt. */
#include "base/arena.h"
#include "base/mem.h"
#include "platform/mattermost/session.h"

#include <stdlib.h>

enum {
    since_max = 1000, /* posts that the server gives for ?since= */
    page_max = 200,
    pages_read_max = 50,
    answer_max_bytes = 32 * 1024 * 1024,
};

struct finding {
    struct session *s;
    struct arena *mem;
    int64_t id;
    struct str uid, channel;
    int64_t from_ms;
    unsigned pages; /* read one by one, after ?since= was not all */
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
    session_outcome(f->s, &o);
    drop(f);
}

/* What is refused now may be allowed later; what is forbidden cannot be read. */
static void cannot_look(struct finding *f, const struct rest_answer *a)
{
    bool is_forbidden = a->kind == REST_NO || a->kind == REST_GONE;
    conclude(f, (struct outcome_event){ .outcome = is_forbidden ? OUTCOME_UNREADABLE
                                                                : OUTCOME_NOT,
                                        .why = a->why,
                                        .retry_ms = a->retry_ms });
}

/* Anybody can write our mark: it counts only in posts of ours. */
static struct str marked(struct finding *f, const struct json *posts)
{
    struct wire w = session_wire(f->s);
    struct post_seen p;
    w.mem = f->mem;
    for (const struct json *j = json_first(posts); j; j = json_next(j)) {
        if (wire_post(&w, j, &p) && p.is_ours && str_eq(p.mark, f->uid))
            return p.id;
    }
    return STR("");
}

/* The oldest post of a page; is_all: none before it can be what is looked for. */
static struct str oldest_of(struct finding *f, const struct json *posts, bool *is_all)
{
    struct str id = STR("");
    int64_t oldest_ms = INT64_MAX;
    for (const struct json *j = json_first(posts); j; j = json_next(j)) {
        int64_t at_ms = json_int(j, "create_at", INT64_MAX);
        if (at_ms < oldest_ms) {
            oldest_ms = at_ms;
            id = json_str(j, "id");
        }
    }
    *is_all = oldest_ms < f->from_ms || json_count(posts) < page_max;
    return id;
}

static void look(struct finding *f, struct str query);

/* Newest first, page by page: which thousand of many ?since= gives is not said. */
static void look_before(struct finding *f, struct str post)
{
    struct str before =
        post.n > 0 ? arena_fmt(f->mem, "&before=" STR_FMT, STR_ARG(post)) : STR("");
    f->pages++;
    look(f, arena_fmt(f->mem, "per_page=%d" STR_FMT, page_max, STR_ARG(before)));
}

static void posts_came(void *ctx, const struct rest_answer *a)
{
    struct finding *f = ctx;
    if (a->kind != REST_OK) {
        cannot_look(f, a);
        return;
    }
    const struct json *posts = json_at(a->body, "posts");
    struct str found = marked(f, posts);
    bool is_all = false;
    struct str oldest = oldest_of(f, posts, &is_all);
    if (f->pages == 0) {
        is_all = json_count(posts) < since_max;
        oldest = STR("");
    }
    if (found.n > 0)
        conclude(f, (struct outcome_event){ .outcome = OUTCOME_APPLIED,
                                            .channel = f->channel,
                                            .result = found });
    else if (is_all)
        conclude(f, (struct outcome_event){ .outcome = OUTCOME_ABSENT });
    else if (f->pages < pages_read_max)
        look_before(f, oldest);
    else
        conclude(f, (struct outcome_event){ .outcome = OUTCOME_UNREADABLE,
                                            .why = STR("too long a history") });
}

static void look(struct finding *f, struct str query)
{
    rest_call(f->s, &(struct rest_request){
                        .method = "GET",
                        .path = arena_fmt(f->mem, "/channels/" STR_FMT "/posts?" STR_FMT,
                                          STR_ARG(f->channel), STR_ARG(query)),
                        .channel = f->channel,
                        .max_answer_bytes = answer_max_bytes,
                        .done = posts_came,
                        .drop = drop,
                        .ctx = f });
}

static void look_since(struct finding *f)
{
    look(f, arena_fmt(f->mem, "since=%lld", (long long)f->from_ms));
}

static void direct_came(void *ctx, const struct direct *d)
{
    struct finding *f = ctx;
    if (d->channel.n == 0) {
        conclude(f, (struct outcome_event){ .outcome = d->is_final ? OUTCOME_UNREADABLE
                                                                   : OUTCOME_NOT,
                                            .why = d->why,
                                            .retry_ms = d->retry_ms });
        return;
    }
    f->channel = arena_str(f->mem, d->channel);
    look_since(f);
}

/* Edits, deletions and uploads are simply repeated: nothing is looked for, but it is not
 * said before the server can be asked anything at all. */
static void not_looked_for(void *ctx, const struct rest_answer *a)
{
    (void)a;
    conclude(ctx, (struct outcome_event){ .outcome = OUTCOME_ABSENT });
}

void session_find(struct platform *p, const struct outgoing *out)
{
    struct session *s = (struct session *)p;
    struct finding *f = mem_new(1, sizeof(*f));
    struct arena *mem = arena_new();
    int64_t from_ms = out->started_at_ms - platform_skew_ms;
    *f = (struct finding){ .s = s,
                           .mem = mem,
                           .id = out->id,
                           .uid = arena_str(mem, out->uid),
                           .channel = arena_str(mem, out->channel),
                           .from_ms = from_ms > 0 ? from_ms : 0 };
    if (out->kind == OUTGOING_DIRECT)
        directs_find(s, out->user, direct_came, drop, f);
    else if (out->kind == OUTGOING_POST)
        look_since(f);
    else
        rest_call(s, &(struct rest_request){ .method = "GET",
                                             .path = STR("/users/me"),
                                             .done = not_looked_for,
                                             .drop = drop,
                                             .ctx = f });
}
