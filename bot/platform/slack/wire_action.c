/* Buttons, menus and forms. */
#include "base/arena.h"
#include "platform/slack/handle.h"
#include "platform/slack/names.h"
#include "platform/slack/wire.h"

/* Where the card is, and how it can be answered. */
static struct handle where_of(const struct wire *w, const struct envelope *e)
{
    const struct json *p = e->payload;
    struct handle h = {
        .asked = ASKED_ACTION,
        .takes_payload = e->takes_payload,
        .socket = w->socket,
        .envelope = e->id,
        .response_url = json_str(p, "response_url"),
        .trigger = json_str(p, "trigger_id"),
        .channel = json_str(p, "container.channel_id"),
        .thread = json_str(p, "container.thread_ts"),
        .message = json_str(p, "container.message_ts"),
        .user = json_str(p, "user.id"),
    };
    if (h.channel.n == 0)
        h.channel = json_str(p, "channel.id");
    if (h.message.n > 0)
        h.shown =
            json_bool(p, "container.is_ephemeral") ? SHOWN_EPHEMERAL : SHOWN_MESSAGE;
    return h;
}

/* A card in a window or on the home page; the window remembers its channel. */
static void where_in_view(const struct wire *w, const struct json *p, struct handle *h)
{
    struct str type = json_str(p, "view.type");
    if (str_eq(type, STR("home"))) {
        h->shown = SHOWN_HOME;
        return;
    }
    if (!str_eq(type, STR("modal")))
        return;
    struct handle origin = { 0 };
    if (slack_handle_read(w->mem, json_str(p, "view.private_metadata"), &origin)) {
        h->channel = origin.channel;
        h->lang = origin.lang;
    }
    h->shown = SHOWN_MODAL;
    h->view = json_str(p, "view.id");
}

/* Buttons carry the reference as their value, choices as their action_id. */
static bool read_action(const struct json *a, struct event *ev)
{
    struct str type = json_str(a, "type"), id = json_str(a, "action_id");
    if (str_eq(type, STR("button"))) {
        ev->ref = json_str(a, "value");
        return ev->ref.n > 0 && !str_starts(id, STR(SLACK_URL_ACTION));
    }
    ev->choice = json_str(a, "selected_option.value");
    ev->ref = id;
    return ev->ref.n > 0 && ev->choice.n > 0;
}

static enum heard hear_actions(const struct wire *w, const struct envelope *e,
                               struct event *out)
{
    const struct json *p = e->payload;
    struct handle h = where_of(w, e);
    where_in_view(w, p, &h);
    struct event ev = { .kind = EVENT_ACTION, .workspace = w->workspace };
    if (h.user.n == 0 || !read_action(json_at(p, "actions.0"), &ev))
        return HEARD_NOTHING;
    ev.id = arena_fmt(w->mem, "act:" STR_FMT, STR_ARG(e->id));
    ev.user = h.user;
    ev.channel = h.channel;
    ev.thread = h.thread;
    ev.message = h.shown == SHOWN_MESSAGE ? h.message : STR("");
    ev.is_direct = h.shown == SHOWN_MESSAGE && str_starts(h.channel, STR("D"));
    ev.at_ms = wire_ts_ms(json_str(p, "actions.0.action_ts"));
    ev.reply = slack_handle_write(w->mem, &h);
    *out = ev;
    return HEARD_EVENT;
}

/* Comma between, as model/card.h says. */
static struct str chosen(struct arena *mem, const struct json *options)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    for (const struct json *o = json_first(options); o; o = json_next(o)) {
        if (out.n > 0)
            buf_add_char(&out, ',');
        buf_add(&out, json_str(o, "value"));
    }
    return arena_buf(mem, &out);
}

