/*
 * Months of a company's life in seconds: people press /share and its buttons, model
 * platforms lose, double, delay and reorder, each in its way, accounts become one person
 * and two again, the process is killed, the disk fills, and the engine and the store are
 * the real ones. The promises are invariants
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
    struct workspace_config workspaces[places_n];
    struct networks networks;
    struct house_words words;
    struct config cfg;

    struct queue queue;
    struct human humans[people_n];
    struct account accounts[accounts_n];
    struct pretend *persons; /* persons_max of them */
    int n_persons, n_met;
    int64_t n_counted; /* shares that were to be counted */
    struct known_post posts[posts_max];
    int n_posts;
    struct sent *sends;
    int n_sends;
    struct recent recent[recent_n];
    uint64_t ids[places_n]; /* of events: the same at each place */

    const char *bug;       /* planted; NULL: none */
    int64_t tidied;        /* as far as features_tidy() came */
    int log_fd, stderr_fd; /* logs.c */
    char failure[400];
    struct {
        int events, doubles, unstored, crashes, full, deals, sends, unknown, messages;
        int lost, joins, parts;
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

/* people.c: what people do, and what they make of an answer. `who`: the account. */
void people_begin(struct sim *s);
void people_wake(struct sim *s, int who);
void people_answered(struct sim *s, const struct happening *item);
/* An event of theirs as it begins; and what they press on an answer. */
struct event people_event(struct sim *s, int who, enum event_kind kind);
void people_press(struct sim *s, const struct happening *item, enum press press,
                  struct str ref, const char *choice);
/* The menu of the card that they were shown last; false: there is none. */
bool people_press_kept(struct sim *s, int who, enum press press, const char *choice);
/* Words after /share, or in a direct message. */
void people_type(struct sim *s, int who, enum press press, struct str text);

/* movers.c: what people do to be known at several places. */
bool movers_wake(struct sim *s, int who); /* false: nothing just now */
void movers_answered(struct sim *s, const struct happening *item);
/* A code is typed at last. */
void movers_type(struct sim *s, const struct happening *item);

/* persons.c: which accounts are one person, and what they have together. */
struct pretend *persons_of(struct sim *s, int who);
/* As whom the person goes on who has that index. */
int persons_now(const struct sim *s, int person);
/* Before an event of that account is looked at. */
void persons_meet(struct sim *s, int who);
/* After one about codes, disconnecting or addresses. */
void persons_event(struct sim *s, const struct happening *item, const struct answer *a);

/* platform.c: what becomes of events, answers and sends on the way. */
extern const struct habits platform_habits[places_n];
void platform_event(struct sim *s, int who, enum press press, const struct event *ev);
/* Nobody acknowledged it. True: the platform keeps it and brings it again, from `at_ms` on
 * (item->at_ms says when). */
bool platform_keeps(struct sim *s, struct happening *item, int64_t at_ms);
void platform_take(struct sim *s, const struct claim *claim);
void platform_apply(struct sim *s, struct happening *item);
void platform_crash(struct sim *s);

/* oracle.c: the promises. An executed event with its answer; a message that arrived. */
void oracle_event(struct sim *s, const struct happening *item,
                  const struct answer *answer);
void oracle_message(struct sim *s, const struct sent *sent, const struct card *card);
void oracle_end(struct sim *s);

/* books.c: what the store may hold, looked at each day; what may be sent, and to whom. */
void books_daily(struct sim *s);
void books_message(struct sim *s, const struct sent *sent);
void books_claim(struct sim *s, const struct sent *sent);
int64_t books_ask(struct sim *s, const struct sql *sql, int64_t arg);

/* logs.c: logs know nobody. Between begin and end stderr is read by us. */
void logs_begin(struct sim *s);
void logs_look(struct sim *s);
void logs_end(struct sim *s);

/* bugs.c: planted ones, to see that the simulator can fail. */
enum bug_when { BUG_DAILY, BUG_EACH_TURN, BUG_JOINED, BUG_PARTED };
bool bugs_known(const char *name);
/* Those that are to be planted then; none when there is no s->bug. */
void bugs_plant(struct sim *s, enum bug_when when);

#endif
