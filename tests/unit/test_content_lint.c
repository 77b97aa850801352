/* The verb "content lint" on files and folders. */
#include "check.h"

#include "base/arena.h"
#include "cli/content_lint.h"
#include "io/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define GOOD(id) "id = \"" id "\"\ntitle = \"t\"\napproved = true\n"
#define TEXT     "[text.de]\nany = \"Hallo\"\n"

struct desk {
    char folder[64];
    struct arena *mem;
};

static void put(struct desk *d, const char *name, const char *text)
{
    struct str path = arena_fmt(d->mem, "%s/%s", d->folder, name);
    assert_true(file_write(path.p, str_from_c(text), 0600, NULL));
}

static int set_up(void **state)
{
    static struct desk d;
    d = (struct desk){ "/tmp/lint-XXXXXX", arena_new() };
    *state = &d;
    return mkdtemp(d.folder) ? 0 : -1;
}

static bool remove_file(void *ctx, const char *name)
{
    struct desk *d = ctx;
    return unlink(arena_fmt(d->mem, "%s/%s", d->folder, name).p) == 0;
}

static int tear_down(void **state)
{
    struct desk *d = *state;
    bool ok = folder_list(d->folder, remove_file, d, NULL) && rmdir(d->folder) == 0;
    arena_free(d->mem);
    return ok ? 0 : -1;
}

/* Runs the verb on one path (NULL: none); what it printed goes to *out. */
static int run(struct desk *d, const char *path, struct str *out)
{
    char copy[256];
    char *argv[] = { (char[]){ "lint" }, copy };
    assert_true(snprintf(copy, sizeof(copy), "%s", path ? path : "") < (int)sizeof(copy));
    char *bytes = arena_alloc(d->mem, 64 * 1024, 1);
    FILE *to = tmpfile();
    (void)fflush(stdout);
    int saved = dup(1);
    assert_true(to && saved >= 0 && dup2(fileno(to), 1) >= 0);
    int code = content_lint(path ? 2 : 1, argv);
    (void)fflush(stdout);
    assert_true(dup2(saved, 1) >= 0 && close(saved) == 0);
    rewind(to);
    *out = (struct str){ bytes, fread(bytes, 1, 64 * 1024, to) };
    (void)fclose(to);
    return code;
}

/* The output without the folder's name. */
static void check_said(struct desk *d, const char *path, int code, const char *want)
{
    struct str out, rest;
    struct str folder = arena_fmt(d->mem, "%s/", d->folder);
    assert_int_equal(run(d, path, &out), code);
    struct str said = STR("");
    for (rest = out; rest.n;) {
        ptrdiff_t at = str_find(rest, folder);
        size_t n = at < 0 ? rest.n : (size_t)at;
        struct str parts[] = { said, str_take(rest, n) };
        said = arena_join(d->mem, parts, 2);
        rest = str_skip(rest, n + (at < 0 ? 0 : folder.n));
    }
    CHECK_STR("said", said, str_from_c(want));
}

static void good_files_are_said_to_be_good(void **state)
{
    struct desk *d = *state;
    put(d, "a.png", "x");
    put(d, "a.toml", GOOD("a") "picture = \"a.png\"\nalt = \"A gate\"\n" TEXT);
    put(d, "b.toml", "id = \"b\"\ntitle = \"t\"\n" TEXT);
    check_said(d, d->folder, 0,
               "a.toml: OK\nb.toml: OK (a draft: approved = true is missing)\n");
    check_said(d, arena_fmt(d->mem, "%s/a.toml", d->folder).p, 0, "a.toml: OK\n");
}

static void mistakes_are_named_and_the_rest_is_read(void **state)
{
    struct desk *d = *state;
    put(d, "a.toml", GOOD("a") "topcs = []\n" TEXT);
    put(d, "b.toml", GOOD("b") TEXT);
    put(d, "c.toml", GOOD("b") TEXT);
    put(d, "d.toml", GOOD("d") "picture = \"no.png\"\nalt = \"x\"\n" TEXT);
    check_said(d, arena_fmt(d->mem, "%s/", d->folder).p, 1,
               "a.toml:4: there is no key \"topcs\": did you mean topics?\n"
               "b.toml: OK\n"
               "c.toml:1: the id b is that of b.toml: give this post another\n"
               "d.toml:1: the picture no.png is not beside it: put it there\n");
}

static void there_must_be_something_to_read(void **state)
{
    struct desk *d = *state;
    check_said(d, NULL, 2, "");
    check_said(d, d->folder, 1, "");
    check_said(d, "--help", 2, "");
    check_said(d, arena_fmt(d->mem, "%s/no.toml", d->folder).p, 1,
               "no.toml: No such file or directory\n");
}

#define RUN(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(good_files_are_said_to_be_good),
        RUN(mistakes_are_named_and_the_rest_is_read),
        RUN(there_must_be_something_to_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
