/* What is to happen in the simulation, in order of time. */
#ifndef TESTS_SIMULATION_QUEUE_H
#define TESTS_SIMULATION_QUEUE_H

#include "base/arena.h"
#include "core/engine.h"

/* What it is. */
enum item_kind {
    ITEM_WAKE,   /* a person looks at their screen */
    ITEM_EVENT,  /* an event reaches the engine */
    ITEM_TYPE,   /* a code is carried to another place, and typed */
    ITEM_ANSWER, /* an answer reaches a person */
    ITEM_APPLY,  /* the platform carries out a send */
    ITEM_LOOK,   /* the platform looks for a send in its history */
    ITEM_COMMS,  /* the comms team changes the library */
    ITEM_CRASH,  /* kill -9 */
    ITEM_DISK,   /* the disk is full, or has room again */
    ITEM_DAY,    /* midnight: the daily look at the promises */
};

/* What the person meant by an event. */
enum press {
    PRESS_COMMAND,
    PRESS_NEXT,
    PRESS_OTHER,
    PRESS_SHARED,
    PRESS_NOT_FOR_ME,
    PRESS_SEND,
    PRESS_REMIND,
    PRESS_REMIND_FORM,
    PRESS_OWN,
    PRESS_OWN_FORM,
    PRESS_NETWORK,
    PRESS_YES,
    PRESS_NO,
    PRESS_LIST,
    PRESS_SETTINGS,
    PRESS_SETTINGS_FORM,
    PRESS_INSTANCE,
    PRESS_INSTANCE_FORM,
    PRESS_CONNECT, /* what is connected, and a code */
    PRESS_CODE,    /* a code from elsewhere */
    PRESS_PART,    /* disconnect */
    PRESS_EMAIL,   /* not a person at all: the directory tells an address */
    PRESS_OUTCOME, /* nor is this */
};

/* One thing to happen. `mem` owns event and answer; it is given on or freed. */
struct happening {
    int64_t at_ms;
    uint64_t order; /* of two at the same instant, the first queued */
    enum item_kind kind;
    int who; /* account, or index of the send */
    enum press press;
    struct arena *mem;
    struct event *event;
    struct answer answer;
};

/* A heap; the earliest on top. Zeroed storage is an empty queue. */
struct queue {
    struct happening *v;
    size_t n, cap;
    uint64_t order;
};

/* Adding takes what the item owns; taking gives it back. */
void queue_add(struct queue *q, struct happening item);
bool queue_take(struct queue *q, struct happening *out);
/* INT64_MAX when it is empty. */
int64_t queue_next_ms(const struct queue *q);
void queue_clear(struct queue *q);

#endif
