/*
 * The page and what it asks for. Only for this machine: the Host must be loopback
 * (a name that somebody points at 127.0.0.1 is refused), a request that changes
 * anything must come from our own page, and the page may load nothing from elsewhere.
 */
#include "base/arena.h"
#include "base/json.h"
#include "io/http_server.h"
#include "platform/playground/feed.h"
#include "platform/playground/inside.h"
#include "platform/playground/playground_web.h"
#include "platform/playground/words.h"
#include "platform/playground/world.h"
#include "playground_texts.h"

enum { state_max_bytes = 16 * 1024 * 1024 };

#define POLICY                                                                           \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "          \
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

static const char *const headers[] = {
    "Content-Security-Policy",
    POLICY,
    "X-Content-Type-Options",
    "nosniff",
    "Referrer-Policy",
    "no-referrer",
    "Cross-Origin-Resource-Policy",
    "same-origin",
    "Cache-Control",
    "no-store",
};

static void answer(struct http_exchange *x, int status, struct str type, struct str body)
{
    http_answer(x, &(struct http_answer){ .status = status,
                                          .content_type = type,
                                          .headers = headers,
                                          .nheaders = COUNT(headers) / 2,
                                          .body = body });
}

static void refuse(struct http_exchange *x, int status, const char *why)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(1024);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    jw_kc(&w, "error", why);
    jw_end_object(&w);
    answer(x, status, STR("application/json"), buf_str(&out));
}

/* "localhost", "127.0.0.1" or "[::1]", with or without a port. */
static bool is_loopback(struct str host)
{
    static const struct str names[] = { STR_INIT("localhost"), STR_INIT("127.0.0.1"),
                                        STR_INIT("[::1]") };
    for (size_t i = 0; i < COUNT(names); i++) {
        struct str rest = str_skip(host, names[i].n);
        int64_t port = 0;
        if (!str_eq_nocase(str_take(host, names[i].n), names[i]))
            continue;
        if (!rest.n || (rest.p[0] == ':' && str_to_int(str_skip(rest, 1), &port)))
            return true;
    }
    return false;
}

/* Whether the request comes from our own page, or from a tool on this machine. */
static bool is_own(const struct http_exchange *x)
{
    struct str host = http_header_of(x, "Host");
    struct str origin = http_header_of(x, "Origin");
    struct str site = http_header_of(x, "Sec-Fetch-Site");
    if (!is_loopback(host))
        return false;
    if (origin.p &&
        !(str_starts(origin, STR("http://")) && str_eq_nocase(str_skip(origin, 7), host)))
        return false;
    return !site.p || str_eq(site, STR("same-origin")) || str_eq(site, STR("none"));
}

static bool is_refused(struct http_exchange *x)
{
    if (is_own(x))
        return false;
    refuse(x, 403, "only this machine's own page may ask");
    return true;
}

static struct str type_of(struct str name)
{
    static const struct {
        struct str ending, type;
    } types[] = {
        { STR_INIT(".html"), STR_INIT("text/html; charset=utf-8") },
        { STR_INIT(".js"), STR_INIT("text/javascript; charset=utf-8") },
        { STR_INIT(".css"), STR_INIT("text/css; charset=utf-8") },
        { STR_INIT(".svg"), STR_INIT("image/svg+xml") },
    };
    for (size_t i = 0; i < COUNT(types); i++) {
        if (str_ends(name, types[i].ending))
            return types[i].type;
    }
    return STR("application/octet-stream");
}

/* The page may be opened by a link from elsewhere, so only the Host is looked at. */
static void get_page(void *self, struct http_exchange *x)
{
    (void)self;
    struct str name = str_skip(http_path(x), 1);
    if (!is_loopback(http_header_of(x, "Host"))) {
        refuse(x, 403, "only this machine's own page may ask");
        return;
    }
    if (!name.n)
        name = STR("index.html");
    for (size_t i = 0; i < playground_web_n; i++) {
        if (str_eq(str_from_c(playground_web[i].name), name)) {
            answer(x, 200, type_of(name), playground_web[i].bytes);
            return;
        }
    }
    refuse(x, 404, "there is no such page");
}

