/* The languages the program speaks. */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include "base/str.h"

/* Part of the database format as "en" and "de": append only. */
enum lang { LANG_EN, LANG_DE, LANG_COUNT };

/* Its name in the database, in files and on pages (ISO 639-1): "en", "de". */
const char *lang_code(enum lang lang);
/* The same as a view. */
struct str lang_name(enum lang lang);

#endif
