#include "platform/mattermost/calls_read.h"

#include "answers_texts.h"
#include "base/arena.h"
#include "base/log.h"
#include "io/clock.h"
#include "io/http_server.h"
#include "platform/mattermost/commands.h"
#include "platform/mattermost/names.h"
#include "platform/mattermost/reply.h"
#include "platform/mattermost/session.h"

/* A response_url lives half an hour; the answer needs a moment to get there. */
enum { hook_ms = 29 * 60 * 1000, refused_every_ms = 60 * 1000 };

static void refuse(struct http_exchange *x, int status, const char *why)
{
    http_answer(x, &(struct http_answer){ .status = status,
                                          .content_type = STR("text/plain"),
                                          .body = str_from_c(why) });
}

static bool has_type(const struct http_exchange *x, struct str want)
{
    struct str type = http_header_of(x, "Content-Type");
    return str_eq_nocase(str_trim(str_cut(&type, ';')), want);
}

/* The body, where it is a JSON object; else that was said, and the exchange is dead. */
static bool take_object(struct http_exchange *x, struct json **body)
{
    if (!has_type(x, STR("application/json")))
        refuse(x, 415, "this call is JSON\n");
    else if (!json_parse(body, http_body(x), NULL) || !json_is_object(*body))
        refuse(x, 400, "not a JSON object\n");
    else
        return true;
    return false;
}

/* How many there were; 0: it was said a moment ago. */
static int64_t times(struct refusals *r)
{
    int64_t now_ms = clock_mono_ms(), n = ++r->n;
    if (r->said_ms != 0 && now_ms - r->said_ms < refused_every_ms)
        return 0;
    *r = (struct refusals){ .said_ms = now_ms };
    return n;
}

static void unknown(struct session *s)
{
    int64_t n = times(&s->calls.unknown);
    if (n > 0)
        LOG(LOG_WARN, "mattermost", "unknown_command_token",
            KS("workspace", s->base.workspace), KI("times", n),
            KC("why", "it is none of command_tokens: somebody else's call, or the "
                      "command's token was changed (botschafter setup mattermost)"));
}

static void forged(struct session *s, const char *what)
{
    int64_t n = times(&s->calls.forged);
    if (n > 0)
        LOG(LOG_WARN, "mattermost", "forged_call", KS("workspace", s->base.workspace),
            KC("what", what), KI("times", n));
}

/* Nobody would answer: we are being stopped, or do not know yet who we are. */
static bool is_away(const struct session *s)
{
    return s->is_draining || s->bot_user[0] == '\0';
}

static void emit(struct session *s, struct event *ev, const struct handle *h)
{
    ev->workspace = s->base.workspace;
    ev->user = h->user;
    ev->channel = h->origin.place;
    ev->is_direct = h->origin.is_direct;
    ev->thread = h->thread;
    ev->message = reply_post(h);
    ev->reply = handle_write(s->mem, h);
    session_emit(s, ev);
}

/* ---- commands ---- */

static void take_command(struct session *s, struct http_exchange *x,
                         const struct command_call *c)
{
    struct handle h = {
        .asked = ASKED_COMMAND,
        .exchange = calls_wait(s, x, ASKED_COMMAND, c->user),
        .user = c->user,
        .channel = c->channel,
        .is_direct = c->is_direct,
        .team = c->team,
        .thread = c->root,
        .trigger = c->trigger,
        .origin = { .user = c->user,
                    .channel = c->channel,
                    .place = c->channel,
                    .is_direct = c->is_direct,
                    .team = c->team,
                    .hook = c->hook,
                    .hook_until_ms = c->hook.n > 0 ? clock_wall_ms() + hook_ms : 0 },
    };
    if (h.exchange != 0)
        emit(s,
             &(struct event){ .kind = EVENT_COMMAND,
                              .id = c->event_id,
                              .command = c->command,
                              .text = c->text },
             &h);
}

void calls_command(void *ctx, struct http_exchange *x)
{
    struct session *s = ctx;
    struct command_call c;
    arena_reset(s->mem);
    if (!has_type(x, STR("application/x-www-form-urlencoded"))) {
        refuse(x, 415, "a slash command is a form\n");
        return;
    }
    struct wire w = session_wire(s);
    if (!wire_command(&w, http_body(x), http_header_of(x, "Authorization"), &c)) {
        refuse(x, 400, "not a slash command\n");
    } else if (!commands_knows(s->mem, c.token, s->o.command_hashes,
                               s->o.n_command_hashes)) {
        unknown(s);
        refuse(x, 401, "unknown token\n");
    } else if (is_away(s)) {
        calls_say(s, x, ASKED_COMMAND, c.user, answers_restarting);
    } else if (str_eq(c.user, str_from_c(s->bot_user))) {
        /* Setup looks whether the server reaches us: nobody wants a card. */
        calls_finish(x, reply_text(s->mem, ASKED_COMMAND, STR(MATTERMOST_HERE)));
    } else {
        take_command(s, x, &c);
    }
}

