/* What the files of config share: values as they are read, before they are slices. */
#ifndef CONFIG_READ_H
#define CONFIG_READ_H

#include "advocacy/networks.h"
#include "advocacy/words.h"
#include "codec/toml.h"
#include "config/config.h"
#include "config/keys.h"

struct arena;

/* Opaque to everybody else. */
struct loaded_config {
    struct arena *mem;
    struct config cfg;
    struct process_config process;
    struct networks networks;
    struct house_words words;
    struct workspace_config *workspaces;
    struct place_config *places;
};

/* A section each; offsets of keys.c point into them. Choices are numbers. */
struct read_bot {
    struct str data, company, default_network, listen;
    int log_level, log_format, unknown_sends;
};
struct read_library {
    struct str folder;
};
/* A list of texts as a key gives it. */
struct read_texts {
    struct str *v;
    size_t n;
};
/* By number, in the order of the key's choices. */
enum read_platform { READ_SLACK, READ_MATTERMOST, READ_PLAYGROUND };
struct read_workspace {
    struct str name, zone, api_url, url, callback_url;
    int platform, lang;
    bool formal;
    struct secret app_token, bot_token, token;
    struct read_texts teams, command_tokens;
    const struct toml_value *table; /* for errors */
};
struct read_channels {
    struct str suggest;
};

/* House words. */
struct read_words {
    struct read_texts confidential;
    struct str disclosure[LANG_COUNT];
};

/* Everything, and what is needed while reading. */
struct reading {
    struct arena *mem;
    struct str file, folder;
    struct buf *problems;
    struct read_bot bot;
    struct read_library library;
    struct read_channels channels;
    struct read_words words;
    struct read_workspace *workspaces;
    size_t n_workspaces;
    struct networks networks;
};

/* A mistake: a line more in the problems. */
void read_problem(struct reading *r, const struct toml_value *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Reads a section's table, defaults and all, into its struct. */
void read_table(struct reading *r, enum key_section s, const struct toml_value *table,
                void *into);

/* Reads one value into the section's struct. */
void read_value(struct reading *r, const struct config_key *key,
                const struct toml_value *v, void *into);
/* The value that a key has when it is not given. */
void read_fallback(struct reading *r, const struct config_key *key, void *into);

/* Takes the bytes behind a reference; *err says what to do about it. */
bool read_secret(struct reading *r, struct str reference, struct secret *out,
                 struct err *err);

/* The folder that the file is in, where relative paths begin; empty: this one. */
struct str read_folder_of(struct arena *mem, const char *file);

/* All [[network]] tables. */
void read_networks(struct reading *r, const struct toml_value *list);
/* All [[workspace]] tables, and what they need of each other. */
void read_workspaces(struct reading *r, const struct toml_value *doc);
/* Their slices. */
void make_workspaces(struct loaded_config *c, const struct reading *r);
/* A copy that lives in the arena. */
struct place_config place_copy(struct arena *mem, const struct place_config *p);

#endif
