#include "platform/playground/wire.h"

#include "base/json.h"

enum { name_max = 64, text_max = 16 * 1024 };

bool wire_is_name(struct str s)
{
    if (!s.n || s.n > name_max)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return true;
}

/* A name that must be there, or may be missing. */
static bool read_name(struct arena *a, const struct json *j, const char *key,
                      bool is_needed, struct str *out, struct err *err)
{
    struct str s = json_str(j, key);
    if ((s.n || is_needed) && !wire_is_name(s))
        return err_set(err, ERR_INVALID, "%s is missing or no name", key);
    *out = arena_str(a, s);
    return true;
}

static bool read_text(struct arena *a, const struct json *j, const char *key,
                      struct str *out, struct err *err)
{
    struct str s = json_str(j, key);
    if (s.n > text_max)
        return err_set(err, ERR_INVALID, "%s is longer than %d bytes", key, text_max);
    *out = arena_str(a, s);
    return true;
}

static void say_command(struct arena *a, struct str text, struct event *ev)
{
    text = str_skip(text, 1);
    ev->kind = EVENT_COMMAND;
    ev->command = arena_str(a, str_word(&text));
    ev->text = arena_str(a, str_trim(text));
}

void wire_say(struct arena *a, struct str text, struct event *ev)
{
    static const struct str us = STR_INIT("@botschafter");
    text = str_trim(text);
    if (text.n > 1 && text.p[0] == '/' && text.p[1] != ' ' && text.p[1] != '/') {
        say_command(a, text, ev);
        return;
    }
    ev->kind = EVENT_MESSAGE;
    ev->is_mention = !ev->is_direct && str_eq_nocase(str_take(text, us.n), us);
    if (ev->is_mention)
        text = str_trim(str_skip(text, us.n));
    ev->text = arena_str(a, text);
}

static bool read_say(struct arena *a, const struct json *j, struct event *ev,
                     struct err *err)
{
    struct str text;
    if (!read_name(a, j, "channel", true, &ev->channel, err) ||
        !read_text(a, j, "text", &text, err))
        return false;
    if (!str_trim(text).n)
        return err_set(err, ERR_INVALID, "text is empty");
    ev->is_direct = str_starts(ev->channel, STR("D-"));
    wire_say(a, text, ev);
    return true;
}

/* Where a button or form stands; `message` is empty on the person's own page. */
static bool read_place(struct arena *a, const struct json *j, struct event *ev,
                       struct err *err)
{
    if (!read_name(a, j, "channel", true, &ev->channel, err) ||
        !read_name(a, j, "message", false, &ev->message, err) ||
        !read_text(a, j, "ref", &ev->ref, err))
        return false;
    if (!ev->ref.n)
        return err_set(err, ERR_INVALID, "ref is missing");
    ev->is_direct = str_starts(ev->channel, STR("D-"));
    if (str_eq(ev->channel, STR("home"))) {
        ev->channel = (struct str){ 0 };
        ev->is_direct = true;
    }
    return true;
}

static bool read_press(struct arena *a, const struct json *j, struct event *ev,
                       struct err *err)
{
    ev->kind = EVENT_ACTION;
    return read_place(a, j, ev, err) && read_text(a, j, "choice", &ev->choice, err);
}

static bool read_form(struct arena *a, const struct json *j, struct event *ev,
                      struct err *err)
{
    ev->kind = EVENT_FORM;
    const struct json *values = json_at(j, "values");
    size_t n = json_is_object(values) ? json_count(values) : 0;
    if (n > wire_max_values)
        return err_set(err, ERR_INVALID, "more than %d values", wire_max_values);
    struct form_value *list = ARENA_ARRAY(a, n ? n : 1, struct form_value);
    size_t i = 0;
    for (const struct json *v = n ? json_first(values) : NULL; v; v = json_next(v)) {
        if (!json_is_string(v) || !wire_is_name(json_name(v)))
            return err_set(err, ERR_INVALID, "values must be texts with a name");
        list[i].name = arena_str(a, json_name(v));
        if (!read_text(a, v, "", &list[i++].value, err))
            return false;
    }
    ev->values = list;
    ev->n_values = n;
    return read_place(a, j, ev, err);
}

static bool read_route(struct arena *a, enum wire_route route, const struct json *j,
                       struct event *ev, struct err *err)
{
    switch (route) {
    case WIRE_SAY:
        return read_say(a, j, ev, err);
    case WIRE_PRESS:
        return read_press(a, j, ev, err);
    case WIRE_FORM:
        return read_form(a, j, ev, err);
    case WIRE_HOME:
        ev->kind = EVENT_HOME;
        ev->is_direct = true;
        return true;
    }
    return err_set(err, ERR_INVALID, "no such route");
}

bool wire_read(struct arena *a, enum wire_route route, struct str body,
               struct wire_request *out, struct err *err)
{
    AUTO(json_freep) struct json *j = NULL;
    struct wire_request r = { 0 };
    if (!json_parse_max(&j, body, wire_max_bytes, err))
        return false;
    if (!read_name(a, j, "as", true, &r.event.user, err) ||
        !read_name(a, j, "tab", true, &r.tab, err) ||
        !read_route(a, route, j, &r.event, err))
        return false;
    *out = r;
    return true;
}
