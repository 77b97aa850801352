/* The thread of events over several connections, and how a history is read. */
#include "fixture.h"

#include "platform/mattermost/history.h"
#include "platform/mattermost/thread.h"

/* ---- the thread ---- */

static enum follows hello(struct thread *t, const char *connection)
{
    return thread_follow(
        t, &(struct frame){ .kind = FRAME_HELLO, .connection = str_from_c(connection) });
}

static enum follows event(struct thread *t, int64_t seq)
{
    return thread_follow(t, &(struct frame){ .kind = FRAME_OTHER, .seq = seq });
}

static enum follows answer(struct thread *t, bool is_ok)
{
    return thread_follow(
        t, &(struct frame){ .kind = FRAME_REPLY, .seq = -1, .is_ok = is_ok });
}

static void check_open(struct thread *t, const char *query)
{
    AUTO(buf_clear) struct buf url = BUF_INIT(256);
    thread_open(t, &url);
    CHECK_STR(query, buf_str(&url), str_from_c(query));
}

#define FIRST  "ps636w4tojn7zbiwtx55gy61cc"
#define SECOND "9rpzzf6mx7ggznkz4ybh31t4pe"

TEST(a_thread_goes_on_where_it_broke)
{
    struct thread t = { 0 };
    check_open(&t, "");
    assert_int_equal(hello(&t, FIRST), THREAD_NEW);
    assert_int_equal(event(&t, 1), THREAD_ON);
    assert_int_equal(answer(&t, true), THREAD_ON);
    assert_int_equal(event(&t, 2), THREAD_ON);
    check_open(&t, "?connection_id=" FIRST "&sequence_number=3");
    assert_int_equal(event(&t, 3), THREAD_RESUMED);
    assert_int_equal(event(&t, 4), THREAD_ON);
    check_open(&t, "?connection_id=" FIRST "&sequence_number=5");
    assert_int_equal(answer(&t, false), THREAD_ON); /* who is refused is not known */
    assert_true(t.is_resuming);
    assert_int_equal(answer(&t, true), THREAD_RESUMED);
    assert_int_equal(event(&t, 5), THREAD_ON);
}

TEST(a_lost_thread_begins_anew)
{
    struct thread t = { 0 };
    hello(&t, FIRST);
    event(&t, 1);
    check_open(&t, "?connection_id=" FIRST "&sequence_number=2");
    assert_int_equal(hello(&t, SECOND), THREAD_NEW);
    assert_int_equal(event(&t, 1), THREAD_ON);
    check_open(&t, "?connection_id=" SECOND "&sequence_number=2");
    thread_forget(&t);
    check_open(&t, "");
}

TEST(what_does_not_follow_is_a_gap)
{
    static const int64_t wrong[] = { 0, 1, 2, 4, 400 };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct thread t = { 0 };
        hello(&t, FIRST);
        event(&t, 1);
        event(&t, 2);
        assert_int_equal(event(&t, wrong[i]), THREAD_GAP);
        check_open(&t, "?connection_id=" FIRST "&sequence_number=3");
        assert_int_equal(event(&t, wrong[i]), THREAD_GAP);
    }
}

/* Else the same frame would come again after each resume, for ever. */
TEST(frames_that_cannot_be_read_are_passed_over)
{
    struct thread t = { 0 };
    hello(&t, FIRST);
    thread_skip(&t);
    thread_skip(&t);
    assert_int_equal(event(&t, 3), THREAD_ON); /* both were events */
    thread_skip(&t);
    assert_int_equal(event(&t, 4), THREAD_ON); /* that was none */
    assert_int_equal(event(&t, 6), THREAD_GAP);
    thread_skip(&t);
    check_open(&t, "?connection_id=" FIRST "&sequence_number=5");
    assert_int_equal(event(&t, 6), THREAD_GAP); /* all come again */
}

TEST(a_connection_without_a_proper_name_is_not_resumed)
{
    struct thread t = { 0 };
    assert_int_equal(hello(&t, "short"), THREAD_NEW);
    check_open(&t, "");
}

/* ---- a history ---- */

/* A channel of `n` posts, made at 1, 2, ... */
struct channel_model {
    int n;
    int calls;
};

static void put_post(struct json_w *w, int at)
{
    AUTO(buf_clear) struct buf id = BUF_INIT(64);
    buf_addf(&id, "%026d", at);
    jw_key(w, buf_c(&id));
    jw_object(w);
    jw_kv(w, "id", buf_str(&id));
    jw_ki(w, "create_at", at);
    jw_end_object(w);
}

static struct json *page_of(int first, int last)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(1024 * 1024);
    struct json_w w = JSON_W(&text);
    struct json *j = NULL;
    jw_object(&w);
    jw_key(&w, "order");
    jw_array(&w);
    for (int at = last; at >= first; at--) {
        AUTO(buf_clear) struct buf id = BUF_INIT(64);
        buf_addf(&id, "%026d", at);
        jw_str(&w, buf_str(&id));
    }
    jw_end_array(&w);
    jw_key(&w, "posts");
    jw_object(&w);
    for (int at = first; at <= last; at++)
        put_post(&w, at);
    jw_end_object(&w);
    jw_end_object(&w);
    assert_true(json_parse(&j, buf_str(&text), NULL));
    return j;
}

