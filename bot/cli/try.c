/* botschafter try: the pretend company, without a token and without a configuration. */
#include "app/app.h"
#include "cli/verbs.h"
#include "commands/registry.h"
#include "config/config.h"
#include "io/disposal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { path_max = 512, answer_max = 1024 * 1024 };

struct trying {
    const char *port, *data, *as, *say, *format;
    bool json;
    char temporary[path_max]; /* empty: none was made */
};

static bool read_words(const struct args *a, struct trying *t)
{
    const struct arg_option options[] = {
        { "--port", &t->port, NULL },     { "--data", &t->data, NULL },
        { "--as", &t->as, NULL },         { "--say", &t->say, NULL },
        { "--format", &t->format, NULL },
    };
    if (!args_read(a, options, COUNT(options), NULL) ||
        !args_format(a, t->format, &t->json))
        return false;
    int64_t port;
    if (t->port &&
        (!str_to_int(str_from_c(t->port), &port) || port < 0 || port > 65535)) {
        args_complain(a, "--port is a number from 0 to 65535 (0: any free one)");
        return false;
    }
    if (!t->as != !t->say) {
        args_complain(a, "--as and --say belong together: --as anna --say '/share'");
        return false;
    }
    return true;
}

/* The text of a configuration, as somebody would have written it. */
static bool make_config(struct trying *t, struct loaded_config **out,
                        struct buf *problems)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(4096);
    const char *port = t->port ? t->port : t->say ? "0" : "8470";
    buf_addf(&text,
             "[bot]\n"
             "company = \"Lindental\"\n"
             "data = '''%s'''\n"
             "listen = \"127.0.0.1:%s\"\n"
             "[[workspace]]\n"
             "name = \"lindental\"\n"
             "platform = \"playground\"\n"
             "zone = \"Europe/Berlin\"\n"
             "[channels]\n"
             "suggest = \"#ideas\"\n"
             "[words]\n"
             "confidential = [\"Projekt Seerose\", \"Project Waterlily\"]\n"
             "disclosure.en = \"(I work at Lindental.)\"\n"
             "disclosure.de = \"(Ich arbeite bei Lindental.)\"\n",
             t->data ? t->data : t->temporary, port);
    return config_parse(out, "(playground)", buf_str(&text), problems);
}

static int one_exchange(const struct args *a, struct app *app, const struct trying *t)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(answer_max);
    struct err err = { 0 };
    if (!app_say(app, str_from_c(t->as), str_from_c(t->say), t->json, &out, &err))
        return err.code == ERR_NOTFOUND ? args_complain(a, "%s", err.msg)
                                        : args_fail(a, "%s", err.msg);
    if (out.n > 0 && out.p[out.n - 1] != '\n')
        buf_add_char(&out, '\n');
    return args_print(a, buf_str(&out));
}

static int stay(const struct args *a, struct app *app)
{
    AUTO(buf_clear) struct buf greeting = BUF_INIT(8192);
    struct err err = { 0 };
    app_greeting(app, LANG_EN, &greeting);
    int printed = args_print(a, buf_str(&greeting));
    if (printed != EXIT_DONE)
        return printed;
    return app_run(app, &err) ? EXIT_DONE : args_fail(a, "%s", err.msg);
}

static int live(const struct args *a, struct trying *t)
{
    AUTO(buf_clear) struct buf problems = BUF_INIT(8192);
    struct loaded_config *config = NULL;
    if (!make_config(t, &config, &problems))
        return args_fail(a, "%s", buf_c(&problems));
    log_setup(LOG_WARN, LOG_LOGFMT);
    AUTO(app_freep) struct app *app = NULL;
    struct err err = { 0 };
    struct app_options o = { .config = config,
                             .features = features,
                             .modules = feature_modules,
                             .tidy = features_tidy,
                             .demo_library = true,
                             .terminal = !t->say };
    if (!app_open(&app, &o, &err))
        return args_fail(a, "%s", err.msg);
    return t->say ? one_exchange(a, app, t) : stay(a, app);
}

int verb_try(const struct args *a)
{
    struct trying t = { 0 };
    struct err err = { 0 };
    if (!read_words(a, &t))
        return EXIT_USAGE;
    if (!t.data &&
        !folder_temporary("botschafter-try", t.temporary, sizeof(t.temporary), &err))
        return args_fail(a, "%s", err.msg);
    int code = live(a, &t);
    if (t.temporary[0] && !folder_remove(t.temporary, &err))
        return args_fail(a, "%s", err.msg);
    return code;
}
