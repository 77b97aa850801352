/* Our commands in each team. */
#include "base/arena.h"
#include "platform/mattermost/commands.h"
#include "platform/mattermost/enroll.h"

enum { hashes_max = 1000, body_max = 16 * 1024 };

/* What is done in one team. */
struct in_team {
    struct enroll *e;
    const struct look_team *team;
    const struct asking *as; /* who may: the bot, else the administrator */
    struct commands_of us;
};

static bool is_new_hash(const struct enroll *e, struct str hash)
{
    for (size_t i = 0; i < e->n_hashes; i++) {
        if (str_eq(e->hashes[i], hash))
            return false;
    }
    return e->n_hashes < hashes_max;
}

static void keep_hash(struct enroll *e, struct str hash)
{
    if (!e->hashes)
        e->hashes = ARENA_ARRAY(e->bot.mem, hashes_max, struct str);
    if (is_new_hash(e, hash))
        e->hashes[e->n_hashes++] = hash;
}

static void keep_token(struct enroll *e, struct str token)
{
    if (token.n == 0)
        e->is_whole = false;
    else
        keep_hash(e, commands_hash(e->bot.mem, token));
}

static void failed(struct in_team *t, const char *what, struct str trigger,
                   const struct inquiry *q)
{
    t->e->is_whole = false;
    found(t->e->f, LEVEL_FAIL, STR_FMT ": /" STR_FMT " cannot be %s (" STR_FMT ")",
          STR_ARG(t->team->name), STR_ARG(trigger), what, STR_ARG(inquiry_why(t->as, q)));
    if (q->r.status == 501)
        found_remedy(t->e->f, "System Console > Integrations > Integration Management > "
                              "Enable Custom Slash Commands: true.");
    else if (str_find(q->a.error, STR("duplicate_trigger")) >= 0)
        found_remedy(t->e->f, "Mattermost itself has a command of that name, or somebody "
                              "made one that the bot may not see: in that team, product "
                              "menu > Integrations > Slash Commands; or run this once "
                              "with --admin-token.");
    else if (q->r.status == 403 || q->r.status == 404)
        found_remedy(t->e->f, "Somebody else made it, and the bot may not change it: run "
                              "this once with --admin-token.");
}

/* ---- one command ---- */

static void make(struct in_team *t, const struct published_command *want)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(body_max);
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    commands_write(&body, &t->us, t->team->id, NULL, want);
    asking_call(t->as, &q, "POST", buf_str(&body), "/commands");
    if (q.a.kind != REST_OK) {
        failed(t, "made", want->name, &q);
        return;
    }
    keep_token(t->e, json_str(q.body, "token"));
    found_done(t->e->f, STR_FMT ": made /" STR_FMT, STR_ARG(t->team->name),
               STR_ARG(want->name));
}

static void change(struct in_team *t, const struct json *old,
                   const struct published_command *want)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(body_max);
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    commands_write(&body, &t->us, t->team->id, old, want);
    asking_call(t->as, &q, "PUT", buf_str(&body), "/commands/" STR_FMT,
                STR_ARG(json_str(old, "id")));
    if (q.a.kind != REST_OK) {
        failed(t, "changed", want->name, &q);
        return;
    }
    struct str token = json_str(q.body, "token");
    keep_token(t->e, token.n > 0 ? token : json_str(old, "token"));
    struct str led_to = json_str(old, "url");
    bool is_moved = !str_eq(led_to, t->us.url);
    found_done(t->e->f, STR_FMT ": changed /" STR_FMT "%s" STR_FMT,
               STR_ARG(t->team->name), STR_ARG(want->name),
               is_moved ? ", which led to " : "",
               STR_ARG(is_moved ? str_take(led_to, 200) : STR("")));
}

static void say_taken(struct in_team *t, const struct json *other)
{
    t->e->is_whole = false;
    found(t->e->f, LEVEL_FAIL,
          STR_FMT ": /" STR_FMT " is taken by another command, which leads to " STR_FMT,
          STR_ARG(t->team->name), STR_ARG(json_str(other, "trigger")),
          STR_ARG(str_take(json_str(other, "url"), 200)));
    found_remedy(t->e->f, "Rename or delete that one: in that team, product menu > "
                          "Integrations > Slash Commands. Then run this again.");
}

static void settle(struct in_team *t, const struct json *list,
                   const struct published_command *want)
{
    const struct json *old = commands_find(list, want->name);
    if (!old) {
        make(t, want);
    } else if (!commands_is_ours(&t->us, old)) {
        say_taken(t, old);
    } else if (!commands_is_right(&t->us, old, want)) {
        change(t, old, want);
    } else {
        keep_token(t->e, json_str(old, "token"));
        found(t->e->f, LEVEL_OK, STR_FMT ": /" STR_FMT " is there",
              STR_ARG(t->team->name), STR_ARG(want->name));
    }
}

