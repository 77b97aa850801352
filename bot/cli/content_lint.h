/* botschafter content lint: are these posts as the library wants them? */
#ifndef CLI_CONTENT_LINT_H
#define CLI_CONTENT_LINT_H

/* Prints a line for each file, "FILE: OK" or "FILE:line: what: remedy", and hints;
 * folders stand for the *.toml files in them. argv[0] is the verb itself. Returns the
 * exit code: 0 all are good, 1 some are not, 2 wrong usage. */
int content_lint(int argc, char **argv);

#endif
