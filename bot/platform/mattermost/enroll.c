/* The server, the account, the teams. */
#include "platform/mattermost/enroll.h"

#include "base/arena.h"
#include "platform/mattermost/reach.h"

static const struct str usual_name = STR_INIT("botschafter");

#define BOT_ACCOUNTS "product menu > Integrations > Bot Accounts"

bool enroll_server(struct enroll *e)
{
    return look_server(e->f, &e->bot);
}

/* ---- the account ---- */

static void say_no_account(struct enroll *e)
{
    found(e->f, LEVEL_FAIL, "there is no bot account, or none whose token was given");
    found_remedy(e->f,
                 "Either once with --admin-token REF, a system administrator's token; or "
                 "somebody who may: " BOT_ACCOUNTS
                 " > Add Bot Account (name botschafter, role Member), copy the token, "
                 "put it into a file of mode 0600, and run this with --token file:PATH.");
}

static void say_no_creation(struct enroll *e, const struct inquiry *q)
{
    found(e->f, LEVEL_FAIL, "the bot account cannot be made (" STR_FMT ")",
          STR_ARG(inquiry_why(&e->admin, q)));
    if (str_find(q->a.error, STR("create_disabled")) >= 0)
        found_remedy(e->f, "System Console > Integrations > Bot Accounts > Enable Bot "
                           "Account Creation: true. Then run this again; afterwards it "
                           "may be switched off.");
    else
        found_remedy(e->f, "It takes a system administrator's own token (profile picture "
                           "> Profile > Security > Personal Access Tokens), not a "
                           "bot's.");
}

/* An account of that name: a bot's that we take, or one that is in the way. */
static bool find_account(struct enroll *e, struct str *id, bool *is_taken)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(&e->admin, &q, "/users/username/" STR_FMT, STR_ARG(usual_name));
    *is_taken = false;
    if (q.a.kind != REST_OK)
        return false;
    if (!json_bool(q.body, "is_bot") || json_int(q.body, "delete_at", 0) > 0) {
        found(e->f, LEVEL_FAIL, "the name " STR_FMT " is taken by %s",
              STR_ARG(usual_name),
              json_bool(q.body, "is_bot") ? "a bot that is disabled" : "a person");
        found_remedy(e->f,
                     "Enable it, or make a bot account of another name (" BOT_ACCOUNTS
                     ") and give its token by --token.");
        *is_taken = true;
    }
    *id = arena_str(e->bot.mem, json_str(q.body, "id"));
    return !*is_taken;
}

static bool make_account(struct enroll *e, struct str *id)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_call(&e->admin, &q, "POST",
                STR("{\"username\":\"botschafter\",\"display_name\":\"Botschafter\","
                    "\"description\":\"Share-ready posts about our work, whenever you "
                    "like.\"}"),
                "/bots");
    *id = arena_str(e->bot.mem, json_str(q.body, "user_id"));
    if (q.a.kind != REST_OK || id->n == 0) {
        say_no_creation(e, &q);
        return false;
    }
    found_done(e->f, "made the bot account @" STR_FMT, STR_ARG(usual_name));
    return true;
}

static bool make_token(struct enroll *e, struct str id)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_call(&e->admin, &q, "POST", STR("{\"description\":\"Botschafter\"}"),
                "/users/" STR_FMT "/tokens", STR_ARG(id));
    struct str token = json_str(q.body, "token");
    if (q.a.kind != REST_OK || token.n == 0) {
        found(e->f, LEVEL_FAIL, "a token for the bot cannot be made (" STR_FMT ")",
              STR_ARG(inquiry_why(&e->admin, &q)));
        found_remedy(e->f, "Make it by hand (" BOT_ACCOUNTS " > Create New Token) and "
                           "give it by --token.");
        return false;
    }
    e->bot.token = SECRET(arena_str(e->bot.mem, token));
    e->is_new_token = true;
    found_done(e->f, "made a token for @" STR_FMT, STR_ARG(usual_name));
    return true;
}

static bool make_all(struct enroll *e)
{
    struct look_who admin;
    struct str id = { 0 };
    bool is_taken = false;
    if (!secret_given(e->admin.token)) {
        say_no_account(e);
        return false;
    }
    if (!look_who(e->f, &e->admin, "--admin-token", &admin))
        return false;
    if (!find_account(e, &id, &is_taken) && (is_taken || !make_account(e, &id)))
        return false;
    return make_token(e, id);
}

/* An administrator can give another one. */
static bool is_token_void(struct enroll *e)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    if (!secret_given(e->admin.token))
        return false;
    asking_get(&e->bot, &q, "/users/me");
    if (q.a.kind == REST_AUTH)
        found(e->f, LEVEL_OK, "the token is not taken any more: another one is made");
    return q.a.kind == REST_AUTH;
}

