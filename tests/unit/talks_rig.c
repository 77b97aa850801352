#include "talks_rig.h"

#include "base/arena.h"
#include "base/log.h"

#include <stdlib.h>

static struct rig *rig_of(struct session *s)
{
    return (struct rig *)s;
}

/* ---- in place of the session's other parts ---- */

void rest_call(struct session *s, const struct rest_request *q)
{
    struct rig *r = rig_of(s);
    assert_true(r->n_asked < asked_max);
    struct rest_request *copy = &r->asked[r->n_asked++];
    *copy = *q;
    copy->path = arena_str(r->mem, q->path);
    copy->body = arena_str(r->mem, q->body);
}

void session_emit(struct session *s, const struct event *ev)
{
    struct rig *r = rig_of(s);
    assert_true(r->n_heard < heard_max);
    r->heard[r->n_heard++] = event_copy(r->mem, ev);
}

struct wire session_wire(const struct session *s)
{
    return (struct wire){ .mem = s->mem,
                          .workspace = STR("w"),
                          .bot_user = STR(BOT),
                          .bot_name = STR("sharebot") };
}

struct render session_render(struct session *s, const struct origin *origin)
{
    return (struct render){ .texts = s->o.texts,
                            .mem = s->out,
                            .key = s->key,
                            .site = STR("https://chat.example"),
                            .origin = *origin };
}

void catchup_answered(struct session *s, struct str channel)
{
    CHECK_STR("mark", channel, STR(DM));
    rig_of(s)->n_marks++;
}

void directs_find(struct session *s, struct str user,
                  void (*done)(void *ctx, const struct direct *d),
                  void (*gone)(void *ctx), void *ctx)
{
    struct direct d = { .user = user, .why = STR("no such user") };
    (void)gone;
    if (rig_of(s)->has_direct)
        d.channel = STR(DM);
    done(ctx, &d);
}

/* ---- the rig ---- */

struct rig *rig_new(void)
{
    struct rig *r = calloc(1, sizeof(*r));
    assert_non_null(r);
    log_setup(LOG_SILENT, LOG_LOGFMT);
    r->mem = arena_new();
    r->s.mem = arena_new();
    r->s.out = arena_new();
    r->s.o.texts = texts_new();
    r->now_ms = 1000;
    r->has_direct = true;
    talks_init(&r->s);
    return r;
}

/* As when a process ends: calls under way are dropped. */
static void stop(struct rig *r)
{
    for (; r->n_answered < r->n_asked; r->n_answered++) {
        if (r->asked[r->n_answered].drop)
            r->asked[r->n_answered].drop(r->asked[r->n_answered].ctx);
    }
    talks_clear(&r->s);
}

void rig_free(struct rig *r)
{
    stop(r);
    texts_free(r->s.o.texts);
    arena_free(r->s.mem);
    arena_free(r->s.out);
    arena_free(r->mem);
    free(r);
}

void rig_restart(struct rig *r)
{
    stop(r);
    talks_init(&r->s);
    r->n_heard = 0;
}

struct str rig_id(struct rig *r, char kind, size_t n)
{
    return arena_fmt(r->mem, "%c%025zu", kind, n);
}

struct str rig_post(struct rig *r, struct str rest)
{
    struct str id = rig_id(r, 'p', r->n_posts);
    assert_true(r->n_posts < posts_max);
    r->posts[r->n_posts++] = arena_fmt(
        r->mem,
        "{\"id\":\"" STR_FMT "\",\"user_id\":\"" BOT "\",\"create_at\":%lld," STR_FMT,
        STR_ARG(id), (long long)++r->now_ms, STR_ARG(rest));
    return r->posts[r->n_posts - 1];
}

struct str rig_marked(struct rig *r, const char *mark)
{
    return rig_post(r, arena_fmt(r->mem,
                                 "\"channel_id\":\"" DM "\",\"props\":{\"" MATTERMOST_MARK
                                 "\":%s}}",
                                 mark));
}

