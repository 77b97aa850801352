/*
 * A session with a platform and nothing behind it, for tests: events go out as lines of
 * JSON, answers follow from what a command or button says, and lines of JSON on the
 * standard input send and look for messages.
 *
 *   session_host slack API_URL APP_TOKEN BOT_TOKEN
 *   session_host mattermost URL TOKEN TEAMS [CURSOR]     teams: "acme,lab" or "*"
 */
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "io/clock.h"
#include "io/entropy.h"
#include "io/http_client.h"
#include "io/loop.h"
#include "io/resolver.h"
#include "io/websocket.h"
#include "platform/mattermost/mattermost.h"
#include "platform/slack/slack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* An event with an answer to give: after the turn, as the daemon does. */
struct waiting {
    struct waiting *next;
    struct event *event;
};

struct host {
    struct loop *loop;
    struct platform *platform;
    struct arena *mem; /* for all of a test */
    struct waiting *waiting;
    struct loop_watch input;
    struct buf line;
};

static void print(struct buf *out)
{
    (void)printf("%s\n", buf_c(out));
    (void)fflush(stdout);
}

/* "+anna" is there, "-anna" is gone; "+comms" has the bot, "~comms" has not. */
static void put_lists(struct json_w *w, const struct event *ev)
{
    AUTO(buf_clear) struct buf people = BUF_INIT(1024 * 1024);
    AUTO(buf_clear) struct buf places = BUF_INIT(1024 * 1024);
    for (size_t i = 0; i < ev->n_members; i++) {
        const struct member *m = &ev->members[i];
        buf_addf(&people, "%c" STR_FMT " ", m->is_gone ? '-' : '+',
                 STR_ARG(m->handle.n > 0 ? m->handle : m->user));
    }
    for (size_t i = 0; i < ev->n_channels; i++) {
        const struct channel *c = &ev->channels[i];
        buf_addf(&places, "%c" STR_FMT " ",
                 c->is_gone   ? '-'
                 : c->has_bot ? '+'
                              : '~',
                 STR_ARG(c->name.n > 0 ? c->name : c->id));
    }
    jw_kv(w, "people", str_trim(buf_str(&people)));
    jw_kv(w, "places", str_trim(buf_str(&places)));
}

static void print_event(const struct event *ev)
{
    static const char *const kinds[] = { "command",  "action",   "form", "message",
                                         "join",     "reaction", "home", "members",
                                         "channels", "outcome",  "line", "due" };
    AUTO(buf_clear) struct buf out = BUF_INIT(4 * 1024 * 1024);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    jw_kc(&w, "kind", kinds[ev->kind]);
    jw_kv(&w, "id", ev->id);
    jw_kv(&w, "user", ev->user);
    jw_kv(&w, "channel", ev->channel);
    jw_kv(&w, "message", ev->message);
    jw_kv(&w, "command", ev->command);
    jw_kv(&w, "text", ev->text);
    jw_kv(&w, "ref", ev->ref);
    jw_kv(&w, "choice", ev->choice);
    jw_kv(&w, "cursor", ev->cursor);
    jw_kv(&w, "result", ev->result);
    jw_ki(&w, "members", (int64_t)ev->n_members);
    jw_ki(&w, "channels", (int64_t)ev->n_channels);
    put_lists(&w, ev);
    jw_ki(&w, "line", ev->line);
    jw_ki(&w, "outcome", ev->outcome);
    jw_ki(&w, "outbox_id", ev->outbox_id);
    jw_kb(&w, "is_direct", ev->is_direct);
    jw_kb(&w, "is_page", ev->is_page);
    jw_kb(&w, "is_later", ev->retry_at_ms > 0);
    jw_key(&w, "values");
    jw_object(&w);
    for (size_t i = 0; i < ev->n_values; i++) {
        AUTO(buf_clear) struct buf name = BUF_INIT(256);
        buf_add(&name, ev->values[i].name);
        jw_kv(&w, buf_c(&name), ev->values[i].value);
    }
    jw_end_object(&w);
    jw_end_object(&w);
    print(&out);
}

/* ---- answers ---- */

static const struct button buttons[] = {
    { .label = STR_INIT("Share"),
      .url = STR_INIT("https://example.com/compose"),
      .style = BUTTON_PRIMARY },
    { .label = STR_INIT("Next"), .ref = STR_INIT("replace") },
    { .label = STR_INIT("Beside"), .ref = STR_INIT("card") },
    { .label = STR_INIT("Away"), .ref = STR_INIT("remove") },
    { .label = STR_INIT("Words"), .ref = STR_INIT("form") },
};

static const struct option options[] = {
    { STR_INIT("One"), STR_INIT("1") },
    { STR_INIT("Two"), STR_INIT("2") },
    { STR_INIT("Three"), STR_INIT("3") },
};

