/* botschafter run: the daemon. */
#include "app/app.h"
#include "cli/verbs.h"
#include "commands/registry.h"
#include "config/config.h"

#include <stdio.h>

enum { problems_max = 64 * 1024 };

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
