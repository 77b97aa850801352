/*
 * Makes a server ready for us: account, teams, commands. Each step says what it found
 * and did; none does twice what is done already. For the command line alone.
 */
#ifndef PLATFORM_MATTERMOST_ENROLL_H
#define PLATFORM_MATTERMOST_ENROLL_H

#include "base/secret.h"
#include "platform/check.h"
#include "platform/mattermost/asking.h"
#include "platform/mattermost/look.h"
#include "platform/published.h"

/* What is wanted; borrowed. */
struct enroll {
    struct findings *f;
    struct asking bot;       /* token may be empty: enroll_account() fills it */
    struct asking admin;     /* token empty: nobody helps */
    struct str workspace;    /* name in the configuration */
    struct str callback_url; /* empty: no port */
    struct str listen;       /* "127.0.0.1:8470" */
    const struct str *teams; /* names; "*": all that the bot is in */
    size_t n_teams;
    const struct published_command *commands;
    size_t n_commands;
    const struct str *known; /* hashes that the configuration has already */
    size_t n_known;

    /* What came of it; lives in bot.mem. */
    struct look_who who;
    bool are_commands_off; /* on the whole server (said) */
    bool is_new_token;     /* bot.token was made now: keep it at once, it is shown once */
    const struct look_team *in; /* teams that the bot is in, of those that are wanted */
    size_t n_in;
    struct str *hashes; /* SHA-256 of the commands' tokens, lower-case hex; with those
                           that were known where not every team could be looked into */
    size_t n_hashes;
    bool is_whole; /* every team could */
};

/* Is there a server, and are its settings as they must be? False: no server. */
bool enroll_server(struct enroll *e);
/* Whose token it is; where there is none, or it is void, an administrator's makes account
 * and token. */
bool enroll_account(struct enroll *e);
/* The bot is in the teams, or is brought there. False: in none. */
bool enroll_teams(struct enroll *e);
/* Makes the commands, changes those that are not right, takes away what is ours and no
 * longer published. */
void enroll_commands(struct enroll *e);
/* Takes all of them away. */
void enroll_remove(struct enroll *e);
/* Tries whether the server reaches callback_url; in vain without commands. */
void enroll_reach(struct enroll *e);

#endif
