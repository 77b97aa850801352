/* Lists of channels that change while they are read. */
#include "check.h"
#include "platform/mattermost/session.h"

#include "base/arena.h"
#include "base/log.h"

#include <stdlib.h>

#define TEAM "tttttttttttttttttttttttttt"

/* A server in front of which the session stands. */
struct server {
    struct session s; /* first */
    struct arena *mem;
    struct rest_request waiting; /* the only one under way, with a copy of its path */
};

/* ---- in place of the session's other parts ---- */

void rest_call(struct session *s, const struct rest_request *q)
{
    struct server *v = (struct server *)s;
    assert_null(v->waiting.done);
    v->waiting = *q;
    v->waiting.path = arena_str(v->mem, q->path);
}

void session_emit(struct session *s, const struct event *ev)
{
    (void)s;
    assert_int_equal(ev->kind, EVENT_CHANNELS);
}

struct wire session_wire(const struct session *s)
{
    return (struct wire){ .mem = s->mem };
}

void line_start(struct session *s)
{
    s->link.is_up = true;
}

void lookups_init(struct session *s)
{
    (void)s;
}

void lookups_clear(struct session *s)
{
    (void)s;
}

/* ---- the server ---- */

/* Waits until it is asked for that. */
static void wait_asked(struct server *v, const char *path)
{
    while (!v->waiting.done)
        assert_true(loop_turn(v->s.o.loop, 1000, NULL));
    CHECK_STR("asked for", v->waiting.path, str_from_c(path));
}

static void answer(struct server *v, const char *body)
{
    const struct rest_request q = v->waiting;
    AUTO(json_freep) struct json *j = NULL;
    assert_true(json_parse(&j, str_from_c(body), NULL));
    v->waiting = (struct rest_request){ 0 };
    q.done(q.ctx, &(struct rest_answer){ .kind = REST_OK, .body = j });
}

static struct server *open_server(void)
{
    static const struct str every[] = { STR_INIT("*") };
    struct server *v = calloc(1, sizeof(*v));
    assert_non_null(v);
    log_setup(LOG_SILENT, LOG_LOGFMT);
    assert_true(loop_open(&v->s.o.loop, NULL));
    v->mem = arena_new();
    v->s.mem = arena_new();
    v->s.o.teams = every;
    v->s.o.n_teams = 1;
    directory_init(&v->s, STR(""), true);
    directory_start(&v->s);
    wait_asked(v, "/users/me/teams");
    answer(v, "[{\"id\":\"" TEAM "\",\"name\":\"acme\"}]");
    return v;
}

static void close_server(struct server *v)
{
    directory_clear(&v->s);
    loop_close(v->s.o.loop);
    arena_free(v->s.mem);
    arena_free(v->mem);
    free(v);
}

#define MINE   "/users/me/teams/" TEAM "/channels"
#define OTHERS "/teams/" TEAM "/channels?page=0&per_page=200"

TEST(channels_that_change_while_they_are_read_are_read_again)
{
    struct server *v = open_server();
    wait_asked(v, MINE);
    directory_channels_changed(&v->s);
    answer(v, "[]");
    wait_asked(v, MINE);
    answer(v, "[]");
    wait_asked(v, OTHERS);
    directory_channels_changed(&v->s);
    answer(v, "[]");
    wait_asked(v, MINE);
    answer(v, "[]");
    wait_asked(v, OTHERS);
    answer(v, "[]");
    assert_false(v->s.directory.teams[0].wants_channels);
    close_server(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(channels_that_change_while_they_are_read_are_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
