/* What a reload can change, and what only a restart can. */
#include "base/arena.h"
#include "config/read.h"

#include <string.h>

static bool same_secret(struct secret a, struct secret b)
{
    return str_eq(secret_reveal(a), secret_reveal(b));
}

static bool same_list(const struct str *a, size_t na, const struct str *b, size_t nb)
{
    bool same = na == nb;
    for (size_t i = 0; same && i < na; i++)
        same = str_eq(a[i], b[i]);
    return same;
}

static bool same_server(const struct place_config *x, const struct place_config *y)
{
    return str_eq(x->url, y->url) && str_eq(x->callback_url, y->callback_url) &&
           same_secret(x->token, y->token) &&
           same_list(x->teams, x->n_teams, y->teams, y->n_teams) &&
           same_list(x->command_hashes, x->n_command_hashes, y->command_hashes,
                     y->n_command_hashes);
}

static bool same_place(const struct loaded_config *a, const struct loaded_config *b,
                       size_t i)
{
    const struct place_config *x = &a->places[i], *y = &b->places[i];
    return str_eq(a->workspaces[i].name, b->workspaces[i].name) &&
           str_eq(x->platform, y->platform) && str_eq(x->api_url, y->api_url) &&
           same_secret(x->app_token, y->app_token) &&
           same_secret(x->bot_token, y->bot_token) && same_server(x, y);
}

static bool same_workspaces(const struct loaded_config *a, const struct loaded_config *b)
{
    bool same = a->cfg.n_workspaces == b->cfg.n_workspaces;
    for (size_t i = 0; same && i < a->cfg.n_workspaces; i++)
        same = same_place(a, b, i);
    return same;
}

static void note(struct buf *out, bool same, const char *what)
{
    if (!same)
        buf_addf(out, "%s%s", out->n > 0 ? ", " : "", what);
}

void config_needs_restart(const struct loaded_config *running,
                          const struct loaded_config *fresh, struct buf *out)
{
    const struct process_config *a = &running->process, *b = &fresh->process;
    note(out, same_workspaces(running, fresh), "workspace");
    note(out, strcmp(a->data, b->data) == 0, "data");
    note(out, str_eq(a->listen, b->listen), "listen");
    note(out, a->resend_unknown == b->resend_unknown, "unknown_sends");
}

void config_keep_workspaces(struct loaded_config *fresh,
                            const struct loaded_config *running)
{
    size_t n = running->cfg.n_workspaces;
    struct workspace_config *w = ARENA_ARRAY(fresh->mem, n, struct workspace_config);
    struct place_config *p = ARENA_ARRAY(fresh->mem, n, struct place_config);
    for (size_t i = 0; i < n; i++) {
        const struct workspace_config *old = &running->workspaces[i];
        const struct workspace_config *changed = config_workspace(&fresh->cfg, old->name);
        w[i] = changed ? *changed : *old;
        w[i].name = arena_str(fresh->mem, w[i].name);
        w[i].zone = arena_str(fresh->mem, w[i].zone);
        p[i] = place_copy(fresh->mem, &running->places[i]);
    }
    fresh->workspaces = w;
    fresh->places = p;
    fresh->cfg.workspaces = w;
    fresh->cfg.n_workspaces = n;
}