void rig_show(struct rig *r, struct str text)
{
    AUTO(json_freep) struct json *j = NULL;
    struct wire w = session_wire(&r->s);
    struct post_seen p;
    assert_true(json_parse(&j, text, NULL) && wire_post(&w, j, &p));
    talks_shown(&r->s, &p);
}

void rig_give(struct rig *r, enum rest_kind kind, struct str body)
{
    const struct rest_request q = r->asked[r->n_answered++];
    AUTO(json_freep) struct json *j = NULL;
    if (body.n > 0)
        assert_true(json_parse(&j, body, NULL));
    q.done(q.ctx, &(struct rest_answer){ .kind = kind, .body = j, .why = STR("why") });
}

static struct str page(struct rig *r)
{
    struct str all = STR("");
    for (size_t i = 0; i < r->n_posts; i++)
        all = arena_fmt(r->mem, STR_FMT "%s\"" STR_FMT "\":" STR_FMT, STR_ARG(all),
                        i ? "," : "", STR_ARG(rig_id(r, 'p', i)), STR_ARG(r->posts[i]));
    return arena_fmt(r->mem, "{\"order\":[],\"posts\":{" STR_FMT "}}", STR_ARG(all));
}

void rig_answer(struct rig *r)
{
    assert_true(r->n_answered < r->n_asked);
    const struct rest_request q = r->asked[r->n_answered];
    CHECK_STR("order", q.channel, STR(DM));
    if (str_eq(str_from_c(q.method), STR("GET"))) {
        CHECK_STR("path", q.path, STR("/channels/" DM "/posts?per_page=30"));
        rig_give(r, REST_OK, page(r));
        return;
    }
    CHECK_STR("path", q.path, STR("/posts"));
    rig_give(r, REST_OK, rig_post(r, str_skip(q.body, 1)));
}

void rig_answer_all(struct rig *r)
{
    while (r->n_answered < r->n_asked)
        rig_answer(r);
}

void rig_type_at(struct rig *r, const char *text, int64_t at_ms)
{
    struct str id = rig_id(r, 'l', (size_t)at_ms);
    const struct post_seen p = { .id = id, .user = STR(ANN), .channel = STR(DM) };
    const struct event ev = { .kind = EVENT_MESSAGE,
                              .id = id,
                              .workspace = STR("w"),
                              .user = STR(ANN),
                              .channel = STR(DM),
                              .message = id,
                              .is_direct = true,
                              .text = str_from_c(text),
                              .reply = STR("as it is"),
                              .at_ms = at_ms };
    talks_hear(&r->s, &p, &ev);
}

void rig_type(struct rig *r, const char *text)
{
    r->now_ms++;
    rig_type_at(r, text, r->now_ms);
}

const struct event *rig_last(struct rig *r)
{
    assert_true(r->n_heard > 0);
    return r->heard[r->n_heard - 1];
}

void rig_check_asked(struct rig *r, const char *field, const char *problem)
{
    AUTO(json_freep) struct json *j = NULL;
    struct str body = r->n_asked > 0 ? r->asked[r->n_asked - 1].body : STR("");
    struct talk t;
    assert_true(json_parse(&j, body, NULL));
    CHECK_STR("where", json_str(j, "channel_id"), STR(DM));
    assert_true(talk_read(r->mem, json_at(j, "props." MATTERMOST_MARK ".talk"), &t));
    assert_true(t.at < t.form.n_fields);
    CHECK_STR("asked", t.form.fields[t.at].name, str_from_c(field));
    CHECK(problem, str_find(body, str_from_c(problem)) >= 0);
}

void rig_check_said(struct rig *r, const char *sentence)
{
    AUTO(json_freep) struct json *j = NULL;
    assert_true(r->n_asked > 0);
    assert_true(json_parse(&j, r->asked[r->n_asked - 1].body, NULL));
    CHECK_STR("said", json_str(j, "message"), str_from_c(sentence));
    assert_null(json_at(j, "props." MATTERMOST_MARK ".talk"));
}
