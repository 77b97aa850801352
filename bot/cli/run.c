/* botschafter run: the daemon. */
#include "app/app.h"
#include "cli/verbs.h"
#include "commands/registry.h"
#include "config/config.h"
#include "config/keys.h"
#include "io/clock.h"

#include <stdio.h>
#include <string.h>

enum { problems_max = 64 * 1024 };

static void print_key(const struct config_key *key)
{
    bool is_text = key->type != KEY_BOOL;
    const char *quote = is_text && key->fallback ? "\"" : "";
    const char *value = key->fallback ? key->fallback : "...";
    bool is_needed = strcmp(value, "!") == 0;
    bool is_list = key->type == KEY_TEXTS && key->fallback;
    printf("  %s = %s%s%s%s%s%s\n      %s\n", key->name, is_list ? "[" : "", quote,
           is_needed ? "..." : value, quote, is_list ? "]" : "",
           is_needed ? "   (must be given)" : "", key->help);
    if (key->choices)
        printf("      one of %s\n", key->choices);
}

void help_run(void)
{
    size_t n;
    const struct config_key *keys = config_keys(&n);
    printf(
        "\nThe keys of FILE (TOML), with their defaults; config.example.toml shows them:\n");
    for (size_t i = 0; i < n; i++) {
        bool is_first = i == 0 || keys[i].section != keys[i - 1].section;
        bool is_list = section_is_list(keys[i].section);
        if (is_first)
            printf("\n%s%s%s\n", is_list ? "[[" : "[", section_name(keys[i].section),
                   is_list ? "]]" : "]");
        print_key(&keys[i]);
    }
}

int verb_run(const struct args *a)
{
    const char *file = NULL;
    const struct arg_option options[] = { { "--config", &file, NULL } };
    if (!args_read(a, options, COUNT(options), NULL))
        return EXIT_USAGE;
    if (!file)
        return args_complain(a,
                             "--config is missing: which file says what to do? (To look "
                             "around without one: botschafter try)");
    AUTO(buf_clear) struct buf problems = BUF_INIT(problems_max);
    struct loaded_config *config = NULL;
    if (!config_load(&config, file, &problems)) {
        fputs(buf_c(&problems), stderr);
        return EXIT_USAGE;
    }
    const struct process_config *p = config_process(config);
    log_clock(clock_wall_ms);
    log_setup(p->log_level, p->log_format);
    AUTO(app_freep) struct app *app = NULL;
    struct err err = { 0 };
    struct app_options o = { .config = config,
                             .config_file = file,
                             .features = features,
                             .modules = feature_modules,
                             .tidy = features_tidy };
    if (!app_open(&app, &o, &err) || !app_run(app, &err))
        return args_fail(a, "%s", err.msg);
    return EXIT_DONE;
}
