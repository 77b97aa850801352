#include "cli/check_local.h"

#include "app/home.h"
#include "base/arena.h"
#include "base/zone.h"
#include "cli/content_lint.h"
#include "commands/registry.h"
#include "core/engine.h"
#include "io/clock.h"
#include "io/files.h"
#include "io/machine.h"
#include "store/db.h"

#include <string.h>

static const int64_t mib = 1024 * 1024;
enum { disk_fail_mib = 64, disk_warn_mib = 512, memory_warn_mib = 64 };
enum { files_fail = 256, files_warn = 1200 };

/* Tuesday, 2024-01-02: this program did not exist then. */
static const int64_t clock_least_ms = INT64_C(1704153600000);

/* ---- the configuration ---- */

static void check_file(struct findings *f, const char *file, const struct config *cfg)
{
    struct file_facts facts = file_facts(file);
    found(f, LEVEL_OK, "%s is in order: %zu %s, secrets included", file,
          cfg->n_workspaces, cfg->n_workspaces == 1 ? "workspace" : "workspaces");
    if ((facts.mode & 022) == 0)
        return;
    found(f, LEVEL_WARN, "%s can be written by others", file);
    found_remedy(f, "chmod go-w %s", file);
}

/* ---- the data directory ---- */

static bool check_folder(struct findings *f, const char *path)
{
    struct file_facts facts = file_facts(path);
    if (!facts.is_there) {
        found(f, LEVEL_WARN, "there is no %s yet", path);
        found_remedy(f, "botschafter run makes it. If a daemon has run before, [bot] "
                        "data names the wrong folder.");
        return false;
    }
    if (!facts.is_folder) {
        found(f, LEVEL_FAIL, "%s is no folder", path);
        found_remedy(f, "Name another under [bot] data.");
        return false;
    }
    if (!facts.is_ours && !machine_is_root()) {
        found(f, LEVEL_FAIL, "%s belongs to another user", path);
        found_remedy(f, "Run this as the daemon's user, for instance: sudo -u "
                        "botschafter botschafter check");
        return false;
    }
    bool is_private = (facts.mode & 077) == 0;
    found(f, is_private && facts.may_write ? LEVEL_OK : LEVEL_FAIL, "%s %s", path,
          !is_private        ? "can be read by others"
          : !facts.may_write ? "cannot be written"
                             : "is there, and nobody else's to read");
    if (!is_private || !facts.may_write)
        found_remedy(f, "chmod 700 %s", path);
    return true;
}

static void check_room(struct findings *f, const char *path)
{
    int64_t bytes = 0;
    struct err err = { 0 };
    if (!disk_free(path, &bytes, &err)) {
        found(f, LEVEL_WARN, "how much room is left cannot be said: %s", err.msg);
        return;
    }
    enum level level = bytes < disk_fail_mib * mib   ? LEVEL_FAIL
                       : bytes < disk_warn_mib * mib ? LEVEL_WARN
                                                     : LEVEL_OK;
    found(f, level, "%lld MiB are free on its disk", (long long)(bytes / mib));
    if (level != LEVEL_OK)
        found_remedy(f, "Make room: on a full disk nothing more is accepted.");
}

static void check_key(struct findings *f, const struct home *h)
{
    char path[home_path_max];
    AUTO(buf_clear) struct buf key = BUF_INIT(4096);
    struct err err = { 0 };
    if (!file_read_secret(home_file(h, path, "keys/signing.key"), &key, &err)) {
        bool is_missing = err.code == ERR_NOTFOUND;
        found(f, is_missing ? LEVEL_WARN : LEVEL_FAIL, "the signing key: %s", err.msg);
        found_remedy(f, "%s",
                     is_missing ? "A new one is made at the next start; buttons "
                                  "of earlier cards stop working."
                                : "Run this as the daemon's user; the key is "
                                  "its own alone (mode 0600).");
    } else if (key.n != home_key_bytes) {
        found(f, LEVEL_FAIL, "the signing key is damaged");
        found_remedy(f,
                     "Put %s back from a backup, or remove it: then buttons of "
                     "earlier cards stop working.",
                     path);
    } else {
        found(f, LEVEL_OK, "the signing key is whole and private");
    }
    if (key.p)
        explicit_bzero(key.p, key.n);
}

static void check_schema(struct findings *f, struct db *db)
{
    struct err err = { 0 };
    int missing = 0;
    if (!engine_schema_missing(db, feature_modules, features, &missing, &err)) {
        found(f, LEVEL_FAIL, "%s", err.msg);
        found_remedy(f, "Install the newer version of the program again.");
    } else if (missing > 0) {
        found(f, LEVEL_OK,
              "the database is of an earlier version: the next start takes "
              "%d steps",
              missing);
    } else {
        found(f, LEVEL_OK, "the database has this version's tables");
    }
}

