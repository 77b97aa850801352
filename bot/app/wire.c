/* What the outside needs is opened, then a platform for each workspace. */
#include "app/inside.h"
#include "app/shelf.h"
#include "base/arena.h"
#include "base/log.h"
#include "core/directory.h"
#include "io/clock.h"
#include "io/entropy.h"
#include "io/http_client.h"
#include "io/http_server.h"
#include "io/resolver.h"
#include "io/websocket.h"
#include "platform/mattermost/mattermost.h"
#include "platform/playground/playground.h"
#include "platform/slack/slack.h"

#include <stdlib.h>

struct site *site_of(struct app *a, struct str workspace)
{
    for (size_t i = 0; i < a->n_sites; i++) {
        struct site *p = &a->sites[i];
        if (p->platform && str_eq(p->platform->workspace, workspace))
            return p;
    }
    return NULL;
}

static bool is_on(const struct app *a, size_t i, const char *platform)
{
    return str_eq(config_places(a->config)[i].platform, str_from_c(platform));
}

static bool any_on(const struct app *a, const char *platform)
{
    for (size_t i = 0; i < config_slices(a->config)->n_workspaces; i++) {
        if (is_on(a, i, platform))
            return true;
    }
    return false;
}

/* A Mattermost server calls our listener. */
static bool any_calls(const struct app *a)
{
    for (size_t i = 0; i < config_slices(a->config)->n_workspaces; i++) {
        if (config_places(a->config)[i].callback_url.n > 0)
            return true;
    }
    return false;
}

/* ---- what the outside needs ---- */

static bool open_client(struct app *a, struct err *err)
{
    const char *ca_file = getenv("SSL_CERT_FILE");
    struct http_client_options http = { .loop = a->loop,
                                        .resolver = a->resolver,
                                        .ca_file = ca_file };
    struct websocket_hub_options ws = { .loop = a->loop,
                                        .resolver = a->resolver,
                                        .ca_file = ca_file };
    return http_client_open(&a->http, &http, err) &&
           websocket_hub_open(&a->websockets, &ws, err);
}

static bool open_server(struct app *a, struct err *err)
{
    struct str listen = config_process(a->config)->listen;
    struct str host = str_cut(&listen, ':');
    int64_t port = 0;
    str_to_int(listen, &port);
    struct http_server_options o = { .loop = a->loop,
                                     .address = arena_str(a->mem, host).p,
                                     .port = (uint16_t)port };
    if (http_server_open(&a->server, &o, err))
        return true;
    struct err why = *err;
    return err_set(err, why.code, "%s: choose another port (0: any free one)", why.msg);
}

bool wire_open(struct app *a, struct err *err)
{
    if (!loop_open(&a->loop, err) ||
        !resolver_open(&a->resolver, a->loop, getenv("BOTSCHAFTER_NAME_SERVERS"), err))
        return false;
    bool calls_out = any_on(a, "slack") || any_on(a, "mattermost");
    bool is_called = any_on(a, "playground") || any_calls(a);
    return (!calls_out || open_client(a, err)) && (!is_called || open_server(a, err));
}

/* ---- workspaces ---- */

static bool open_slack(struct app *a, size_t i, struct err *err)
{
    const struct place_config *c = &config_places(a->config)[i];
    struct slack_options o = { .workspace = config_slices(a->config)->workspaces[i].name,
                               .app_token = c->app_token,
                               .bot_token = c->bot_token,
                               .api_url = c->api_url,
                               .loop = a->loop,
                               .http = a->http,
                               .websockets = a->websockets,
                               .rnd = entropy_random(),
                               .texts = a->texts };
    return slack_open(&a->sites[i].platform, &o, err);
}

static bool open_mattermost(struct app *a, size_t i, struct err *err)
{
    const struct place_config *c = &config_places(a->config)[i];
    struct str key = { (const char *)a->home.signing_key, home_key_bytes };
    struct mattermost_options o = { .workspace =
                                        config_slices(a->config)->workspaces[i].name,
                                    .url = c->url,
                                    .token = c->token,
                                    .teams = c->teams,
                                    .n_teams = c->n_teams,
                                    .callback_url = c->callback_url,
                                    .command_hashes = c->command_hashes,
                                    .n_command_hashes = c->n_command_hashes,
                                    .signing_key = SECRET(key),
                                    .loop = a->loop,
                                    .http = a->http,
                                    .websockets = a->websockets,
                                    .server = c->callback_url.n > 0 ? a->server : NULL,
                                    .rnd = entropy_random(),
                                    .texts = a->texts };
    return mattermost_open(&a->sites[i].platform, &o, err);
}