static void take_away(struct in_team *t, const struct json *command)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    struct str trigger = json_str(command, "trigger");
    asking_call(t->as, &q, "DELETE", STR(""), "/commands/" STR_FMT,
                STR_ARG(json_str(command, "id")));
    if (q.a.kind != REST_OK)
        failed(t, "taken away", trigger, &q);
    else
        found_done(t->e->f, STR_FMT ": took /" STR_FMT " away", STR_ARG(t->team->name),
                   STR_ARG(trigger));
}

/* ---- one team ---- */

static bool is_published(const struct enroll *e, struct str trigger)
{
    for (size_t i = 0; i < e->n_commands; i++) {
        if (str_eq(e->commands[i].name, trigger))
            return true;
    }
    return false;
}

static void take_away_old(struct in_team *t, const struct json *list, bool all)
{
    for (const struct json *c = json_first(list); c; c = json_next(c)) {
        if (commands_is_ours(&t->us, c) &&
            (all || !is_published(t->e, json_str(c, "trigger"))))
            take_away(t, c);
    }
}

/* An administrator made them for us, and their tokens are known. */
static bool are_there(struct in_team *t)
{
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    asking_get(&t->e->bot, &q, "/teams/" STR_FMT "/commands/autocomplete",
               STR_ARG(t->team->id));
    bool all = t->e->n_known > 0 && q.a.kind == REST_OK;
    for (size_t i = 0; all && i < t->e->n_commands; i++)
        all = commands_find(q.body, t->e->commands[i].name) != NULL;
    return all;
}

static void say_no_right(struct in_team *t, const struct inquiry *q)
{
    found(t->e->f, LEVEL_FAIL, STR_FMT ": %s may not make commands there (" STR_FMT ")",
          STR_ARG(t->team->name),
          t->as == &t->e->admin ? "the owner of --admin-token" : "the bot",
          STR_ARG(inquiry_why(t->as, q)));
    if (t->as == &t->e->admin)
        found_remedy(t->e->f, "--admin-token must be a system administrator's own, and "
                              "not be revoked.");
    else if (q->r.status == 403)
        found_remedy(t->e->f, "Make it a team admin (in that team: team menu > Manage "
                              "Members, beside its name: Make Team Admin), or run this "
                              "once with --admin-token.");
}

/* The list of a team's own commands, by whoever may read it. */
static bool list_commands(struct in_team *t, struct inquiry *q)
{
    const struct asking *who[] = { &t->e->bot, &t->e->admin };
    for (size_t i = 0; i < COUNT(who); i++) {
        if (i > 0 && (!secret_given(who[i]->token) || q->r.status != 403))
            break;
        inquiry_clear(q);
        t->as = who[i];
        asking_get(t->as, q, "/commands?team_id=" STR_FMT "&custom_only=true",
                   STR_ARG(t->team->id));
        if (q->a.kind == REST_OK)
            return true;
    }
    return false;
}

/* Not even the list can be read. */
static void say_unread(struct in_team *t, const struct inquiry *q, bool may_be_there)
{
    t->e->is_whole = false;
    if (may_be_there && q->r.status == 403 && are_there(t))
        found(t->e->f, LEVEL_OK, STR_FMT ": the commands are there, made by others",
              STR_ARG(t->team->name));
    else
        say_no_right(t, q);
}

static struct in_team begin(struct enroll *e, const struct look_team *team)
{
    return (struct in_team){ .e = e,
                             .team = team,
                             .us = { .url = commands_url(e->bot.mem, e->callback_url,
                                                         e->workspace),
                                     .workspace = e->workspace,
                                     .bot = e->who.id } };
}

void enroll_commands(struct enroll *e)
{
    e->is_whole = true;
    for (size_t i = 0; i < e->n_in; i++) {
        struct in_team t = begin(e, &e->in[i]);
        AUTO(inquiry_clear) struct inquiry q = { 0 };
        if (!list_commands(&t, &q)) {
            say_unread(&t, &q, true);
            continue;
        }
        for (size_t c = 0; c < e->n_commands; c++)
            settle(&t, q.body, &e->commands[c]);
        take_away_old(&t, q.body, false);
    }
    for (size_t i = 0; i < e->n_known && !e->is_whole; i++)
        keep_hash(e, e->known[i]);
}

void enroll_remove(struct enroll *e)
{
    e->is_whole = true;
    for (size_t i = 0; i < e->n_in; i++) {
        struct in_team t = begin(e, &e->in[i]);
        AUTO(inquiry_clear) struct inquiry q = { 0 };
        size_t before = e->f->n;
        if (!list_commands(&t, &q)) {
            say_unread(&t, &q, false);
            continue;
        }
        take_away_old(&t, q.body, true);
        if (e->f->n == before)
            found(e->f, LEVEL_OK, STR_FMT ": there is no command of ours",
                  STR_ARG(t.team->name));
    }
}
