/* What was written while nobody listened: which channels are read, and how often. */
#include "check.h"
#include "platform/mattermost/session.h"

#include "base/arena.h"
#include "base/log.h"
#include "io/clock.h"

#include <stdlib.h>

#define SALES   "ssssssssssssssssssssssssss"
#define SUPPORT "uuuuuuuuuuuuuuuuuuuuuuuuuu"
#define SQUARE  "qqqqqqqqqqqqqqqqqqqqqqqqqq"

enum { asked_max = 8000, crowd = 6000 };

/* A server in front of which the session stands. */
struct server {
    struct session s; /* first */
    struct arena *mem;
    struct rest_request waiting; /* the only one under way, with a copy of its path */
    size_t n_asked;
    struct str members; /* our memberships, the same in each team */
    struct str channel; /* what any channel is like */
};

static struct server *server_of(struct session *s)
{
    return (struct server *)s;
}

/* ---- in place of the session's other parts ---- */

void rest_call(struct session *s, const struct rest_request *q)
{
    struct server *v = server_of(s);
    assert_true(v->n_asked++ < asked_max);
    assert_null(v->waiting.done);
    v->waiting = *q;
    v->waiting.path = arena_str(v->mem, q->path);
}

bool session_heard_post(struct session *s, const struct post_seen *p, bool is_direct)
{
    (void)s;
    (void)p;
    (void)is_direct;
    return false;
}

struct wire session_wire(const struct session *s)
{
    return (struct wire){ .mem = s->mem };
}

void directory_joined(struct session *s, struct str user, struct str channel)
{
    (void)s;
    (void)user;
    (void)channel;
}

void directory_note_channel(struct session *s, const struct json *channel)
{
    (void)s;
    (void)channel;
}

/* ---- the server ---- */

static void add_team(struct session *s, const char *id)
{
    struct team *t = &s->directory.teams[s->directory.n_teams++];
    id_keep(t->id, str_from_c(id));
    id_keep(t->square, STR(SQUARE));
}

static struct server *open_server(void)
{
    struct server *v = calloc(1, sizeof(*v));
    assert_non_null(v);
    log_setup(LOG_SILENT, LOG_LOGFMT);
    assert_true(loop_open(&v->s.o.loop, NULL));
    v->mem = arena_new();
    v->s.mem = arena_new();
    v->channel = STR("{\"type\":\"D\",\"last_post_at\":0}");
    add_team(&v->s, SALES);
    add_team(&v->s, SUPPORT);
    catchup_init(&v->s);
    return v;
}

static void close_server(struct server *v)
{
    catchup_clear(&v->s);
    loop_close(v->s.o.loop);
    arena_free(v->s.mem);
    arena_free(v->mem);
    free(v);
}

/* Memberships with something unread, viewed at that time. */
static void add_members(struct server *v, size_t n, int64_t viewed_ms)
{
    AUTO(buf_clear) struct buf all = BUF_INIT(8 * 1024 * 1024);
    for (size_t i = 0; i < n; i++)
        buf_addf(&all,
                 "%s{\"channel_id\":\"d%025zu\",\"mention_count\":1,"
                 "\"last_viewed_at\":%lld}",
                 i ? "," : "[", i, (long long)viewed_ms);
    buf_add(&all, STR("]"));
    v->members = arena_buf(v->mem, &all);
}

static void answer(struct server *v)
{
    const struct rest_request q = v->waiting;
    AUTO(json_freep) struct json *j = NULL;
    bool is_members = str_ends(q.path, STR("/channels/members"));
    struct str body = is_members ? v->members : v->channel;
    if (str_find(q.path, STR("/posts?")) >= 0)
        body = STR("{\"order\":[],\"posts\":{}}");
    assert_true(json_parse_max(&j, body, 8 * 1024 * 1024, NULL));
    v->waiting = (struct rest_request){ 0 };
    q.done(q.ctx, &(struct rest_answer){ .kind = REST_OK, .body = j });
}

static void answer_all(struct server *v)
{
    while (v->waiting.done)
        answer(v);
}

/* ---- */

TEST(however_many_are_unread_each_is_looked_at_once)
{
    struct server *v = open_server();
    add_members(v, crowd, clock_wall_ms());
    catchup_start(&v->s);
    answer_all(v);
    assert_int_equal(v->n_asked, 2 + crowd);
    assert_false(v->s.catchup.is_running);
    assert_int_equal(v->s.catchup.n_marks, 0);
    close_server(v);
}

TEST(what_is_too_old_is_not_looked_at_at_each_start)
{
    struct server *v = open_server();
    add_members(v, 2, 1000);
    catchup_start(&v->s);
    answer_all(v);
    assert_int_equal(v->n_asked, 2 + 2);
    assert_int_equal(v->s.catchup.n_marks, 2);
    close_server(v);
}

TEST(a_page_may_be_as_large_as_the_server_makes_it)
{
    static const size_t most = (size_t)history_page * 16383 * 4;
    struct server *v = open_server();
    add_members(v, 1, clock_wall_ms() - 1000);
    v->channel = STR("{\"type\":\"D\",\"last_post_at\":9000000000000}");
    catchup_start(&v->s);
    while (str_find(v->waiting.path, STR("/posts?")) < 0)
        answer(v);
    assert_true(v->waiting.max_answer_bytes > most);
    answer_all(v);
    close_server(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(however_many_are_unread_each_is_looked_at_once),
        cmocka_unit_test(what_is_too_old_is_not_looked_at_at_each_start),
        cmocka_unit_test(a_page_may_be_as_large_as_the_server_makes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
