/* The playground as a platform: who may ask, what is heard, what becomes of effects. */
#include "server_fixture.h"

#include "base/arena.h"
#include "base/buf.h"
#include "platform/playground/playground.h"

#include <stdlib.h>
#include <unistd.h>

enum { answer_max = 512 * 1024, events_max = 32 };

/* A playground in the fixture's loop, and what its sink heard. */
struct world {
    struct server_fixture *f;
    struct platform *p;
    struct texts *texts;
    struct arena *mem;
    struct event *heard[events_max];
    size_t n;
    struct buf once; /* the answer of one exchange */
    bool is_drained;
    char answer[answer_max];
};

static void take(void *self, const struct event *ev)
{
    struct world *w = self;
    assert_true(w->n < events_max);
    w->heard[w->n++] = event_copy(w->mem, ev);
}

static void turn(struct world *w)
{
    assert_true(loop_turn(w->f->loop, 0, NULL));
}

static struct world *world_open(struct server_fixture *f)
{
    static const struct playground_command commands[] = {
        { .name = STR_INIT("share"),
          .usage = { STR_INIT("[network]"), STR_INIT("[Netzwerk]") },
          .summary = { STR_INIT("A fresh post"), STR_INIT("Ein frischer Beitrag") } },
    };
    struct world *w = calloc(1, sizeof *w);
    struct http_server_options o = { .loop = f->loop };
    http_server_close(TAKE(f->server));
    assert_true(http_server_open(&f->server, &o, NULL));
    w->f = f;
    w->texts = texts_new();
    w->mem = arena_new();
    w->once = BUF_INIT(answer_max);
    struct playground_options po = { .workspace = STR("try"),
                                     .loop = f->loop,
                                     .server = f->server,
                                     .texts = w->texts,
                                     .commands = commands,
                                     .n_commands = COUNT(commands) };
    assert_true(playground_open(&w->p, &po, NULL));
    struct sink sink = { take, w };
    assert_true(w->p->ops->start(w->p, sink, (struct str){ 0 }, false, NULL));
    assert_int_equal(w->n, 0); /* never from inside */
    turn(w);
    return w;
}

static void world_close(struct world *w)
{
    w->p->ops->free(w->p);
    texts_free(w->texts);
    arena_free(w->mem);
    buf_clear(&w->once);
    free(w);
}
AUTO_PTR(struct world, world_close)

static struct event *last(struct world *w, enum event_kind kind)
{
    for (size_t i = w->n; i > 0; i--) {
        if (w->heard[i - 1]->kind == kind)
            return w->heard[i - 1];
    }
    return NULL;
}

/* One request, and its answer as it came. */
static struct str request(struct world *w, const char *method, const char *path,
                          const char *headers, const char *body)
{
    struct str r = arena_fmt(w->mem,
                             "%s %s HTTP/1.1\r\nConnection: close\r\n"
                             "Content-Length: %zu\r\n%s\r\n%s",
                             method, path, str_from_c(body).n, headers, body);
    return ask(w->f, r, w->answer, sizeof w->answer);
}

static struct str post(struct world *w, const char *path, const char *body)
{
    return request(w, "POST", path,
                   "Host: localhost:1\r\nContent-Type: application/json\r\n", body);
}

static struct str state_of(struct world *w, const char *person)
{
    struct str path = arena_fmt(w->mem, "/state?as=%s", person);
    return request(w, "GET", path.p, "Host: localhost\r\n", "");
}

static void check_has(struct str got, const char *part)
{
    CHECK(part, str_find(got, str_from_c(part)) >= 0);
}

static void check_lacks(struct str got, const char *part)
{
    CHECK(part, str_find(got, str_from_c(part)) < 0);
}

STEST(the_directory_is_told_at_the_start)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    assert_int_equal(last(w, EVENT_LINE)->line, LINE_UP);
    struct event *members = last(w, EVENT_MEMBERS);
    assert_true(members->n_members >= 3 && members->is_page && !members->cursor.n);
    CHECK_STR("anna", members->members[0].user, STR("anna"));
    CHECK_STR("zone", members->members[0].zone, STR("Europe/Berlin"));
    assert_true(last(w, EVENT_CHANNELS)->n_channels >= 2);
    CHECK_STR("workspace", members->workspace, STR("try"));
}

