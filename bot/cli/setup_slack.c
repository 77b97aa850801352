/* botschafter setup slack: the app's manifest, made from what the program can do. */
#include "base/arena.h"
#include "base/text.h"
#include "cli/verbs.h"
#include "commands/registry.h"
#include "core/feature.h"
#include "platform/slack/manifest.h"

enum { manifest_max = 64 * 1024, commands_max = 16 };

static size_t published(struct manifest_command *out, const struct speech *say)
{
    size_t n = 0;
    for (const struct feature *const *f = features; *f; f++) {
        for (const struct word *w = (*f)->words; w && w->name && n < commands_max; w++) {
            if (w->is_command)
                out[n++] = (struct manifest_command){
                    .name = str_from_c(w->name),
                    .summary = w->summary ? w->summary(say) : STR(""),
                    .usage = w->usage ? w->usage(say) : STR(""),
                };
        }
    }
    return n;
}

int verb_setup_slack(const struct args *a)
{
    if (!args_read(a, NULL, 0, NULL))
        return EXIT_USAGE;
    AUTO(texts_freep) struct texts *texts = texts_new();
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(buf_clear) struct buf out = BUF_INIT(manifest_max);
    struct speech say = { .texts = texts, .lang = LANG_EN, .mem = mem };
    struct manifest_command commands[commands_max];
    size_t n = published(commands, &say);
    manifest_write(&out, STR("Botschafter"),
                   STR("Share-ready posts about our work, whenever you like."), commands,
                   n);
    return args_print(a, buf_str(&out));
}
