/* The daemon: everything wired together, from start to end. */
#ifndef APP_APP_H
#define APP_APP_H

#include "base/auto.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"

struct app;
struct feature;
struct loaded_config;
struct module;
struct turn;

/* Borrowed, except the configuration, which the app takes over (also when it fails). */
struct app_options {
    struct loaded_config *config;
    const char *config_file;               /* read again on SIGHUP; NULL: never */
    const struct feature *const *features; /* commands/registry.h */
    const struct module *modules;
    /* Moves a bounded part of what is too old out; *position is where it goes on. */
    bool (*tidy)(struct turn *t, int64_t *position, struct err *err);
    bool demo_library; /* the pretend company's posts instead of a folder */
    bool terminal;     /* the playground listens to standard input */
};

/* Opens everything and starts the platforms. The caller frees it. */
bool app_open(struct app **out, const struct app_options *o, struct err *err);
void app_free(struct app *a);
AUTO_PTR(struct app, app_free)

/* Turns until SIGTERM or SIGINT has drained it. False: *err says what broke. */
bool app_run(struct app *a, struct err *err);

/* What the playground has to say to who started it (nothing without one). */
void app_greeting(const struct app *a, enum lang lang, struct buf *out);

/* One exchange in the playground, then app_run() returns. Text lands in `out`. */
bool app_say(struct app *a, struct str as, struct str say, bool json, struct buf *out,
             struct err *err);

#endif