STEST(only_this_machines_own_page_may_ask)
{
    static const struct {
        const char *label, *method, *path, *headers, *status;
    } cases[] = {
        { "our page", "GET", "/", "Host: 127.0.0.1:8480\r\n", "HTTP/1.1 200 " },
        { "by name", "GET", "/app.js", "Host: LocalHost:1\r\n", "HTTP/1.1 200 " },
        { "IPv6", "GET", "/style.css", "Host: [::1]:8480\r\n", "HTTP/1.1 200 " },
        { "another name", "GET", "/", "Host: evil.example\r\n", "HTTP/1.1 403 " },
        { "a name like ours", "GET", "/", "Host: localhost.evil.example\r\n",
          "HTTP/1.1 403 " },
        { "another name for the state", "GET", "/state?as=anna",
          "Host: evil.example:8480\r\n", "HTTP/1.1 403 " },
        { "another page", "GET", "/state?as=anna",
          "Host: localhost:8480\r\nOrigin: http://localhost:3000\r\n", "HTTP/1.1 403 " },
        { "another site", "GET", "/state?as=anna",
          "Host: localhost:8480\r\nSec-Fetch-Site: cross-site\r\n", "HTTP/1.1 403 " },
        { "ours", "GET", "/state?as=anna",
          "Host: localhost:8480\r\nOrigin: http://localhost:8480\r\n", "HTTP/1.1 200 " },
        { "a form of another page", "POST", "/say",
          "Host: localhost:8480\r\nOrigin: null\r\n", "HTTP/1.1 403 " },
        { "a body that is no JSON", "POST", "/say",
          "Host: localhost:8480\r\nContent-Type: text/plain\r\n", "HTTP/1.1 415 " },
        { "nobody", "GET", "/state?as=nobody", "Host: localhost\r\n", "HTTP/1.1 404 " },
        { "no such file", "GET", "/../company.c", "Host: localhost\r\n",
          "HTTP/1.1 404 " },
        { "no such picture", "GET", "/picture/abc", "Host: localhost\r\n",
          "HTTP/1.1 404 " },
    };
    AUTO(world_closep) struct world *w = world_open(*state);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str got = request(w, cases[i].method, cases[i].path, cases[i].headers, "");
        CHECK(cases[i].label, str_starts(got, str_from_c(cases[i].status)));
        check_has(got, "Content-Security-Policy: default-src 'none'; script-src 'self'");
    }
}

STEST(a_command_is_heard_and_answered)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    struct str got = post(w, "/say",
                          "{\"as\":\"anna\",\"tab\":\"t\",\"channel\":\"C-general\","
                          "\"text\":\"/share linkedin\"}");
    assert_true(str_starts(got, STR("HTTP/1.1 202 ")));
    struct event *ev = last(w, EVENT_COMMAND);
    CHECK_STR("command", ev->command, STR("share"));
    CHECK_STR("text", ev->text, STR("linkedin"));
    CHECK_STR("locale", ev->locale, STR("de-DE"));
    assert_true(ev->id.n > 0 && ev->at_ms > 0);
    struct card card = { .lang = LANG_DE, .title = STR("Offenes Werkstor") };
    struct answer a = { .kind = ANSWER_CARD, .card = &card };
    assert_int_equal(w->p->ops->reply(w->p, ev->reply, &a), REPLIED);
    got = state_of(w, "anna");
    check_has(got, "Offenes Werkstor");
    check_has(got, "/share linkedin");
    check_lacks(state_of(w, "mira"), "Offenes Werkstor");
}

/* Presses something on the message that was shown last to anna. */
static struct event *press(struct world *w, const char *message)
{
    struct str body = arena_fmt(
        w->mem,
        "{\"as\":\"anna\",\"tab\":\"t\",\"channel\":\"D-anna\",\"message\":\"%s\","
        "\"ref\":\"r\"}",
        message);
    assert_true(str_starts(post(w, "/press", body.p), STR("HTTP/1.1 202 ")));
    return last(w, EVENT_ACTION);
}

