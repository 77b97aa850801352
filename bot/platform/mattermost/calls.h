/*
 * What the server brings to our listener: commands, buttons, dialogs. An exchange waits
 * for its answer; where none comes in time it gets a friendly sentence, never an error
 * page. What each call must prove stands in docs/security.md.
 */
#ifndef PLATFORM_MATTERMOST_CALLS_H
#define PLATFORM_MATTERMOST_CALLS_H

#include "base/err.h"
#include "base/str.h"
#include "io/loop.h"
#include "platform/mattermost/handle.h"
#include "platform/mattermost/tongues.h"

struct http_exchange;
struct session;

enum { calls_max = 512 }; /* that wait at once; more are told to come again */

/* An exchange that waits. */
struct waiting_call {
    int64_t serial;
    struct http_exchange *x;
    int64_t until_ms; /* monotonic */
    bool is_held;     /* its answer is under way: it waits a little longer */
    enum asked asked; /* what a late answer must look like */
    char user[mattermost_id_bytes + 1];
};

/* What is logged once a minute: whoever reaches us could otherwise fill the disk. */
struct refusals {
    int64_t said_ms; /* monotonic; 0: never */
    int64_t n;       /* since then */
};

/* Of a workspace. */
struct calls {
    struct waiting_call waiting[calls_max];
    size_t n;
    int64_t serials; /* the last one given; from 1 */
    struct loop_timer late;
    struct tongues tongues;
    struct refusals unknown, forged; /* without a right token; without our seal */
};

/* Puts the three routes on the listener, where there is a callback_url. */
bool calls_open(struct session *s, struct err *err);
/* Those that wait get their sentence. */
void calls_clear(struct session *s);

/* Answers with JSON (empty: "{}"); false: it no longer waits. */
bool calls_answer(struct session *s, int64_t serial, struct str json);
/* It may wait longer, if it still waits: something is still to be asked. */
void calls_hold(struct session *s, int64_t serial);

#endif
