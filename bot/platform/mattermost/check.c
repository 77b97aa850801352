#include "platform/mattermost/check.h"

#include "base/arena.h"
#include "io/http_ask.h"
#include "platform/mattermost/commands.h"
#include "platform/mattermost/look.h"
#include "platform/mattermost/names.h"
#include "platform/mattermost/reach.h"
#include "platform/mattermost/thread.h"

enum { hello_ms = 6000, detailed_teams = 20 };

static const char join[] =
    "A team's administrator adds it: team menu > Invite People, or "
    "Add Members; or run botschafter setup mattermost with "
    "--admin-token.";

/* What is looked at, by its parts. */
struct looking {
    struct findings *f;
    const struct mattermost_check *c;
    struct asking as;
    struct look_who who;
    struct commands_of us;
    const struct look_team *teams;
    size_t n_teams;
    bool are_commands_off;          /* on the whole server */
    const struct look_team *to_try; /* has our commands, and a channel; NULL: none */
};

/* ---- commands ---- */

/* What is wrong with a command; NULL: nothing. */
static const char *fault_of(const struct looking *l, const struct json *command,
                            bool is_whole)
{
    if (!command)
        return "is missing";
    if (!is_whole)
        return NULL; /* neither url nor token are shown */
    if (!commands_is_ours(&l->us, command))
        return "is somebody else's command";
    if (!str_eq(json_str(command, "url"), l->us.url))
        return "leads to another address than callback_url";
    struct str token = json_str(command, "token");
    bool is_strange =
        token.n > 0 &&
        !commands_knows(l->as.mem, token, l->c->command_hashes, l->c->n_command_hashes);
    return is_strange ? "has a token that is not in command_tokens" : NULL;
}

static void check_list(struct looking *l, const struct look_team *t,
                       const struct json *list, bool is_whole)
{
    size_t n_wrong = 0;
    for (size_t i = 0; i < l->c->n_commands; i++) {
        struct str name = l->c->commands[i].name;
        const char *fault = fault_of(l, commands_find(list, name), is_whole);
        if (!fault)
            continue;
        n_wrong++;
        found(l->f, LEVEL_FAIL, STR_FMT ": /" STR_FMT " %s", STR_ARG(t->name),
              STR_ARG(name), fault);
        found_remedy(
            l->f, "Run botschafter setup mattermost again%s.",
            t->is_admin ? "" : ", with --admin-token: the bot is no team admin there");
    }
    if (n_wrong == 0 && !l->to_try && t->channel.n > 0)
        l->to_try = t;
    if (n_wrong == 0)
        found(l->f, LEVEL_OK, STR_FMT ": the commands are there%s", STR_ARG(t->name),
              is_whole ? ", with our address and tokens" : "");
}

static void check_commands(struct looking *l, const struct look_team *t)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(&l->as, &q, "/commands?team_id=" STR_FMT "&custom_only=true",
               STR_ARG(t->id));
    bool is_whole = q.a.kind == REST_OK;
    if (!is_whole) {
        inquiry_clear(&q);
        asking_get(&l->as, &q, "/teams/" STR_FMT "/commands/autocomplete",
                   STR_ARG(t->id));
    }
    if (q.a.kind == REST_OK)
        check_list(l, t, q.body, is_whole);
    else
        found(l->f, LEVEL_WARN, STR_FMT ": its commands cannot be read (" STR_FMT ")",
              STR_ARG(t->name), STR_ARG(inquiry_why(&l->as, &q)));
}

/* ---- teams ---- */

/* Does the role that every member has allow it? */
static void check_pictures(struct looking *l, const struct look_team *t)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(&l->as, &q, "/teams/" STR_FMT "/channels/name/" MATTERMOST_PICTURES,
               STR_ARG(t->id));
    if (q.a.kind == REST_OK)
        return; /* made long ago */
    inquiry_clear(&q);
    asking_get(&l->as, &q, "/roles/name/%s", t->is_admin ? "team_admin" : "team_user");
    bool may = q.a.kind != REST_OK;
    for (int i = 0; i < 2 && q.a.kind == REST_OK; i++) {
        const struct json *p = json_first(json_at(q.body, "permissions"));
        for (; p; p = json_next(p))
            may |= str_eq(json_str(p, ""), STR("create_public_channel"));
        if (may || !t->is_admin)
            break;
        inquiry_clear(&q);
        asking_get(&l->as, &q, "/roles/name/team_user");
    }
    if (may)
        return;
    found(l->f, LEVEL_WARN,
          STR_FMT ": the bot may not make public channels, so cards have no pictures",
          STR_ARG(t->name));
    found_remedy(l->f, "Make a public channel " MATTERMOST_PICTURES " in that team and "
                       "add the bot, or allow members to make public channels: System "
                       "Console > User Management > Permissions.");
}

