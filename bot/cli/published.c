#include "cli/published.h"

#include "commands/registry.h"
#include "core/feature.h"

size_t published_commands(struct published_command *out, const struct speech *say)
{
    size_t n = 0;
    for (const struct feature *const *f = features; *f; f++) {
        for (const struct word *w = (*f)->words; w && w->name && n < published_max; w++) {
            if (w->is_command)
                out[n++] = (struct published_command){
                    .name = str_from_c(w->name),
                    .summary = w->summary ? w->summary(say) : STR(""),
                    .usage = w->usage ? w->usage(say) : STR(""),
                };
        }
    }
    return n;
}
