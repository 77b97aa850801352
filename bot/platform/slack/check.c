#include "platform/slack/check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "codec/urlencoded.h"
#include "io/address.h"
#include "io/clock.h"
#include "io/http_ask.h"
#include "platform/slack/manifest.h"
#include "platform/slack/wire.h"

enum { answer_max_bytes = 4 * 1024 * 1024, pages_max = 10 };

/* One question and its answer. */
struct asked {
    struct http_response r;
    struct json *body; /* NULL: none, or no JSON */
    struct web_answer a;
};

static void asked_clear(struct asked *q)
{
    json_free(q->body);
}

static void ask_method(struct findings *f, struct http_ask *ask,
                       const struct slack_check *c, const char *method,
                       struct secret token, struct str form, struct asked *out)
{
    struct str base = c->api_url.n > 0 ? c->api_url : STR("https://slack.com/api/");
    const char *gap = str_ends(base, STR("/")) ? "" : "/";
    bool is_http;
    *out = (struct asked){ .r.outcome = HTTP_NOT_SENT };
    if (!address_takes_tokens(base, &is_http)) {
        err_set(&out->r.err, ERR_INVALID, "api_url must begin with https://");
        return;
    }
    struct http_request q = {
        .method = STR("POST"),
        .url = arena_fmt(f->mem, STR_FMT "%s%s", STR_ARG(base), gap, method),
        .bearer = token,
        .body = form,
        .content_type = STR("application/x-www-form-urlencoded"),
        .max_body_bytes = answer_max_bytes,
        .allow_http = is_http,
    };
    http_ask(ask, f->mem, &q, &out->r, NULL);
    if (out->r.outcome == HTTP_ANSWERED)
        json_parse_max(&out->body, out->r.body, answer_max_bytes, NULL);
    enum web_sent sent = out->r.outcome == HTTP_ANSWERED   ? WEB_ANSWERED
                         : out->r.outcome == HTTP_NOT_SENT ? WEB_NOT_SENT
                                                           : WEB_LOST;
    out->a = wire_web(sent, out->r.status, out->body,
                      http_response_header(&out->r, STR("Retry-After")));
}

/* What both tokens have in common when they do not work. */
static void found_refused(struct findings *f, const char *which, const struct asked *q)
{
    if (q->r.outcome != HTTP_ANSWERED) {
        found(f, LEVEL_FAIL, "Slack cannot be reached: %s", q->r.err.msg);
        found_remedy(f, "Is port 443 to slack.com open, and does the name server answer? "
                        "HTTP proxies are not supported.");
        return;
    }
    found(f, q->a.kind == WEB_AUTH || q->a.kind == WEB_NO ? LEVEL_FAIL : LEVEL_WARN,
          "Slack refused %s (" STR_FMT ")", which, STR_ARG(q->a.error));
    if (q->a.kind != WEB_AUTH && q->a.kind != WEB_NO)
        found_remedy(f, "Slack is unwell or slows us down: try again in a few minutes.");
}

/* ---- scopes ---- */

void slack_check_scopes(struct findings *f, struct str granted)
{
    size_t missing = 0;
    for (const char *const *scope = manifest_scopes(); *scope; scope++) {
        const char *one[] = { *scope, NULL };
        if (!wire_scope_missing(granted, one))
            continue;
        missing++;
        found(f, LEVEL_WARN, "the scope %s is missing: it is %s", *scope,
              manifest_purpose(*scope));
        found_remedy(f, "Print the manifest (botschafter setup slack), put it into the "
                        "app at api.slack.com/apps, App Manifest, then Reinstall.");
    }
    if (missing == 0)
        found(f, LEVEL_OK, "the app has every scope that it needs");
}

/* ---- channels ---- */

bool slack_check_channel(struct findings *f, const struct json *page, struct str name)
{
    const struct json *c = json_first(json_at(page, "channels"));
    while (c && !str_eq(json_str(c, "name"), name))
        c = json_next(c);
    if (!c)
        return false;
    if (json_bool(c, "is_archived")) {
        found(f, LEVEL_WARN, "the channel #" STR_FMT " is archived", STR_ARG(name));
        found_remedy(f, "Restore it, or name another under [channels] suggest.");
    } else if (!json_bool(c, "is_member")) {
        found(f, LEVEL_WARN, "the bot is not in the channel #" STR_FMT, STR_ARG(name));
        found_remedy(f, "In that channel, type /invite and the bot's name.");
    } else {
        found(f, LEVEL_OK, "the bot is in the channel #" STR_FMT, STR_ARG(name));
    }
    return true;
}