static void check_channel(struct looking *l)
{
    struct str name = l->c->channel;
    if (str_starts(name, STR("#")) || str_starts(name, STR("~")))
        name = str_skip(name, 1);
    for (size_t i = 0; name.n > 0 && i < l->n_teams; i++) {
        AUTO(inquiry_clear) struct inquiry q = { 0 };
        asking_get(&l->as, &q, "/teams/" STR_FMT "/channels/name/" STR_FMT,
                   STR_ARG(l->teams[i].id), STR_ARG(name));
        if (q.a.kind == REST_OK) {
            found(l->f, LEVEL_OK, "the channel ~" STR_FMT " is there", STR_ARG(name));
            return;
        }
    }
    if (name.n == 0)
        return;
    found(l->f, LEVEL_WARN, "there is no channel ~" STR_FMT " that the bot can see",
          STR_ARG(name));
    found_remedy(l->f, "Make it, or name another under [channels] suggest; into a "
                       "private one the bot must be added.");
}

static void check_team(struct looking *l, const struct look_team *t)
{
    bool has_port = l->us.url.n > 0;
    if (t->is_known)
        found(l->f, LEVEL_OK, STR_FMT ": the bot is %s", STR_ARG(t->name),
              t->is_admin ? "a team admin, so it makes its commands itself"
              : has_port  ? "a member: commands there take an administrator"
                          : "a member");
    if (has_port && !l->are_commands_off)
        check_commands(l, t);
    check_pictures(l, t);
}

static void check_teams(struct looking *l)
{
    l->teams = look_teams(l->f, &l->as, l->c->teams, l->c->n_teams, join, &l->n_teams);
    for (size_t i = 0; i < l->n_teams && i < detailed_teams; i++)
        check_team(l, &l->teams[i]);
    if (l->n_teams > detailed_teams)
        found(l->f, LEVEL_OK, "and %zu teams more", l->n_teams - detailed_teams);
    check_channel(l);
}

/* ---- the way to us, and the websocket ---- */

static void check_reach(struct looking *l)
{
    if (l->us.url.n == 0) {
        found(l->f, LEVEL_OK,
              "no callback_url: people write to the bot, and type "
              "numbers instead of pressing buttons");
        return;
    }
    if (l->to_try && l->c->n_commands > 0)
        reach_try(l->f, &(struct reach){ .as = &l->as,
                                         .workspace = l->c->workspace,
                                         .callback_url = l->c->callback_url,
                                         .listen = l->c->listen,
                                         .team = l->to_try->id,
                                         .channel = l->to_try->channel,
                                         .trigger = l->c->commands[0].name,
                                         .hashes = l->c->command_hashes,
                                         .n_hashes = l->c->n_command_hashes });
}

static void check_websocket(struct looking *l)
{
    struct err err = { 0 };
    struct str said = { 0 };
    AUTO(buf_clear) struct buf url = BUF_INIT(1024);
    thread_address(&url, l->c->url);
    if (http_ask_greeting(l->as.ask, l->as.mem, buf_str(&url), l->c->token, hello_ms,
                          &said, &err) &&
        str_find(said, STR("\"hello\"")) >= 0) {
        found(l->f, LEVEL_OK, "the websocket opens and greets");
        return;
    }
    found(l->f, LEVEL_FAIL, "the websocket does not work: %s",
          err.msg[0] ? err.msg : "its first message is no greeting");
    found_remedy(l->f, "A proxy in front of Mattermost must pass "
                       "/api/v4/websocket on with Upgrade and Connection.");
}

static bool check_account(struct looking *l)
{
    if (!look_who(l->f, &l->as, "token", &l->who))
        return false;
    found(l->f, l->who.is_bot ? LEVEL_OK : LEVEL_WARN, "token is good: @" STR_FMT "%s",
          STR_ARG(l->who.name), l->who.is_bot ? "" : ", which is a person's account");
    if (!l->who.is_bot)
        found_remedy(l->f, "Make a bot account (product menu > Integrations > Bot "
                           "Accounts) and use its token: a person may leave.");
    return true;
}

void mattermost_check(struct findings *f, struct http_ask *ask,
                      const struct mattermost_check *c)
{
    struct looking l = {
        .f = f,
        .c = c,
        .as = { .ask = ask, .mem = f->mem, .url = c->url, .token = c->token }
    };
    if (!look_server(f, &l.as) || !check_account(&l))
        return;
    l.us = (struct commands_of){
        .url = commands_url(f->mem, c->callback_url, c->workspace),
        .workspace = c->workspace,
        .bot = l.who.id,
    };
    l.are_commands_off = !look_settings(f, &l.as, l.us.url.n > 0);
    check_teams(&l);
    check_reach(&l);
    check_websocket(&l);
}
