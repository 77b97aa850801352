/* The pretend company: its library, compiled in. Everybody in it is made up. */
#ifndef PLATFORM_PLAYGROUND_DEMO_H
#define PLATFORM_PLAYGROUND_DEMO_H

#include "base/arena.h"
#include "base/embedded.h"

/* Posts ("open-gate.toml") and their pictures, sorted by name. */
const struct embedded *demo_files(size_t *n);

/* The text of a post with days that count from now made into dates, so that the
 * library is fresh whenever it is looked at:
 *     from_days_ago = 2  ->  from = 2026-11-22      (as in Berlin)
 *     until_in_days, deadline_in_days  ->  until, deadline
 * Everything else stays as it is. */
struct str demo_fresh(struct arena *a, struct str toml, int64_t now_ms);

#endif
