/* What the Web API answers. */
#include "base/arena.h"
#include "platform/slack/names.h"
#include "platform/slack/wire.h"

enum { auth_retry_ms = 10 * 60 * 1000, default_retry_ms = 30 * 1000 };

static bool is_one_of(struct str s, const struct str *set, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(s, set[i]))
            return true;
    }
    return false;
}

/* Codes that say neither "done" nor "never"; every other one is a definite no. */
static enum web_kind kind_of_error(struct str code)
{
    static const struct str auth[] = {
        STR_INIT("invalid_auth"),  STR_INIT("account_inactive"),
        STR_INIT("token_revoked"), STR_INIT("token_expired"),
        STR_INIT("not_authed"),    STR_INIT("not_allowed_token_type"),
        STR_INIT("team_disabled"), STR_INIT("user_removed_from_team"),
    };
    static const struct str later[] = {
        STR_INIT("ratelimited"),       STR_INIT("rate_limited"),
        STR_INIT("team_added_to_org"), STR_INIT("org_login_required"),
        STR_INIT("accesslimited"),     STR_INIT("hash_conflict"),
        STR_INIT("upgrade_required"),
    };
    static const struct str unknown[] = {
        STR_INIT("internal_error"),
        STR_INIT("fatal_error"),
        STR_INIT("service_unavailable"),
        STR_INIT("request_timeout"),
        STR_INIT("timeout"),
        STR_INIT(""),
    };
    if (is_one_of(code, auth, COUNT(auth)))
        return WEB_AUTH;
    if (is_one_of(code, later, COUNT(later)))
        return WEB_LATER;
    if (is_one_of(code, unknown, COUNT(unknown)))
        return WEB_UNKNOWN;
    return WEB_NO;
}

/* Seconds; a date or nonsense counts as not given. */
static int64_t wait_of(struct str retry_after)
{
    int64_t s = 0;
    if (!str_to_int(str_trim(retry_after), &s) || s < 0)
        return default_retry_ms;
    return s > 3600 ? INT64_C(3600) * 1000 : s * 1000;
}

static struct web_answer by_status(int status, struct str retry_after)
{
    if (status == 429)
        return (struct web_answer){ .kind = WEB_LATER,
                                    .error = STR("ratelimited"),
                                    .retry_ms = wait_of(retry_after) };
    if (status >= 400 && status < 500 && status != 408)
        return (struct web_answer){ .kind = WEB_LATER,
                                    .error = STR("refused before it was read"),
                                    .retry_ms = default_retry_ms };
    return (struct web_answer){ .kind = WEB_UNKNOWN, .error = STR("no usable answer") };
}

struct web_answer wire_web(enum web_sent sent, int status, const struct json *body,
                           struct str retry_after)
{
    if (sent == WEB_NOT_SENT)
        return (struct web_answer){ .kind = WEB_LATER, .error = STR("unreachable") };
    if (sent == WEB_LOST)
        return (struct web_answer){ .kind = WEB_UNKNOWN, .error = STR("answer lost") };
    if (status == 429 || !json_is_object(body) || !json_at(body, "ok"))
        return by_status(status, retry_after);
    if (json_bool(body, "ok"))
        return (struct web_answer){ .kind = WEB_OK, .body = body };
    struct web_answer a = {
        .error = json_str(body, "error"),
        .needed = json_str(body, "needed"),
        .body = body,
    };
    a.kind = status >= 500 ? WEB_UNKNOWN : kind_of_error(a.error);
    if (a.kind == WEB_LATER)
        a.retry_ms = wait_of(retry_after);
    if (a.kind == WEB_AUTH)
        a.retry_ms = auth_retry_ms;
    return a;
}

static bool is_ours(const struct json *m, const struct wire *self)
{
    struct str bot = json_str(m, "bot_id"), user = json_str(m, "user");
    if (self->bot_id.n == 0 && self->bot_user.n == 0)
        return true;
    return (bot.n > 0 && str_eq(bot, self->bot_id)) ||
           (user.n > 0 && str_eq(user, self->bot_user));
}

struct str wire_find_mark(const struct json *page, struct str uid,
                          const struct wire *self)
{
    const struct json *m = json_first(json_at(page, "messages"));
    for (; m; m = json_next(m)) {
        if (str_eq(json_str(m, "metadata.event_type"), STR(SLACK_MARK)) &&
            str_eq(json_str(m, "metadata.event_payload.id"), uid) && is_ours(m, self))
            return json_str(m, "ts");
    }
    return STR("");
}

struct str wire_next_cursor(const struct json *page)
{
    return json_str(page, "response_metadata.next_cursor");
}

void wire_members_page(const struct wire *w, const struct json *page, struct event *out)
{
    const struct json *list = json_at(page, "members");
    struct member *members = ARENA_ARRAY(w->mem, json_count(list) + 1, struct member);
    size_t n = 0;
    for (const struct json *u = json_first(list); u; u = json_next(u))
        n += slack_member(w, u, &members[n]);
    *out = (struct event){
        .kind = EVENT_MEMBERS,
        .workspace = w->workspace,
        .members = members,
        .n_members = n,
        .cursor = wire_next_cursor(page),
        .is_page = true,
    };
}

void wire_channels_page(const struct wire *w, const struct json *page, struct event *out)
{
    const struct json *list = json_at(page, "channels");
    struct channel *channels = ARENA_ARRAY(w->mem, json_count(list) + 1, struct channel);
    size_t n = 0;
    for (const struct json *c = json_first(list); c; c = json_next(c))
        n += slack_channel(c, &channels[n]);
    *out = (struct event){
        .kind = EVENT_CHANNELS,
        .workspace = w->workspace,
        .channels = channels,
        .n_channels = n,
        .cursor = wire_next_cursor(page),
        .is_page = true,
    };
}

static bool has_scope(struct str granted, struct str scope)
{
    while (granted.n > 0) {
        if (str_eq(str_trim(str_cut(&granted, ',')), scope))
            return true;
    }
    return false;
}

const char *wire_scope_missing(struct str granted, const char *const *needed)
{
    for (; *needed; needed++) {
        if (!has_scope(granted, str_from_c(*needed)))
            return *needed;
    }
    return NULL;
}
