/*
 * What the program can do: each feature is one descriptor, and /help, the Slack
 * manifest, the registration on Mattermost, the docs and the registry test read
 * it. A feature reads and writes its own tables, calls advocacy directly, and
 * asks for effects; so its test is: fill a call, run, look at the effects.
 */
#ifndef CORE_FEATURE_H
#define CORE_FEATURE_H

#include "core/effects.h"
#include "core/turn.h"
#include "store/migrate.h"

/* A slash command (first of a feature's words) or a word after it. */
struct word {
    const char *name;           /* "share"; [a-z0-9-], 1 to 20 */
    const char *de;             /* "teilen"; NULL: the same */
    const char *const *aliases; /* NULL-terminated; NULL: none */
    struct str (*usage)(
        const struct speech *say); /* "[network] [topic]"; NULL: nothing follows */
    struct str (*summary)(
        const struct speech *say); /* one line for /help and the manifest */
    bool is_command;               /* published as a slash command */
    bool for_several;              /* of use only with more than one workspace */
};

/* One invocation: slash command, direct message, or mention. */
struct call {
    const struct word *word; /* which of the feature's words was meant */
    struct str args;         /* what follows it, trimmed */
};

/* A button, menu, select or form of ours. The reference was checked: it is ours,
 * for this person and place, and not expired. Whether the object still allows it
 * is the feature's to look up. */
struct action {
    struct str name;   /* "next": of the feature's own choosing */
    struct str object; /* as it was signed */
    struct str choice; /* option chosen in a menu or select: not signed, look it up */
};

/* A durable timer that fired (core/due.h). */
struct due {
    struct str kind; /* of the feature's own choosing */
    struct str object;
    int64_t person; /* 0: nobody's */
    int64_t at_ms;  /* when it was meant to be */
};

/* The whole of a feature, as the rest of the program sees it. */
struct feature {
    const char *name;                   /* also of its migrations; [a-z]+ */
    const struct word *words;           /* ends with name NULL */
    const struct migration *migrations; /* NULL: no tables */

    /* Each may be NULL. False means we failed and *err says why: the user gets an
     * apology with an id, the log gets *err, and the event leaves no trace. A
     * mistake of the user is not a failure: answer it and return true. */
    bool (*run)(struct turn *t, const struct call *call, struct err *err);
    bool (*act)(struct turn *t, const struct action *a, struct err *err);
    bool (*page)(struct turn *t, struct page *page, struct err *err);
    bool (*joined)(struct turn *t, struct err *err);
    bool (*due)(struct turn *t, const struct due *d, struct err *err);
    /* Once at start and after a reload, within a transaction. */
    bool (*ready)(struct turn *t, struct err *err);
    /* Two persons become one: what `from` has in the tables is `into`'s from now on;
     * where both have something in the same place, into's stays. What is left of `from`
     * goes with their row, in the same transaction. NULL only where no table knows
     * persons. */
    bool (*merge)(struct turn *t, int64_t from, int64_t into, struct err *err);
};

/* The value of a field of the form in t->event; empty when it is not there. */
struct str form_value(const struct turn *t, const char *field);

#endif
