#include "base/auto.h"
#include "cli/content_lint.h"
#include "cli/preview_text.h"
#include "cli/verbs.h"

#include <stdio.h>
#include <string.h>

static int verb_preview_text(const struct args *a)
{
    return preview_text(a->argc, a->argv);
}

static int verb_content_lint(const struct args *a)
{
    return content_lint(a->argc, a->argv);
}

const struct verb verbs[] = {
    { "run", NULL, "run --config FILE", "the daemon, in the foreground", verb_run,
      help_run },
    { "try", NULL,
      "try [--port N] [--data DIR] [--as NAME --say TEXT [--format text|json]]",
      "the playground: a pretend company, in the browser and here", verb_try },
    { "check", NULL, "check [--config FILE] [--offline] [--format text|json]",
      "the doctor: what is in order, what is not, and what to do about it", verb_check,
      help_check },
    { "setup", "slack", "setup slack", "the manifest of your Slack app",
      verb_setup_slack },
    { "setup", "mattermost",
      "setup mattermost --url URL [--callback-url URL] [OPTION...]",
      "makes a Mattermost server ready, and writes the configuration",
      verb_setup_mattermost, help_setup_mattermost },
    { "preview", "text", "preview text --network NAME [--format text|json] < TEXT",
      "how a network counts a text", verb_preview_text },
    { "preview", "card",
      "preview card FILE --platform slack|mattermost|playground [--network NAME] [--lang de|en]",
      "a post as a platform gets it, as JSON", verb_preview_card },
    { "content", "lint", "content lint FILE-OR-FOLDER...",
      "are these posts as the library wants them?", verb_content_lint },
    { .name = NULL },
};

static int help(void)
{
    printf("botschafter: easy, and never a duty, to speak about one's work\n\n");
    for (const struct verb *v = verbs; v->name; v++)
        printf("  botschafter %s\n      %s\n", v->usage, v->summary);
    printf("\n  botschafter --help, --version\n\n"
           "Exit codes: 0 done; 1 it did not work, stderr says why; 2 wrong usage or "
           "configuration.\n");
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

static bool is_meant(const struct verb *v, int argc, char **argv)
{
    if (strcmp(argv[1], v->name) != 0)
        return false;
    return !v->second || (argc > 2 && strcmp(argv[2], v->second) == 0);
}

static const struct verb *find(int argc, char **argv)
{
    for (const struct verb *v = verbs; v->name; v++) {
        if (is_meant(v, argc, argv))
            return v;
    }
    return NULL;
}

/* "preview text", as one writes it. */
static void full_name(const struct verb *v, char *out, size_t size)
{
    snprintf(out, size, "%s%s%s", v->name, v->second ? " " : "",
             v->second ? v->second : "");
}

/* Words beyond the second do not matter. */
static int unknown(int argc, char **argv)
{
    char typed[80], name[80], near[80] = "";
    bool two = argc > 2 && argv[2][0] != '-';
    snprintf(typed, sizeof(typed), "%s%s%s", argv[1], two ? " " : "", two ? argv[2] : "");
    size_t least = 5;
    for (const struct verb *v = verbs; v->name; v++) {
        full_name(v, name, sizeof(name));
        const char *mine = v->second ? typed : argv[1];
        size_t d = str_distance(str_from_c(mine), str_from_c(name), least - 1);
        if (v->second && strcmp(argv[1], v->name) == 0 && d > 3)
            d = 3; /* its first word at least */
        if (d < least) {
            least = d;
            memcpy(near, name, sizeof(near));
        }
    }
    fprintf(stderr, "botschafter: there is no verb \"%s\"", typed);
    if (near[0])
        fprintf(stderr, ": did you mean \"%s\"?", near);
    fprintf(stderr, " (botschafter --help lists them)\n");
    return EXIT_USAGE;
}

static int run(const struct verb *v, int argc, char **argv)
{
    char name[80];
    full_name(v, name, sizeof(name));
    int skip = v->second ? 2 : 1;
    struct args a = {
        .argc = argc - skip, .argv = argv + skip, .verb = name, .usage = v->usage
    };
    if (a.argc > 1 && strcmp(a.argv[1], "--help") == 0) {
        printf("usage: botschafter %s\n%s\n", v->usage, v->summary);
        if (v->more)
            v->more();
        return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
    }
    return v->run(&a);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("botschafter: say what to do: botschafter try shows it, botschafter --help "
              "lists all verbs\n",
              stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return help();
    if (strcmp(argv[1], "--version") == 0) {
        printf("botschafter %s\n", BOTSCHAFTER_VERSION);
        return EXIT_DONE;
    }
    const struct verb *v = find(argc, argv);
    return v ? run(v, argc, argv) : unknown(argc, argv);
}
