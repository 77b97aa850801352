/* Our own ids: 64 bits, ordered by time. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/random.h"

/* Makes ids that never repeat within a process and rise with time: 43 bits of
 * milliseconds since 2020, 20 random bits. Two daemons collide only within the
 * same millisecond, by one in a million; UNIQUE keys catch that. */
struct id_maker {
    int64_t last;
};

/* The next id; a clock that runs backwards does not make it fall. */
int64_t id_next(struct id_maker *m, int64_t now_ms, struct random *rnd);

/* The millisecond (Unix time) that an id carries. */
int64_t id_time_ms(int64_t id);

/* The least id of that millisecond: ids below it are older. */
int64_t id_at_ms(int64_t at_ms);

#endif
