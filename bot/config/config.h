/*
 * The configuration file, read whole: const slices for those who need them. A reload
 * reads it anew; the old one lives until nobody uses it.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/auto.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "model/config.h"

struct loaded_config;

/* How to reach a workspace; the same index as config.workspaces. */
struct place_config {
    struct str platform;                /* "slack", "mattermost", "playground" */
    struct secret app_token, bot_token; /* Slack */
    struct str api_url;                 /* Slack; empty: the platform's own */
    struct str url;                     /* Mattermost, without a slash at its end */
    struct secret token;                /* Mattermost */
    const struct str *teams;            /* Mattermost: names, or "*" alone */
    size_t n_teams;
    struct str callback_url;          /* Mattermost; empty: the server cannot reach us */
    const struct str *command_hashes; /* Mattermost: SHA-256, lower-case hex */
    size_t n_command_hashes;
};

/* What the process itself needs. */
struct process_config {
    const char *data;           /* directory */
    struct str listen;          /* "127.0.0.1:8470" */
    const char *library_folder; /* NULL: none */
    enum log_level log_level;
    enum log_format log_format;
    bool resend_unknown; /* else dropped */
};

/* Reads the file and the secrets it refers to. False: *problems has every mistake, a
 * line each, "file:line: what: remedy". The caller frees *out. */
bool config_load(struct loaded_config **out, const char *file, struct buf *problems);
/* The same from bytes; `file` is its name in errors. */
bool config_parse(struct loaded_config **out, const char *file, struct str text,
                  struct buf *problems);
void config_free(struct loaded_config *c);
AUTO_PTR(struct loaded_config, config_free)

/* Its parts; they live as long as it does. */
const struct config *config_slices(const struct loaded_config *c);
const struct place_config *config_places(const struct loaded_config *c);
const struct process_config *config_process(const struct loaded_config *c);

/* What differs but is only read at start ("workspace", "data", "listen",
 * "unknown_sends"); empty when nothing does. */
void config_needs_restart(const struct loaded_config *running,
                          const struct loaded_config *fresh, struct buf *out);

/* Takes over the workspaces of the running one: they are only opened at start. */
void config_keep_workspaces(struct loaded_config *fresh,
                            const struct loaded_config *running);

#endif