static struct card *make_card(struct arena *mem, struct str title)
{
    struct card *c = ARENA_NEW(mem, struct card);
    *c = (struct card){
        .title = title,
        .quiet = STR("quiet & small"),
        .text = STR("*bold* and <b>"),
        .copy = STR("copy me\n#Tag"),
        .note = STR("a note"),
        .summary = STR("summary"),
        .buttons = buttons,
        .n_buttons = COUNT(buttons),
        .menu = { .label = STR("More"),
                  .ref = STR("replace.menu"),
                  .options = options,
                  .n_options = COUNT(options) },
        .select = { .label = STR("Network"),
                    .ref = STR("replace.select"),
                    .selected = STR("2"),
                    .options = options,
                    .n_options = COUNT(options) },
    };
    if (str_eq(title, STR("big"))) {
        char *text = arena_alloc(mem, 17000, 1);
        for (size_t i = 0; i < 17000; i++)
            text[i] = i % 50 == 49 ? '\n' : 'x';
        c->copy = (struct str){ text, 17000 };
    }
    return c;
}

static const struct field fields[] = {
    { .kind = FIELD_NOTE, .label = STR_INIT("Say it *your* way") },
    { .kind = FIELD_LINES,
      .name = STR_INIT("text"),
      .label = STR_INIT("Text"),
      .value = STR_INIT("before") },
    { .kind = FIELD_ONE_OF,
      .name = STR_INIT("network"),
      .label = STR_INIT("Network"),
      .options = options,
      .n_options = COUNT(options),
      .value = STR_INIT("2") },
    { .kind = FIELD_ANY_OF,
      .name = STR_INIT("topics"),
      .label = STR_INIT("Topics"),
      .options = options,
      .n_options = COUNT(options),
      .value = STR_INIT("1,3"),
      .optional = true },
    { .kind = FIELD_MOMENT,
      .name = STR_INIT("when"),
      .label = STR_INIT("When"),
      .value = STR_INIT("2026-11-25T08:30"),
      .optional = true },
};

static const struct form form = {
    .title = STR_INIT("In my words"),
    .submit = STR_INIT("Done"),
    .ref = STR_INIT("submit"),
    .fields = fields,
    .n_fields = COUNT(fields),
};

static const struct form_error errors[] = {
    { STR_INIT("text"), STR_INIT("too bad") },
    { STR_INIT("when"), STR_INIT("too late") },
};

static struct answer answer_for(struct arena *mem, struct str word)
{
    struct answer a = { .kind = ANSWER_NOTHING };
    if (str_eq(word, STR("form"))) {
        a = (struct answer){ .kind = ANSWER_FORM, .form = &form };
    } else if (str_eq(word, STR("remove"))) {
        a.kind = ANSWER_REMOVE;
    } else if (str_eq(word, STR("page"))) {
        struct page *page = ARENA_NEW(mem, struct page);
        *page = (struct page){ .cards = make_card(mem, STR("page")), .n_cards = 1 };
        a = (struct answer){ .kind = ANSWER_PAGE, .page = page };
    } else if (str_eq(word, STR("bad"))) {
        a = (struct answer){ .kind = ANSWER_FORM_ERRORS,
                             .errors = errors,
                             .n_errors = COUNT(errors) };
    } else if (str_starts(word, STR("replace"))) {
        a = (struct answer){ .kind = ANSWER_REPLACE, .card = make_card(mem, word) };
    } else if (word.n > 0 && !str_eq(word, STR("nothing"))) {
        a = (struct answer){ .kind = ANSWER_CARD, .card = make_card(mem, word) };
    }
    return a;
}

/* What the event asks for: words, the button, or the first field of the form. */
static struct str word_of(const struct event *ev)
{
    if (ev->kind == EVENT_HOME)
        return STR("page");
    if (ev->kind == EVENT_FORM)
        return ev->n_values > 0 ? ev->values[0].value : STR("nothing");
    if (ev->kind == EVENT_COMMAND && ev->text.n == 0)
        return STR("card");
    return ev->kind == EVENT_ACTION ? ev->ref : ev->text;
}

static void answer_all(void *ctx)
{
    struct host *h = ctx;
    while (h->waiting) {
        struct waiting *next = h->waiting;
        h->waiting = next->next;
        struct answer a = answer_for(h->mem, word_of(next->event));
        h->platform->ops->reply(h->platform, next->event->reply, &a);
    }
}

static void take(void *self, const struct event *ev)
{
    struct host *h = self;
    print_event(ev);
    if (ev->reply.n == 0)
        return;
    struct waiting *new = ARENA_NEW(h->mem, struct waiting), **last = &h->waiting;
    new->event = event_copy(h->mem, ev);
    while (*last)
        last = &(*last)->next;
    *last = new;
}

/* ---- what the test wants ---- */

static void drained(void *self)
{
    struct host *h = self;
    (void)printf("{\"kind\":\"drained\"}\n");
    loop_stop(h->loop);
}

