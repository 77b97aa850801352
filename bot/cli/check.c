/* botschafter check: the doctor. */
#include "platform/mattermost/check.h"
#include "base/arena.h"
#include "cli/check_local.h"
#include "cli/findings.h"
#include "cli/published.h"
#include "cli/verbs.h"
#include "config/config.h"
#include "io/http_ask.h"
#include "io/lines.h"
#include "io/machine.h"
#include "platform/slack/check.h"

#include <stdio.h>
#include <unistd.h>

enum { problems_max = 64 * 1024, report_max = 1024 * 1024 };

static const char *const usual[] = { "botschafter.toml", "/etc/botschafter/config.toml" };

/* What was asked for. */
struct options {
    const char *file, *format;
    bool is_offline, is_json;
};

static bool read_options(const struct args *a, struct options *o)
{
    const struct arg_option options[] = { { "--config", &o->file, NULL },
                                          { "--offline", NULL, &o->is_offline },
                                          { "--format", &o->format, NULL } };
    if (!args_read(a, options, COUNT(options), NULL) ||
        !args_format(a, o->format, &o->is_json))
        return false;
    for (size_t i = 0; i < COUNT(usual) && !o->file; i++) {
        if (file_facts(usual[i]).is_there)
            o->file = usual[i];
    }
    if (!o->file)
        args_complain(a, "--config is missing, and there is neither %s here nor %s",
                      usual[0], usual[1]);
    return o->file != NULL;
}

static void check_mattermost(struct findings *f, struct http_ask *ask,
                             const struct loaded_config *c, size_t i)
{
    const struct config *cfg = config_slices(c);
    const struct place_config *p = &config_places(c)[i];
    AUTO(texts_freep) struct texts *texts = texts_new();
    struct speech say = { .texts = texts, .lang = LANG_EN, .mem = f->mem };
    struct published_command commands[published_max];
    struct mattermost_check m = { .workspace = cfg->workspaces[i].name,
                                  .url = p->url,
                                  .token = p->token,
                                  .teams = p->teams,
                                  .n_teams = p->n_teams,
                                  .callback_url = p->callback_url,
                                  .command_hashes = p->command_hashes,
                                  .n_command_hashes = p->n_command_hashes,
                                  .listen = config_process(c)->listen,
                                  .channel = cfg->suggest_channel,
                                  .commands = commands };
    m.n_commands = published_commands(commands, &say);
    mattermost_check(f, ask, &m);
}

static void check_site(struct findings *f, struct http_ask *ask,
                       const struct loaded_config *c, size_t i)
{
    const struct config *cfg = config_slices(c);
    const struct place_config *p = &config_places(c)[i];
    f->area = cfg->workspaces[i].name;
    if (str_eq(p->platform, STR("slack")))
        slack_check(f, ask,
                    &(struct slack_check){ .app_token = p->app_token,
                                           .bot_token = p->bot_token,
                                           .api_url = p->api_url,
                                           .channel = cfg->suggest_channel });
    else if (str_eq(p->platform, STR("mattermost")))
        check_mattermost(f, ask, c, i);
}

static void check_sites(struct findings *f, const struct loaded_config *c)
{
    AUTO(http_ask_closep) struct http_ask *ask = NULL;
    struct err err = { 0 };
    if (!http_ask_open(&ask, &err)) {
        f->area = STR("machine");
        found(f, LEVEL_FAIL, "nobody can be asked: %s", err.msg);
        return;
    }
    for (size_t i = 0; i < config_slices(c)->n_workspaces; i++)
        check_site(f, ask, c, i);
}

static int report(const struct args *a, const struct findings *f, bool is_json)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(report_max);
    if (is_json) {
        findings_json(&out, f);
    } else {
        findings_text(&out, f, fd_is_terminal(STDOUT_FILENO));
        findings_sum(&out, f);
    }
    int code = args_print(a, buf_str(&out));
    return findings_count(f, LEVEL_FAIL) > 0 ? EXIT_FAILED : code;
}

int verb_check(const struct args *a)
{
    struct options o = { 0 };
    if (!read_options(a, &o))
        return EXIT_USAGE;
    AUTO(buf_clear) struct buf problems = BUF_INIT(problems_max);
    AUTO(config_freep) struct loaded_config *c = NULL;
    if (!config_load(&c, o.file, &problems)) {
        fputs(buf_c(&problems), stderr);
        return EXIT_USAGE;
    }
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct findings f = { .mem = mem };
    check_local(&f, o.file, c);
    if (!o.is_offline)
        check_sites(&f, c);
    return report(a, &f, o.is_json);
}

void help_check(void)
{
    printf("\n"
           "  --config FILE       else %s here, or %s\n"
           "  --offline           looks at this machine alone, asks nobody\n"
           "  --format json       for other programs\n\n"
           "It changes nothing, and may be run beside the daemon, as the daemon's user.\n"
           "Exit code 0: no FAIL.\n",
           usual[0], usual[1]);
}
