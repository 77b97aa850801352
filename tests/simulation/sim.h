/*
 * Months of a company's life in seconds: people press /share and its buttons, a model
 * platform loses, doubles, delays and reorders, the process is killed, the disk fills,
 * and the engine and the store are the real ones. The promises are invariants
 * (oracle.c); a run that breaks one ends with the seed that shows it again.
 */
#ifndef TESTS_SIMULATION_SIM_H
#define TESTS_SIMULATION_SIM_H

#include "advocacy/networks.h"
#include "advocacy/words.h"
#include "known.h"
#include "model/config.h"
#include "queue.h"

/* The whole of a run. */
struct sim {
    uint64_t seed;
    struct random_seeded gen;
    struct random rnd;
    int64_t now_ms, start_ms, end_ms;
    bool is_full; /* the disk, for a while */
    bool is_calm; /* the end: nothing is lost, doubled or killed any more */

    struct db *db;
    struct texts *texts;
    struct engine *engine;
    struct workspace_config workspace;
    struct networks networks;
    struct house_words words;
    struct config cfg;

    struct queue queue;
    struct pretend people[people_n];
    struct known_post posts[posts_max];
    int n_posts;
    struct sent *sends;
    int n_sends;
    struct recent recent[recent_n];
    uint64_t ids; /* of events */

    const char *bug;       /* planted; NULL: none */
    int64_t tidied;        /* as far as features_tidy() came */
    int log_fd, stderr_fd; /* logs.c */
    char failure[400];
    struct {
        int events, doubles, unstored, crashes, full, deals, sends, unknown, messages;
    } seen;
};

/* main.c: chance, and the first broken promise, which ends the run. */
bool sim_once_in(struct sim *s, uint64_t n);
int64_t sim_between(struct sim *s, int64_t least, int64_t most);
void sim_fail(struct sim *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* world.c: a whole run. False: a promise was broken, s->failure says which. */
bool world_run(struct sim *s);

/* comms.c: what the comms team does to the library. */
void comms_begin(struct sim *s);
void comms_change(struct sim *s);

/* people.c: what people do, and what they make of an answer. */
void people_begin(struct sim *s);
void people_wake(struct sim *s, int who);
void people_answered(struct sim *s, const struct happening *item);

/* platform.c: what becomes of events, answers and sends on the way. */
void platform_event(struct sim *s, int who, enum press press, const struct event *ev);
void platform_take(struct sim *s, const struct claim *claim);
void platform_apply(struct sim *s, struct happening *item);
void platform_crash(struct sim *s);

/* oracle.c: the promises. An executed event with its answer; a message that arrived. */
void oracle_event(struct sim *s, const struct happening *item,
                  const struct answer *answer);
void oracle_message(struct sim *s, const struct sent *sent, const struct card *card);
void oracle_end(struct sim *s);

/* books.c: what the store may hold, looked at each day; and what may be sent. */
void books_daily(struct sim *s);
void books_message(struct sim *s, const struct sent *sent);
int64_t books_ask(struct sim *s, const struct sql *sql, int64_t arg);

/* logs.c: logs know nobody. Between begin and end stderr is read by us. */
void logs_begin(struct sim *s);
void logs_look(struct sim *s);
void logs_end(struct sim *s);

/* bugs.c: planted ones, to see that the simulator can fail. */
bool bugs_known(const char *name);
/* Once a day, and (each_turn) those that a day is too long for. */
void bugs_plant(struct sim *s, bool each_turn);

#endif