static struct event *send_to_anna(struct world *w, enum outgoing_kind kind,
                                  const char *title, struct str message)
{
    struct card card = { .title = str_from_c(title) };
    struct outgoing out = { .id = 5,
                            .uid = STR("uid-1"),
                            .kind = kind,
                            .user = STR("anna"),
                            .message = message,
                            .card = &card };
    size_t before = w->n;
    w->p->ops->send(w->p, &out);
    assert_int_equal(w->n, before); /* never from inside */
    turn(w);
    assert_int_equal(w->n, before + 1);
    return last(w, EVENT_OUTCOME);
}

STEST(an_answer_replaces_or_removes_the_card_that_was_pressed)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    struct event *made = send_to_anna(w, OUTGOING_DIRECT, "The first", (struct str){ 0 });
    struct card card = { .title = STR("The second") };
    struct answer a = { .kind = ANSWER_REPLACE, .card = &card };
    struct event *ev = press(w, made->result.p);
    w->p->ops->reply(w->p, ev->reply, &a);
    struct str got = state_of(w, "anna");
    check_has(got, "The second");
    check_lacks(got, "The first");
    a.kind = ANSWER_REMOVE;
    ev = press(w, made->result.p);
    w->p->ops->reply(w->p, ev->reply, &a);
    check_lacks(state_of(w, "anna"), "The second");
}

STEST(nobody_presses_in_anothers_direct_messages)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    struct str got = post(w, "/press",
                          "{\"as\":\"mira\",\"tab\":\"t\",\"channel\":\"D-anna\","
                          "\"message\":\"m\",\"ref\":\"r\"}");
    assert_true(str_starts(got, STR("HTTP/1.1 403 ")));
    assert_null(last(w, EVENT_ACTION));
}

STEST(what_is_sent_arrives_can_be_found_edited_and_deleted)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    struct event *ev = send_to_anna(w, OUTGOING_DIRECT, "Hello", (struct str){ 0 });
    assert_int_equal(ev->outcome, OUTCOME_APPLIED);
    assert_int_equal(ev->outbox_id, 5);
    struct str id = ev->result;
    check_has(state_of(w, "anna"), "Hello");
    struct outgoing out = { .uid = STR("uid-1"), .user = STR("anna") };
    w->p->ops->find(w->p, &out);
    turn(w);
    CHECK_STR("found", last(w, EVENT_OUTCOME)->result, id);
    out.uid = STR("uid-2");
    w->p->ops->find(w->p, &out);
    turn(w);
    assert_int_equal(last(w, EVENT_OUTCOME)->outcome, OUTCOME_ABSENT);
    ev = send_to_anna(w, OUTGOING_EDIT, "Changed", id);
    assert_int_equal(ev->outcome, OUTCOME_APPLIED);
    check_has(state_of(w, "anna"), "Changed");
    ev = send_to_anna(w, OUTGOING_DELETE, "", id);
    assert_int_equal(ev->outcome, OUTCOME_APPLIED);
    check_lacks(state_of(w, "anna"), "Changed");
    ev = send_to_anna(w, OUTGOING_EDIT, "Too late", id);
    assert_int_equal(ev->outcome, OUTCOME_NEVER);
}

STEST(a_picture_is_shown_by_its_hash)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    struct card card = { .picture = { .hash = STR("abc"), .alt = STR("x") } };
    struct outgoing out = {
        .id = 9, .kind = OUTGOING_UPLOAD, .card = &card, .bytes = STR("\x89PNG and so on")
    };
    w->p->ops->send(w->p, &out);
    turn(w);
    CHECK_STR("handle", last(w, EVENT_OUTCOME)->result, STR("abc"));
    struct str got = request(w, "GET", "/picture/abc", "Host: localhost\r\n", "");
    check_has(got, "Content-Type: image/png");
    check_has(got, "PNG and so on");
}

STEST(a_place_that_is_not_there_is_said_so)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    struct card card = { .title = STR("x") };
    struct outgoing out = { .kind = OUTGOING_POST,
                            .channel = STR("C-no"),
                            .card = &card };
    w->p->ops->send(w->p, &out);
    out = (struct outgoing){ .kind = OUTGOING_DIRECT, .user = STR("no"), .card = &card };
    w->p->ops->send(w->p, &out);
    turn(w);
    assert_int_equal(w->heard[w->n - 1]->outcome, OUTCOME_NEVER);
    assert_int_equal(w->heard[w->n - 2]->outcome, OUTCOME_NEVER);
}