/* ---- buttons ---- */

/* Any member may post a button that calls us, and an ephemeral card's button may be
 * pressed by others of the channel: only what we sealed for this person and this place
 * is believed. */
static bool is_pressed_where_it_stands(struct session *s, const struct action_call *c,
                                       struct origin *o)
{
    const struct pressed by = { c->user, c->channel };
    return origin_open(s->mem, s->key, c->seal, by, o) && o->stand != STAND_NOWHERE &&
           (o->user.n > 0 || o->stand == STAND_CHANNEL);
}

static bool stands_in_direct(const struct origin *o, struct str channel)
{
    return o->stand == STAND_DIRECT || o->stand == STAND_PAGE ||
           (o->is_direct && str_eq(o->place, channel));
}

static void take_action(struct session *s, struct http_exchange *x,
                        const struct action_call *c, struct origin o)
{
    bool is_direct = stands_in_direct(&o, c->channel);
    if (o.place.n == 0) {
        o.place = c->channel;
        o.is_direct = is_direct;
    }
    struct handle h = { .asked = ASKED_ACTION,
                        .exchange = calls_wait(s, x, ASKED_ACTION, c->user),
                        .user = c->user,
                        .channel = c->channel,
                        .is_direct = is_direct,
                        .team = c->team,
                        .message = c->post,
                        .trigger = c->trigger,
                        .origin = o };
    if (h.exchange != 0)
        emit(s,
             &(struct event){ .kind = EVENT_ACTION,
                              .id = c->event_id,
                              .ref = c->ref,
                              .choice = c->choice },
             &h);
}

void calls_action(void *ctx, struct http_exchange *x)
{
    struct session *s = ctx;
    AUTO(json_freep) struct json *body = NULL;
    struct action_call c = { 0 };
    struct origin o;
    arena_reset(s->mem);
    if (!take_object(x, &body))
        return;
    struct wire w = session_wire(s);
    if (!wire_action(&w, body, &c) || !is_pressed_where_it_stands(s, &c, &o)) {
        forged(s, "action");
        calls_say(s, x, ASKED_ACTION, c.user, answers_button_of_another);
    } else if (is_away(s)) {
        calls_say(s, x, ASKED_ACTION, c.user, answers_restarting);
    } else {
        take_action(s, x, &c, o);
    }
}

/* ---- dialogs ---- */

static void take_dialog(struct session *s, struct http_exchange *x,
                        const struct dialog_call *c, const struct dialog_state *state)
{
    struct handle h = { .asked = ASKED_DIALOG,
                        .exchange = calls_wait(s, x, ASKED_DIALOG, c->user),
                        .user = c->user,
                        .channel = state->origin.channel,
                        .is_direct =
                            stands_in_direct(&state->origin, state->origin.channel),
                        .team = state->origin.team,
                        .origin = state->origin };
    if (h.exchange != 0)
        emit(s,
             &(struct event){ .kind = EVENT_FORM,
                              .id = c->event_id,
                              .ref = state->ref,
                              .values = c->values,
                              .n_values = c->n_values },
             &h);
}

/* One that stood open too long is nobody's forgery. */
void calls_dialog(void *ctx, struct http_exchange *x)
{
    struct session *s = ctx;
    AUTO(json_freep) struct json *body = NULL;
    struct dialog_call c = { 0 };
    struct dialog_state state;
    arena_reset(s->mem);
    if (!take_object(x, &body))
        return;
    struct wire w = session_wire(s);
    bool is_dialog = wire_dialog(&w, body, &c);
    if (is_dialog && c.is_cancelled) {
        calls_finish(x, STR(""));
    } else if (!is_dialog || !state_open(s->mem, s->key, c.state, c.user, 0, &state)) {
        forged(s, "dialog");
        calls_say(s, x, ASKED_DIALOG, c.user, answers_window_outdated);
    } else if (clock_wall_ms() >= state.expires_ms) {
        calls_say(s, x, ASKED_DIALOG, c.user, answers_window_outdated);
    } else if (is_away(s)) {
        calls_say(s, x, ASKED_DIALOG, c.user, answers_restarting);
    } else {
        take_dialog(s, x, &c, &state);
    }
}