static void check_channel(struct findings *f, struct http_ask *ask,
                          const struct slack_check *c)
{
    struct str name = c->channel;
    AUTO(buf_clear) struct buf form = BUF_INIT(4096);
    struct str cursor = { 0 };
    if (str_starts(name, STR("#")))
        name = str_skip(name, 1);
    for (int i = 0; i < pages_max; i++) {
        AUTO(asked_clear) struct asked q = { 0 };
        buf_cut(&form, 0);
        buf_add(&form, STR("limit=900&types=public_channel,private_channel"));
        if (cursor.n > 0)
            urlencoded_add_pair(&form, STR("cursor"), cursor);
        ask_method(f, ask, c, "conversations.list", c->bot_token, buf_str(&form), &q);
        if (q.a.kind != WEB_OK) {
            found_refused(f, "to list the channels", &q);
            return;
        }
        if (slack_check_channel(f, q.body, name))
            return;
        cursor = arena_str(f->mem, wire_next_cursor(q.body));
        if (cursor.n == 0)
            break;
    }
    found(f, LEVEL_WARN, "there is no channel #" STR_FMT " that the bot can see",
          STR_ARG(name));
    found_remedy(f, "Make it, or name another under [channels] suggest; into a private "
                    "one the bot must be invited.");
}

/* ---- tokens ---- */

static void found_bot(struct findings *f, const struct json *body)
{
    struct str user = json_str(body, "user"), team = json_str(body, "team");
    if (json_str(body, "bot_id").n > 0) {
        found(f, LEVEL_OK, "bot_token is good: @" STR_FMT " in " STR_FMT, STR_ARG(user),
              STR_ARG(team));
        return;
    }
    found(f, LEVEL_FAIL, "bot_token is a person's (@" STR_FMT "), not a bot's",
          STR_ARG(user));
    found_remedy(f, "Take the Bot User OAuth Token (xoxb-): api.slack.com/apps, your "
                    "app, OAuth & Permissions.");
}

static bool check_bot_token(struct findings *f, struct http_ask *ask,
                            const struct slack_check *c)
{
    AUTO(asked_clear) struct asked q = { 0 };
    ask_method(f, ask, c, "auth.test", c->bot_token, STR(""), &q);
    if (q.a.kind != WEB_OK) {
        found_refused(f, "bot_token", &q);
        if (q.a.kind == WEB_AUTH || q.a.kind == WEB_NO)
            found_remedy(f, "It is the Bot User OAuth Token (xoxb-), at "
                            "api.slack.com/apps, your app, OAuth & Permissions. Install "
                            "the app if there is none.");
        return false;
    }
    found_bot(f, q.body);
    found_clock(f, http_response_header(&q.r, STR("Date")), clock_wall_ms(), "Slack's");
    struct str granted = http_response_header(&q.r, STR("X-OAuth-Scopes"));
    if (granted.n > 0)
        slack_check_scopes(f, granted);
    return true;
}

static void check_app_token(struct findings *f, struct http_ask *ask,
                            const struct slack_check *c)
{
    AUTO(asked_clear) struct asked q = { 0 };
    ask_method(f, ask, c, "apps.connections.open", c->app_token, STR(""), &q);
    if (q.a.kind == WEB_OK) {
        found(f, LEVEL_OK, "app_token is good, Socket Mode is on");
        return;
    }
    found_refused(f, "app_token", &q);
    if (q.a.kind == WEB_AUTH || q.a.kind == WEB_NO)
        found_remedy(f, "It is the app-level token (xapp-) with the scope "
                        "connections:write, at api.slack.com/apps, your app, Basic "
                        "Information, App-Level Tokens. Socket Mode must be on.");
}

void slack_check(struct findings *f, struct http_ask *ask, const struct slack_check *c)
{
    bool is_good = check_bot_token(f, ask, c);
    check_app_token(f, ask, c);
    if (is_good && c->channel.n > 0)
        check_channel(f, ask, c);
}