/* A command, and its words as "share list". */
static size_t add_words(struct app *a, const struct feature *f,
                        struct playground_command *out)
{
    size_t n = 0;
    struct str command = { 0 };
    for (const struct word *w = f->words; w && w->name; w++) {
        struct playground_command *c = &out[n++];
        struct str name = str_from_c(w->name);
        if (w->is_command)
            command = name;
        c->name =
            w->is_command || command.n == 0
                ? name
                : arena_fmt(a->mem, STR_FMT " " STR_FMT, STR_ARG(command), STR_ARG(name));
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            struct speech say = { .texts = a->texts,
                                  .lang = (enum lang)lang,
                                  .mem = a->mem };
            c->usage[lang] = w->usage ? w->usage(&say) : STR("");
            c->summary[lang] = w->summary ? w->summary(&say) : STR("");
        }
    }
    return n;
}

static struct playground_command *all_words(struct app *a, size_t *n)
{
    size_t most = 0;
    for (const struct feature *const *f = a->o.features; *f; f++) {
        for (const struct word *w = (*f)->words; w && w->name; w++)
            most++;
    }
    struct playground_command *list =
        ARENA_ARRAY(a->mem, most, struct playground_command);
    *n = 0;
    for (const struct feature *const *f = a->o.features; *f; f++)
        *n += add_words(a, *f, list + *n);
    return list;
}

static bool open_playground(struct app *a, size_t i, struct err *err)
{
    struct playground_options o = {
        .workspace = config_slices(a->config)->workspaces[i].name,
        .loop = a->loop,
        .server = a->server,
        .texts = a->texts,
        .terminal = a->o.terminal,
        .picture = shelf_picture,
        .picture_self = a,
    };
    o.commands = all_words(a, &o.n_commands);
    return playground_open(&a->sites[i].platform, &o, err);
}

/* Where filling the directory was interrupted. */
struct progress {
    struct str workspace, cursor;
    bool is_complete;
    struct arena *mem;
};

static bool read_progress(struct turn *t, void *ctx, struct err *err)
{
    struct progress *p = ctx;
    struct str cursor = { 0 };
    if (!directory_progress(t, p->workspace, &cursor, &p->is_complete, err))
        return false;
    p->cursor = arena_str(p->mem, cursor);
    return true;
}

static bool start_site(struct app *a, struct site *p, struct err *err)
{
    struct progress where = { .workspace = p->platform->workspace, .mem = a->mem };
    p->filled_ms = clock_mono_ms();
    p->line = LINE_DOWN;
    return engine_do(a->engine, clock_wall_ms(), read_progress, &where, err) &&
           p->platform->ops->start(p->platform, turn_sink(a), where.cursor,
                                   where.is_complete, err);
}

static bool open_site(struct app *a, size_t i, struct err *err)
{
    if (is_on(a, i, "slack"))
        return open_slack(a, i, err);
    if (is_on(a, i, "mattermost"))
        return open_mattermost(a, i, err);
    return open_playground(a, i, err);
}

bool wire_start(struct app *a, struct err *err)
{
    a->n_sites = config_slices(a->config)->n_workspaces;
    a->sites = ARENA_ARRAY(a->mem, a->n_sites, struct site);
    for (size_t i = 0; i < a->n_sites; i++) {
        if (!open_site(a, i, err) || !start_site(a, &a->sites[i], err))
            return err_wrap(err, config_slices(a->config)->workspaces[i].name.p);
    }
    return true;
}

void wire_close(struct app *a)
{
    for (size_t i = 0; i < a->n_sites; i++) {
        if (a->sites[i].platform)
            a->sites[i].platform->ops->free(a->sites[i].platform);
    }
    a->n_sites = 0;
    http_server_close(a->server);
    websocket_hub_close(a->websockets);
    http_client_close(a->http);
    resolver_close(a->resolver);
    loop_close(a->loop);
}
