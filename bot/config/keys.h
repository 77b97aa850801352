/* The one table of keys: parser, example file and documentation follow it. */
#ifndef CONFIG_KEYS_H
#define CONFIG_KEYS_H

#include "base/str.h"

/* What may stand behind the =. */
enum key_type {
    KEY_TEXT,
    KEY_NAME,   /* a-z, 0-9 and -, 1 to 32 */
    KEY_PATH,   /* relative ones begin at the file's folder */
    KEY_LISTEN, /* 127.0.0.1:8470 */
    KEY_ZONE,   /* IANA name */
    KEY_CHOICE, /* one of `choices` */
    KEY_BOOL,
    KEY_SECRET, /* a reference: env:, file:, credential: */
    KEY_TEXTS,  /* a list */
    KEY_HASHES, /* a list of secrets that are only compared: "sha256:HEX", or references */
    KEY_URL,    /* https://..., or http://...; without a slash at its end */
    KEY_BY_LANG, /* a table: en, de */
    KEY_NETWORK, /* advocacy/networks.h knows */
};

/* Where the values go. */
enum key_section {
    SECTION_BOT,
    SECTION_LIBRARY,
    SECTION_WORKSPACE, /* [[workspace]] */
    SECTION_CHANNELS,
    SECTION_WORDS,
    SECTION_NETWORK, /* [[network]] */
    SECTION_COUNT,
};

/* One line of the table. */
struct config_key {
    enum key_section section;
    enum key_type type;
    const char *name;
    size_t field;         /* offset in the section's struct (config/read.h) */
    const char *choices;  /* KEY_CHOICE: "debug|info|warn|error", by number */
    const char *fallback; /* as in the file; NULL: none. "!" : must be given */
    const char *help;
};

/* All keys, and their number. */
const struct config_key *config_keys(size_t *n);

/* "bot", "workspace", ... and whether it is [[NAME]] rather than [NAME]. */
const char *section_name(enum key_section s);
bool section_is_list(enum key_section s);

/* The key of that name in a section; NULL: there is none. */
const struct config_key *config_key_find(enum key_section s, struct str name);

/* The known name nearest to what was written, for "did you mean"; NULL: none is near. */
const char *config_key_nearest(enum key_section s, struct str name);
const char *section_nearest(struct str name);

#endif
