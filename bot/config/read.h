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
struct read_workspace {
    struct str name, zone, api_url;
    int platform, lang;
    bool formal;
    struct secret app_token, bot_token;
    const struct toml_value *table; /* for errors */
};
struct read_channels {
    struct str suggest;
};

/* A list of texts as a key gives it. */
struct read_texts {
    struct str *v;
    size_t n;
};
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

/* Reads one value into the section's struct. */
void read_value(struct reading *r, const struct config_key *key,
                const struct toml_value *v, void *into);
/* The value that a key has when it is not given. */
void read_fallback(struct reading *r, const struct config_key *key, void *into);

/* Takes the bytes behind a reference; *err says what to do about it. */
bool read_secret(struct reading *r, struct str reference, struct secret *out,
                 struct err *err);

/* All [[network]] tables. */
void read_networks(struct reading *r, const struct toml_value *list);

#endif
