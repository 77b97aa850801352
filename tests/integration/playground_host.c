/*
 * A playground with nothing behind it, for tests of its page: prints its address, and
 * answers by what a command, button or form says.
 *
 *     /share         a card with everything on it      /share list   items and facts
 *     own, remind    a form        next, net   replace     not   remove     text   a
 *     direct message beside        a form with "secret" in it   a mistake
 */
#include "base/arena.h"
#include "base/crypt.h"
#include "io/http_server.h"
#include "io/loop.h"
#include "platform/playground/demo.h"
#include "platform/playground/playground.h"

#include <stdio.h>

struct host {
    struct loop *loop;
    struct http_server *server;
    struct platform *p;
    struct arena *mem; /* for all of a test */
    struct event *waiting[64];
    size_t n;
    int cards;
};

static const struct option networks[] = {
    { STR_INIT("LinkedIn"), STR_INIT("linkedin") },
    { STR_INIT("Bluesky"), STR_INIT("bluesky") },
};
static const struct option menu[] = {
    { STR_INIT("Remind me"), STR_INIT("remind") },
    { STR_INIT("Send me the text"), STR_INIT("text") },
    { STR_INIT("Not for me"), STR_INIT("not") },
};
static const struct button buttons[] = {
    { .label = STR_INIT("Share on LinkedIn"),
      .url = STR_INIT("https://example.com/?text=a%20%26%20b"),
      .style = BUTTON_PRIMARY },
    { .label = STR_INIT("In my words"), .ref = STR_INIT("own") },
    { .label = STR_INIT("Next post"), .ref = STR_INIT("next") },
};
static const struct item items[] = {
    { STR_INIT("*Open gate*\nnew"),
      { .label = STR_INIT("Take"), .ref = STR_INIT("take-1") } },
    { STR_INIT("*Quiet pump*\n5 days"),
      { .label = STR_INIT("Take"), .ref = STR_INIT("take-2") } },
};
static const struct fact facts[] = { { STR_INIT("Place"), STR_INIT("Lindental") } };

/* Told at the end of the turn, as the daemon does: never from inside. */
static void take(void *self, const struct event *ev)
{
    struct host *h = self;
    if (ev->reply.n && h->n < COUNT(h->waiting))
        h->waiting[h->n++] = event_copy(h->mem, ev);
    loop_poke(h->loop);
}

static struct str demo_hash(struct arena *a)
{
    size_t n;
    const struct embedded *files = demo_files(&n);
    uint8_t hash[sha256_bytes] = { 0 };
    for (size_t i = 0; i < n; i++) {
        if (str_eq(str_from_c(files[i].name), STR("open-gate.jpg")))
            sha256(files[i].bytes, hash);
    }
    return hex_encode(a, hash, sizeof(hash));
}

static struct card share_card(struct host *h)
{
    return (struct card){
        .title = arena_fmt(h->mem, "Card %d <b>", ++h->cards),
        .quiet = STR("LinkedIn, new since yesterday"),
        .text = STR("With *markup*."),
        .copy = STR("Come by on Saturday.\n\nhttps://example.com/gate #OpenGate"),
        .note = STR("small print"),
        .summary = STR("A fresh post"),
        .picture = { .hash = demo_hash(h->mem), .alt = STR("An open gate") },
        .buttons = buttons,
        .n_buttons = COUNT(buttons),
        .select = { .label = STR("Network"),
                    .ref = STR("net"),
                    .selected = STR("linkedin"),
                    .options = networks,
                    .n_options = COUNT(networks) },
        .menu = { .label = STR("More"),
                  .ref = STR("menu"),
                  .options = menu,
                  .n_options = COUNT(menu) },
    };
}

static void reply(struct host *h, const struct event *ev, struct answer a)
{
    (void)h->p->ops->reply(h->p, ev->reply, &a);
}

static void reply_card(struct host *h, const struct event *ev, enum answer_kind kind)
{
    struct card card = share_card(h);
    reply(h, ev, (struct answer){ .kind = kind, .card = &card });
}

static void reply_list(struct host *h, const struct event *ev)
{
    struct card card = { .title = STR("What there is"),
                         .items = items,
                         .n_items = COUNT(items),
                         .facts = facts,
                         .n_facts = COUNT(facts) };
    reply(h, ev, (struct answer){ .kind = ANSWER_CARD, .card = &card });
}

static void reply_page(struct host *h, const struct event *ev)
{
    struct card cards[] = { share_card(h), share_card(h) };
    struct page page = { .cards = cards, .n_cards = COUNT(cards) };
    reply(h, ev, (struct answer){ .kind = ANSWER_PAGE, .page = &page });
}