/* As the server does: the newest page, or that next to a post. */
static struct json *serve(struct channel_model *c, const struct history *h)
{
    AUTO(buf_clear) struct buf query = BUF_INIT(128);
    int at = 0, size = 0, first = 1, last = c->n;
    history_query(h, &query);
    c->calls++;
    if (sscanf(buf_c(&query), "?page=0&per_page=%d", &size) == 1) {
        first = c->n - size + 1;
    } else if (sscanf(buf_c(&query), "?before=%d&per_page=%d", &at, &size) == 2) {
        last = at - 1;
        first = last - size + 1;
    } else {
        assert_int_equal(sscanf(buf_c(&query), "?after=%d&per_page=%d", &at, &size), 2);
        first = at + 1;
        last = at + size < c->n ? at + size : c->n;
    }
    return page_of(first > 1 ? first : 1, last);
}

/* Reads all, checks that they come once and in order, and counts them. */
static int read_since(struct channel_model *c, int since, int *first)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct history h;
    int count = 0, last = 0;
    history_begin(&h, since);
    while (!history_is_over(&h)) {
        size_t n;
        AUTO(json_freep) struct json *page = serve(c, &h);
        const struct json *const *posts = history_take(&h, mem, page, &n);
        for (size_t i = 0; i < n; i++) {
            int at = (int)json_int(posts[i], "create_at", 0);
            assert_true(count == 0 || at == last + 1);
            if (count++ == 0)
                *first = at;
            last = at;
        }
        assert_true(c->calls < 1000);
    }
    assert_true(count == 0 || last == c->n);
    return count;
}

TEST(a_history_is_read_from_a_moment_on)
{
    static const struct {
        int posts, since, calls;
    } cases[] = {
        { 0, 0, 1 },       { 1, 0, 1 },       { 1, 1, 1 },       { 59, 0, 1 },
        { 60, 0, 3 },      { 61, 0, 3 },      { 60, 1, 1 },      { 60, 60, 1 },
        { 5000, 4990, 1 }, { 5000, 4941, 1 }, { 5000, 4940, 3 }, { 259, 0, 5 },
        { 300, 50, 4 },    { 1000, 1, 11 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct channel_model c = { .n = cases[i].posts };
        int first = 0, want = cases[i].posts - cases[i].since;
        assert_int_equal(read_since(&c, cases[i].since, &first), want);
        assert_true(want == 0 || first == cases[i].since + 1);
        assert_true(c.calls <= cases[i].calls);
    }
}

/* Nobody answers what lies that far back; but its newest part is read. */
TEST(a_history_without_end_is_cut_off)
{
    struct channel_model c = { .n = 100 * 1000 };
    int first = 0;
    int count = read_since(&c, 0, &first);
    assert_in_range(count, 4000, 8000);
    assert_true(c.calls <= 3 * history_pages_max);
}

TEST(nonsense_is_no_history)
{
    static const char *const pages[] = {
        "{}",
        "[]",
        "{\"order\":[\"x\"],\"posts\":{}}",
        "{\"order\":7,\"posts\":[]}",
        "{\"order\":[\"de5hdngyetgoxx85utq9316mrc\"],\"posts\":{}}",
    };
    for (size_t i = 0; i < COUNT(pages); i++) {
        AUTO(arena_freep) struct arena *mem = arena_new();
        AUTO(json_freep) struct json *j = NULL;
        struct history h;
        size_t n = 9;
        assert_true(json_parse(&j, str_from_c(pages[i]), NULL));
        history_begin(&h, 0);
        history_take(&h, mem, j, &n);
        assert_int_equal(n, 0);
        assert_true(history_is_over(&h));
    }
}

TEST(the_websocket_is_beside_the_site)
{
    static const struct {
        struct str site, want;
    } cases[] = {
        { STR_INIT("https://chat.example.com"),
          STR_INIT("wss://chat.example.com/api/v4/websocket") },
        { STR_INIT("https://example.com:8443/chat"),
          STR_INIT("wss://example.com:8443/chat/api/v4/websocket") },
        { STR_INIT("http://127.0.0.1:8065"),
          STR_INIT("ws://127.0.0.1:8065/api/v4/websocket") },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(buf_clear) struct buf url = BUF_INIT(200);
        thread_address(&url, cases[i].site);
        CHECK_STR("address", buf_str(&url), cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_websocket_is_beside_the_site),
        cmocka_unit_test(a_thread_goes_on_where_it_broke),
        cmocka_unit_test(a_lost_thread_begins_anew),
        cmocka_unit_test(what_does_not_follow_is_a_gap),
        cmocka_unit_test(frames_that_cannot_be_read_are_passed_over),
        cmocka_unit_test(a_connection_without_a_proper_name_is_not_resumed),
        cmocka_unit_test(a_history_is_read_from_a_moment_on),
        cmocka_unit_test(a_history_without_end_is_cut_off),
        cmocka_unit_test(nonsense_is_no_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