static struct str picture_type(struct str bytes)
{
    if (str_starts(bytes, STR("\x89PNG")))
        return STR("image/png");
    if (str_starts(bytes, STR("\xff\xd8\xff")))
        return STR("image/jpeg");
    if (str_starts(bytes, STR("GIF8")))
        return STR("image/gif");
    if (str_starts(bytes, STR("RIFF")))
        return STR("image/webp");
    return STR("application/octet-stream");
}

static void get_picture(void *self, struct http_exchange *x)
{
    struct playground *g = self;
    struct str hash = str_skip(http_path(x), sizeof "/picture/" - 1);
    struct str bytes = { 0 };
    if (is_refused(x))
        return;
    if (!pictures_get(g->pictures, hash, &bytes) &&
        !(g->o.picture && g->o.picture(g->o.picture_self, hash, &bytes))) {
        refuse(x, 404, "there is no such picture");
        return;
    }
    answer(x, 200, picture_type(bytes), bytes);
}

static void write_people(struct json_w *w, const struct speech *say)
{
    size_t n;
    const struct world_person *people = world_people(&n);
    jw_key(w, "people");
    jw_array(w);
    for (size_t i = 0; i < n; i++) {
        jw_object(w);
        jw_kv(w, "id", people[i].id);
        jw_kv(w, "name", people[i].name);
        jw_kv(w, "role", people[i].role(say));
        jw_kv(w, "zone", people[i].zone);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void write_channels(struct json_w *w, const struct speech *say, struct str user)
{
    size_t n;
    const struct world_channel *channels = world_channels(&n);
    jw_key(w, "channels");
    jw_array(w);
    for (size_t i = 0; i < n; i++) {
        if (!world_may_read(channels[i].id, user))
            continue;
        jw_object(w);
        jw_kv(w, "id", channels[i].id);
        jw_kv(w, "name", channels[i].name);
        jw_kv(w, "topic", channels[i].topic(say));
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void write_commands(struct json_w *w, const struct playground *g, enum lang lang)
{
    jw_key(w, "commands");
    jw_array(w);
    for (size_t i = 0; i < g->o.n_commands; i++) {
        const struct playground_command *c = &g->o.commands[i];
        jw_object(w);
        jw_kv(w, "name", c->name);
        jw_kv(w, "usage", c->usage[lang]);
        jw_kv(w, "summary", c->summary[lang]);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void write_message(void *ctx, const struct world_message *m)
{
    show_message_json(ctx, m);
}

static void write_messages(struct json_w *w, const struct playground *g, struct arena *a,
                           struct str user)
{
    size_t n;
    const struct world_channel *channels = world_channels(&n);
    jw_key(w, "messages");
    jw_array(w);
    for (size_t i = 0; i < n; i++) {
        if (world_may_read(channels[i].id, user))
            world_each(g->world, channels[i].id, user, write_message, w);
    }
    struct str direct = arena_fmt(a, "D-" STR_FMT, STR_ARG(user));
    world_each(g->world, direct, user, write_message, w);
    jw_end_array(w);
}

static void get_state(void *self, struct http_exchange *x)
{
    struct playground *g = self;
    const struct world_person *who = world_person(http_query(x, "as"));
    if (is_refused(x))
        return;
    if (!who) {
        refuse(x, 404, "there is nobody of that name");
        return;
    }
    AUTO(arena_freep) struct arena *a = arena_new();
    AUTO(buf_clear) struct buf out = BUF_INIT(state_max_bytes);
    struct speech say = playground_speech(g, who->lang, a);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    jw_kv(&w, "me", who->id);
    jw_kc(&w, "lang", lang_code(who->lang));
    jw_key(&w, "words");
    words_write(&w, &say);
    write_people(&w, &say);
    write_channels(&w, &say, who->id);
    write_commands(&w, g, who->lang);
    write_messages(&w, g, a, who->id);
    jw_end_object(&w);
    answer(x, 200, STR("application/json"), buf_str(&out));
    playground_look(g, who->id);
}

static void get_events(void *self, struct http_exchange *x)
{
    struct playground *g = self;
    struct str person = http_query(x, "as"), tab = http_query(x, "tab");
    if (is_refused(x))
        return;
    if (!world_person(person) || !wire_is_name(tab) || str_eq(tab, TAB_TERMINAL) ||
        str_eq(tab, TAB_ONCE)) {
        refuse(x, 404, "there is nobody of that name");
        return;
    }
    feed_join(g->feed, x, person, tab);
}

/* What a person said stands in the conversation; a command only they see. */
static void show_said(struct playground *g, const struct event *ev, struct str text)
{
    struct shown s = { .channel = ev->channel, .from = ev->user, .typed = text };
    if (ev->kind == EVENT_COMMAND)
        s.only = ev->user;
    struct str id = show_add(g, &s);
    (void)id;
}

static struct str typed_text(struct arena *a, struct str body)
{
    AUTO(json_freep) struct json *j = NULL;
    if (!json_parse_max(&j, body, wire_max_bytes, NULL))
        return (struct str){ 0 };
    return arena_str(a, str_trim(json_str(j, "text")));
}

static bool may_do(const struct event *ev)
{
    return world_person(ev->user) && (ev->kind == EVENT_HOME || !ev->channel.n ||
                                      world_may_read(ev->channel, ev->user));
}

static void post(struct playground *g, struct http_exchange *x, enum wire_route route)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct wire_request r;
    struct err err;
    struct str type = http_header_of(x, "Content-Type");
    if (is_refused(x))
        return;
    if (!str_starts(type, STR("application/json"))) {
        refuse(x, 415, "the body must be application/json");
    } else if (!wire_read(a, route, http_body(x), &r, &err)) {
        refuse(x, 400, err.msg);
    } else if (!may_do(&r.event)) {
        refuse(x, 403, "this person is not there");
    } else {
        if (route == WIRE_SAY)
            show_said(g, &r.event, typed_text(a, http_body(x)));
        bool heard = playground_event(g, &r.event, r.tab);
        if (heard)
            answer(x, 202, STR("application/json"), STR("{}"));
        else
            refuse(x, 503, "the bot is not listening");
    }
}

static void post_say(void *self, struct http_exchange *x)
{
    post(self, x, WIRE_SAY);
}

static void post_press(void *self, struct http_exchange *x)
{
    post(self, x, WIRE_PRESS);
}

static void post_form(void *self, struct http_exchange *x)
{
    post(self, x, WIRE_FORM);
}

static void post_home(void *self, struct http_exchange *x)
{
    post(self, x, WIRE_HOME);
}

bool session_open(struct playground *g, struct err *err)
{
    const struct http_route routes[] = {
        { .method = "GET", .path = "/", .handle = get_page },
        { .method = "GET", .path = "/state", .handle = get_state },
        { .method = "GET", .path = "/events", .handle = get_events },
        { .method = "GET", .path = "/picture/", .handle = get_picture },
        { .method = "POST", .path = "/say", .handle = post_say },
        { .method = "POST", .path = "/press", .handle = post_press },
        { .method = "POST", .path = "/form", .handle = post_form },
        { .method = "POST", .path = "/home", .handle = post_home },
    };
    for (size_t i = 0; i < COUNT(routes); i++) {
        struct http_route r = routes[i];
        r.ctx = g;
        r.max_body_bytes = wire_max_bytes;
        if (!http_server_route(g->o.server, &r, err))
            return false;
    }
    return true;
}
