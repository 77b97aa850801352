/* The languages the program speaks. */
#ifndef BASE_LANG_H
#define BASE_LANG_H

/* Part of the database format as "en" and "de": append only. */
enum lang { LANG_EN, LANG_DE, LANG_COUNT };

#endif
