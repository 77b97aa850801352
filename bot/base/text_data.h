/* What the generator makes of the catalogues, for text.c alone. */
#ifndef BASE_TEXT_DATA_H
#define BASE_TEXT_DATA_H

#include "base/text.h"

/* The forms in which a text may be said. */
enum text_form { TEXT_EN, TEXT_DE_DU, TEXT_DE_SIE, TEXT_FORMS };

/* One text. Where ICU is not needed: literal text with \1 and a digit for each
 * argument; else MessageFormat, where the numbers among the arguments come first. */
struct text_data {
    const char *forms[TEXT_FORMS]; /* TEXT_DE_SIE: NULL when it is as with "du" */
    bool is_message;
};

/* All of them; an id is an index. */
extern const struct text_data text_data[];
extern const size_t text_data_count;

#endif
