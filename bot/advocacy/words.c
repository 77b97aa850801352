#include "advocacy/words.h"

#include "base/fold.h"

struct str words_confidential(const struct house_words *w, struct str text)
{
    for (size_t i = 0; w && i < w->n_confidential; i++) {
        struct str found = fold_find_word(text, w->confidential[i]);
        if (found.n > 0)
            return found;
    }
    return STR("");
}

bool words_discloses(const struct house_words *w, enum lang lang, struct str text)
{
    if (!w || w->disclosure[lang].n == 0)
        return true;
    for (int l = 0; l < LANG_COUNT; l++) {
        struct str phrase = w->disclosure[l];
        if (phrase.n > 0 && fold_find_word(text, phrase).n > 0)
            return true;
    }
    return false;
}
