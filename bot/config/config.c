/* The file as a whole: sections, keys, and what must fit together. */
#include "config/config.h"

#include "base/arena.h"
#include "base/mem.h"
#include "config/read.h"
#include "io/files.h"

#include <stdlib.h>
#include <string.h>

enum { max_workspaces = 64 };

/* ---- sections ---- */

static void unknown(struct reading *r, const struct toml_value *v, const char *where,
                    const char *near)
{
    if (near)
        read_problem(r, v, "unknown key \"" STR_FMT "\": did you mean %s?",
                     STR_ARG(str_take(toml_name(v), 40)), near);
    else
        read_problem(r, v, "unknown key \"" STR_FMT "\"%s: remove it",
                     STR_ARG(str_take(toml_name(v), 40)), where);
}

static bool must_be_given(const struct config_key *key)
{
    return key->fallback && strcmp(key->fallback, "!") == 0;
}

/* Fills what the table does not give. */
static void read_defaults(struct reading *r, enum key_section s,
                          const struct toml_value *table, void *into)
{
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        if (keys[i].section != s || toml_at(table, keys[i].name))
            continue;
        if (must_be_given(&keys[i]))
            read_problem(r, table, "%s is missing: add %s = \"...\" (%s)", keys[i].name,
                         keys[i].name, keys[i].help);
        else
            read_fallback(r, &keys[i], into);
    }
}

static void read_table(struct reading *r, enum key_section s,
                       const struct toml_value *table, void *into)
{
    AUTO(buf_clear) struct buf where = BUF_INIT(100);
    buf_addf(&where, " in [%s]", section_name(s));
    read_defaults(r, s, table, into);
    for (const struct toml_value *v = toml_first(table); v; v = toml_next(v)) {
        const struct config_key *key = config_key_find(s, toml_name(v));
        if (key)
            read_value(r, key, v, into);
        else
            unknown(r, v, buf_c(&where), config_key_nearest(s, toml_name(v)));
    }
}

static bool find_section(struct str name, enum key_section *out)
{
    for (int s = 0; s < SECTION_COUNT; s++) {
        if (str_eq(str_from_c(section_name((enum key_section)s)), name)) {
            *out = (enum key_section)s;
            return true;
        }
    }
    return false;
}

static void check_section(struct reading *r, const struct toml_value *v)
{
    enum key_section s;
    if (!find_section(toml_name(v), &s)) {
        unknown(r, v, "", section_nearest(toml_name(v)));
        return;
    }
    bool is_list = section_is_list(s);
    if (!toml_is(v, is_list ? TOML_ARRAY : TOML_TABLE))
        read_problem(r, v, "%s: write it as %s%s%s", section_name(s),
                     is_list ? "[[" : "[", section_name(s), is_list ? "]]" : "]");
}

/* ---- workspaces ---- */

static bool is_taken(const struct reading *r, struct str name)
{
    for (size_t i = 0; i < r->n_workspaces; i++) {
        if (name.n > 0 && str_eq(r->workspaces[i].name, name))
            return true;
    }
    return false;
}

/* Slack's tokens say by their beginning what they are: an exchange is seen at once. */
static void check_token(struct reading *r, const struct read_workspace *w,
                        const char *name, struct secret token, const char *begins)
{
    const struct toml_value *at = toml_at(w->table, name);
    struct str value = secret_reveal(token);
    bool is_slack = str_starts(value, STR("xox")) || str_starts(value, STR("xapp-"));
    if (!at)
        read_problem(r, w->table,
                     "%s is missing: add %s = \"env:NAME\", \"file:PATH\" or "
                     "\"credential:NAME\"",
                     name, name);
    else if (is_slack && !str_starts(value, str_from_c(begins)))
        read_problem(r, at,
                     "%s: that is another kind of token: the one that begins with %s "
                     "belongs here",
                     name, begins);
}

static void check_tokens(struct reading *r, const struct read_workspace *w)
{
    if (w->platform != 0)
        return;
    check_token(r, w, "app_token", w->app_token, "xapp-");
    check_token(r, w, "bot_token", w->bot_token, "xoxb-");
}

static void read_workspaces(struct reading *r, const struct toml_value *list)
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
        check_tokens(r, &w);
        if (is_taken(r, w.name))
            read_problem(r, t, "two workspaces are called " STR_FMT ": rename one",
                         STR_ARG(w.name));
        r->workspaces[r->n_workspaces++] = w;
    }
}

/* ---- the whole ---- */

