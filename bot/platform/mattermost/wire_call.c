/* What the server brings to our listener: commands, buttons, dialogs. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/crypt.h"
#include "base/utf8.h"
#include "codec/talk.h"
#include "codec/urlencoded.h"
#include "platform/mattermost/names.h"
#include "platform/mattermost/wire.h"

enum {
    event_id_bytes = 16,    /* of the hash */
    name_max_bytes = 64,    /* of a field */
    group_max_bytes = 4096, /* of a field's options that are on */
};

static struct str event_id(struct arena *mem, const char *kind, struct str of)
{
    uint8_t hash[sha256_bytes];
    sha256(of, hash);
    return arena_fmt(mem, "%s:" STR_FMT, kind,
                     STR_ARG(hex_encode(mem, hash, event_id_bytes)));
}

/* A trigger is made for one call alone. */
static struct str trigger_event(struct arena *mem, struct str trigger)
{
    return trigger.n > 0 ? event_id(mem, "t", trigger) : STR("");
}

/* ---- commands ---- */

enum given {
    GIVEN_TOKEN,
    GIVEN_USER,
    GIVEN_CHANNEL,
    GIVEN_CHANNEL_NAME,
    GIVEN_TEAM,
    GIVEN_COMMAND,
    GIVEN_TEXT,
    GIVEN_ROOT,
    GIVEN_TRIGGER,
    GIVEN_URL,
    GIVEN_COUNT,
};

static const struct str given_names[GIVEN_COUNT] = {
    [GIVEN_TOKEN] = STR_INIT("token"),
    [GIVEN_USER] = STR_INIT("user_id"),
    [GIVEN_CHANNEL] = STR_INIT("channel_id"),
    [GIVEN_CHANNEL_NAME] = STR_INIT("channel_name"),
    [GIVEN_TEAM] = STR_INIT("team_id"),
    [GIVEN_COMMAND] = STR_INIT("command"),
    [GIVEN_TEXT] = STR_INIT("text"),
    [GIVEN_ROOT] = STR_INIT("root_id"),
    [GIVEN_TRIGGER] = STR_INIT("trigger_id"),
    [GIVEN_URL] = STR_INIT("response_url"),
};

static bool read_pairs(struct arena *mem, struct str body, struct str *given)
{
    struct err err = { 0 };
    struct str key, value;
    while (urlencoded_next(&body, &key, &value, mem, &err)) {
        if (!utf8_valid(value) || str_find_char(value, '\0') >= 0)
            return false;
        for (size_t i = 0; i < GIVEN_COUNT; i++) {
            if (given[i].n == 0 && str_eq(key, given_names[i]))
                given[i] = value;
        }
    }
    return err.code == ERR_NONE;
}

static struct str only_id(struct str s)
{
    return wire_is_id(s) ? s : STR("");
}

/* Nothing else of the address is ever used: it can lead nowhere but to the site. */
static struct str hook_of(struct str url)
{
    static const struct str path = STR_INIT("/hooks/commands/");
    if (url.n < path.n + mattermost_id_bytes)
        return STR("");
    size_t end = url.n - mattermost_id_bytes;
    return str_ends(str_take(url, end), path) ? only_id(str_skip(url, end)) : STR("");
}

/* Direct messages are named "ID__ID" after those who talk there. */
static bool is_between(struct str name, struct str a, struct str b)
{
    static const struct str joint = STR_INIT("__");
    struct str left = str_take(name, a.n), right = str_skip(name, a.n + joint.n);
    bool has_joint = str_starts(str_skip(name, a.n), joint);
    return has_joint && ((str_eq(left, a) && str_eq(right, b)) ||
                         (str_eq(left, b) && str_eq(right, a)));
}

static struct str token_of(struct str authorization, struct str in_form)
{
    static const struct str scheme = STR_INIT("Token ");
    if (!str_eq_nocase(str_take(authorization, scheme.n), scheme))
        return in_form;
    return str_trim(str_skip(authorization, scheme.n));
}

bool wire_command(const struct wire *w, struct str body, struct str authorization,
                  struct command_call *out)
{
    struct str g[GIVEN_COUNT] = { 0 };
    if (!read_pairs(w->mem, body, g) || !wire_is_id(g[GIVEN_USER]) ||
        !wire_is_id(g[GIVEN_CHANNEL]) || !str_starts(g[GIVEN_COMMAND], STR("/")) ||
        g[GIVEN_COMMAND].n < 2)
        return false;
    *out = (struct command_call){
        .token = token_of(authorization, g[GIVEN_TOKEN]),
        .user = g[GIVEN_USER],
        .channel = g[GIVEN_CHANNEL],
        .team = only_id(g[GIVEN_TEAM]),
        .command = str_skip(g[GIVEN_COMMAND], 1),
        .text = str_trim(g[GIVEN_TEXT]),
        .root = only_id(g[GIVEN_ROOT]),
        .trigger = g[GIVEN_TRIGGER],
        .hook = hook_of(g[GIVEN_URL]),
        .is_direct = w->bot_user.n > 0 &&
                     is_between(g[GIVEN_CHANNEL_NAME], w->bot_user, g[GIVEN_USER]),
        .event_id = trigger_event(w->mem, g[GIVEN_TRIGGER]),
    };
    return true;
}

