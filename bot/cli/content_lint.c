#include "cli/content_lint.h"

#include "advocacy/post_file.h"
#include "base/arena.h"
#include "base/buf.h"
#include "io/files.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { max_file = 1024 * 1024, max_path = 4096 };

/* An id that was used, in a list. */
struct used {
    struct str id, file;
    struct used *next;
};

struct lint {
    struct networks networks;
    struct arena *kept; /* ids: for the whole run */
    struct arena *mem;  /* for one file */
    struct used *used;
    size_t files, bad;
    const char *folder; /* that is being listed */
    bool is_quiet;
};

static void say(const struct lint *l, struct str line)
{
    if (!l->is_quiet)
        printf(STR_FMT "\n", STR_ARG(line));
}

static void bad(struct lint *l, struct str what)
{
    say(l, what);
    l->bad++;
}

/* Is there a file of that name beside `path`? */
static bool is_beside(struct lint *l, const char *path, struct str name)
{
    const char *slash = strrchr(path, '/');
    struct str folder = { path, slash ? (size_t)(slash - path) + 1 : 0 };
    struct str parts[] = { folder, name };
    return access(arena_join(l->mem, parts, COUNT(parts)).p, R_OK) == 0;
}

static const struct used *find_used(const struct lint *l, struct str id)
{
    const struct used *u = l->used;
    while (u && !str_eq(u->id, id))
        u = u->next;
    return u;
}

static void note_used(struct lint *l, struct str id, const char *path)
{
    struct used *u = ARENA_NEW(l->kept, struct used);
    *u = (struct used){ arena_str(l->kept, id), arena_str(l->kept, str_from_c(path)),
                        l->used };
    l->used = u;
}

/* What can be said only in view of other files. */
static void check_around(struct lint *l, const char *path, const struct post_file *post)
{
    const struct used *other = find_used(l, post->id);
    if (other) {
        bad(l, arena_fmt(l->mem,
                         "%s:1: the id " STR_FMT " is that of " STR_FMT
                         ": give this post another",
                         path, STR_ARG(post->id), STR_ARG(other->file)));
        return;
    }
    note_used(l, post->id, path);
    if (post->picture.n && !is_beside(l, path, post->picture)) {
        bad(l, arena_fmt(l->mem,
                         "%s:1: the picture " STR_FMT " is not beside it: put it there",
                         path, STR_ARG(post->picture)));
        return;
    }
    for (size_t i = 0; i < post->hints.n; i++)
        say(l, post->hints.v[i]);
    say(l, arena_fmt(l->mem, "%s: OK%s", path,
                     post->approved ? "" : " (a draft: approved = true is missing)"));
}

static void lint_file(struct lint *l, const char *path)
{
    AUTO(buf_clear) struct buf bytes = BUF_INIT(max_file);
    struct post_rules rules = { &l->networks, STR("UTC") };
    struct post_file post;
    struct err err = { 0 };
    arena_reset(l->mem);
    l->files++;
    if (!file_read(path, &bytes, &err)) {
        bad(l, str_from_c(err.msg));
        return;
    }
    if (!post_file_read(&post, &rules, str_from_c(path), buf_str(&bytes), l->mem, &err)) {
        bad(l, str_from_c(err.msg));
        return;
    }
    check_around(l, path, &post);
}

static bool lint_in_folder(void *ctx, const char *name)
{
    struct lint *l = ctx;
    char path[max_path];
    size_t n = strlen(l->folder);
    const char *gap = n && l->folder[n - 1] == '/' ? "" : "/";
    int len = snprintf(path, sizeof(path), "%s%s%s", l->folder, gap, name);
    if (str_ends(str_from_c(name), STR(".toml")) && len > 0 && (size_t)len < sizeof(path))
        lint_file(l, path);
    return true;
}

static void lint_path(struct lint *l, const char *path)
{
    l->folder = path;
    if (!folder_list(path, lint_in_folder, l, NULL))
        lint_file(l, path);
}

int content_lint(int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: botschafter content lint FILE-OR-FOLDER...\n", stderr);
        return 2;
    }
    AUTO(arena_freep) struct arena *kept = arena_new();
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct lint l = { .networks = networks_builtin(), .kept = kept, .mem = mem };
    for (int i = 1; i < argc; i++)
        lint_path(&l, argv[i]);
    if (l.files == 0) {
        fputs("botschafter content lint: there is no *.toml file there\n", stderr);
        return 1;
    }
    return l.bad ? 1 : 0;
}

struct lint_counts content_lint_count(const char *folder, const struct networks *networks)
{
    AUTO(arena_freep) struct arena *kept = arena_new();
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct lint l = { .networks = *networks, .kept = kept, .mem = mem, .is_quiet = true };
    lint_path(&l, folder);
    return (struct lint_counts){ l.files, l.bad };
}