bool enroll_account(struct enroll *e)
{
    bool is_new = !secret_given(e->bot.token) || is_token_void(e);
    if (is_new && !make_all(e))
        return false;
    if (!look_who(e->f, &e->bot, "token", &e->who))
        return false;
    found(e->f, e->who.is_bot ? LEVEL_OK : LEVEL_WARN, "the token is @" STR_FMT "'s",
          STR_ARG(e->who.name));
    if (!e->who.is_bot)
        found_remedy(
            e->f, "That is a person's account. Better make a bot's: " BOT_ACCOUNTS ".");
    e->are_commands_off = !look_settings(e->f, &e->bot, e->callback_url.n > 0);
    return true;
}

/* ---- teams ---- */

static bool add_to_team(struct enroll *e, const struct json *team)
{
    struct str name = json_str(team, "name"), id = json_str(team, "id");
    struct str body =
        arena_fmt(e->bot.mem, "{\"team_id\":\"" STR_FMT "\",\"user_id\":\"" STR_FMT "\"}",
                  STR_ARG(id), STR_ARG(e->who.id));
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_call(&e->admin, &q, "POST", body, "/teams/" STR_FMT "/members", STR_ARG(id));
    if (q.a.kind == REST_OK) {
        found_done(e->f, "brought the bot into the team " STR_FMT, STR_ARG(name));
        return true;
    }
    found(e->f, LEVEL_FAIL,
          "the bot cannot be brought into the team " STR_FMT " (" STR_FMT ")",
          STR_ARG(name), STR_ARG(inquiry_why(&e->admin, &q)));
    return false;
}

static bool is_in(struct enroll *e, struct str team)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(&e->bot, &q, "/teams/" STR_FMT "/members/me", STR_ARG(team));
    return q.a.kind == REST_OK && json_int(q.body, "delete_at", 0) == 0;
}

static void bring_by_name(struct enroll *e, struct str name)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(&e->admin, &q, "/teams/name/" STR_FMT, STR_ARG(name));
    if (q.a.kind == REST_OK && !is_in(e, json_str(q.body, "id")))
        add_to_team(e, q.body);
}

/* "*" and in none: the only team there is. False: there are several (said). */
static bool bring_somewhere(struct enroll *e)
{
    AUTO(inquiry_clear) struct inquiry mine = { 0 };
    AUTO(inquiry_clear) struct inquiry all = { 0 };
    AUTO(buf_clear) struct buf names = BUF_INIT(400);
    asking_get(&e->bot, &mine, "/users/me/teams");
    if (mine.a.kind != REST_OK || json_count(mine.body) > 0)
        return true;
    asking_get(&e->admin, &all, "/teams?per_page=50");
    if (all.a.kind == REST_OK && json_count(all.body) == 1)
        return add_to_team(e, json_first(all.body));
    for (const struct json *t = json_first(all.body); t; t = json_next(t))
        buf_addf(&names, "%s" STR_FMT, names.n > 0 ? ", " : "",
                 STR_ARG(json_str(t, "name")));
    found(e->f, LEVEL_FAIL, "to which teams does the bot belong? There are: %s",
          buf_c(&names));
    found_remedy(e->f, "Name them: --teams sales,support");
    return false;
}

static bool bring(struct enroll *e)
{
    for (size_t i = 0; i < e->n_teams; i++) {
        if (!str_eq(e->teams[i], STR("*")))
            bring_by_name(e, e->teams[i]);
        else if (!bring_somewhere(e))
            return false;
    }
    return true;
}

bool enroll_teams(struct enroll *e)
{
    const char *remedy =
        secret_given(e->admin.token)
            ? "Is its name right, as it stands in the address of the team's page?"
            : "A team's administrator adds it: team menu > Invite People, or Add Members; "
              "or run this once with --admin-token.";
    if (secret_given(e->admin.token) && !bring(e))
        return false;
    e->in = look_teams(e->f, &e->bot, e->teams, e->n_teams, remedy, &e->n_in);
    for (size_t i = 0; i < e->n_in; i++)
        found(e->f, LEVEL_OK, "the bot is in the team " STR_FMT "%s",
              STR_ARG(e->in[i].name), e->in[i].is_admin ? ", as its admin" : "");
    return e->n_in > 0;
}

/* ---- the way back ---- */

/* Only an administrator may read it. */
static bool read_allowed(struct enroll *e, struct str *out)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    if (!secret_given(e->admin.token))
        return false;
    asking_get(&e->admin, &q, "/config");
    const struct json *v =
        json_at(q.body, "ServiceSettings.AllowedUntrustedInternalConnections");
    *out = arena_str(e->bot.mem, json_str(v, ""));
    return q.a.kind == REST_OK && json_is_string(v);
}

void enroll_reach(struct enroll *e)
{
    struct reach r = { .as = &e->bot,
                       .workspace = e->workspace,
                       .callback_url = e->callback_url,
                       .listen = e->listen,
                       .trigger = e->commands[0].name,
                       .hashes = e->hashes,
                       .n_hashes = e->n_hashes };
    for (size_t i = 0; i < e->n_in && r.channel.n == 0; i++) {
        r.team = e->in[i].id;
        r.channel = e->in[i].channel;
    }
    if (r.channel.n == 0 || e->n_hashes == 0)
        return;
    r.knows_allowed = read_allowed(e, &r.allowed);
    reach_try(e->f, &r);
}