/* The value of the one element of an input block. */
static struct str element_value(struct arena *mem, const struct json *element)
{
    static const char *const paths[] = { "value", "selected_option.value",
                                         "selected_date", "selected_time" };
    const struct json *many = json_at(element, "selected_options");
    if (json_is_array(many))
        return chosen(mem, many);
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct str s = json_str(element, paths[i]);
        if (s.n > 0)
            return s;
    }
    return STR("");
}

/* Date and time of day are two blocks: the second completes the first. */
static bool joins_date(struct arena *mem, struct str block, struct str value,
                       struct form_value *last)
{
    if (!str_ends(block, STR(SLACK_TIME_END)) || !last)
        return false;
    struct str stem = str_take(block, block.n - sizeof(SLACK_TIME_END) + 1);
    if (!str_eq(stem, last->name))
        return false;
    if (value.n > 0 && last->value.n > 0)
        last->value =
            arena_fmt(mem, STR_FMT "T" STR_FMT, STR_ARG(last->value), STR_ARG(value));
    return true;
}

/* The fields in the order of the form: the state itself is a map. */
static void read_values(const struct wire *w, const struct json *view, struct event *ev)
{
    const struct json *blocks = json_at(view, "blocks");
    const struct json *state = json_at(view, "state.values");
    struct form_value *values =
        ARENA_ARRAY(w->mem, json_count(state) + 1, struct form_value);
    size_t n = 0;
    for (const struct json *b = json_first(blocks); b; b = json_next(b)) {
        struct str id = json_str(b, "block_id");
        if (!str_starts(id, STR(SLACK_FIELD)))
            continue;
        const struct json *in = json_first(state);
        while (in && !str_eq(json_name(in), id))
            in = json_next(in);
        if (!in || n > json_count(state))
            continue;
        struct str block = str_skip(id, sizeof(SLACK_FIELD) - 1);
        struct str value = element_value(w->mem, json_first(in));
        if (joins_date(w->mem, block, value, n > 0 ? &values[n - 1] : NULL))
            continue;
        values[n++] = (struct form_value){ block, value };
    }
    ev->values = values;
    ev->n_values = n;
}

static struct str first_input(const struct json *view)
{
    const struct json *b = json_first(json_at(view, "blocks"));
    for (; b; b = json_next(b)) {
        if (str_eq(json_str(b, "type"), STR("input")))
            return json_str(b, "block_id");
    }
    return STR("");
}

static enum heard hear_form(const struct wire *w, const struct envelope *e,
                            struct event *out)
{
    const struct json *p = e->payload, *view = json_at(p, "view");
    struct handle h = { 0 };
    if (!slack_handle_read(w->mem, json_str(view, "private_metadata"), &h))
        h = (struct handle){ 0 };
    h.asked = ASKED_FORM;
    h.takes_payload = e->takes_payload;
    h.socket = w->socket;
    h.envelope = e->id;
    h.trigger = json_str(p, "trigger_id");
    h.user = json_str(p, "user.id");
    h.view = json_str(view, "id");
    h.block = first_input(view);
    struct event ev = {
        .kind = EVENT_FORM,
        .id = arena_fmt(w->mem, "form:" STR_FMT, STR_ARG(e->id)),
        .workspace = w->workspace,
        .user = h.user,
        .channel = h.channel,
        .is_direct = h.shown == SHOWN_MESSAGE && str_starts(h.channel, STR("D")),
        .ref = json_str(view, "callback_id"),
        .reply = slack_handle_write(w->mem, &h),
    };
    if (ev.user.n == 0 || ev.ref.n == 0)
        return HEARD_NOTHING;
    read_values(w, view, &ev);
    *out = ev;
    return HEARD_EVENT;
}

enum heard wire_hear_interactive(const struct wire *w, const struct envelope *e,
                                 struct event *out)
{
    struct str type = json_str(e->payload, "type");
    if (str_eq(type, STR("block_actions")))
        return hear_actions(w, e, out);
    if (str_eq(type, STR("view_submission")))
        return hear_form(w, e, out);
    return HEARD_NOTHING; /* view_closed, shortcuts: nobody waits for them */
}
