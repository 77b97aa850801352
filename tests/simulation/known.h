/* What the simulation knows of posts, people and messages: its own books, in which
 * nothing is read from the store. */
#ifndef TESTS_SIMULATION_KNOWN_H
#define TESTS_SIMULATION_KNOWN_H

#include "base/lang.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    people_n = 12,
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

/* A person, and what they remember. */
struct pretend {
    char user[8];                          /* "USR7X": found wherever it must not be */
    enum lang lang;                        /* what they speak */
    bool reads[2];                         /* languages of posts */
    bool uses[networks_n];                 /* none: all */
    unsigned topics;                       /* a bit for each; 0: any */
    bool has_instance;                     /* Mastodon's was named */
    int own_words;                         /* texts of their own that they wrote */
    bool was_dealt[networks_n][posts_max]; /* by network */
    bool used_up[posts_max];
    bool was_asked[posts_max];
    bool said_yes[posts_max];
    int64_t remind_at_ms[posts_max]; /* the latest reminder set; 0: none */
    int asked_for, messages;         /* direct messages wanted, and got */
};

/* A send on its way, as the platform knows it. */
struct sent {
    char uid[40];
    int64_t row;
    int who;
    bool is_applied, is_forgotten; /* forgotten: the process that asked is dead */
    int64_t visible_ms;            /* when the history shows it */
};

/* What was answered to an event, for comparing it with a redelivery. */
struct recent {
    char id[24];
    int64_t at_ms;
    uint64_t hash;
};

/* In the order of the indexes. */
static const char *const network_names[networks_n] = { "linkedin", "x", "mastodon" };
static const char *const lang_names[2] = { "en", "de" };

#endif
