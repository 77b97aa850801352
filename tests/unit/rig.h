/* An engine on a database in memory, with a seeded world: what tests of core, advocacy
 * and features stand on. */
#ifndef TESTS_UNIT_RIG_H
#define TESTS_UNIT_RIG_H

#include "check.h"

#include "advocacy/gate.h"
#include "advocacy/networks.h"
#include "advocacy/words.h"
#include "base/arena.h"
#include "core/engine.h"
#include "store/db.h"

#include <stdio.h>

/* All of it; rig_open() fills it, rig_close() gives it back. */
struct rig {
    struct db *db;
    struct texts *texts;
    struct engine *engine;
    struct random_seeded seed;
    struct workspace_config workspace;
    struct networks networks;
    struct house_words words;
    struct config cfg;
    int64_t now_ms;
    struct str place;            /* workspace of events; "acme" at first */
    int sent;                    /* events so far: makes ids */
    struct engine_answer answer; /* of the latest event */
};

static const int64_t rig_start_ms = 1795510800000; /* 2026-11-24T10:00:00+01:00 */

/* Opens everything; the feature list ends with NULL, the module list with name NULL. */
void rig_open(struct rig *r, const struct feature *const *features,
              const struct module *modules);
void rig_close(struct rig *r);
/* An engine on the database that is there already, as after a crash. */
void rig_engine(struct rig *r, const struct feature *const *features,
                const struct module *modules);

/* Imports post files, a NULL-terminated list of texts; they are the whole library. */
void rig_library(struct rig *r, const char *const *files);

/* Runs one event of r->place, a millisecond later. Its answer is r->answer. */
bool rig_run(struct rig *r, struct event ev);

/* Somebody types /share TEXT in channel C1. Returns the card answered, or NULL. */
const struct card *rig_command(struct rig *r, const char *user, const char *text);

/* Presses what carries `ref`; `choice` for menus and selects. */
const struct card *rig_press(struct rig *r, const char *user, struct str ref,
                             const char *choice);

/* Sends a form. */
const struct card *rig_send(struct rig *r, const char *user, struct str ref,
                            const struct form_value *values, size_t n);

/* Claims what may go, as the pump does; returns how many. */
size_t rig_claim(struct rig *r, struct claim *out, size_t max);

/* Tells what became of a claimed row. */
void rig_outcome(struct rig *r, int64_t id, enum outcome outcome, const char *result);

#endif
