#include "base/lang.h"

const char *lang_code(enum lang lang)
{
    return lang == LANG_DE ? "de" : "en";
}

struct str lang_name(enum lang lang)
{
    return str_from_c(lang_code(lang));
}
