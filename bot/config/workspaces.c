/* [[workspace]]: each by itself, and what they need of each other. */
#include "config/read.h"

#include "base/arena.h"

enum { max_workspaces = 64 };

static const struct str platforms[] = { [READ_SLACK] = STR_INIT("slack"),
                                        [READ_MATTERMOST] = STR_INIT("mattermost"),
                                        [READ_PLAYGROUND] = STR_INIT("playground") };

static bool is_taken(const struct reading *r, struct str name)
{
    for (size_t i = 0; i < r->n_workspaces; i++) {
        if (name.n > 0 && str_eq(r->workspaces[i].name, name))
            return true;
    }
    return false;
}

static void missing(struct reading *r, const struct read_workspace *w, const char *name)
{
    read_problem(r, w->table,
                 "%s is missing: add %s = \"env:NAME\", \"file:PATH\" or "
                 "\"credential:NAME\"",
                 name, name);
}

/* Slack's tokens say by their beginning what they are: an exchange is seen at once. */
static void check_token(struct reading *r, const struct read_workspace *w,
                        const char *name, struct secret token, const char *begins)
{
    const struct toml_value *at = toml_at(w->table, name);
    struct str value = secret_reveal(token);
    bool is_slack = str_starts(value, STR("xox")) || str_starts(value, STR("xapp-"));
    if (!at)
        missing(r, w, name);
    else if (is_slack && !str_starts(value, str_from_c(begins)))
        read_problem(r, at,
                     "%s: that is another kind of token: the one that begins with %s "
                     "belongs here",
                     name, begins);
}

/* A key that says nothing on this platform is a mistake that would go unseen. */
static void check_owner(struct reading *r, const struct read_workspace *w)
{
    static const struct {
        const char *name;
        enum read_platform of;
    } keys[] = {
        { "app_token", READ_SLACK },         { "bot_token", READ_SLACK },
        { "api_url", READ_SLACK },           { "url", READ_MATTERMOST },
        { "token", READ_MATTERMOST },        { "teams", READ_MATTERMOST },
        { "callback_url", READ_MATTERMOST }, { "command_tokens", READ_MATTERMOST },
    };
    for (size_t i = 0; i < COUNT(keys); i++) {
        const struct toml_value *v = toml_at(w->table, keys[i].name);
        if (v && w->platform >= 0 && keys[i].of != (enum read_platform)w->platform)
            read_problem(r, v, "%s belongs to workspaces of " STR_FMT ": remove it",
                         keys[i].name, STR_ARG(platforms[keys[i].of]));
    }
}

static void check_mattermost(struct reading *r, const struct read_workspace *w)
{
    if (!toml_at(w->table, "url"))
        read_problem(r, w->table,
                     "url is missing: add url = \"https://chat.example.com\"");
    if (!toml_at(w->table, "token"))
        missing(r, w, "token");
    if (w->command_tokens.n > 0 && w->callback_url.n == 0)
        read_problem(r, toml_at(w->table, "command_tokens"),
                     "command_tokens: slash commands come in by callback_url: add it, or "
                     "remove this");
}

static void check_workspace(struct reading *r, const struct read_workspace *w)
{
    check_owner(r, w);
    if (w->platform == READ_SLACK) {
        check_token(r, w, "app_token", w->app_token, "xapp-");
        check_token(r, w, "bot_token", w->bot_token, "xoxb-");
    }
    if (w->platform == READ_MATTERMOST)
        check_mattermost(r, w);
}

/* The playground asks nobody who they are: only this machine may see it. */
static void check_listen(struct reading *r, const struct toml_value *doc)
{
    if (str_starts(r->bot.listen, STR("127.0.0.1:")))
        return;
    for (size_t i = 0; i < r->n_workspaces; i++) {
        if (r->workspaces[i].platform == READ_PLAYGROUND)
            read_problem(r, toml_at(doc, "bot.listen"),
                         "listen: with a playground only 127.0.0.1, since anybody could "
                         "be anybody in it");
    }
}

static void read_list(struct reading *r, const struct toml_value *list)
{
    size_t n = toml_count(list);
    if (n > max_workspaces) {
        read_problem(r, list, "at most %d workspaces", max_workspaces);
        return;
    }
    r->workspaces = ARENA_ARRAY(r->mem, n, struct read_workspace);
    for (const struct toml_value *t = toml_first(list); t; t = toml_next(t)) {
        struct read_workspace w = { .table = t, .platform = -1 };
        read_table(r, SECTION_WORKSPACE, t, &w);
        check_workspace(r, &w);
        if (is_taken(r, w.name))
            read_problem(r, t, "two workspaces are called " STR_FMT ": rename one",
                         STR_ARG(w.name));
        r->workspaces[r->n_workspaces++] = w;
    }
}

void read_workspaces(struct reading *r, const struct toml_value *doc)
{
    const struct toml_value *list = toml_at(doc, "workspace");
    bool is_list = toml_is(list, TOML_ARRAY);
    if (!list || (is_list && toml_count(list) == 0))
        read_problem(r, doc,
                     "there is no [[workspace]]: add one, see config.example.toml");
    else if (is_list)
        read_list(r, list);
    check_listen(r, doc);
}

void make_workspaces(struct loaded_config *c, const struct reading *r)
{
    size_t n = r->n_workspaces;
    c->workspaces = ARENA_ARRAY(c->mem, n, struct workspace_config);
    c->places = ARENA_ARRAY(c->mem, n, struct place_config);
    for (size_t i = 0; i < n; i++) {
        const struct read_workspace *w = &r->workspaces[i];
        c->workspaces[i] = (struct workspace_config){ .name = w->name,
                                                      .zone = w->zone,
                                                      .lang = (enum lang)w->lang,
                                                      .formal = w->formal };
        c->places[i] = (struct place_config){ .platform = platforms[w->platform],
                                              .app_token = w->app_token,
                                              .bot_token = w->bot_token,
                                              .api_url = w->api_url,
                                              .url = w->url,
                                              .token = w->token,
                                              .teams = w->teams.v,
                                              .n_teams = w->teams.n,
                                              .callback_url = w->callback_url,
                                              .command_hashes = w->command_tokens.v,
                                              .n_command_hashes = w->command_tokens.n };
    }
}

static const struct str *list_copy(struct arena *mem, const struct str *v, size_t n)
{
    struct str *copy = ARENA_ARRAY(mem, n + 1, struct str);
    for (size_t i = 0; i < n; i++)
        copy[i] = arena_str(mem, v[i]);
    return copy;
}

static struct secret secret_copy(struct arena *mem, struct secret s)
{
    return SECRET(arena_str(mem, secret_reveal(s)));
}

struct place_config place_copy(struct arena *mem, const struct place_config *p)
{
    struct place_config c = *p;
    c.platform = arena_str(mem, p->platform);
    c.app_token = secret_copy(mem, p->app_token);
    c.bot_token = secret_copy(mem, p->bot_token);
    c.api_url = arena_str(mem, p->api_url);
    c.url = arena_str(mem, p->url);
    c.token = secret_copy(mem, p->token);
    c.teams = list_copy(mem, p->teams, p->n_teams);
    c.callback_url = arena_str(mem, p->callback_url);
    c.command_hashes = list_copy(mem, p->command_hashes, p->n_command_hashes);
    return c;
}
