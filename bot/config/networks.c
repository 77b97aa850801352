/* The [[network]] tables. */
#include "base/arena.h"
#include "config/read.h"

static bool set(struct network *n, const struct toml_value *v, struct arena *mem,
                struct err *err)
{
    struct str key = toml_name(v);
    if (toml_is(v, TOML_INT))
        return network_set_int(n, key, toml_int(v, "", 0), err);
    if (toml_is(v, TOML_BOOL))
        return network_set_bool(n, key, toml_bool(v, "", false), err);
    if (toml_is(v, TOML_TEXT))
        return network_set_str(n, key, arena_str(mem, toml_str(v, "")), err);
    return err_set(err, ERR_INVALID, STR_FMT ": a text, a number, true or false",
                   STR_ARG(key));
}

static void read_key(struct reading *r, struct network *n, const struct toml_value *v)
{
    struct err err = { 0 };
    struct str name = toml_name(v);
    const char *near = config_key_nearest(SECTION_NETWORK, name);
    if (str_eq(name, STR("id")))
        return;
    if (!config_key_find(SECTION_NETWORK, name))
        read_problem(r, v, "unknown key \"" STR_FMT "\"%s%s%s",
                     STR_ARG(str_take(name, 40)),
                     near ? ": did you mean " : " in [[network]]", near ? near : "",
                     near ? "?" : "");
    else if (!set(n, v, r->mem, &err))
        read_problem(r, v, "%s", err.msg);
}

static void read_network(struct reading *r, struct network *n, const struct networks *all,
                         const struct toml_value *table)
{
    struct str id = toml_str(table, "id");
    if (id.n == 0) {
        read_problem(r, table, "id is missing: add id = \"...\" to this [[network]]");
        return;
    }
    const struct network *known = network_find(all, id);
    if (known && str_eq(known->id, id))
        *n = *known;
    n->id = arena_str(r->mem, id);
    for (const struct toml_value *v = toml_first(table); v; v = toml_next(v))
        read_key(r, n, v);
    struct err err = { 0 };
    if (!network_check(n, &err))
        read_problem(r, table, "%s", err.msg);
}

void read_networks(struct reading *r, const struct toml_value *list)
{
    struct networks base = networks_builtin();
    size_t n = 0;
    struct network *changed = ARENA_ARRAY(r->mem, toml_count(list), struct network);
    for (const struct toml_value *t = toml_first(list); t; t = toml_next(t))
        read_network(r, &changed[n++], &base, t);
    r->networks = networks_with(&base, changed, n, r->mem);
}
