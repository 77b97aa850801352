/* The configuration that set-up finds, and the one that it leaves. */
#ifndef CLI_SETUP_CONFIG_H
#define CLI_SETUP_CONFIG_H

#include "config/edit.h"
#include "platform/check.h"

/* The file as it stands; lives in the arena of setup_config_read(). */
struct setup_config {
    const char *file;
    bool is_there;
    struct str text;
    struct config_glance has; /* the workspace; see .is_there */
};

/* False: it cannot be read, or is no TOML. No file is no mistake. */
bool setup_config_read(struct setup_config *c, struct arena *mem, const char *file,
                       struct str name, struct err *err);

/* What the workspace is to say. What is empty stays as it is, except where it says
 * otherwise. */
struct setup_wanted {
    struct str name, url, token, callback_url;
    struct str listen;       /* for a new file; empty: the default */
    bool has_no_port;        /* callback_url and command_tokens go */
    bool no_commands;        /* command_tokens go */
    const struct str *teams; /* NULL: as it is */
    size_t n_teams;
    const struct str *hashes; /* of the commands' tokens */
    size_t n_hashes;
};

/* Hashes of the command tokens that the file has; references are followed. */
const struct str *setup_config_hashes(const struct setup_config *c, struct arena *mem,
                                      size_t *n);

/* Writes what differs, and says so. False: it cannot be written (said). */
bool setup_config_write(struct findings *f, const struct setup_config *c,
                        const struct setup_wanted *w);

/* A path beside the file. */
struct str setup_config_beside(struct arena *mem, const char *file, const char *name);

#endif
