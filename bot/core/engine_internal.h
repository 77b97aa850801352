/* What the files of the engine share among themselves. */
#ifndef CORE_ENGINE_INTERNAL_H
#define CORE_ENGINE_INTERNAL_H

#include "base/crypt.h"
#include "base/id.h"
#include "core/engine.h"

/* What an event asked for so far. */
struct effects {
    struct answer answer;
    struct form_error errors[8]; /* more wrong fields are not worth listing */
    struct str place;            /* mark of the event's place; empty: not made yet */
};

/* The engine itself; opaque to everybody else. */
struct engine {
    struct engine_options o;
    struct id_maker ids;
    struct arena *mem;      /* of the run under way */
    struct mac_key *signer; /* under o.signing_key */
    uint8_t weekly_key[32];
    int64_t opened_ms;
    bool has_outgoing;    /* see engine_has_outgoing() */
    int64_t next_tidy_ms; /* nothing to tidy before */
};

/* The modules of core itself. */
extern const struct module engine_modules[];

/* A turn's beginnings: everything but event and person. */
struct turn engine_turn(struct engine *e, struct effects *fx, int64_t now_ms);

/* The feature of that name, or NULL. */
const struct feature *engine_feature(const struct engine *e, struct str name);

#endif