static void check_database(struct findings *f, const struct home *h)
{
    char path[home_path_max];
    AUTO(db_closep) struct db *db = NULL;
    struct err err = { 0 };
    home_file(h, path, "botschafter.db");
    if (!file_facts(path).is_there) {
        found(f, LEVEL_OK, "there is no database yet: the first start makes it");
        return;
    }
    if (!db_open_reading(&db, path, &err) || !db_quick_check(db, &err)) {
        found(f, LEVEL_FAIL, "the database: %s", err.msg);
        found_remedy(f, "%s",
                     err.code == ERR_DENIED
                         ? "It is the daemon's alone: chmod 600, and run this "
                           "as its user."
                         : "Stop the daemon, keep a copy of the file, and put "
                           "it back from a backup.");
        return;
    }
    found(f, LEVEL_OK, "the database is whole");
    check_schema(f, db);
}

static void check_data(struct findings *f, const char *path)
{
    struct home h = HOME_INIT;
    if (strlen(path) >= sizeof(h.path) - 200 || !check_folder(f, path))
        return;
    memcpy(h.path, path, strlen(path) + 1);
    check_room(f, path);
    check_key(f, &h);
    check_database(f, &h);
}

/* ---- the library ---- */

static void check_library(struct findings *f, const char *folder,
                          const struct networks *networks)
{
    struct file_facts facts = folder ? file_facts(folder) : (struct file_facts){ 0 };
    if (!folder) {
        found(f, LEVEL_WARN, "the configuration names no folder with posts");
        found_remedy(f, "Add [library] folder = \"library\" and put a first post there "
                        "(docs/comms.md).");
        return;
    }
    if (!facts.is_folder) {
        found(f, LEVEL_FAIL, "there is no folder %s", folder);
        found_remedy(f, "Make it, or name another under [library] folder.");
        return;
    }
    struct lint_counts n = content_lint_count(folder, networks);
    found(f, n.bad > 0 || n.files == 0 ? LEVEL_WARN : LEVEL_OK,
          "%zu %s in %s, %zu with a mistake", n.files, n.files == 1 ? "post" : "posts",
          folder, n.bad);
    if (n.bad > 0)
        found_remedy(f, "botschafter content lint %s names each.", folder);
    else if (n.files == 0)
        found_remedy(f, "Put a first post there (docs/comms.md).");
}

/* ---- the machine ---- */

static void check_time(struct findings *f, const struct config *cfg)
{
    int64_t now_ms = clock_wall_ms();
    found(f, now_ms < clock_least_ms ? LEVEL_FAIL : LEVEL_OK, "the clock says " STR_FMT,
          STR_ARG(instant_format(f->mem, now_ms)));
    if (now_ms < clock_least_ms)
        found_remedy(f, "Set it by the network: timedatectl set-ntp true");
    for (size_t i = 0; i < cfg->n_workspaces; i++) {
        if (zone_known(cfg->workspaces[i].zone))
            continue;
        found(f, LEVEL_FAIL, "this machine does not know the time zone " STR_FMT,
              STR_ARG(cfg->workspaces[i].zone));
        found_remedy(f, "apt-get install tzdata");
        return;
    }
    found(f, LEVEL_OK, "the time zones are there");
}

static void check_limits(struct findings *f)
{
    int64_t files = machine_files_max(), memory = machine_memory_free();
    enum level level = files < files_fail   ? LEVEL_FAIL
                       : files < files_warn ? LEVEL_WARN
                                            : LEVEL_OK;
    if (files == INT64_MAX)
        found(f, LEVEL_OK, "any number of open files is allowed");
    else
        found(f, level, "%lld open files are allowed (ulimit -n)", (long long)files);
    if (level != LEVEL_OK)
        found_remedy(f, "Allow 4096: LimitNOFILE=4096 in the unit, or ulimit -n 4096. "
                        "The listener takes up to 1,024 connections.");
    if (memory < 0)
        return;
    bool is_scarce = memory < memory_warn_mib * mib;
    found(f, is_scarce ? LEVEL_WARN : LEVEL_OK, "%lld MiB of memory can be had",
          (long long)(memory / mib));
    if (is_scarce)
        found_remedy(f, "Idle, the daemon takes less than 20 MiB; see what else takes "
                        "it.");
}

void check_local(struct findings *f, const char *file, const struct loaded_config *c)
{
    const struct config *cfg = config_slices(c);
    const struct process_config *p = config_process(c);
    f->area = STR("configuration");
    check_file(f, file, cfg);
    f->area = STR("data");
    check_data(f, p->data);
    f->area = STR("library");
    check_library(f, p->library_folder, cfg->networks);
    f->area = STR("machine");
    check_time(f, cfg);
    check_limits(f);
}
