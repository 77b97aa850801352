/* The words of a command line. */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include "base/str.h"

#include <stdbool.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* What a verb is given: argv[0] is its name, the rest its words. */
struct args {
    int argc, i;
    char **argv;
    const char *verb, *usage; /* "try", "try [--port N]": for complaints */
};

/* One that a verb understands; value NULL: it takes none and sets *is_set. */
struct arg_option {
    const char *name; /* "--port" */
    const char **value;
    bool *is_set;
};

/* Reads all words: options into their places, what is left over into *file (NULL: no
 * such word is taken). False: complained on stderr, exit with EXIT_USAGE. */
bool args_read(const struct args *a, const struct arg_option *options, size_t n,
               const char **file);

/* One line to stderr, then how the verb is used; EXIT_USAGE. */
int args_complain(const struct args *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* One line to stderr; EXIT_FAILED. */
int args_fail(const struct args *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* "text" or "json"; false: complained. */
bool args_format(const struct args *a, const char *value, bool *is_json);

/* The option nearest to what was written; NULL: none is near. */
const char *args_nearest(const char *word, const struct arg_option *options, size_t n);

/* Writes all of it to stdout; EXIT_DONE or EXIT_FAILED. */
int args_print(const struct args *a, struct str text);

#endif
