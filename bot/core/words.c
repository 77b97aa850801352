#include "core/words.h"

#include "base/arena.h"
#include "core/engine_internal.h"
#include "core_texts.h"

static bool is_called(const struct word *w, struct str name)
{
    if (str_eq_nocase(str_from_c(w->name), name))
        return true;
    if (w->de && str_eq_nocase(str_from_c(w->de), name))
        return true;
    for (size_t i = 0; w->aliases && w->aliases[i]; i++) {
        if (str_eq_nocase(str_from_c(w->aliases[i]), name))
            return true;
    }
    return false;
}

struct meaning word_command(const struct feature *const *features, struct str name)
{
    for (; *features; features++) {
        for (const struct word *w = (*features)->words; w && w->name; w++) {
            if (w->is_command && is_called(w, name))
                return (struct meaning){ *features, w };
        }
    }
    return (struct meaning){ 0 };
}

const struct word *word_within(const struct feature *feature, struct str name)
{
    for (const struct word *w = feature->words; w && w->name; w++) {
        if (!w->is_command && is_called(w, name))
            return w;
    }
    return NULL;
}

struct meaning word_anywhere(const struct feature *const *features, struct str name)
{
    struct meaning m = word_command(features, name);
    for (; !m.feature && *features; features++) {
        m.word = word_within(*features, name);
        m.feature = m.word ? *features : NULL;
    }
    return m;
}

const struct word *word_nearest(const struct feature *const *features, struct str name)
{
    enum { far = 3 };
    const struct word *best = NULL;
    size_t least = far;
    for (; *features; features++) {
        for (const struct word *w = (*features)->words; w && w->name; w++) {
            size_t en = str_distance(str_from_c(w->name), name, far);
            size_t de = w->de ? str_distance(str_from_c(w->de), name, far) : far;
            size_t d = en < de ? en : de;
            if (d < least && d < name.n) {
                least = d;
                best = w;
            }
        }
    }
    return best;
}

struct str word_in(const struct word *w, enum lang lang)
{
    return str_from_c(lang == LANG_DE && w->de ? w->de : w->name);
}

static size_t count_words(const struct feature *const *features)
{
    size_t n = 0;
    for (; *features; features++) {
        for (const struct word *w = (*features)->words; w && w->name; w++)
            n++;
    }
    return n;
}

/* "share list [topic]": a command by itself, another word after its command. */
static struct str usage_of(struct turn *t, const struct word *command,
                           const struct word *w)
{
    struct str parts[] = { str_from_c(command->name), w == command ? STR("") : STR(" "),
                           w == command ? STR("") : word_in(w, t->say.lang),
                           w->usage ? STR(" ") : STR(""),
                           w->usage ? w->usage(&t->say) : STR("") };
    return arena_join(t->mem, parts, COUNT(parts));
}

const struct card *words_help(struct turn *t)
{
    const struct feature *const *features = t->engine->o.features;
    size_t max = count_words(features), n = 0;
    struct item *items = ARENA_ARRAY(t->mem, max, struct item);
    for (; *features; features++) {
        const struct word *command = (*features)->words;
        for (const struct word *w = command; w && w->name; w++) {
            if (!w->for_several || t->cfg->n_workspaces > 1)
                items[n++].text =
                    core_help_line(&t->say, usage_of(t, command, w), w->summary(&t->say));
        }
    }
    struct card *card = ARENA_NEW(t->mem, struct card);
    *card = (struct card){ .lang = t->say.lang,
                           .title = core_help_title(&t->say),
                           .quiet = core_help_quiet(&t->say),
                           .items = items,
                           .n_items = n };
    return card;
}
