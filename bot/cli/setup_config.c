#include "cli/setup_config.h"

#include "base/arena.h"
#include "base/crypt.h"
#include "codec/toml.h"
#include "io/files.h"

#include <string.h>

enum { changes_max = 16 };

bool setup_config_read(struct setup_config *c, struct arena *mem, const char *file,
                       struct str name, struct err *err)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(toml_max_bytes);
    struct err why = { 0 };
    *c = (struct setup_config){ .file = file };
    c->is_there = file_read(file, &text, &why);
    if (!c->is_there && why.code != ERR_NOTFOUND) {
        *err = why;
        return false;
    }
    c->text = arena_buf(mem, &text);
    return config_glance(&c->has, mem, file, c->text, name, err);
}

const struct str *setup_config_hashes(const struct setup_config *c, struct arena *mem,
                                      size_t *n)
{
    static const struct str prefix = STR_INIT("sha256:");
    struct str *out = ARENA_ARRAY(mem, c->has.n_command_tokens + 1, struct str);
    *n = 0;
    for (size_t i = 0; i < c->has.n_command_tokens; i++) {
        struct str given = c->has.command_tokens[i];
        struct secret token;
        uint8_t sum[sha256_bytes];
        if (str_starts(given, prefix)) {
            out[(*n)++] = str_skip(given, prefix.n);
        } else if (config_secret(&token, mem, c->file, given, NULL)) {
            sha256(secret_reveal(token), sum);
            out[(*n)++] = hex_encode(mem, sum, sizeof(sum));
        }
    }
    return out;
}

struct str setup_config_beside(struct arena *mem, const char *file, const char *name)
{
    const char *slash = strrchr(file, '/');
    struct str folder = { file, slash ? (size_t)(slash - file) + 1 : 0 };
    return arena_fmt(mem, STR_FMT "%s", STR_ARG(folder), name);
}

/* ---- what differs ---- */

static bool has_all(const struct str *a, size_t na, const struct str *b, size_t nb)
{
    for (size_t i = 0; i < na; i++) {
        size_t j = 0;
        while (j < nb && !str_eq(a[i], b[j]))
            j++;
        if (j == nb)
            return false;
    }
    return true;
}

static bool same_set(const struct str *a, size_t na, const struct str *b, size_t nb)
{
    return has_all(a, na, b, nb) && has_all(b, nb, a, na);
}

/* Keys that are to be another. */
struct changes {
    struct arena *mem;
    struct config_change v[changes_max];
    size_t n;
};

static void add(struct changes *c, const char *key, struct str value)
{
    c->v[c->n++] = (struct config_change){ key, value };
}

static void add_text(struct changes *c, const char *key, struct str want, struct str has)
{
    if (want.n > 0 && !str_eq(want, has))
        add(c, key, config_quoted(c->mem, want));
}

static void add_hashes(struct changes *c, const struct setup_config *config,
                       const struct setup_wanted *w)
{
    size_t n;
    const struct str *has = setup_config_hashes(config, c->mem, &n);
    bool is_gone = w->has_no_port || w->no_commands;
    if (is_gone && config->has.n_command_tokens > 0)
        add(c, "command_tokens", (struct str){ 0 });
    if (is_gone || w->n_hashes == 0 || same_set(w->hashes, w->n_hashes, has, n))
        return;
    struct str *list = ARENA_ARRAY(c->mem, w->n_hashes, struct str);
    for (size_t i = 0; i < w->n_hashes; i++)
        list[i] = arena_fmt(c->mem, "sha256:" STR_FMT, STR_ARG(w->hashes[i]));
    add(c, "command_tokens", config_list(c->mem, list, w->n_hashes));
}

static void add_all(struct changes *c, const struct setup_config *config,
                    const struct setup_wanted *w)
{
    const struct config_glance *has = &config->has;
    add_text(c, "token", w->token, has->token);
    if (w->has_no_port && has->callback_url.n > 0)
        add(c, "callback_url", (struct str){ 0 });
    else
        add_text(c, "callback_url", w->callback_url, has->callback_url);
    add_hashes(c, config, w);
    bool is_usual = has->n_teams == 0 && w->n_teams == 1 && str_eq(w->teams[0], STR("*"));
    if (w->teams && !is_usual &&
        !same_set(w->teams, w->n_teams, has->teams, has->n_teams))
        add(c, "teams", config_list(c->mem, w->teams, w->n_teams));
}

