/* The verbs of the command line. Each returns the exit code: 0 done; 1 it did not work,
 * said why on stderr; 2 wrong usage or configuration. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "cli/args.h"

/* What main() knows of a verb. */
struct verb {
    const char *name, *second; /* "preview", "text"; second may be NULL */
    const char *usage;         /* all that follows "botschafter" */
    const char *summary;
    int (*run)(const struct args *a);
    void (*more)(void); /* what --help says besides; NULL: nothing */
};

/* Ends with name NULL. */
extern const struct verb verbs[];

/* The daemon. */
int verb_run(const struct args *a);
/* The keys of its configuration file. */
void help_run(void);
/* The doctor. */
int verb_check(const struct args *a);
void help_check(void);
/* The playground, or one exchange in it. */
int verb_try(const struct args *a);
/* The manifest of the Slack app. */
int verb_setup_slack(const struct args *a);
/* A Mattermost server made ready. */
int verb_setup_mattermost(const struct args *a);
void help_setup_mattermost(void);
/* A post as a platform gets it. */
int verb_preview_card(const struct args *a);

#endif
