/* botschafter setup slack: the app's manifest, made from what the program can do. */
#include "base/arena.h"
#include "base/text.h"
#include "cli/published.h"
#include "cli/verbs.h"
#include "platform/slack/manifest.h"

enum { manifest_max = 64 * 1024 };

int verb_setup_slack(const struct args *a)
{
    if (!args_read(a, NULL, 0, NULL))
        return EXIT_USAGE;
    AUTO(texts_freep) struct texts *texts = texts_new();
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(buf_clear) struct buf out = BUF_INIT(manifest_max);
    struct speech say = { .texts = texts, .lang = LANG_EN, .mem = mem };
    struct published_command commands[published_max];
    size_t n = published_commands(commands, &say);
    manifest_write(&out, STR("Botschafter"),
                   STR("Share-ready posts about our work, whenever you like."), commands,
                   n);
    return args_print(a, buf_str(&out));
}
