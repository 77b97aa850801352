/* botschafter setup mattermost: makes a server ready, and writes the configuration. */
#include "base/arena.h"
#include "cli/findings.h"
#include "cli/published.h"
#include "cli/setup_config.h"
#include "cli/verbs.h"
#include "io/address.h"
#include "io/files.h"
#include "io/http_ask.h"
#include "io/http_server.h"
#include "io/lines.h"
#include "io/machine.h"
#include "platform/mattermost/enroll.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { report_max = 1024 * 1024, teams_max = 100 };

/* As typed. */
struct options {
    const char *file, *name, *url, *token, *admin, *callback, *teams, *lang;
    bool remove;
};

/* All that is needed while it runs. */
struct setup {
    const struct args *a;
    struct options o;
    struct arena *mem;
    struct findings f;
    struct setup_config config;
    struct setup_wanted want;
    struct enroll e;
    struct published_command commands[published_max];
};

/* ---- what is wanted ---- */

static struct str without_slash(struct str s)
{
    while (str_ends(s, STR("/")))
        s.n--;
    return s;
}

static bool is_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return s.n > 0 && s.n <= 64;
}

static bool read_options(const struct args *a, struct options *o)
{
    const struct arg_option options[] = {
        { "--config", &o->file, NULL },       { "--name", &o->name, NULL },
        { "--url", &o->url, NULL },           { "--token", &o->token, NULL },
        { "--admin-token", &o->admin, NULL }, { "--callback-url", &o->callback, NULL },
        { "--teams", &o->teams, NULL },       { "--lang", &o->lang, NULL },
        { "--remove", NULL, &o->remove },
    };
    *o = (struct options){ .file = "botschafter.toml" };
    if (!args_read(a, options, COUNT(options), NULL))
        return false;
    if (o->name && (!is_word(str_from_c(o->name)) || strlen(o->name) > 32))
        args_complain(a, "--name: only a-z, 0-9 and -, at most 32 of them");
    else if (o->lang && strcmp(o->lang, "en") != 0 && strcmp(o->lang, "de") != 0)
        args_complain(a, "--lang is en or de, not %s", o->lang);
    else
        return true;
    return false;
}

/* --teams a,b, or what the file says, or all. */
static bool read_teams(struct setup *s)
{
    struct str *v = ARENA_ARRAY(s->mem, teams_max, struct str);
    struct str left = str_from_c(s->o.teams);
    size_t n = 0;
    while (left.n > 0 && n < teams_max) {
        v[n] = str_trim(str_cut(&left, ','));
        if (!is_word(v[n]) && !str_eq(v[n], STR("*"))) {
            args_complain(s->a,
                          "--teams: \"" STR_FMT "\" is no team's name: it is as in "
                          "the address of the team's page",
                          STR_ARG(v[n]));
            return false;
        }
        n++;
    }
    if (left.n > 0) {
        args_complain(s->a, "--teams: at most %d of them", teams_max);
        return false;
    }
    bool has = n == 0 && s->config.has.n_teams > 0;
    if (n > 0) {
        s->want.teams = v;
        s->want.n_teams = n;
    } else {
        v[n++] = STR("*");
    }
    s->e.teams = has ? s->config.has.teams : v;
    s->e.n_teams = has ? s->config.has.n_teams : n;
    return true;
}

static bool read_url(struct setup *s)
{
    bool is_http;
    struct str has = s->config.has.url, given = without_slash(str_from_c(s->o.url));
    s->want.url = arena_str(s->mem, given.n > 0 ? given : has);
    if (s->want.url.n == 0)
        args_complain(s->a, "--url is missing: the server's address, as people open it");
    else if (!address_takes_tokens(s->want.url, &is_http))
        args_complain(s->a, "--url: write it as https://chat.example.com (http:// only "
                            "for a server on this machine)");
    else if (has.n > 0 && !str_eq(has, s->want.url))
        args_complain(s->a,
                      "the workspace " STR_FMT " is at " STR_FMT ": change url in "
                      "%s, or give another --name",
                      STR_ARG(s->want.name), STR_ARG(has), s->o.file);
    else
        return true;
    return false;
}

static bool read_callback(struct setup *s)
{
    struct str has = s->config.has.callback_url;
    struct str given = without_slash(str_from_c(s->o.callback));
    bool is_url = str_starts(given, STR("http://")) || str_starts(given, STR("https://"));
    s->want.has_no_port = s->o.callback && given.n == 0;
    s->want.callback_url = arena_str(s->mem, s->o.callback ? given : has);
    if (given.n == 0 || (is_url && http_ask_host(given).n > 0))
        return true;
    args_complain(s->a,
                  "--callback-url: write it as http://10.0.0.5:8470; empty: no port");
    return false;
}

