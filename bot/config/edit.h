/*
 * A configuration file that somebody wrote by hand: what set-up needs to know of it even
 * when it is not complete, and changes that leave everything else as it is. Pure.
 */
#ifndef CONFIG_EDIT_H
#define CONFIG_EDIT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

struct arena;

/* What a [[workspace]] of Mattermost says, unread: references are references. Empty
 * where it says nothing. */
struct config_glance {
    bool is_there;       /* a workspace of that name, whatever its platform */
    size_t n_mattermost; /* workspaces there are of it */
    bool has_library;
    struct str name, platform, url, token, callback_url, lang;
    struct str listen; /* of [bot], or its default */
    const struct str *teams, *command_tokens;
    size_t n_teams, n_command_tokens;
};

/* Looks for the workspace `name`; empty: the only one of Mattermost, if there is only
 * one. False + *err: that is no TOML. Text lives in the arena. */
bool config_glance(struct config_glance *out, struct arena *mem, const char *file,
                   struct str text, struct str name, struct err *err);

/* One key and its value as TOML (config_quoted(), config_list()); value.p == NULL: the
 * key goes. */
struct config_change {
    const char *key;
    struct str value;
};

/* Writes `text` to *out with these keys of [[workspace]] `name` changed or added. Line by
 * line: comments, order and line ends stay. ERR_NOTFOUND: there is no such table;
 * ERR_INVALID: it is written in a way that cannot be changed by lines. */
bool config_change_workspace(struct buf *out, struct str text, struct str name,
                             const struct config_change *changes, size_t n,
                             struct err *err);

/* Writes `text` to *out with a [[workspace]] of these keys behind it. */
void config_add_workspace(struct buf *out, struct str text,
                          const struct config_change *keys, size_t n);

/* TOML: "text", and ["a", "b"]. */
struct str config_quoted(struct arena *mem, struct str text);
struct str config_list(struct arena *mem, const struct str *v, size_t n);

/* The secret behind a reference (env:, file:, credential:), as it is read from `file`,
 * whose folder relative paths begin at. Lives in the arena. */
bool config_secret(struct secret *out, struct arena *mem, const char *file,
                   struct str reference, struct err *err);

#endif
