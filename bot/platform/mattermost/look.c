#include "platform/mattermost/look.h"

#include "base/arena.h"
#include "io/clock.h"
#include "platform/mattermost/teams.h"
#include "platform/mattermost/version.h"

enum { oldest_major = 5, oldest_minor = 37, teams_max = 200 };

/* ---- the server ---- */

void look_version(struct findings *f, struct str version_id)
{
    int64_t major = 0, minor = 0;
    if (!version_read(version_id, &major, &minor)) {
        found(f, LEVEL_WARN, "the server does not say which version it is");
        found_remedy(f, "Does a proxy take the header X-Version-Id away? All else may be "
                        "in order.");
        return;
    }
    bool is_old = major < oldest_major || (major == oldest_major && minor < oldest_minor);
    found(f, is_old ? LEVEL_WARN : LEVEL_OK, "Mattermost %d.%d", (int)major, (int)minor);
    if (is_old)
        found_remedy(f, "It was tried with 5.37 and later. Update the server where you "
                        "can.");
}

static void look_limits(struct findings *f, const struct inquiry *q)
{
    struct str limit = http_response_header(&q->r, STR("X-Ratelimit-Limit"));
    if (limit.n > 0)
        found(f, LEVEL_OK,
              "the server limits requests (" STR_FMT "): we keep to what it says",
              STR_ARG(str_take(limit, 20)));
}

bool look_server(struct findings *f, const struct asking *as)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(as, &q, "/system/ping");
    struct str version = http_response_header(&q.r, STR("X-Version-Id"));
    if (q.r.outcome != HTTP_ANSWERED) {
        found(f, LEVEL_FAIL, STR_FMT " cannot be reached: %s", STR_ARG(as->url),
              q.r.err.msg);
        found_remedy(f, "Is that the address as people open it, and may this machine go "
                        "there? HTTP proxies are not supported.");
        return false;
    }
    if (q.r.status != 200 && version.n == 0) {
        found(f, LEVEL_FAIL, "at " STR_FMT " there is no Mattermost (%d)",
              STR_ARG(as->url), q.r.status);
        found_remedy(f, "url is the address as people open it, with what follows the "
                        "host where there is something.");
        return false;
    }
    look_version(f, version);
    look_limits(f, &q);
    found_clock(f, http_response_header(&q.r, STR("Date")), clock_wall_ms(),
                "the server's");
    return true;
}

/* ---- accounts ---- */

bool look_who(struct findings *f, const struct asking *as, const char *which,
              struct look_who *out)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(as, &q, "/users/me");
    if (q.a.kind != REST_OK || !json_is_object(q.body)) {
        found(f, LEVEL_FAIL, "the server refused %s (" STR_FMT ")", which,
              STR_ARG(inquiry_why(as, &q)));
        if (q.a.kind == REST_AUTH)
            found_remedy(f, "It is wrong or revoked, or its account is deactivated. A "
                            "bot's new token: product menu > Integrations > Bot "
                            "Accounts > Create New Token.");
        return false;
    }
    *out = (struct look_who){ .id = arena_str(as->mem, json_str(q.body, "id")),
                              .name = arena_str(as->mem, json_str(q.body, "username")),
                              .is_bot = json_bool(q.body, "is_bot") };
    return true;
}

/* ---- settings ---- */

void look_site_url(struct findings *f, struct str theirs, struct str ours)
{
    static const char where[] = "System Console > Environment > Web Server > Site URL";
    theirs = str_without_end(theirs, '/');
    if (theirs.n == 0) {
        found(f, LEVEL_WARN, "the server's Site URL is empty");
        found_remedy(f, "%s: " STR_FMT ". Newer servers run no command without it.",
                     where, STR_ARG(ours));
    } else if (!str_eq_nocase(theirs, ours)) {
        found(f, LEVEL_WARN,
              "the server's Site URL is " STR_FMT ", and our url is " STR_FMT,
              STR_ARG(theirs), STR_ARG(ours));
        found_remedy(f,
                     "Links lead to url: write the Site URL there, or set it right "
                     "in %s.",
                     where);
    } else {
        found(f, LEVEL_OK, "the server's Site URL is our url");
    }
}

