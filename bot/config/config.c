/* The file as a whole: sections, keys, and what must fit together. */
#include "config/config.h"

#include "base/arena.h"
#include "base/mem.h"
#include "config/read.h"
#include "io/files.h"

#include <stdlib.h>
#include <string.h>

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

void read_table(struct reading *r, enum key_section s, const struct toml_value *table,
                void *into)
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
    read_workspaces(r, doc);
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

struct str read_folder_of(struct arena *mem, const char *file)
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
                         .folder = read_folder_of(c->mem, file),
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