STEST(a_new_hire_joins_when_first_looked_through)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    state_of(w, "anna");
    assert_null(last(w, EVENT_JOIN));
    state_of(w, "tom");
    CHECK_STR("who", last(w, EVENT_JOIN)->members[0].user, STR("tom"));
    size_t before = w->n;
    state_of(w, "tom");
    assert_int_equal(w->n, before);
}

static void said(void *self, struct str answer)
{
    struct world *w = self;
    buf_add(&w->once, answer);
}

STEST(one_exchange_is_handed_back)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    struct playground_exchange x = {
        .as = STR("anna"), .say = STR("/share x"), .done = said, .self = w
    };
    struct err err = { 0 };
    struct playground_exchange nobody = x;
    nobody.as = STR("nobody");
    assert_false(playground_say(w->p, &nobody, &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
    assert_true(playground_say(w->p, &x, &err));
    turn(w);
    struct card card = { .title = STR("Fresh"), .copy = STR("Words") };
    struct answer a = { .kind = ANSWER_CARD, .card = &card };
    w->p->ops->reply(w->p, last(w, EVENT_COMMAND)->reply, &a);
    assert_int_equal(w->once.n, 0); /* never from inside */
    turn(w);
    CHECK_STR("text", buf_str(&w->once), STR("  Fresh\n\n  Text to copy\n  | Words\n"));
    buf_cut(&w->once, 0);
    x.json = true;
    assert_true(playground_say(w->p, &x, &err));
    turn(w);
    w->p->ops->reply(w->p, last(w, EVENT_COMMAND)->reply, &a);
    turn(w);
    check_has(buf_str(&w->once), "\"kind\":\"card\"");
    check_has(buf_str(&w->once), "\"copy\":\"Words\"");
}

static void drained(void *self)
{
    struct world *w = self;
    w->is_drained = true;
}

STEST(after_a_drain_nothing_is_heard)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    w->p->ops->drain(w->p, 0, drained, w);
    assert_false(w->is_drained); /* never from inside */
    struct str got = post(w, "/say",
                          "{\"as\":\"anna\",\"tab\":\"t\",\"channel\":\"C-general\","
                          "\"text\":\"/share\"}");
    assert_true(str_starts(got, STR("HTTP/1.1 503 ")));
    assert_true(w->is_drained);
    assert_null(last(w, EVENT_COMMAND));
}

STEST(a_window_is_told_at_once)
{
    AUTO(world_closep) struct world *w = world_open(*state);
    bool closed;
    int fd = client_open(w->f);
    client_write(fd,
                 STR("GET /events?as=anna&tab=t HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    client_read(w->f, fd, w->answer, sizeof w->answer, STR("retry: 1000"), &closed);
    assert_false(closed);
    send_to_anna(w, OUTGOING_DIRECT, "Here it is", (struct str){ 0 });
    struct str got =
        client_read(w->f, fd, w->answer, sizeof w->answer, STR("Here it is"), &closed);
    check_has(got, "data: {\"type\":\"message\"");
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(the_directory_is_told_at_the_start),
        SERVER_TEST(only_this_machines_own_page_may_ask),
        SERVER_TEST(a_command_is_heard_and_answered),
        SERVER_TEST(an_answer_replaces_or_removes_the_card_that_was_pressed),
        SERVER_TEST(nobody_presses_in_anothers_direct_messages),
        SERVER_TEST(what_is_sent_arrives_can_be_found_edited_and_deleted),
        SERVER_TEST(a_picture_is_shown_by_its_hash),
        SERVER_TEST(a_place_that_is_not_there_is_said_so),
        SERVER_TEST(a_new_hire_joins_when_first_looked_through),
        SERVER_TEST(one_exchange_is_handed_back),
        SERVER_TEST(after_a_drain_nothing_is_heard),
        SERVER_TEST(a_window_is_told_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
