/* Addresses as Bluesky's composer shows them, which is what it counts. */
#ifndef ADVOCACY_SHORT_URL_H
#define ADVOCACY_SHORT_URL_H

#include "base/str.h"

struct buf;

/* Appends host and path of an http(s) address as a browser would write them, a path
 * of more than 15 characters cut to 13 and "..."; anything else as it is. */
void short_url(struct buf *out, struct str url);

#endif