static bool read_secret_option(struct setup *s, const char *option, const char *file,
                               struct str reference, struct secret *out)
{
    struct err err = { 0 };
    if (reference.n == 0 || config_secret(out, s->mem, file, reference, &err))
        return true;
    args_complain(s->a, "%s: %s", option, err.msg);
    return false;
}

static const char *token_file(const struct setup *s)
{
    struct str name = arena_fmt(s->mem, STR_FMT ".token", STR_ARG(s->want.name));
    return setup_config_beside(s->mem, s->o.file, name.p).p;
}

/* Given, in the file, or left by an earlier run. */
static bool read_tokens(struct setup *s)
{
    struct str given = str_from_c(s->o.token);
    s->want.token = given.n > 0 ? given : s->config.has.token;
    if (s->want.token.n == 0 && file_facts(token_file(s)).is_there)
        s->want.token =
            arena_fmt(s->mem, "file:" STR_FMT ".token", STR_ARG(s->want.name));
    return read_secret_option(s, "--token", s->o.file, s->want.token, &s->e.bot.token) &&
           read_secret_option(s, "--admin-token", "", str_from_c(s->o.admin),
                              &s->e.admin.token);
}

static bool read_config(struct setup *s)
{
    struct err err = { 0 };
    struct str name = str_from_c(s->o.name);
    if (!setup_config_read(&s->config, s->mem, s->o.file, name, &err)) {
        args_complain(s->a, "%s", err.msg);
        return false;
    }
    const struct config_glance *has = &s->config.has;
    if (name.n == 0 && has->n_mattermost > 1) {
        args_complain(s->a, "%s has several workspaces of Mattermost: which one? --name",
                      s->o.file);
        return false;
    }
    s->want.name = name.n > 0 ? name : has->is_there ? has->name : STR("mattermost");
    if (!has->is_there || str_eq(has->platform, STR("mattermost")))
        return true;
    args_complain(s->a, "the workspace " STR_FMT " is no Mattermost: give another --name",
                  STR_ARG(s->want.name));
    return false;
}

static void read_commands(struct setup *s, struct texts *texts)
{
    struct str lang = s->o.lang ? str_from_c(s->o.lang) : s->config.has.lang;
    struct speech say = { .texts = texts,
                          .lang = str_eq(lang, STR("de")) ? LANG_DE : LANG_EN,
                          .mem = s->mem };
    s->e.commands = s->commands;
    s->e.n_commands = published_commands(s->commands, &say);
    s->e.known = setup_config_hashes(&s->config, s->mem, &s->e.n_known);
    if (!str_eq(s->want.callback_url, s->config.has.callback_url))
        s->e.n_known = 0; /* those lead to another address */
}

/* ---- what is done ---- */

/* A new file: the address in callback_url, where it is one of this machine's. */
static void choose_listen(struct setup *s, struct http_ask *ask)
{
    struct str host = http_ask_host(s->want.callback_url), rest = s->want.callback_url;
    AUTO(http_server_closep) struct http_server *server = NULL;
    struct err err = { 0 };
    int64_t port = 0;
    s->e.listen = s->config.has.listen;
    ptrdiff_t at = str_find(rest, STR("://"));
    if (s->config.is_there || !str_starts(rest, STR("http://")))
        return;
    rest = str_skip(rest, (size_t)at + 3 + host.n);
    bool has_port = str_starts(rest, STR(":")) && str_to_int(str_skip(rest, 1), &port);
    if (!has_port || port <= 0 || port > 65535 || str_find_char(host, ':') >= 0)
        return;
    struct http_server_options o = { .loop = http_ask_loop(ask),
                                     .address = arena_str(s->mem, host).p,
                                     .port = (uint16_t)port };
    if (!http_server_open(&server, &o, &err) && err.code != ERR_CONFLICT)
        return;
    struct str listen = arena_fmt(s->mem, STR_FMT ":%d", STR_ARG(host), (int)port);
    if (!str_eq(listen, s->e.listen))
        s->want.listen = s->e.listen = listen;
}

static bool keep_token(struct setup *s)
{
    const char *path = token_file(s);
    struct err err = { 0 };
    if (!s->e.is_new_token)
        return true;
    s->want.token = arena_fmt(s->mem, "file:" STR_FMT ".token", STR_ARG(s->want.name));
    AUTO(buf_clear) struct buf line = BUF_INIT(4096);
    buf_add(&line, secret_reveal(s->e.bot.token));
    buf_add_char(&line, '\n');
    bool ok = file_write(path, buf_str(&line), 0600, &err);
    explicit_bzero(line.p, line.n);
    if (ok) {
        found_done(&s->f, "wrote the token into %s (mode 0600)", path);
        return true;
    }
    found(&s->f, LEVEL_FAIL, "the token cannot be kept: %s", err.msg);
    found_remedy(&s->f, "Run this as a user who may write there. The token just made is "
                        "lost; take it back under Integrations > Bot Accounts.");
    return false;
}

