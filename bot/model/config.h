/*
 * The configuration as the floors above the store see it: const slices, each
 * declared by the module that needs it. A reload makes new slices; nothing
 * keeps a pointer to an old one beyond its turn.
 */
#ifndef MODEL_CONFIG_H
#define MODEL_CONFIG_H

#include "base/lang.h"
#include "base/secret.h"
#include "base/str.h"

struct networks;    /* advocacy/networks.h: the built-in ones and the company's own */
struct house_words; /* advocacy/words.h: confidential names, disclosure phrases */

/* A place where people type, as configured. */
struct workspace_config {
    struct str name;
    struct str zone; /* IANA name: for people whose own zone is not known */
    enum lang lang;  /* for people whose locale says nothing */
    bool formal;     /* German "Sie" */
};

/* All slices together. */
struct config {
    struct str company; /* as texts name it; may be empty */
    const struct workspace_config *workspaces;
    size_t n_workspaces;
    struct str default_network; /* id: what the very first /share deals for */
    const struct networks *networks;
    const struct house_words *words;
    struct str suggest_channel; /* where ideas are welcome; may be empty */
};

/* The workspace of that name, or NULL. */
const struct workspace_config *config_workspace(const struct config *cfg,
                                                struct str name);

#endif