bool look_settings(struct findings *f, const struct asking *as, bool wants_commands)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(as, &q, "/config/client?format=old");
    if (q.a.kind != REST_OK) {
        found(f, LEVEL_WARN, "the server's settings cannot be read (" STR_FMT ")",
              STR_ARG(inquiry_why(as, &q)));
        return true;
    }
    look_site_url(f, json_str(q.body, "SiteURL"), as->url);
    if (str_eq(json_str(q.body, "RestrictDirectMessage"), STR("team")))
        found(f, LEVEL_OK,
              "people write direct messages within their teams only: the "
              "bot must be in a team of everybody who is to use it");
    bool is_off =
        wants_commands && str_eq(json_str(q.body, "EnableCommands"), STR("false"));
    if (is_off) {
        found(f, LEVEL_FAIL, "slash commands are switched off on the server");
        found_remedy(f, "System Console > Integrations > Integration Management > Enable "
                        "Custom Slash Commands: true.");
    }
    return !is_off;
}

/* ---- teams ---- */

static struct str channel_of(const struct asking *as, struct str team)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(as, &q, "/users/me/teams/" STR_FMT "/channels", STR_ARG(team));
    for (const struct json *c = json_first(q.body); c && q.a.kind == REST_OK;
         c = json_next(c)) {
        if (str_eq(json_str(c, "type"), STR("O")) && json_int(c, "delete_at", 0) == 0)
            return arena_str(as->mem, json_str(c, "id"));
    }
    return STR("");
}

static void read_team(const struct asking *as, const struct json *j,
                      struct look_team *out)
{
    *out = (struct look_team){ .id = arena_str(as->mem, json_str(j, "id")),
                               .name = arena_str(as->mem, json_str(j, "name")) };
    out->channel = channel_of(as, out->id);
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(as, &q, "/teams/" STR_FMT "/members/me", STR_ARG(out->id));
    out->is_known = q.a.kind == REST_OK;
    out->is_admin = json_bool(q.body, "scheme_admin") ||
                    str_find(json_str(q.body, "roles"), STR("team_admin")) >= 0;
}

static void say_missing(struct findings *f, const struct str *names, size_t n_names,
                        const struct look_team *teams, size_t n, const char *remedy)
{
    for (size_t i = 0; i < n_names; i++) {
        bool is_there = str_eq(names[i], STR("*"));
        for (size_t j = 0; j < n; j++)
            is_there |= teams_is_named(teams[j].name, &names[i], 1);
        if (is_there)
            continue;
        found(f, LEVEL_FAIL, "the bot is not in the team " STR_FMT, STR_ARG(names[i]));
        found_remedy(f, "%s", remedy);
    }
    if (n > 0 || (n_names > 0 && !str_eq(names[0], STR("*"))))
        return;
    found(f, LEVEL_FAIL, "the bot is in no team");
    found_remedy(f, "%s", remedy);
}

const struct look_team *look_teams(struct findings *f, const struct asking *as,
                                   const struct str *names, size_t n_names,
                                   const char *remedy, size_t *n)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(as, &q, "/users/me/teams");
    *n = 0;
    if (q.a.kind != REST_OK || !json_is_array(q.body)) {
        found(f, LEVEL_FAIL, "the bot's teams cannot be read (" STR_FMT ")",
              STR_ARG(inquiry_why(as, &q)));
        return NULL;
    }
    struct look_team *teams =
        ARENA_ARRAY(as->mem, json_count(q.body) + 1, struct look_team);
    for (const struct json *j = json_first(q.body); j && *n < teams_max;
         j = json_next(j)) {
        if (teams_is_named(json_str(j, "name"), names, n_names) &&
            json_int(j, "delete_at", 0) == 0)
            read_team(as, j, &teams[(*n)++]);
    }
    say_missing(f, names, n_names, teams, *n, remedy);
    return teams;
}
