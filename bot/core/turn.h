/*
 * What a feature may see while it handles one event. A turn is a function of
 * (event, now, random, database): no sockets, no clock but now_ms.
 */
#ifndef CORE_TURN_H
#define CORE_TURN_H

#include "base/err.h"
#include "base/random.h"
#include "base/text.h"
#include "model/config.h"
#include "model/event.h"
#include "model/person.h"

struct arena;
struct db;
struct effects;
struct engine;

/* Views and pointers live as long as the turn. */
struct turn {
    struct db *db;
    int64_t now_ms;
    struct random *rnd;
    const struct config *cfg;
    struct arena *mem; /* lives until the answers are out */
    struct effects *out;
    const struct event *event;
    struct person person; /* who did it; id 0 for events without a person */
    struct speech say;    /* in whose language texts are made: person's */
    struct engine *engine;
};

/* A new id of ours, time-ordered. */
int64_t turn_id(struct turn *t);

#endif
