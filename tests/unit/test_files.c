/* Files and folders: whole or not at all, bounded, private. */

#include "check.h"

#include "base/buf.h"
#include "io/clock.h"
#include "io/files.h"
#include "io/loop.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct fixture {
    char folder[64];
    char path[128];
    struct loop *loop;
    int changes;
    char names[256];
    int stop_after;
};

static const char *in(struct fixture *f, const char *name)
{
    snprintf(f->path, sizeof(f->path), "%s/%s", f->folder, name);
    return f->path;
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    snprintf(f->folder, sizeof(f->folder), "/tmp/botschafter-test-XXXXXX");
    *state = f;
    return mkdtemp(f->folder) && loop_open(&f->loop, NULL) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    umount2(in(f, "tiny"), MNT_DETACH); /* of a test that failed half-way */
    loop_close(f->loop);
    int rc = nftw(f->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(f);
    return rc;
}

#define FTEST(name) static void name(void **state)

FTEST(what_is_written_is_read_back)
{
    struct fixture *f = *state;
    AUTO(buf_clear) struct buf out = BUF_INIT(100);
    struct stat st;
    buf_add(&out, STR("before "));
    assert_true(file_write(in(f, "a"), STR("one\0two"), 0640, NULL));
    assert_true(file_read(in(f, "a"), &out, NULL));
    CHECK_STR("appended", buf_str(&out), STR("before one\0two"));
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    assert_true(file_write(in(f, "a"), STR(""), 0600, NULL));
    buf_cut(&out, 0);
    assert_true(file_read(in(f, "a"), &out, NULL));
    assert_int_equal(out.n, 0);
}

FTEST(a_file_over_the_ceiling_leaves_the_buffer_as_it_was)
{
    struct fixture *f = *state;
    AUTO(buf_clear) struct buf out = BUF_INIT(10);
    struct err err = { 0 };
    buf_add(&out, STR("kept"));
    assert_true(file_write(in(f, "a"), STR("1234567"), 0600, NULL));
    assert_false(file_read(in(f, "a"), &out, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    CHECK_STR("as before", buf_str(&out), STR("kept"));
    assert_true(buf_ok(&out));
    assert_true(file_write(in(f, "a"), STR("123456"), 0600, NULL));
    assert_true(file_read(in(f, "a"), &out, NULL));
    CHECK_STR("just fits", buf_str(&out), STR("kept123456"));
}

FTEST(what_cannot_be_read_or_written_says_why)
{
    struct fixture *f = *state;
    AUTO(buf_clear) struct buf out = BUF_INIT(10);
    struct err err = { 0 };
    assert_false(file_read(in(f, "absent"), &out, &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
    CHECK("named", strstr(err.msg, "/absent"));
    assert_false(file_read(f->folder, &out, &err));
    assert_int_equal(err.code, ERR_IO);
    assert_false(file_write(in(f, "no/such"), STR("x"), 0600, &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
    assert_int_equal(mkdir(in(f, "folder"), 0700), 0);
    assert_false(file_write(in(f, "folder"), STR("x"), 0600, &err));
    assert_int_equal(err.code, ERR_IO);
}

FTEST(secrets_must_be_private)
{
    static const struct {
        unsigned mode;
        bool ok;
    } cases[] = { { 0600, true },  { 0400, true },  { 0640, false },
                  { 0604, false }, { 0620, false }, { 0666, false } };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(buf_clear) struct buf out = BUF_INIT(100);
        struct err err = { 0 };
        assert_true(file_write(in(f, "token"), STR("xoxb-1"), cases[i].mode, NULL));
        assert_int_equal(file_read_secret(in(f, "token"), &out, &err), cases[i].ok);
        assert_int_equal(err.code, cases[i].ok ? ERR_NONE : ERR_DENIED);
        CHECK_STR("read", buf_str(&out), cases[i].ok ? STR("xoxb-1") : STR(""));
    }
    AUTO(buf_clear) struct buf out = BUF_INIT(100);
    struct err err = { 0 };
    assert_int_equal(mkfifo(in(f, "pipe"), 0600), 0);
    assert_false(file_read_secret(in(f, "pipe"), &out, &err)); /* does not block */
    assert_int_equal(err.code, ERR_DENIED);
    assert_false(file_read_secret(in(f, "absent"), &out, &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
}

static bool add_name(void *ctx, const char *name)
{
    struct fixture *f = ctx;
    size_t n = strlen(f->names);
    snprintf(f->names + n, sizeof(f->names) - n, "%s ", name);
    return --f->stop_after != 0;
}

FTEST(a_folder_lists_its_visible_files_sorted)
{
    struct fixture *f = *state;
    static const char *const names[] = { "b.md", "a.md", ".hidden", "c" };
    struct err err = { 0 };
    for (size_t i = 0; i < COUNT(names); i++)
        assert_true(file_write(in(f, names[i]), STR("x"), 0600, NULL));
    assert_int_equal(mkdir(in(f, "folder"), 0700), 0);
    assert_int_equal(symlink("a.md", in(f, "link")), 0);
    assert_int_equal(symlink("nowhere", in(f, "dangling")), 0);
    assert_true(folder_list(f->folder, add_name, f, NULL));
    assert_string_equal(f->names, "a.md b.md c link ");
    f->names[0] = '\0';
    f->stop_after = 2;
    assert_true(folder_list(f->folder, add_name, f, NULL));
    assert_string_equal(f->names, "a.md b.md ");
    assert_false(folder_list(in(f, "absent"), add_name, f, &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
}

FTEST(writing_leaves_nothing_else_in_the_folder)
{
    struct fixture *f = *state;
    assert_true(file_write(in(f, "a"), STR("x"), 0600, NULL));
    assert_true(file_write(in(f, "a"), STR("y"), 0600, NULL));
    assert_int_equal(mkdir(in(f, "b"), 0700), 0);
    assert_false(file_write(in(f, "b"), STR("x"), 0600, NULL)); /* fails at the rename */
    int entries = 0;
    DIR *dir = opendir(f->folder);
    while (readdir(dir))
        entries++;
    closedir(dir);
    assert_int_equal(entries, 4); /* a, b and the two dots */
}

FTEST(folders_are_made_with_those_above)
{
    struct fixture *f = *state;
    struct stat st;
    struct err err = { 0 };
    assert_true(folder_make(in(f, "x/y/z"), NULL));
    assert_true(folder_make(in(f, "x/y/z/"), NULL));
    assert_int_equal(stat(in(f, "x/y"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_true(file_write(in(f, "file"), STR("x"), 0600, NULL));
    assert_false(folder_make(in(f, "file"), &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
    assert_false(folder_make(in(f, "file/below"), &err));
    assert_false(folder_make("", &err));
    assert_int_equal(err.code, ERR_INVALID);
}

FTEST(a_lock_is_held_against_others_until_it_is_given_back)
{
    struct fixture *f = *state;
    struct err err = { 0 };
    char pid[32];
    int fd = -1, second = -1;
    assert_true(file_lock(in(f, "lock"), &fd, NULL));
    assert_false(file_lock(in(f, "lock"), &second, &err));
    assert_int_equal(err.code, ERR_CONFLICT);
    snprintf(pid, sizeof(pid), "process %ld", (long)getpid());
    CHECK("names the holder", strstr(err.msg, pid));
    assert_int_equal(second, -1);
    file_unlock(fd);
    assert_true(file_lock(in(f, "lock"), &second, NULL));
    file_unlock(second);
    file_unlock(-1);
    assert_false(file_lock(in(f, "no/such"), &fd, &err));
}

FTEST(a_lock_dies_with_its_process)
{
    struct fixture *f = *state;
    int fd = -1, status;
    pid_t child = fork();
    if (child == 0) {
        bool ok = file_lock(in(f, "lock"), &fd, NULL);
        _exit(ok ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(file_lock(in(f, "lock"), &fd, NULL));
    file_unlock(fd);
}

FTEST(free_space_is_told)
{
    struct fixture *f = *state;
    int64_t bytes = -1;
    struct err err = { 0 };
    assert_true(disk_free(f->folder, &bytes, NULL));
    assert_true(bytes > 0);
    assert_false(disk_free(in(f, "absent"), &bytes, &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
}

FTEST(a_full_disk_is_told_from_other_failures)
{
    struct fixture *f = *state;
    struct err err = { 0 };
    if (mkdir(in(f, "tiny"), 0700) != 0 ||
        mount("none", f->path, "tmpfs", 0, "size=16k") != 0)
        skip(); /* only root may make a small disk */
    static char block[64 * 1024];
    assert_false(
        file_write(in(f, "tiny/a"), (struct str){ block, sizeof(block) }, 0600, &err));
    assert_int_equal(err.code, ERR_FULL);
    assert_true(file_write(in(f, "tiny/a"), STR("small"), 0600, NULL));
    assert_int_equal(umount(in(f, "tiny")), 0);
}

static void on_change(void *ctx)
{
    struct fixture *f = ctx;
    f->changes++;
}

static void turn_for(struct fixture *f, int64_t ms)
{
    int64_t until = clock_mono_ms() + ms;
    while (clock_mono_ms() < until)
        assert_true(loop_turn(f->loop, 10, NULL));
}

static void wait_changes(struct fixture *f, int n)
{
    int64_t give_up = clock_mono_ms() + 5000;
    while (f->changes < n && clock_mono_ms() < give_up)
        assert_true(loop_turn(f->loop, 20, NULL));
    assert_int_equal(f->changes, n);
}

FTEST(changes_in_a_folder_are_told_once_when_it_is_quiet)
{
    struct fixture *f = *state;
    struct folder_watch *w;
    assert_true(folder_watch_open(&w, f->loop, f->folder, 40, on_change, f, NULL));
    for (int i = 0; i < 5; i++)
        assert_true(file_write(in(f, "a"), STR("x"), 0600, NULL));
    wait_changes(f, 1);
    turn_for(f, 100);
    assert_int_equal(f->changes, 1);
    assert_int_equal(unlink(in(f, "a")), 0);
    wait_changes(f, 2);
    folder_watch_close(w);
    assert_true(file_write(in(f, "a"), STR("x"), 0600, NULL));
    turn_for(f, 60);
    assert_int_equal(f->changes, 2);
    folder_watch_close(NULL);
}

FTEST(changes_that_never_end_are_told_all_the_same)
{
    struct fixture *f = *state;
    struct folder_watch *w;
    assert_true(folder_watch_open(&w, f->loop, f->folder, 20, on_change, f, NULL));
    int64_t give_up = clock_mono_ms() + 5000;
    while (f->changes < 2 && clock_mono_ms() < give_up) {
        assert_true(file_write(in(f, "a"), STR("x"), 0600, NULL));
        assert_true(loop_turn(f->loop, 5, NULL));
    }
    assert_int_equal(f->changes, 2);
    folder_watch_close(w);
}

FTEST(a_folder_that_is_not_there_cannot_be_watched)
{
    struct fixture *f = *state;
    struct folder_watch *w = NULL;
    struct err err = { 0 };
    assert_false(folder_watch_open(&w, f->loop, in(f, "absent"), 10, on_change, f, &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
    assert_null(w);
}

FTEST(a_file_written_anew_stays_whose_it_was)
{
    struct fixture *f = *state;
    struct err err = { 0 };
    struct stat st;
    char link[128];
    AUTO(buf_clear) struct buf text = BUF_INIT(100);
    assert_true(file_write(in(f, "a"), STR("one"), 0640, NULL));
    snprintf(link, sizeof(link), "%s/link", f->folder);
    assert_int_equal(symlink("a", link), 0);
    bool is_root = geteuid() == 0;
    if (is_root)
        assert_int_equal(chown(f->path, 7, 8), 0);
    assert_true(file_rewrite(link, STR("two"), &err));
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(in(f, "a"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    assert_true(!is_root || (st.st_uid == 7 && st.st_gid == 8));
    assert_true(file_read(f->path, &text, NULL));
    CHECK_STR("text", buf_str(&text), STR("two"));
    assert_false(file_rewrite(in(f, "none"), STR("x"), &err));
    assert_int_equal(err.code, ERR_NOTFOUND);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_file_written_anew_stays_whose_it_was),
        T(what_is_written_is_read_back),
        T(a_file_over_the_ceiling_leaves_the_buffer_as_it_was),
        T(what_cannot_be_read_or_written_says_why),
        T(secrets_must_be_private),
        T(a_folder_lists_its_visible_files_sorted),
        T(writing_leaves_nothing_else_in_the_folder),
        T(folders_are_made_with_those_above),
        T(a_lock_is_held_against_others_until_it_is_given_back),
        T(a_lock_dies_with_its_process),
        T(free_space_is_told),
        T(a_full_disk_is_told_from_other_failures),
        T(changes_in_a_folder_are_told_once_when_it_is_quiet),
        T(changes_that_never_end_are_told_all_the_same),
        T(a_folder_that_is_not_there_cannot_be_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
