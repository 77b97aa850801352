/* What set-up and doctor both want to know of a server. For the command line alone. */
#ifndef PLATFORM_MATTERMOST_LOOK_H
#define PLATFORM_MATTERMOST_LOOK_H

#include "platform/check.h"
#include "platform/mattermost/asking.h"

/* Who a token belongs to. Text lives in asking.mem. */
struct look_who {
    struct str id, name;
    bool is_bot;
};

/* A team that the bot is in. */
struct look_team {
    struct str id, name;
    struct str channel; /* id of one that the bot is in; empty: none */
    bool is_admin;      /* the bot is */
    bool is_known;      /* its role could be read */
};

/* Is there a server, how old is it, do the clocks agree, does it limit requests? False:
 * there is none (said). */
bool look_server(struct findings *f, const struct asking *as);

/* Whose token it is; `which` names it: "token", "--admin-token". False: refused (said). */
bool look_who(struct findings *f, const struct asking *as, const char *which,
              struct look_who *out);

/* Site URL, and (wants_commands) whether slash commands are on. False: they are not
 * (said). */
bool look_settings(struct findings *f, const struct asking *as, bool wants_commands);

/* The teams among `names` ("*" alone: all) that the bot is in; those that it is not in
 * are said, with `remedy`. NULL: they cannot be read (said). Array lives in asking.mem. */
const struct look_team *look_teams(struct findings *f, const struct asking *as,
                                   const struct str *names, size_t n_names,
                                   const char *remedy, size_t *n);

/* The pure parts. X-Version-Id: "5.37.0.5.37.0.abc.false"; SiteURL against ours. */
void look_version(struct findings *f, struct str version_id);
void look_site_url(struct findings *f, struct str theirs, struct str ours);

#endif
