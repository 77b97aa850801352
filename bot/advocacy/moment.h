/* Days and times as one says them: "tomorrow at 8:30", "3 days ago", "24 November". */
#ifndef ADVOCACY_MOMENT_H
#define ADVOCACY_MOMENT_H

#include "base/text.h"

/* From where one looks at the calendar. An unknown zone counts as UTC. */
struct here {
    struct str zone; /* IANA name */
    int64_t now_ms;
};

/* "24 November"; with the year when it is another one. */
struct str moment_date(const struct speech *say, struct here here, int64_t at_ms);

/* "today", "tomorrow", "yesterday", "Friday" within the next six days; else the date. */
struct str moment_day(const struct speech *say, struct here here, int64_t at_ms);

/* The day and the time: "today at 17:00", "Friday at 8:30", "24 November, 8:30". */
struct str moment_when(const struct speech *say, struct here here, int64_t at_ms);

/* How old: "today", "yesterday", "3 days ago", "2 weeks ago"; then the date. What is to
 * come counts as today. */
struct str moment_age(const struct speech *say, struct here here, int64_t at_ms);

#endif
