#include "app/shelf_read.h"

#include "app/inside.h"
#include "app/picture.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/entropy.h"
#include "io/files.h"
#include "platform/playground/demo.h"

enum { post_max_bytes = 256 * 1024 };

/* One reading of all files. */
struct shelving {
    struct app *app;
    const char *folder;
    struct arena *mem; /* of the file at hand */
    struct random rnd;
    struct library_import *import;
    struct err *err;
    bool failed;
    /* The bytes of a file beside the posts. */
    bool (*bytes)(struct shelving *s, struct str name, struct buf *out, struct err *err);
};

static void bad(struct shelving *s, struct str why)
{
    LOG(LOG_WARN, "library", "bad_file", KS("why", why),
        KC("folder", s->folder ? s->folder : ""),
        KC("remedy", "what it said before stays; it is read again when it changes"));
}

/* The importer's question. */
static bool picture(void *ctx, struct str name, struct str *hash)
{
    struct shelving *s = ctx;
    struct err err = { 0 };
    AUTO(buf_clear) struct buf bytes = BUF_INIT(picture_max_bytes);
    bool is_beside = name.n > 0 && name.p[0] != '.' && str_find_char(name, '/') < 0;
    if (is_beside && s->bytes(s, name, &bytes, &err) &&
        picture_keep(&s->app->home, buf_str(&bytes), s->mem, hash, &err))
        return true;
    if (err.code == ERR_LIMIT)
        err_set(&err, ERR_LIMIT, "more than 5 MB: make it smaller");
    if (err.code != ERR_NONE && err.code != ERR_NOTFOUND)
        bad(s, arena_fmt(s->mem, STR_FMT ": %s", STR_ARG(name), err.msg));
    return false;
}

static bool take_post(struct shelving *s, struct str name, struct str bytes)
{
    struct str problem = { 0 };
    if (!library_import_file(s->import, name, bytes, &problem, s->err)) {
        s->failed = true;
        return false;
    }
    if (problem.n > 0)
        bad(s, problem);
    arena_reset(s->mem);
    return true;
}

static bool begin(struct shelving *s, struct app *a, struct err *err)
{
    const struct config *cfg = config_slices(a->config);
    s->app = a;
    s->err = err;
    s->rnd = entropy_random();
    struct library_source source = { .db = a->db,
                                     .now_ms = clock_wall_ms(),
                                     .rnd = &s->rnd,
                                     .rules = { .networks = cfg->networks,
                                                .zone = cfg->workspaces[0].zone },
                                     .picture = picture,
                                     .ctx = s };
    return library_import_begin(&s->import, &source, err);
}

/* ---- a folder ---- */

static bool folder_bytes(struct shelving *s, struct str name, struct buf *out,
                         struct err *err)
{
    struct str path = arena_fmt(s->mem, "%s/" STR_FMT, s->folder, STR_ARG(name));
    return file_read(path.p, out, err);
}

static bool take_file(void *ctx, const char *name)
{
    struct shelving *s = ctx;
    struct err err = { 0 };
    AUTO(buf_clear) struct buf bytes = BUF_INIT(post_max_bytes);
    struct str view = str_from_c(name);
    if (!str_ends(view, STR(".toml")))
        return true;
    if (s->bytes(s, view, &bytes, &err))
        return take_post(s, view, buf_str(&bytes));
    if (err.code == ERR_NOTFOUND)
        return true; /* it went while we looked: it counts as gone */
    library_import_keep(s->import, view);
    bad(s, arena_fmt(s->mem, "%s:1: %s", name, err.msg));
    return true;
}

bool shelf_read_folder(struct app *a, const char *folder, struct library_counts *counts,
                       struct err *err)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct shelving s = { .folder = folder, .mem = mem, .bytes = folder_bytes };
    bool ok = begin(&s, a, err) && folder_list(folder, take_file, &s, err) && !s.failed &&
              library_import_end(s.import, counts, err);
    library_import_free(s.import);
    return ok;
}

/* ---- the pretend company's ---- */

static bool demo_bytes(struct shelving *s, struct str name, struct buf *out,
                       struct err *err)
{
    (void)s;
    size_t n;
    const struct embedded *files = demo_files(&n);
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(str_from_c(files[i].name), name))
            continue;
        buf_add(out, files[i].bytes);
        return buf_ok(out) || err_set(err, ERR_LIMIT, "too large");
    }
    return err_set(err, ERR_NOTFOUND, "there is no such file");
}

static bool take_demo(struct shelving *s)
{
    size_t n;
    const struct embedded *files = demo_files(&n);
    for (size_t i = 0; i < n; i++) {
        struct str name = str_from_c(files[i].name);
        if (!str_ends(name, STR(".toml")))
            continue;
        struct str fresh = demo_fresh(s->mem, files[i].bytes, clock_wall_ms());
        if (!take_post(s, name, fresh))
            return false;
    }
    return true;
}

bool shelf_read_demo(struct app *a, struct library_counts *counts, struct err *err)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct shelving s = { .mem = mem, .bytes = demo_bytes };
    bool ok =
        begin(&s, a, err) && take_demo(&s) && library_import_end(s.import, counts, err);
    library_import_free(s.import);
    return ok;
}
