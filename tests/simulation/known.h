/* What the simulation knows of posts, people and messages: its own books, in which
 * nothing is read from the store. */
#ifndef TESTS_SIMULATION_KNOWN_H
#define TESTS_SIMULATION_KNOWN_H

#include "base/lang.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    people_n = 12, /* with an account at the first place */
    talkers_n = 6, /* the first of them have one at the second, too */
    movers_n = 2,  /* and these of them one at the third */
    first_mover = 4,
    places_n = 3,
    accounts_n = people_n + talkers_n + movers_n,
    persons_max = 400,
    posts_max = 400,
    sends_max = 20000,
    wordings_n = 3,
    networks_n = 3,
    topics_n = 3,
    recent_n = 256
};

/* Lengths of time. */
static const int64_t second_ms = 1000;
static const int64_t minute_ms = 60 * 1000;
static const int64_t hour_ms = 60LL * 60 * 1000;
static const int64_t day_ms = 24LL * 60 * 60 * 1000;

/* A post as the oracle knows it: written down when it was made, not read from the
 * store. Times are Unix ms. */
struct known_post {
    int64_t from_ms, until_ms;
    bool is_withdrawn;
    bool has_lang[2], has_network[networks_n]; /* en, de; as in network_names */
    int topic;
    int version[wordings_n];              /* rises when it is written anew */
    int dealt[networks_n][2][wordings_n]; /* by network, language, wording */
};

/* What is usual at a place. */
struct habits {
    const char *name; /* of the workspace */
    /* What was not acknowledged is delivered again. Else it is lost, but for messages: they
     * are caught up with. */
    bool redelivers;
    int doubles;       /* one event in so many comes twice */
    int64_t double_ms; /* and so much later at most */
    int gaps;       /* one message in so many is heard after a gap of the line; 0: none */
    int64_t gap_ms; /* which is so long at most */
    int64_t shows_ms; /* what was sent is found after so long at most */
    int refuses;      /* one send in so many is refused for now */
    bool has_email;   /* and says that it was verified */
};

/* One who sits before the screen, whatever the bot makes of their accounts. */
struct human {
    enum lang lang;          /* what they speak */
    int asked_for, messages; /* direct messages wanted, and got */
    int may_miss;            /* of these, what may have gone with an account, or twins */
};

/* An account of a human at a place. */
struct account {
    char user[8]; /* "USR7X": found wherever it must not be; the same at several places */
    int place, human;
    int person, before;     /* as whom the bot knows it; before it was disconnected: -1 */
    bool is_met, is_joined; /* typed something; was connected or disconnected once */
    bool is_known, by_email;  /* its address was told; may join others */
    char code[16], typed[16]; /* the latest it got, and the latest typed there */
    int64_t code_until_ms;
    bool code_used;
    int64_t tries_since_ms; /* wrong codes */
    int tries;
    char kept[260];  /* the menu of a card that is scrolled back to */
    int64_t kept_ms; /* since when */
};

/* A person as the bot is to know them, and what they remember. */
struct pretend {
    enum lang lang;                        /* what they speak */
    int into;                              /* as whom they go on; -1: as themselves */
    int met;                               /* in which order; 0: not yet */
    bool chose_langs, reads[2];            /* languages of posts; else their own */
    bool uses[networks_n];                 /* none: all */
    unsigned topics;                       /* a bit for each; 0: any */
    bool has_instance;                     /* Mastodon's was named */
    int own_words;                         /* texts of their own that they wrote */
    bool was_dealt[networks_n][posts_max]; /* by network */
    bool used_up[posts_max];
    bool was_asked[posts_max];
    int64_t counted[networks_n][posts_max]; /* the week in which a share last counted */
    int64_t remind_at_ms[posts_max];        /* the latest reminder set; 0: none */
};

/* A send on its way, as the platform knows it. */
struct sent {
    char uid[40];
    int64_t row;
    int who;                       /* account */
    bool is_applied, is_forgotten; /* forgotten: the process that asked is dead */
    int64_t visible_ms;            /* when the history shows it */
};

/* What was answered to an event, for comparing it with a redelivery. */
struct recent {
    char id[24];
    int place;
    int64_t at_ms;
    uint64_t hash;
};

/* In the order of the indexes. */
static const char *const network_names[networks_n] = { "linkedin", "x", "mastodon" };
static const char *const lang_names[2] = { "en", "de" };

#endif