static void do_commands(struct setup *s)
{
    struct enroll *e = &s->e;
    bool are_old = s->want.has_no_port && s->config.has.n_command_tokens > 0;
    if (s->o.remove || are_old)
        enroll_remove(e);
    else if (e->callback_url.n > 0 && !e->are_commands_off)
        enroll_commands(e);
    bool is_moved = !str_eq(e->callback_url, s->config.has.callback_url);
    if (is_moved && e->n_hashes == 0 && s->config.has.n_command_tokens > 0)
        s->want.callback_url = STR(""); /* no command leads there yet: it stays */
    s->want.no_commands = s->o.remove && e->is_whole;
    s->want.hashes = e->hashes;
    s->want.n_hashes = e->n_hashes;
}

/* The steps; what fails is said, and the rest goes on where it can. */
static void do_all(struct setup *s)
{
    struct enroll *e = &s->e;
    if (!enroll_server(e) || !enroll_account(e) || !keep_token(s))
        return;
    if (enroll_teams(e))
        do_commands(s);
    bool is_written = setup_config_write(&s->f, &s->config, &s->want);
    if (is_written && e->callback_url.n > 0 && !s->o.remove && !e->are_commands_off)
        enroll_reach(e);
    if (e->callback_url.n == 0 && !s->o.remove)
        found(&s->f, LEVEL_OK,
              "no callback_url: people write to the bot, and type "
              "numbers instead of pressing buttons");
}

/* ---- what is said ---- */

static void say_next(const struct setup *s, struct buf *out)
{
    bool is_bad = findings_count(&s->f, LEVEL_FAIL) > 0;
    if (!is_bad && s->f.changed == 0)
        buf_add(out, STR("Nothing was changed: all is as it should be.\n"));
    if (is_bad) {
        buf_add(out, STR("Do what stands there, and run this again: what is done is not "
                         "done twice.\n"));
        return;
    }
    if (s->o.remove || s->f.changed == 0)
        return;
    buf_add(out, STR("\nNext:\n"));
    if (machine_is_root() && s->e.is_new_token)
        buf_addf(out, "  chown botschafter %s   (or who else runs the daemon)\n",
                 token_file(s));
    if (!s->config.has.has_library)
        buf_addf(out,
                 "  put a first post into a folder, and name it in %s:\n"
                 "    [library]\n    folder = \"library\"\n",
                 s->o.file);
    buf_addf(out,
             "  botschafter check --config %s\n"
             "  botschafter run --config %s   (where it runs already: restart it)\n",
             s->o.file, s->o.file);
}

static int report(const struct setup *s)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(report_max);
    findings_text(&out, &s->f, fd_is_terminal(STDOUT_FILENO));
    say_next(s, &out);
    int code = args_print(s->a, buf_str(&out));
    return findings_count(&s->f, LEVEL_FAIL) > 0 ? EXIT_FAILED : code;
}

static int run(struct setup *s)
{
    AUTO(http_ask_closep) struct http_ask *ask = NULL;
    struct err err = { 0 };
    if (!http_ask_open(&ask, &err))
        return args_fail(s->a, "%s", err.msg);
    s->f.mem = s->mem;
    s->f.area = s->want.name;
    choose_listen(s, ask);
    s->e.f = &s->f;
    s->e.workspace = s->want.name;
    s->e.callback_url = s->want.callback_url;
    struct asking as = { .ask = ask, .mem = s->mem, .url = s->want.url };
    struct secret bot = s->e.bot.token, admin = s->e.admin.token;
    s->e.bot = s->e.admin = as;
    s->e.bot.token = bot;
    s->e.admin.token = admin;
    do_all(s);
    return report(s);
}

int verb_setup_mattermost(const struct args *a)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(texts_freep) struct texts *texts = texts_new();
    struct setup s = { .a = a, .mem = mem };
    if (!read_options(a, &s.o) || !read_config(&s) || !read_url(&s) ||
        !read_callback(&s) || !read_teams(&s) || !read_tokens(&s))
        return EXIT_USAGE;
    read_commands(&s, texts);
    return run(&s);
}

void help_setup_mattermost(void)
{
    printf("\n"
           "  --url URL           the server, as people open it\n"
           "  --token REF         the bot's token: env:NAME or file:PATH\n"
           "  --admin-token REF   a system administrator's, used once and kept nowhere:\n"
           "                      makes the bot account, its token and the commands\n"
           "  --callback-url URL  where the server reaches this machine; '': no port\n"
           "  --teams A,B         names as in the address of a team's page; else all\n"
           "  --config FILE       botschafter.toml; made, or changed in place\n"
           "  --name NAME         of the workspace in FILE; mattermost\n"
           "  --lang de|en        of the commands' descriptions\n"
           "  --remove            takes our commands away again\n\n"
           "It says what it did and what is left to do. Run it again as often as you "
           "like.\n");
}
