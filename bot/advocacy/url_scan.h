/* Finding addresses the way twitter-text does, which Mastodon uses with character
 * classes of its own. */
#ifndef ADVOCACY_URL_SCAN_H
#define ADVOCACY_URL_SCAN_H

#include "advocacy/entities.h"

/* What may stand in an address after its domain. */
struct url_rules {
    bool (*in_path)(uint32_t c);
    bool (*ends_path)(uint32_t c);
    bool (*in_parens)(uint32_t c); /* between parentheses that end a path */
    bool (*in_query)(uint32_t c);
    bool (*ends_query)(uint32_t c);
    const struct str *schemes; /* lower case, with "://" */
    size_t n_schemes;
    bool needs_scheme;
    bool is_strict; /* no quotes and controls in domains (the Ruby version) */
};

/* Adds the links of r in their order. */
void url_scan(struct entities *list, const struct runes *r,
              const struct url_rules *rules);

/* The classes of X. */
bool url_x_path(uint32_t c);
bool url_x_path_end(uint32_t c);
bool url_x_query(uint32_t c);
bool url_x_query_end(uint32_t c);

/* ASCII letters and digits; the Latin letters with accents that X accepts where it
 * else wants ASCII. */
bool url_is_alnum(uint32_t c);
bool url_is_latin_accent(uint32_t c);

#endif
