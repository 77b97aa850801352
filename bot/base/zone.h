/*
 * Time zones: local wall-clock time <-> instants, from the system's zone files
 * (GLib's GTimeZone). Instants are int64 milliseconds since the Unix epoch, UTC.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/str.h"

/* A wall-clock time, without a zone. */
struct civil {
    int year, month, day;     /* 1-based */
    int hour, minute, second; /* 0..23, 0..59, 0..59 */
};

/* True for names such as "Europe/Berlin" that the system knows, and "UTC". */
bool zone_known(struct str name);

/* The wall clock at an instant. False for an unknown zone. */
bool zone_local(struct str zone, int64_t at_ms, struct civil *out);

/* The instant of a wall-clock time: in a skipped hour the instant that the offset
 * before the gap gives (RFC 5545 3.3.5), in a repeated hour the first. */
bool zone_instant(struct str zone, struct civil local, int64_t *out_ms);

/* 0 Sunday .. 6 Saturday; days since 1970-01-01; and back (proleptic Gregorian). */
int civil_weekday(struct civil c);
int64_t civil_days(struct civil c);
struct civil civil_from_days(int64_t days);

/* "2026-11-24T08:30" or with ":05" seconds, exactly; false when it is not one. */
bool civil_parse(struct str s, struct civil *out);
/* The same form; lives in the arena. */
struct arena;
struct str civil_format(struct arena *a, struct civil c);

/* RFC 3339 in UTC: "2026-11-24T07:30:00Z". */
struct str instant_format(struct arena *a, int64_t at_ms);

#endif
