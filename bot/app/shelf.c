#include "app/shelf.h"

#include "advocacy/library_pictures.h"
#include "app/inside.h"
#include "app/picture.h"
#include "app/shelf_read.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t quiet_ms = 300;

struct shelf {
    struct app *app;
    struct folder_watch *watch;
    char folder[home_path_max]; /* empty: none */
    struct buf picture;         /* the last one that was asked for */
};

/* Platforms show pictures only from themselves: each gets every one once. */
static bool ask_uploads(struct turn *t, void *ctx, struct err *err)
{
    struct app *a = ctx;
    for (size_t i = 0; i < a->n_sites; i++) {
        const struct platform *p = a->sites[i].platform;
        size_t n = 0;
        if (!library_upload_pictures(t, p->workspace, &n, err))
            return false;
        if (n > 0)
            LOG(LOG_INFO, "library", "uploads", KS("workspace", p->workspace),
                KI("pictures", (int64_t)n));
    }
    return true;
}

static bool load(struct app *a, struct err *err)
{
    struct library_counts c = { 0 };
    int64_t began = clock_mono_ms();
    const char *folder = a->shelf->folder;
    bool ok = a->o.demo_library ? shelf_read_demo(a, &c, err)
                                : !*folder || shelf_read_folder(a, folder, &c, err);
    if (!ok || !engine_do(a->engine, clock_wall_ms(), ask_uploads, a, err))
        return false;
    LOG(LOG_INFO, "library", "read", KI("added", (int64_t)c.added),
        KI("changed", (int64_t)c.changed), KI("same", (int64_t)c.same),
        KI("withdrawn", (int64_t)c.withdrawn), KI("bad", (int64_t)c.bad),
        KI("took_ms", clock_mono_ms() - began));
    return true;
}

static void load_again(void *ctx)
{
    struct app *a = ctx;
    struct err err = { 0 };
    if (!load(a, &err))
        LOG(LOG_ERROR, "library", "not_read", KC("why", err.msg),
            KC("remedy", "what was read before stays in use"));
    loop_poke(a->loop);
}

/* ---- the folder ---- */

static bool watch(struct app *a, struct err *err)
{
    struct shelf *s = a->shelf;
    const char *folder = config_process(a->config)->library_folder;
    if (folder && strlen(folder) >= sizeof(s->folder))
        return err_set(err, ERR_INVALID, "the folder's name is too long");
    snprintf(s->folder, sizeof(s->folder), "%s", folder ? folder : "");
    if (!folder || a->o.demo_library ||
        folder_watch_open(&s->watch, a->loop, s->folder, quiet_ms, load_again, a, err))
        return true;
    if (!err || err->code != ERR_NOTFOUND)
        return false;
    return err_set(err, ERR_NOTFOUND, "there is no folder %s: make it, or mend [library]",
                   s->folder);
}

bool shelf_open(struct app *a, struct err *err)
{
    a->shelf = mem_new(1, sizeof(*a->shelf));
    a->shelf->app = a;
    a->shelf->picture = BUF_INIT(picture_max_bytes);
    return (watch(a, err) && load(a, err)) || err_wrap(err, "library");
}

void shelf_reload(struct app *a)
{
    struct err err = { 0 };
    shelf_stop(a);
    if (!watch(a, &err))
        LOG(LOG_ERROR, "library", "not_watched", KC("why", err.msg));
    load_again(a);
}

void shelf_stop(struct app *a)
{
    if (a->shelf->watch)
        folder_watch_close(a->shelf->watch);
    a->shelf->watch = NULL;
}

void shelf_close(struct app *a)
{
    if (!a->shelf)
        return;
    shelf_stop(a);
    buf_clear(&a->shelf->picture);
    free(a->shelf);
    a->shelf = NULL;
}

bool shelf_picture(void *app, struct str hash, struct str *bytes)
{
    struct app *a = app;
    char name[100], path[home_path_max];
    if (!picture_is_hash(hash))
        return false;
    snprintf(name, sizeof(name), "pictures/" STR_FMT, STR_ARG(hash));
    buf_cut(&a->shelf->picture, 0);
    if (!file_read(home_file(&a->home, path, name), &a->shelf->picture, NULL))
        return false;
    *bytes = buf_str(&a->shelf->picture);
    return true;
}