static void reply_form(struct host *h, const struct event *ev)
{
    static const struct field fields[] = {
        { .kind = FIELD_NOTE, .label = STR_INIT("Nobody else sees it.") },
        { .kind = FIELD_LINES,
          .name = STR_INIT("text"),
          .label = STR_INIT("My text"),
          .hint = STR_INIT("up to 3,000"),
          .value = STR_INIT("Come by."),
          .max_chars = 3000 },
        { .kind = FIELD_ANY_OF,
          .name = STR_INIT("nets"),
          .label = STR_INIT("Networks"),
          .value = STR_INIT("linkedin"),
          .options = networks,
          .n_options = COUNT(networks),
          .optional = true },
    };
    struct form form = { .title = STR("In my words"),
                         .submit = STR("Use it"),
                         .ref = STR("form"),
                         .fields = fields,
                         .n_fields = COUNT(fields) };
    reply(h, ev, (struct answer){ .kind = ANSWER_FORM, .form = &form });
}

static struct str value_of(const struct event *ev, struct str name)
{
    for (size_t i = 0; i < ev->n_values; i++) {
        if (str_eq(ev->values[i].name, name))
            return ev->values[i].value;
    }
    return (struct str){ 0 };
}

static void take_form(struct host *h, const struct event *ev)
{
    static const struct form_error error = { STR_INIT("text"),
                                             STR_INIT("That name is confidential.") };
    struct card card = share_card(h);
    struct str text = value_of(ev, STR("text"));
    if (str_find(text, STR("secret")) >= 0) {
        reply(h, ev,
              (struct answer){
                  .kind = ANSWER_FORM_ERRORS, .errors = &error, .n_errors = 1 });
        return;
    }
    card.copy = text;
    card.quiet = value_of(ev, STR("nets"));
    reply(h, ev, (struct answer){ .kind = ANSWER_REPLACE, .card = &card });
}

static void press(struct host *h, const struct event *ev)
{
    struct card direct = { .copy = STR("The text alone"), .summary = STR("Your text") };
    struct outgoing out = { .id = 1, .uid = ev->id, .kind = OUTGOING_DIRECT };
    if (str_eq(ev->ref, STR("own")) || str_eq(ev->choice, STR("remind"))) {
        reply_form(h, ev);
    } else if (str_eq(ev->choice, STR("not"))) {
        reply(h, ev, (struct answer){ .kind = ANSWER_REMOVE });
    } else if (str_eq(ev->choice, STR("text"))) {
        out.user = ev->user;
        out.card = &direct;
        h->p->ops->send(h->p, &out);
        reply(h, ev, (struct answer){ .kind = ANSWER_NOTHING });
    } else {
        reply_card(h, ev, ANSWER_REPLACE);
    }
}

static void answer(struct host *h, const struct event *ev)
{
    if (ev->kind == EVENT_HOME)
        reply_page(h, ev);
    else if (ev->kind == EVENT_FORM)
        take_form(h, ev);
    else if (ev->kind == EVENT_ACTION)
        press(h, ev);
    else if (str_starts(ev->text, STR("list")))
        reply_list(h, ev);
    else
        reply_card(h, ev, ANSWER_CARD);
}

static void turn_end(void *self)
{
    struct host *h = self;
    for (size_t i = 0; i < h->n; i++)
        answer(h, h->waiting[i]);
    h->n = 0;
    http_server_flush(h->server);
}

static bool open_all(struct host *h, struct texts *texts, struct err *err)
{
    static const struct playground_command commands[] = {
        { STR_INIT("share"),
          { STR_INIT("[network] [topic]"), STR_INIT("[Netzwerk] [Thema]") },
          { STR_INIT("A fresh post"), STR_INIT("Ein frischer Beitrag") } },
        { STR_INIT("share list"),
          { STR_INIT("[topic]"), STR_INIT("[Thema]") },
          { STR_INIT("What there is"), STR_INIT("Was es gibt") } },
        { .name = STR_INIT("share help"),
          .summary = { STR_INIT("How it works"), STR_INIT("So geht es") } },
    };
    struct playground_options o = { .workspace = STR("try"),
                                    .loop = h->loop,
                                    .server = h->server,
                                    .texts = texts,
                                    .commands = commands,
                                    .n_commands = COUNT(commands) };
    struct sink sink = { take, h };
    loop_on_turn_end(h->loop, turn_end, h);
    return playground_open(&h->p, &o, err) &&
           h->p->ops->start(h->p, sink, (struct str){ 0 }, false, err);
}

int main(void)
{
    struct err err = { 0 };
    AUTO(texts_freep) struct texts *texts = texts_new();
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(loop_closep) struct loop *loop = NULL;
    AUTO(http_server_closep) struct http_server *server = NULL;
    struct host h = { .mem = mem };
    if (!loop_open(&loop, &err))
        return 1;
    struct http_server_options o = { .loop = loop };
    if (!http_server_open(&server, &o, &err))
        return 1;
    h.loop = loop;
    h.server = server;
    if (!open_all(&h, texts, &err)) {
        (void)fprintf(stderr, "%s\n", err.msg);
        return 1;
    }
    (void)printf("http://127.0.0.1:%u/\n", http_server_port(server));
    (void)fflush(stdout);
    return loop_run(loop, &err) ? 0 : 1;
}