/* ---- buttons ---- */

bool wire_action(const struct wire *w, const struct json *body, struct action_call *out)
{
    bool is_select = str_eq(json_str(body, "type"), STR("select"));
    struct action_call a = {
        .user = wire_id(body, "user_id"),
        .channel = wire_id(body, "channel_id"),
        .team = wire_id(body, "team_id"),
        .post = wire_id(body, "post_id"),
        .trigger = json_str(body, "trigger_id"),
        .ref = json_str(body, "context.ref"),
        .seal = json_str(body, "context.seal"),
        .choice = json_str(body, "context.selected_option"),
    };
    if (a.user.n == 0 || a.ref.n == 0 || a.seal.n == 0 || (is_select && a.choice.n == 0))
        return false;
    a.event_id = trigger_event(w->mem, a.trigger);
    *out = a;
    return true;
}

/* ---- dialogs ---- */

static bool is_field_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != '_')
            return false;
    }
    return s.n > 0 && s.n <= name_max_bytes;
}

/* Texts with commas between. */
static struct str joined(struct arena *mem, const struct json *list)
{
    AUTO(buf_clear) struct buf all = BUF_INIT(talk_value_max_bytes);
    for (const struct json *j = json_first(list); j; j = json_next(j)) {
        struct str one = json_str(j, "");
        if (one.n > 0 && all.n > 0)
            buf_add_char(&all, ',');
        buf_add(&all, one);
    }
    return buf_ok(&all) ? arena_buf(mem, &all) : STR("");
}

static struct str value_of(struct arena *mem, const struct json *j)
{
    int64_t number = json_int(j, "", INT64_MIN);
    if (json_is_array(j))
        return joined(mem, j);
    if (json_is_bool(j))
        return json_bool(j, "") ? STR("true") : STR("false");
    if (number != INT64_MIN)
        return arena_fmt(mem, "%lld", (long long)number);
    return json_str(j, "");
}

/* The values read so far. */
struct values {
    struct arena *mem;
    struct form_value at[wire_values_max];
    size_t n;
};

/* The value of that field, new or not; NULL: there is no more room. */
static struct form_value *value_named(struct values *v, struct str name)
{
    for (size_t i = 0; i < v->n; i++) {
        if (str_eq(v->at[i].name, name))
            return &v->at[i];
    }
    if (v->n == wire_values_max)
        return NULL;
    v->at[v->n] = (struct form_value){ .name = name };
    return &v->at[v->n++];
}

/* One of the options of a group. */
static void add_option(struct values *v, struct form_value *to, struct str option,
                       bool is_on)
{
    if (!is_on || to->value.n + option.n >= group_max_bytes)
        return;
    to->value = arena_fmt(v->mem, STR_FMT "%s" STR_FMT, STR_ARG(to->value),
                          to->value.n > 0 ? "," : "", STR_ARG(option));
}

static void add_value(struct values *v, const struct json *j)
{
    struct str end = json_name(j), name = str_cut(&end, '.');
    struct str full = json_name(j), tail = str_skip(full, name.n);
    struct form_value *to = is_field_name(name) ? value_named(v, name) : NULL;
    struct str value = value_of(v->mem, j);
    if (!to)
        return;
    if (str_starts(tail, STR(MATTERMOST_HAS))) {
        struct str option = str_skip(tail, sizeof(MATTERMOST_HAS) - 1);
        add_option(v, to, option, str_eq(value, STR("true")));
    } else if (tail.n == 0 || str_eq(tail, STR(MATTERMOST_MOMENT))) {
        if (tail.n > 0)
            (void)talk_moment(v->mem, value, &value);
        to->value = value;
    }
}

/* The same for a replay: the server orders the members. */
static struct str dialog_event(struct arena *mem, const struct dialog_call *d)
{
    AUTO(buf_clear) struct buf all = BUF_INIT(2 * json_max_bytes);
    buf_add(&all, d->state);
    buf_add(&all, d->is_cancelled ? STR("-") : STR("+"));
    for (size_t i = 0; i < d->n_values; i++) {
        buf_add_char(&all, '\0');
        buf_add(&all, d->values[i].name);
        buf_add_char(&all, '\0');
        buf_add(&all, d->values[i].value);
    }
    return event_id(mem, "d", buf_str(&all));
}

bool wire_dialog(const struct wire *w, const struct json *body, struct dialog_call *out)
{
    struct dialog_call d = {
        .user = wire_id(body, "user_id"),
        .state = json_str(body, "state"),
        .is_cancelled = json_bool(body, "cancelled"),
    };
    const struct json *submission = json_at(body, "submission");
    struct values *v = ARENA_NEW(w->mem, struct values);
    if (!str_eq(json_str(body, "type"), STR("dialog_submission")) || d.user.n == 0 ||
        d.state.n == 0)
        return false;
    v->mem = w->mem;
    for (const struct json *j = json_first(submission); j; j = json_next(j))
        add_value(v, j);
    d.values = v->at;
    d.n_values = v->n;
    d.event_id = dialog_event(w->mem, &d);
    *out = d;
    return true;
}
