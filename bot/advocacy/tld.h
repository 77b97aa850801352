/* The top-level domains, by which addresses without a scheme are known. */
#ifndef ADVOCACY_TLD_H
#define ADVOCACY_TLD_H

#include "base/runes.h"

/* Those of today, sorted by bytes: lower case, in their own script. */
extern const struct str tld_names[];
extern const size_t tld_names_len;

/* Is name (lower case) one of today's? */
bool tld_exists(struct str name);

/* The end of the longest top-level domain that begins at code point i and ends at
 * `end` or before a character that cannot go on with it; i when there is none.
 * In any case, also of the form "xn--...", and also those withdrawn since X wrote
 * down its rules. */
size_t tld_end(const struct runes *r, size_t i, size_t end);

#endif
