/* Lines from a pipe, a file and nothing. */
#include "check.h"

#include "base/buf.h"
#include "io/lines.h"
#include "io/loop.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What was heard: lines in brackets, "end" at the end. */
struct heard {
    struct loop *loop;
    struct buf said;
    bool is_over;
};

static void on_line(void *self, struct str line)
{
    struct heard *h = self;
    buf_addf(&h->said, "[" STR_FMT "]", STR_ARG(line));
}

static void on_end(void *self)
{
    struct heard *h = self;
    buf_add(&h->said, STR("end"));
    h->is_over = true;
}

static void hear_all(struct heard *h, int fd)
{
    struct lines_events ev = { .line = on_line, .end = on_end, .ctx = h };
    AUTO(lines_closep) struct lines *lines = NULL;
    h->said = BUF_INIT(64 * 1024);
    assert_true(loop_open(&h->loop, NULL));
    assert_true(lines_open(&lines, h->loop, fd, ev, NULL));
    for (int i = 0; !h->is_over && i < 1000; i++)
        assert_true(loop_turn(h->loop, 1000, NULL));
    assert_true(h->is_over);
}

static void heard_clear(struct heard *h)
{
    buf_clear(&h->said);
    loop_close(h->loop);
}

/* A pipe with these bytes, whose other end is closed. */
static int pipe_with(struct str bytes)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    assert_int_equal(write(fds[1], bytes.p, bytes.n), (ssize_t)bytes.n);
    close(fds[1]);
    return fds[0];
}

TEST(a_pipe_gives_its_lines)
{
    static const struct {
        const char *bytes, *want;
    } cases[] = {
        { "", "end" },
        { "one\n", "[one]end" },
        { "one\r\n\ntwo\n", "[one][][two]end" },
        { "one\nhalf", "[one][half]end" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(heard_clear) struct heard h = { 0 };
        int fd = pipe_with(str_from_c(cases[i].bytes));
        hear_all(&h, fd);
        close(fd);
        CHECK_STR(cases[i].bytes, buf_str(&h.said), str_from_c(cases[i].want));
    }
}

TEST(a_file_is_read_though_it_cannot_be_watched)
{
    char name[] = "/tmp/botschafter-lines-XXXXXX";
    AUTO(heard_clear) struct heard h = { 0 };
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    unlink(name);
    assert_int_equal(write(fd, "a\nb\n", 4), 4);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    hear_all(&h, fd);
    close(fd);
    CHECK_STR("file", buf_str(&h.said), STR("[a][b]end"));
}

TEST(nothing_ends_at_once)
{
    AUTO(heard_clear) struct heard h = { 0 };
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    hear_all(&h, fd);
    close(fd);
    CHECK_STR("null", buf_str(&h.said), STR("end"));
}

TEST(a_line_without_end_is_cut)
{
    AUTO(heard_clear) struct heard h = { 0 };
    AUTO(buf_clear) struct buf much = BUF_INIT(64 * 1024);
    for (int i = 0; i < 20 * 1024; i++)
        buf_add_char(&much, 'x');
    buf_add(&much, STR("\nnext\n"));
    int fd = pipe_with(buf_str(&much));
    hear_all(&h, fd);
    close(fd);
    assert_true(str_ends(buf_str(&h.said), STR("x][next]end")));
    assert_int_equal(h.said.n, line_max_bytes + 2 + sizeof "[next]end" - 1);
}

TEST(what_is_not_open_is_refused)
{
    struct lines *lines = NULL;
    struct err err = { 0 };
    AUTO(loop_closep) struct loop *loop = NULL;
    assert_true(loop_open(&loop, NULL));
    assert_false(lines_open(&lines, loop, 900, (struct lines_events){ 0 }, &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
    assert_null(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pipe_gives_its_lines),
        cmocka_unit_test(a_file_is_read_though_it_cannot_be_watched),
        cmocka_unit_test(nothing_ends_at_once),
        cmocka_unit_test(a_line_without_end_is_cut),
        cmocka_unit_test(what_is_not_open_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
