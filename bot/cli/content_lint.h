/* botschafter content lint: are these posts as the library wants them? */
#ifndef CLI_CONTENT_LINT_H
#define CLI_CONTENT_LINT_H

#include <stddef.h>

/* Prints a line for each file, "FILE: OK" or "FILE:line: what: remedy", and hints;
 * folders stand for the *.toml files in them. argv[0] is the verb itself. Returns the
 * exit code: 0 all are good, 1 some are not, 2 wrong usage. */
int content_lint(int argc, char **argv);

struct networks;

/* How many files a folder has, and how many of them are not as they should be. */
struct lint_counts {
    size_t files, bad;
};
/* The same look at a folder's files, with those networks, without a word. */
struct lint_counts content_lint_count(const char *folder,
                                      const struct networks *networks);

#endif
