#include "platform/mattermost/reply.h"

#include "base/arena.h"
#include "base/json.h"

/* Where somebody is when they ask. */
enum spot {
    SPOT_COMMAND,
    SPOT_COMMAND_DIRECT,
    SPOT_BUTTON_EPHEMERAL,
    SPOT_BUTTON_DIRECT,
    SPOT_BUTTON_CHANNEL,
    SPOT_BUTTON_PAGE,
    SPOT_WINDOW_EPHEMERAL,
    SPOT_WINDOW_DIRECT,
    SPOT_WINDOW_ELSEWHERE,
    SPOT_WORDS,
    SPOT_TYPED,
    SPOT_PAGE,
    SPOT_COUNT
};

static enum spot spot_of_button(enum stand stand)
{
    switch (stand) {
    case STAND_EPHEMERAL:
        return SPOT_BUTTON_EPHEMERAL;
    case STAND_DIRECT:
        return SPOT_BUTTON_DIRECT;
    case STAND_PAGE:
        return SPOT_BUTTON_PAGE;
    case STAND_CHANNEL:
    case STAND_NOWHERE:
        break;
    }
    return SPOT_BUTTON_CHANNEL;
}

/* A window that a command opened has no card, but the command's hook. */
static enum spot spot_of_window(const struct origin *o)
{
    if (o->stand == STAND_EPHEMERAL || (o->stand == STAND_NOWHERE && !o->is_direct))
        return SPOT_WINDOW_EPHEMERAL;
    return o->stand == STAND_DIRECT && o->message.n > 0 ? SPOT_WINDOW_DIRECT
                                                        : SPOT_WINDOW_ELSEWHERE;
}

static enum spot spot_of(const struct handle *h)
{
    switch (h->asked) {
    case ASKED_COMMAND:
        return h->is_direct ? SPOT_COMMAND_DIRECT : SPOT_COMMAND;
    case ASKED_ACTION:
        return spot_of_button(h->origin.stand);
    case ASKED_DIALOG:
        return spot_of_window(&h->origin);
    case ASKED_MESSAGE:
        return SPOT_WORDS;
    case ASKED_TYPED:
        return SPOT_TYPED;
    case ASKED_PAGE:
        break;
    }
    return SPOT_PAGE;
}

/* What is left out is nothing to be said. */
static const struct reply_plan plans[SPOT_COUNT][ANSWER_PAGE + 1] = {
    [SPOT_COMMAND] = {
        [ANSWER_CARD] = { WAY_EXCHANGE, WAY_DIRECT },
        [ANSWER_REPLACE] = { WAY_EXCHANGE, WAY_DIRECT },
        [ANSWER_FORM] = { WAY_WINDOW, WAY_TALK },
    },
    [SPOT_COMMAND_DIRECT] = {
        [ANSWER_CARD] = { WAY_DIRECT, WAY_EXCHANGE },
        [ANSWER_REPLACE] = { WAY_DIRECT, WAY_EXCHANGE },
        [ANSWER_FORM] = { WAY_WINDOW, WAY_TALK },
    },
    [SPOT_BUTTON_EPHEMERAL] = {
        [ANSWER_CARD] = { WAY_HOOK, WAY_DIRECT },
        [ANSWER_REPLACE] = { WAY_HOOK, WAY_DIRECT },
        [ANSWER_REMOVE] = { WAY_DONE, WAY_NONE },
        [ANSWER_FORM] = { WAY_WINDOW, WAY_TALK },
    },
    [SPOT_BUTTON_DIRECT] = {
        [ANSWER_CARD] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_REPLACE] = { WAY_UPDATE, WAY_PATCH },
        [ANSWER_REMOVE] = { WAY_DELETE, WAY_NONE },
        [ANSWER_FORM] = { WAY_WINDOW, WAY_TALK },
    },
    [SPOT_BUTTON_CHANNEL] = {
        [ANSWER_CARD] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_REPLACE] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_REMOVE] = { WAY_DONE, WAY_NONE },
        [ANSWER_FORM] = { WAY_WINDOW, WAY_TALK },
    },
    [SPOT_BUTTON_PAGE] = {
        [ANSWER_CARD] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_REPLACE] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_FORM] = { WAY_WINDOW, WAY_TALK },
    },
    [SPOT_WINDOW_EPHEMERAL] = {
        [ANSWER_CARD] = { WAY_HOOK, WAY_DIRECT },
        [ANSWER_REPLACE] = { WAY_HOOK, WAY_DIRECT },
        [ANSWER_REMOVE] = { WAY_HOOK, WAY_NONE },
        [ANSWER_FORM] = { WAY_TALK, WAY_NONE },
        [ANSWER_FORM_ERRORS] = { WAY_ERRORS, WAY_NONE },
    },
    [SPOT_WINDOW_DIRECT] = {
        [ANSWER_CARD] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_REPLACE] = { WAY_PATCH, WAY_DIRECT },
        [ANSWER_REMOVE] = { WAY_DELETE, WAY_NONE },
        [ANSWER_FORM] = { WAY_TALK, WAY_NONE },
        [ANSWER_FORM_ERRORS] = { WAY_ERRORS, WAY_NONE },
    },
    [SPOT_WINDOW_ELSEWHERE] = {
        [ANSWER_CARD] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_REPLACE] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_FORM] = { WAY_TALK, WAY_NONE },
        [ANSWER_FORM_ERRORS] = { WAY_ERRORS, WAY_NONE },
    },
    [SPOT_WORDS] = {
        [ANSWER_CARD] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_REPLACE] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_FORM] = { WAY_TALK, WAY_NONE },
    },
    [SPOT_TYPED] = {
        [ANSWER_CARD] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_REPLACE] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_REMOVE] = { WAY_DIRECT, WAY_NONE },
        [ANSWER_FORM] = { WAY_TALK, WAY_NONE },
        [ANSWER_FORM_ERRORS] = { WAY_REFUSE, WAY_NONE },
    },
    [SPOT_PAGE] = {
        [ANSWER_PAGE] = { WAY_PAGE, WAY_NONE },
    },
};

