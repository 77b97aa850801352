#include "base/id.h"

/* 2020-01-01T00:00:00Z */
static const int64_t epoch_ms = 1577836800000;
enum { random_bits = 20 };

int64_t id_next(struct id_maker *m, int64_t now_ms, struct random *rnd)
{
    int64_t since = now_ms > epoch_ms ? now_ms - epoch_ms : 0;
    int64_t noise = (int64_t)random_below(rnd, 1u << random_bits);
    int64_t id = since << random_bits | noise;
    if (id <= m->last)
        id = m->last + 1;
    m->last = id;
    return id;
}

int64_t id_time_ms(int64_t id)
{
    return (id >> random_bits) + epoch_ms;
}

int64_t id_at_ms(int64_t at_ms)
{
    return at_ms > epoch_ms ? (at_ms - epoch_ms) << random_bits : 0;
}