static void read_sections(struct reading *r, const struct toml_value *doc)
{
    for (const struct toml_value *v = toml_first(doc); v; v = toml_next(v))
        check_section(r, v);
    read_table(r, SECTION_BOT, toml_at(doc, "bot"), &r->bot);
    read_table(r, SECTION_LIBRARY, toml_at(doc, "library"), &r->library);
    read_table(r, SECTION_CHANNELS, toml_at(doc, "channels"), &r->channels);
    read_table(r, SECTION_WORDS, toml_at(doc, "words"), &r->words);
    const struct toml_value *list = toml_at(doc, "network");
    read_networks(r, toml_is(list, TOML_ARRAY) ? list : NULL);
    list = toml_at(doc, "workspace");
    if (!list || (toml_is(list, TOML_ARRAY) && toml_count(list) == 0))
        read_problem(r, doc,
                     "there is no [[workspace]]: add one, see config.example.toml");
    else if (toml_is(list, TOML_ARRAY))
        read_workspaces(r, list);
}

static void check_network(struct reading *r, const struct toml_value *doc)
{
    const struct toml_value *v = toml_at(doc, "bot.default_network");
    const struct network *n = network_find(&r->networks, r->bot.default_network);
    if (n && str_eq(n->id, r->bot.default_network))
        return;
    struct str near = network_nearest(&r->networks, r->bot.default_network);
    read_problem(r, v ? v : doc,
                 "default_network: no network is called \"" STR_FMT "\"%s" STR_FMT "%s",
                 STR_ARG(r->bot.default_network), near.n > 0 ? ": did you mean " : "",
                 STR_ARG(near), near.n > 0 ? "?" : "");
}

static void make_workspaces(struct loaded_config *c, const struct reading *r)
{
    static const struct str platforms[] = { STR_INIT("slack"), STR_INIT("playground") };
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
                                              .api_url = w->api_url };
    }
}

static void make_slices(struct loaded_config *c, const struct reading *r)
{
    c->networks = r->networks;
    c->words = (struct house_words){ .confidential = r->words.confidential.v,
                                     .n_confidential = r->words.confidential.n };
    memcpy(c->words.disclosure, r->words.disclosure, sizeof(c->words.disclosure));
    make_workspaces(c, r);
    c->cfg = (struct config){ .company = r->bot.company,
                              .workspaces = c->workspaces,
                              .n_workspaces = r->n_workspaces,
                              .default_network = r->bot.default_network,
                              .networks = &c->networks,
                              .words = &c->words,
                              .suggest_channel = r->channels.suggest };
    bool has_library = r->library.folder.n > 0;
    c->process =
        (struct process_config){ .data = r->bot.data.p,
                                 .listen = r->bot.listen,
                                 .library_folder =
                                     has_library ? r->library.folder.p : NULL,
                                 .log_level = (enum log_level)r->bot.log_level,
                                 .log_format = (enum log_format)r->bot.log_format,
                                 .resend_unknown = r->bot.unknown_sends == 1 };
}

static struct str folder_of(struct arena *mem, const char *file)
{
    const char *slash = strrchr(file, '/');
    if (!slash)
        return (struct str){ 0 };
    size_t n = (size_t)(slash - file);
    return arena_str(mem, n > 0 ? (struct str){ file, n } : STR("/"));
}

bool config_parse(struct loaded_config **out, const char *file, struct str text,
                  struct buf *problems)
{
    AUTO(toml_freep) struct toml_value *doc = NULL;
    struct err err = { 0 };
    if (!toml_parse(&doc, str_from_c(file), text, &err)) {
        buf_addf(problems, "%s\n", err.msg);
        return false;
    }
    AUTO(config_freep) struct loaded_config *c = mem_new(1, sizeof(*c));
    c->mem = arena_new();
    struct reading r = { .mem = c->mem,
                         .file = str_from_c(file),
                         .folder = folder_of(c->mem, file),
                         .problems = problems };
    size_t before = problems->n;
    read_sections(&r, doc);
    check_network(&r, doc);
    if (problems->n > before || problems->overflow)
        return false;
    make_slices(c, &r);
    *out = TAKE(c);
    return true;
}

bool config_load(struct loaded_config **out, const char *file, struct buf *problems)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(toml_max_bytes);
    struct err err = { 0 };
    if (file_read(file, &text, &err))
        return config_parse(out, file, buf_str(&text), problems);
    if (err.code == ERR_NOTFOUND)
        buf_addf(problems,
                 "%s:1: there is no such file: copy config.example.toml there, or look "
                 "around without one by: botschafter try\n",
                 file);
    else
        buf_addf(problems, "%s:1: cannot be read: %s\n", file, err.msg);
    return false;
}

void config_free(struct loaded_config *c)
{
    if (!c)
        return;
    arena_free(c->mem);
    free(c);
}

const struct config *config_slices(const struct loaded_config *c)
{
    return &c->cfg;
}

const struct place_config *config_places(const struct loaded_config *c)
{
    return c->places;
}

const struct process_config *config_process(const struct loaded_config *c)
{
    return &c->process;
}
