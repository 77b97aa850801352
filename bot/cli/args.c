#include "cli/args.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 0))) static void say(const struct args *a,
                                                      const char *fmt, va_list values)
{
    fprintf(stderr, "botschafter %s: ", a->verb);
    vfprintf(stderr, fmt, values);
    fputc('\n', stderr);
}

int args_complain(const struct args *a, const char *fmt, ...)
{
    va_list values;
    va_start(values, fmt);
    say(a, fmt, values);
    va_end(values);
    fprintf(stderr, "usage: botschafter %s\n", a->usage);
    return EXIT_USAGE;
}

int args_fail(const struct args *a, const char *fmt, ...)
{
    va_list values;
    va_start(values, fmt);
    say(a, fmt, values);
    va_end(values);
    return EXIT_FAILED;
}

const char *args_nearest(const char *word, const struct arg_option *options, size_t n)
{
    const char *near = NULL;
    size_t least = 4; /* more edits make another word */
    struct str typed = str_from_c(word);
    struct str name = str_cut(&typed, '=');
    for (size_t i = 0; i < n; i++) {
        size_t d = str_distance(name, str_from_c(options[i].name), 3);
        if (d < least) {
            least = d;
            near = options[i].name;
        }
    }
    return near;
}

static const struct arg_option *find(const char *word, const struct arg_option *options,
                                     size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(options[i].name);
        bool ends = word[strcspn(word, "=")] == '\0' || word[len] == '=';
        if (strncmp(word, options[i].name, len) == 0 && ends &&
            (word[len] == '\0' || word[len] == '='))
            return &options[i];
    }
    return NULL;
}

static bool unknown(const struct args *a, const char *word,
                    const struct arg_option *options, size_t n)
{
    const char *near = args_nearest(word, options, n);
    if (near)
        args_complain(a, "there is no option %s: did you mean %s?", word, near);
    else
        args_complain(a, "there is no option %s", word);
    return false;
}

/* Takes the option at *i, and its value. */
static bool take(const struct args *a, int *i, const struct arg_option *o)
{
    const char *word = a->argv[*i];
    const char *value = strchr(word, '=');
    if (!o->value) {
        *o->is_set = true;
        return !value || (args_complain(a, "%s takes no value", o->name), false);
    }
    if (!value && *i + 1 >= a->argc) {
        args_complain(a, "%s needs a value", o->name);
        return false;
    }
    *o->value = value ? value + 1 : a->argv[++*i];
    return true;
}

bool args_read(const struct args *a, const struct arg_option *options, size_t n,
               const char **file)
{
    for (int i = 1; i < a->argc; i++) {
        const char *word = a->argv[i];
        const struct arg_option *o = find(word, options, n);
        if (!o && word[0] == '-' && word[1] != '\0')
            return unknown(a, word, options, n);
        if (o && !take(a, &i, o))
            return false;
        if (!o && (!file || *file)) {
            args_complain(a, "\"%s\" is not expected here", word);
            return false;
        }
        if (!o)
            *file = word;
    }
    return true;
}

bool args_format(const struct args *a, const char *value, bool *is_json)
{
    *is_json = value && strcmp(value, "json") == 0;
    if (!value || *is_json || strcmp(value, "text") == 0)
        return true;
    args_complain(a, "--format is text or json, not %s", value);
    return false;
}

int args_print(const struct args *a, struct str text)
{
    if (fwrite(text.p, 1, text.n, stdout) != text.n || fflush(stdout) != 0)
        return args_fail(a, "cannot write to standard output");
    return EXIT_DONE;
}