/* ---- writing ---- */

/* At most ten lines. */
static void new_file(struct buf *out, struct arena *mem, const struct setup_config *c,
                     const struct setup_wanted *w, const struct changes *keys)
{
    bool is_system = str_starts(str_from_c(c->file), STR("/etc/"));
    if (!is_system)
        buf_add(out, STR("bot.data = \"data\"\n"));
    if (w->listen.n > 0)
        buf_addf(out, "bot.listen = " STR_FMT "\n",
                 STR_ARG(config_quoted(mem, w->listen)));
    AUTO(buf_clear) struct buf table = BUF_INIT(toml_max_bytes);
    config_add_workspace(&table, STR(""), keys->v, keys->n);
    buf_add(out, buf_str(&table));
}

static bool finish(struct findings *f, const struct setup_config *c,
                   const struct buf *text, const char *what)
{
    struct err err = { 0 };
    bool ok = c->is_there ? file_rewrite(c->file, buf_str(text), &err)
                          : file_write(c->file, buf_str(text), 0644, &err);
    if (ok) {
        found_done(f, "%s", what);
        return true;
    }
    found(f, LEVEL_FAIL, "the configuration cannot be written: %s", err.msg);
    found_remedy(f, "Run this as a user who may write there. Nothing of it was changed.");
    return false;
}

static void say_by_hand(struct findings *f, const struct changes *keys,
                        const struct err *err)
{
    AUTO(buf_clear) struct buf lines = BUF_INIT(toml_max_bytes);
    for (size_t i = 0; i < keys->n; i++)
        buf_addf(&lines, "%s = " STR_FMT "  ", keys->v[i].key,
                 STR_ARG(keys->v[i].value.p ? keys->v[i].value : STR("(remove it)")));
    found(f, LEVEL_FAIL, "%s", err->msg);
    found_remedy(f, "Write there yourself: %s", buf_c(&lines));
}

static bool change_file(struct findings *f, const struct setup_config *c,
                        const struct setup_wanted *w, const struct changes *keys)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(toml_max_bytes);
    struct err err = { 0 };
    if (!config_change_workspace(&text, c->text, w->name, keys->v, keys->n, &err)) {
        say_by_hand(f, keys, &err);
        return false;
    }
    AUTO(buf_clear) struct buf what = BUF_INIT(400);
    buf_addf(&what, "changed in %s:", c->file);
    for (size_t i = 0; i < keys->n; i++)
        buf_addf(&what, "%s %s", i > 0 ? "," : "", keys->v[i].key);
    return finish(f, c, &text, buf_c(&what));
}

bool setup_config_write(struct findings *f, const struct setup_config *c,
                        const struct setup_wanted *w)
{
    struct changes keys = { .mem = f->mem };
    AUTO(buf_clear) struct buf text = BUF_INIT(toml_max_bytes);
    AUTO(buf_clear) struct buf what = BUF_INIT(400);
    if (!c->has.is_there) {
        add(&keys, "name", config_quoted(f->mem, w->name));
        add(&keys, "platform", STR("\"mattermost\""));
        add(&keys, "url", config_quoted(f->mem, w->url));
    }
    add_all(&keys, c, w);
    if (keys.n == 0) {
        found(f, LEVEL_OK, "%s says all of it already", c->file);
        return true;
    }
    if (c->has.is_there)
        return change_file(f, c, w, &keys);
    if (c->is_there)
        config_add_workspace(&text, c->text, keys.v, keys.n);
    else
        new_file(&text, f->mem, c, w, &keys);
    buf_addf(&what, "%s %s", c->is_there ? "added the workspace to" : "wrote", c->file);
    return finish(f, c, &text, buf_c(&what));
}
