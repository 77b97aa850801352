/* Whatever a server answers: reading ends, teams are teams, no number goes back, and each
 * answer means one thing. */
#include "fuzz.h"

#include "base/arena.h"
#include "platform/mattermost/history.h"
#include "platform/mattermost/rest_answer.h"
#include "platform/mattermost/teams.h"
#include "platform/mattermost/thread.h"

#include <string.h>

/* A server that gives the same page for ever. */
static void read_history(const struct json *page, int64_t since_ms)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct history h;
    int calls = 0;
    history_begin(&h, since_ms);
    while (!history_is_over(&h)) {
        AUTO(buf_clear) struct buf query = BUF_INIT(256);
        size_t n = 0;
        history_query(&h, &query);
        FUZZ_CHECK(buf_ok(&query) && ++calls <= 3 * history_pages_max);
        const struct json *const *posts = history_take(&h, mem, page, &n);
        for (size_t i = 0; i < n; i++)
            FUZZ_CHECK(json_int(posts[i], "create_at", 0) > since_ms);
    }
}

static void serve_teams(const struct json *list, struct str cursor)
{
    static const struct str every[] = { STR_INIT("*") };
    AUTO(buf_clear) struct buf at = BUF_INIT(64), again = BUF_INIT(64);
    struct directory d = { 0 };
    teams_take(&d, list, every, 1);
    FUZZ_CHECK(d.n_teams <= directory_teams_max);
    for (size_t i = 0; i < d.n_teams; i++) {
        FUZZ_CHECK(wire_is_id(str_from_c(d.teams[i].id)) && d.teams[i].name[0] != '\0');
        FUZZ_CHECK(i == 0 || strcmp(d.teams[i - 1].id, d.teams[i].id) <= 0);
    }
    teams_begin_at(&d, cursor);
    teams_cursor(&d, &at);
    FUZZ_CHECK(buf_ok(&at));
    teams_begin_at(&d, buf_str(&at));
    teams_cursor(&d, &again);
    FUZZ_CHECK(str_eq(buf_str(&at), buf_str(&again)));
}

static void read_answer(const struct json *body, struct str data)
{
    unsigned bits = data.n > 0 ? (unsigned char)data.p[0] : 0;
    for (int status = 100; status < 600; status++) {
        const struct rest_came came = { .outcome = HTTP_ANSWERED,
                                        .status = status,
                                        .body = body,
                                        .is_empty = data.n == 0,
                                        .retry_after = str_take(data, 8),
                                        .is_read = bits & 1,
                                        .is_hook = bits & 2,
                                        .has_token = bits & 4 };
        struct rest_answer a = rest_read(&came);
        FUZZ_CHECK(a.kind != REST_OK || (status >= 200 && status < 300));
        FUZZ_CHECK(a.kind != REST_UNKNOWN || !came.is_read);
        FUZZ_CHECK(a.kind != REST_AUTH || (status == 401 && came.has_token));
        FUZZ_CHECK(a.retry_ms >= 0 && a.retry_ms <= 3600 * 1000);
    }
    int64_t pause_ms = rest_pause_ms(str_take(data, 2), str_skip(data, 2));
    FUZZ_CHECK(pause_ms >= 0 && pause_ms <= 60 * 1000);
}

static void follow(struct str data)
{
    struct thread t = { 0 };
    for (size_t i = 0; i < data.n; i++) {
        AUTO(buf_clear) struct buf url = BUF_INIT(256);
        int64_t before = t.next;
        struct frame f = { .kind = FRAME_OTHER, .seq = (unsigned char)data.p[i] % 16 };
        if (data.p[i] == 'h')
            f = (struct frame){ .kind = FRAME_HELLO,
                                .connection = STR("ps636w4tojn7zbiwtx55gy61cc") };
        else if (data.p[i] == 's')
            thread_skip(&t);
        else if (data.p[i] == 'o')
            thread_open(&t, &url);
        enum follows what = thread_follow(&t, &f);
        FUZZ_CHECK(what == THREAD_NEW || t.next >= before);
        FUZZ_CHECK(what != THREAD_GAP || t.next == before);
        FUZZ_CHECK((what == THREAD_NEW) == (f.kind == FRAME_HELLO));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = fuzz_str(data, size);
    AUTO(json_freep) struct json *j = NULL;
    if (json_parse(&j, text, NULL)) {
        read_history(j, 0);
        read_history(j, 1795476971637);
        serve_teams(j, str_take(text, 40));
    }
    read_answer(j, text);
    follow(str_take(text, 4096));
    return 0;
}
