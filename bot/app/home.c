#include "app/home.h"

#include "base/auto.h"
#include "base/buf.h"
#include "base/str.h"
#include "io/disposal.h"
#include "io/files.h"

#include <stdio.h>
#include <string.h>

const char *home_file(const struct home *h, char *out, const char *name)
{
    int n = snprintf(out, home_path_max, "%s/%s", h->path, name);
    if (n < 0 || n >= home_path_max)
        *out = '\0'; /* fits: home_open() left room for every name of ours */
    return out;
}

/* Reads a key; makes it where there is none. */
static bool key_get(const struct home *h, const char *name, struct random *rnd,
                    uint8_t out[static home_key_bytes], struct err *err)
{
    char path[home_path_max];
    home_file(h, path, name);
    AUTO(buf_clear) struct buf bytes = BUF_INIT(home_key_bytes);
    struct err why = { 0 };
    if (file_read_secret(path, &bytes, &why)) {
        if (bytes.n != home_key_bytes)
            return err_set(err, ERR_PARSE,
                           "%s is damaged: put it back from a backup, or remove it (then "
                           "buttons of earlier cards stop working)",
                           path);
        memcpy(out, bytes.p, home_key_bytes);
        return true;
    }
    if (why.code != ERR_NOTFOUND) {
        *err = why;
        return false;
    }
    rnd->fill(rnd->self, out, home_key_bytes);
    return file_write(path, (struct str){ (const char *)out, home_key_bytes }, 0600, err);
}

static bool make_folders(const struct home *h, struct err *err)
{
    static const char *const folders[] = { "keys", "pictures" };
    char path[home_path_max];
    if (!folder_make(h->path, err))
        return false;
    for (size_t i = 0; i < COUNT(folders); i++) {
        if (!folder_make(home_file(h, path, folders[i]), err))
            return false;
    }
    return true;
}

bool home_open(struct home *h, const char *path, struct random *rnd, struct err *err)
{
    char lock[home_path_max];
    if (strlen(path) > home_path_max - 200)
        return err_set(err, ERR_INVALID, "the data directory's name is too long");
    snprintf(h->path, sizeof(h->path), "%s", path);
    if (!make_folders(h, err) ||
        !file_lock(home_file(h, lock, "lock"), &h->lock_fd, err) ||
        !key_get(h, "keys/signing.key", rnd, h->signing_key, err))
        return err_wrap(err, "data directory");
    return true;
}

void home_close(struct home *h)
{
    explicit_bzero(h->signing_key, sizeof(h->signing_key));
    explicit_bzero(h->weekly_key, sizeof(h->weekly_key));
    if (h->lock_fd >= 0)
        file_unlock(h->lock_fd);
    h->lock_fd = -1;
}

/* ---- the weekly key ---- */

struct old_keys {
    const struct home *h;
    const char *keep;
    struct err *err;
    bool failed;
};

static bool destroy_old(void *ctx, const char *name)
{
    struct old_keys *o = ctx;
    char path[home_path_max], in_keys[300];
    bool is_weekly = str_starts(str_from_c(name), STR("share-week-"));
    if (!is_weekly || strcmp(name, o->keep) == 0)
        return true;
    snprintf(in_keys, sizeof(in_keys), "keys/%s", name);
    if (!file_destroy(home_file(o->h, path, in_keys), o->err))
        o->failed = true;
    return true;
}

bool home_week(struct home *h, int64_t week, struct random *rnd, bool *is_new,
               struct err *err)
{
    *is_new = false;
    if (h->week == week)
        return true;
    char name[64], in_keys[80], folder[home_path_max];
    snprintf(name, sizeof(name), "share-week-%lld.key", (long long)week);
    snprintf(in_keys, sizeof(in_keys), "keys/%s", name);
    if (!key_get(h, in_keys, rnd, h->weekly_key, err))
        return false;
    *is_new = true;
    struct old_keys old = { .h = h, .keep = name, .err = err };
    if (!folder_list(home_file(h, folder, "keys"), destroy_old, &old, err) || old.failed)
        return false; /* the week has not begun before the old keys are gone */
    h->week = week;
    return true;
}

/* ---- the ballast ---- */

enum { ballast_bytes = 8 * 1024 * 1024 };

bool home_ballast_drop(struct home *h)
{
    char path[home_path_max];
    return file_remove(home_file(h, path, "ballast"));
}

void home_ballast_make(struct home *h)
{
    char path[home_path_max];
    int64_t free_bytes = 0;
    home_file(h, path, "ballast");
    if (disk_free(h->path, &free_bytes, NULL) && free_bytes > 4LL * ballast_bytes)
        file_reserve(path, ballast_bytes, NULL);
}
