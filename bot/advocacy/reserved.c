#include "advocacy/reserved.h"

#include "base/auto.h"

bool word_is_reserved(struct str word)
{
    static const struct str words[] = {
        STR_INIT("share"),         STR_INIT("teilen"),
        STR_INIT("welcome"),       STR_INIT("announce"),
        STR_INIT("content"),       STR_INIT("kudos"),
        STR_INIT("lob"),           STR_INIT("list"),
        STR_INIT("liste"),         STR_INIT("done"),
        STR_INIT("erledigt"),      STR_INIT("idea"),
        STR_INIT("idee"),          STR_INIT("learn"),
        STR_INIT("lernen"),        STR_INIT("settings"),
        STR_INIT("einstellungen"), STR_INIT("help"),
        STR_INIT("hilfe"),         STR_INIT("me"),
        STR_INIT("stop"),          STR_INIT("digest"),
        STR_INIT("guidelines"),    STR_INIT("boost"),
        STR_INIT("add"),           STR_INIT("feed"),
        STR_INIT("survey"),        STR_INIT("challenge"),
        STR_INIT("insights"),      STR_INIT("network"),
        STR_INIT("preview"),       STR_INIT("any"),
        STR_INIT("connect"),       STR_INIT("verbinden"),
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_eq_nocase(word, words[i]))
            return true;
    }
    return false;
}