static void obey(struct host *h, const struct json *j)
{
    if (str_eq(json_str(j, "do"), STR("drain"))) {
        h->platform->ops->drain(h->platform, clock_mono_ms() + 3000, drained, h);
        return;
    }
    const struct outgoing out = {
        .id = json_int(j, "id", 0),
        .uid = json_str(j, "uid"),
        .kind = (enum outgoing_kind)json_int(j, "kind", OUTGOING_POST),
        .channel = json_str(j, "channel"),
        .user = json_str(j, "user"),
        .message = json_str(j, "message"),
        .card = make_card(h->mem, json_str(j, "title")),
        .bytes = STR("\x89PNG\r\n\x1a\nnot much of a picture"),
        .file_name = STR("picture.png"),
        .started_at_ms = json_int(j, "started_at_ms", clock_wall_ms()),
        .attempt = 1,
    };
    bool is_find = str_eq(json_str(j, "do"), STR("find"));
    (is_find ? h->platform->ops->find : h->platform->ops->send)(h->platform, &out);
}

static void read_input(void *ctx, uint32_t events)
{
    struct host *h = ctx;
    char chunk[4096];
    (void)events;
    ssize_t n = read(STDIN_FILENO, chunk, sizeof(chunk));
    if (n <= 0) {
        loop_stop(h->loop);
        return;
    }
    buf_add(&h->line, (struct str){ chunk, (size_t)n });
    for (ptrdiff_t end; (end = str_find_char(buf_str(&h->line), '\n')) >= 0;) {
        AUTO(json_freep) struct json *j = NULL;
        if (json_parse(&j, str_take(buf_str(&h->line), (size_t)end), NULL))
            obey(h, j);
        buf_consume(&h->line, (size_t)end + 1);
    }
}

/* What a daemon holds for all its workspaces. */
struct parts {
    struct resolver *resolver;
    struct http_client *http;
    struct websocket_hub *hub;
    struct texts *texts;
};

static bool open_parts(struct host *h, struct parts *p, struct err *err)
{
    p->texts = texts_new();
    return loop_open(&h->loop, err) && resolver_open(&p->resolver, h->loop, NULL, err) &&
           http_client_open(
               &p->http,
               &(struct http_client_options){ .loop = h->loop, .resolver = p->resolver },
               err) &&
           websocket_hub_open(&p->hub,
                              &(struct websocket_hub_options){ .loop = h->loop,
                                                               .resolver = p->resolver },
                              err);
}

static bool open_slack(struct host *h, const struct parts *p, char **argv,
                       struct err *err)
{
    const struct slack_options o = {
        .workspace = STR("acme"),
        .api_url = str_from_c(argv[2]),
        .app_token = SECRET(str_from_c(argv[3])),
        .bot_token = SECRET(str_from_c(argv[4])),
        .loop = h->loop,
        .http = p->http,
        .websockets = p->hub,
        .rnd = entropy_random(),
        .texts = p->texts,
    };
    return slack_open(&h->platform, &o, err);
}

static bool open_mattermost(struct host *h, const struct parts *p, char **argv,
                            struct err *err)
{
    struct str rest = str_from_c(argv[4]), teams[8];
    size_t n = 0;
    while (rest.n > 0 && n < COUNT(teams))
        teams[n++] = str_cut(&rest, ',');
    const struct mattermost_options o = {
        .workspace = STR("acme"),
        .url = str_from_c(argv[2]),
        .token = SECRET(str_from_c(argv[3])),
        .teams = teams,
        .n_teams = n,
        .signing_key = SECRET(STR("a key for tests that is long enough")),
        .loop = h->loop,
        .http = p->http,
        .websockets = p->hub,
        .rnd = entropy_random(),
        .texts = p->texts,
    };
    return mattermost_open(&h->platform, &o, err);
}

static bool run(struct host *h, const struct parts *p, char **argv, struct err *err)
{
    bool is_slack = strcmp(argv[1], "slack") == 0;
    struct str cursor = str_from_c(argv[5]);
    h->input = (struct loop_watch){ .ready = read_input, .ctx = h, .fd = STDIN_FILENO };
    loop_on_turn_end(h->loop, answer_all, h);
    return (is_slack ? open_slack : open_mattermost)(h, p, argv, err) &&
           loop_watch(h->loop, &h->input, EPOLLIN, err) &&
           h->platform->ops->start(h->platform, (struct sink){ take, h }, cursor, false,
                                   err) &&
           loop_run(h->loop, err);
}

int main(int argc, char **argv)
{
    struct host h = { .mem = arena_new(), .line = BUF_INIT(1024 * 1024) };
    struct parts p = { 0 };
    struct err err = { 0 };
    if (argc != 5 && argc != 6)
        return 2;
    bool is_well = open_parts(&h, &p, &err) && run(&h, &p, argv, &err);
    if (!is_well)
        (void)fprintf(stderr, "%s\n", err.msg);
    if (h.loop)
        loop_unwatch(h.loop, &h.input);
    if (h.platform)
        h.platform->ops->free(h.platform);
    websocket_hub_close(p.hub);
    http_client_close(p.http);
    resolver_close(p.resolver);
    loop_close(h.loop);
    texts_free(p.texts);
    buf_clear(&h.line);
    arena_free(h.mem);
    return is_well ? 0 : 1;
}
