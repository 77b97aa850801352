#include "cli/preview_text.h"

#include "advocacy/counting.h"
#include "advocacy/networks.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { max_text = 1024 * 1024 };

struct options {
    struct str network;
    bool json;
};

static int usage(const char *why)
{
    fprintf(stderr,
            "botschafter preview text: %s\n"
            "usage: botschafter preview text --network NAME [--format text|json]  "
            "< TEXT\n",
            why);
    return 2;
}

/* The value of --name VALUE or --name=VALUE at argv[*i], which is moved past it. */
static const char *option(int argc, char **argv, int *i, const char *name)
{
    size_t n = strlen(name);
    if (strncmp(argv[*i], name, n) != 0)
        return NULL;
    if (argv[*i][n] == '=')
        return argv[*i] + n + 1;
    if (argv[*i][n] != '\0' || *i + 1 >= argc)
        return NULL;
    return argv[++*i];
}

static bool read_options(int argc, char **argv, struct options *o)
{
    for (int i = 1; i < argc; i++) {
        const char *network = option(argc, argv, &i, "--network");
        const char *format = network ? NULL : option(argc, argv, &i, "--format");
        if (network)
            o->network = str_from_c(network);
        else if (format && (!strcmp(format, "json") || !strcmp(format, "text")))
            o->json = !strcmp(format, "json");
        else
            return false;
    }
    return true;
}

static int unknown_network(const struct networks *all, struct str name)
{
    struct str near = network_nearest(all, name);
    fprintf(stderr, "botschafter preview text: no network is called \"" STR_FMT "\"",
            STR_ARG(name));
    if (near.n > 0)
        fprintf(stderr, "; did you mean " STR_FMT "?", STR_ARG(near));
    fprintf(stderr, "\nknown:");
    for (size_t i = 0; i < all->n; i++)
        fprintf(stderr, " " STR_FMT, STR_ARG(all->v[i].id));
    fputc('\n', stderr);
    return 2;
}

/* All of stdin without its final newline. */
static bool read_text(struct buf *b)
{
    char part[16 * 1024];
    for (size_t n; (n = fread(part, 1, sizeof(part), stdin)) > 0;)
        buf_add(b, (struct str){ part, n });
    if (ferror(stdin) || !buf_ok(b))
        return false;
    size_t n = b->n;
    if (n > 0 && b->p[n - 1] == '\n')
        n -= n > 1 && b->p[n - 2] == '\r' ? 2 : 1;
    buf_cut(b, n);
    return true;
}

static void write_strs(struct json_w *w, const char *key, struct strs list)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < list.n; i++)
        jw_str(w, list.v[i]);
    jw_end_array(w);
}

static void write_warnings(struct json_w *w, const struct counted *c)
{
    jw_key(w, "warnings");
    jw_array(w);
    for (size_t i = 0; i < c->n_warnings; i++) {
        AUTO(buf_clear) struct buf text = BUF_INIT(2 * max_text);
        warning_text(&text, &c->warnings[i]);
        jw_object(w);
        jw_kv(w, "code", warning_name(c->warnings[i].code));
        jw_kv(w, "text", buf_str(&text));
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void write_json(struct buf *out, const struct network *net,
                       const struct counted *c)
{
    struct json_w w = JSON_W(out);
    jw_object(&w);
    jw_kv(&w, "network", net->id);
    jw_ki(&w, "length", c->length);
    jw_key(&w, "limit");
    if (c->limit > 0)
        jw_int(&w, c->limit);
    else
        jw_null(&w);
    jw_kv(&w, "unit", network_unit(net));
    jw_kb(&w, "fits", c->fits);
    write_strs(&w, "links", c->links);
    write_strs(&w, "hashtags", c->hashtags);
    write_strs(&w, "mentions", c->mentions);
    write_warnings(&w, c);
    jw_end_object(&w);
}

static void write_list(struct buf *out, const char *title, struct strs list)
{
    for (size_t i = 0; i < list.n; i++)
        buf_addf(out, "%-10s" STR_FMT "\n", i == 0 ? title : "", STR_ARG(list.v[i]));
}

static void write_plain(struct buf *out, const struct network *net,
                        const struct counted *c)
{
    buf_addf(out, "%-10s" STR_FMT "\n", "network", STR_ARG(net->name));
    buf_addf(out, "%-10s%" PRId64, "length", c->length);
    if (c->limit > 0)
        buf_addf(out, " of %" PRId64, c->limit);
    buf_addf(out, " " STR_FMT ", %s\n", STR_ARG(network_unit(net)),
             c->fits ? "fits" : "does not fit");
    write_list(out, "links", c->links);
    write_list(out, "hashtags", c->hashtags);
    write_list(out, "mentions", c->mentions);
    for (size_t i = 0; i < c->n_warnings; i++) {
        buf_addf(out, "%-10s", i == 0 ? "note" : "");
        warning_text(out, &c->warnings[i]);
        buf_add_char(out, '\n');
    }
}

static int fail(const char *why)
{
    fprintf(stderr, "botschafter preview text: %s\n", why);
    return 1;
}

int preview_text(int argc, char **argv)
{
    struct options o = { 0 };
    if (!read_options(argc, argv, &o))
        return usage("an option is unknown or has no value");
    if (o.network.n == 0)
        return usage("--network is missing");
    struct networks all = networks_builtin();
    const struct network *net = network_find(&all, o.network);
    if (!net)
        return unknown_network(&all, o.network);

    AUTO(buf_clear) struct buf text = BUF_INIT(max_text);
    if (!read_text(&text))
        return fail("stdin cannot be read, or is longer than 1 MiB");
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct counted c;
    struct err err = { 0 };
    if (!count_text(&c, net, buf_str(&text), mem, &err))
        return fail(err.msg);
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * max_text);
    if (o.json)
        write_json(&out, net, &c);
    else
        write_plain(&out, net, &c);
    if (o.json)
        buf_add_char(&out, '\n');
    if (!buf_ok(&out) || fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
        return fail("cannot write to stdout");
    return 0;
}