static bool is_open(const struct handle *h, enum way way, int64_t now_ms)
{
    switch (way) {
    case WAY_EXCHANGE:
    case WAY_UPDATE:
    case WAY_ERRORS:
    case WAY_DONE:
        return h->exchange != 0;
    case WAY_HOOK:
        return h->origin.hook.n > 0 && now_ms < h->origin.hook_until_ms;
    case WAY_PATCH:
    case WAY_DELETE:
        return reply_post(h).n > 0;
    case WAY_WINDOW:
        return h->trigger.n > 0;
    case WAY_NONE:
    case WAY_DIRECT:
    case WAY_TALK:
    case WAY_REFUSE:
    case WAY_PAGE:
        break;
    }
    return true;
}

struct reply_plan reply_choose(const struct handle *h, enum answer_kind kind,
                               int64_t now_ms)
{
    struct reply_plan p = plans[spot_of(h)][kind];
    if (!is_open(h, p.second, now_ms))
        p.second = WAY_NONE;
    if (!is_open(h, p.first, now_ms))
        p = (struct reply_plan){ p.second, WAY_NONE };
    return p;
}

enum closing reply_closing(const struct handle *h, enum way way)
{
    if (h->asked == ASKED_DIALOG)
        return CLOSING_NOTHING; /* it closes; it could only show an error */
    if (way == WAY_TALK)
        return h->is_direct ? CLOSING_HERE : CLOSING_THERE;
    return way == WAY_DIRECT && !h->is_direct ? CLOSING_LINK : CLOSING_NOTHING;
}

struct str reply_post(const struct handle *h)
{
    return h->asked == ASKED_DIALOG ? h->origin.message : h->message;
}

/* A window remembers the card from which it was opened, and who opened it. */
static struct origin window_origin(const struct handle *h)
{
    struct origin o = h->origin;
    o.message = h->asked == ASKED_ACTION ? h->message : STR("");
    o.channel = h->channel;
    return o;
}

struct origin reply_origin(const struct handle *h, enum way way, struct str channel,
                           struct str team)
{
    struct origin o = { .stand = STAND_DIRECT, .channel = channel, .team = team };
    bool is_ephemeral = way == WAY_EXCHANGE || way == WAY_HOOK;
    if (way == WAY_WINDOW)
        o = window_origin(h);
    if (is_ephemeral || way == WAY_UPDATE)
        o.channel = h->channel;
    if (is_ephemeral) {
        o.stand = STAND_EPHEMERAL;
        o.hook = h->origin.hook;
        o.hook_until_ms = h->origin.hook_until_ms;
    }
    if (way == WAY_UPDATE || way == WAY_PATCH)
        o.uid = h->origin.uid;
    if (o.team.n == 0)
        o.team = h->team.n > 0 ? h->team : h->origin.team;
    o.answers = h->origin.answers;
    bool has_place = h->origin.place.n > 0;
    o.place = has_place ? h->origin.place : h->channel;
    o.is_direct = has_place ? h->origin.is_direct : h->is_direct;
    o.user = h->user;
    return o;
}

struct str reply_text(struct arena *mem, enum asked asked, struct str text)
{
    if (text.n == 0)
        return STR("{}");
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    if (asked == ASKED_DIALOG) {
        jw_kv(&w, "error", text);
    } else if (asked == ASKED_ACTION) {
        jw_kv(&w, "ephemeral_text", text);
        jw_kb(&w, "skip_slack_parsing", true);
    } else {
        jw_kc(&w, "response_type", "ephemeral");
        jw_kv(&w, "text", text);
        jw_kb(&w, "skip_slack_parsing", true);
    }
    jw_end_object(&w);
    return arena_buf(mem, &out);
}
