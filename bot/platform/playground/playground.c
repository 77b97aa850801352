/* The platform as the rest of the program sees it. */
#include "platform/playground/playground.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/http_server.h"
#include "platform/playground/feed.h"
#include "platform/playground/inside.h"
#include "platform/playground/terminal.h"
#include "platform/playground/words.h"
#include "platform/playground/world.h"
#include "playground_texts.h"

#include <stdlib.h>

static struct playground *of(struct platform *p)
{
    return (struct playground *)p;
}

struct speech playground_speech(const struct playground *g, enum lang lang,
                                struct arena *mem)
{
    return (struct speech){ .texts = g->o.texts, .lang = lang, .mem = mem };
}

/* "user|tab|channel|message|f": who asked, from where, and whether a form waits. */
static struct str reply_handle(struct arena *a, const struct event *ev, struct str tab)
{
    return arena_fmt(a, STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT "|%s",
                     STR_ARG(ev->user), STR_ARG(tab), STR_ARG(ev->channel),
                     STR_ARG(ev->message), ev->kind == EVENT_FORM ? "f" : "");
}

bool playground_event(struct playground *g, struct event *ev, struct str tab)
{
    if (!g->is_started || g->is_draining)
        return false;
    AUTO(arena_freep) struct arena *a = arena_new();
    const struct world_person *who = world_person(ev->user);
    ev->workspace = g->base.workspace;
    ev->id = arena_fmt(a, "e%llx-%lld", (unsigned long long)g->started_ms,
                       (long long)++g->n_events);
    ev->at_ms = clock_wall_ms();
    if (who)
        ev->locale = who->locale;
    if (tab.n)
        ev->reply = reply_handle(a, ev, tab);
    g->sink.take(g->sink.self, ev);
    return true;
}

static struct member member_of(const struct world_person *p)
{
    return (struct member){ .user = p->id,
                            .name = p->name,
                            .handle = p->id,
                            .zone = p->zone,
                            .locale = p->locale };
}

void playground_look(struct playground *g, struct str user)
{
    const struct world_person *who = world_person(user);
    if (!who || !who->is_new || g->has_joined)
        return;
    struct member member = member_of(who);
    struct event ev = {
        .kind = EVENT_JOIN, .user = user, .members = &member, .n_members = 1
    };
    g->has_joined = playground_event(g, &ev, (struct str){ 0 });
}

static void announce_members(struct playground *g)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    size_t n;
    const struct world_person *people = world_people(&n);
    struct member *list = ARENA_ARRAY(a, n, struct member);
    for (size_t i = 0; i < n; i++)
        list[i] = member_of(&people[i]);
    struct event ev = {
        .kind = EVENT_MEMBERS, .members = list, .n_members = n, .is_page = true
    };
    playground_event(g, &ev, (struct str){ 0 });
}

static void announce_channels(struct playground *g)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    size_t n;
    const struct world_channel *channels = world_channels(&n);
    struct channel *list = ARENA_ARRAY(a, n, struct channel);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct channel){ .id = channels[i].id,
                                    .name = channels[i].name,
                                    .is_private = channels[i].members != NULL,
                                    .has_bot = true };
    struct event ev = {
        .kind = EVENT_CHANNELS, .channels = list, .n_channels = n, .is_page = true
    };
    playground_event(g, &ev, (struct str){ 0 });
}

static void announce(struct playground *g)
{
    g->is_announced = true;
    struct event up = { .kind = EVENT_LINE, .line = LINE_UP };
    playground_event(g, &up, (struct str){ 0 });
    announce_members(g);
    announce_channels(g);
    if (g->terminal)
        terminal_start(g->terminal);
}

static void work(void *self)
{
    struct playground *g = self;
    if (g->is_started && !g->is_announced)
        announce(g);
    outcomes_tell(g);
    once_step(g);
    void (*drained)(void *) = g->drained;
    g->drained = NULL;
    if (drained) {
        g->is_started = false;
        drained(g->drained_self);
    }
}

static bool start(struct platform *p, struct sink sink, struct str members_cursor,
                  bool skip_members, struct err *err)
{
    (void)members_cursor, (void)skip_members; /* there are so few that we tell all */
    (void)err;
    struct playground *g = of(p);
    g->sink = sink;
    g->is_started = true;
    loop_defer(g->o.loop, &g->work);
    return true;
}

static void drain(struct platform *p, int64_t deadline_ms, void (*drained)(void *self),
                  void *self)
{
    (void)deadline_ms; /* nothing of ours takes time */
    struct playground *g = of(p);
    g->drained = drained;
    g->drained_self = self;
    g->is_draining = true;
    loop_defer(g->o.loop, &g->work);
}

static void playground_free(struct platform *p)
{
    struct playground *g = of(p);
    if (!g)
        return;
    loop_undefer(g->o.loop, &g->work);
    terminal_free(g->terminal);
    once_free(g->once);
    feed_free(g->feed);
    outcomes_free(g->outcomes);
    pictures_free(g->pictures);
    world_free(g->world);
    arena_free(g->mem);
    free(g);
}

static const struct platform_ops ops = {
    .name = "playground",
    .start = start,
    .reply = playground_reply,
    .send = playground_send,
    .find = playground_find,
    .drain = drain,
    .free = playground_free,
};

static void copy_commands(struct playground *g, const struct playground_options *o)
{
    struct playground_command *list =
        ARENA_ARRAY(g->mem, o->n_commands + 1, struct playground_command);
    for (size_t i = 0; i < o->n_commands; i++) {
        list[i].name = arena_str(g->mem, o->commands[i].name);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            list[i].usage[lang] = arena_str(g->mem, o->commands[i].usage[lang]);
            list[i].summary[lang] = arena_str(g->mem, o->commands[i].summary[lang]);
        }
    }
    g->o.commands = list;
}

bool playground_open(struct platform **out, const struct playground_options *o,
                     struct err *err)
{
    struct playground *g = mem_new(1, sizeof *g);
    g->base.ops = &ops;
    g->o = *o;
    g->mem = arena_new();
    g->base.workspace = arena_str(g->mem, o->workspace);
    copy_commands(g, o);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct speech say = playground_speech(g, (enum lang)lang, g->mem);
        g->words[lang] = words_for_render(&say);
    }
    g->started_ms = clock_wall_ms();
    g->world = world_new(g->started_ms);
    g->feed = feed_new(o->loop);
    g->pictures = pictures_new();
    g->outcomes = outcomes_new();
    g->work = (struct loop_task){ .run = work, .ctx = g };
    if (o->terminal)
        g->terminal = terminal_new(g);
    if (!session_open(g, err)) {
        playground_free(&g->base);
        return false;
    }
    *out = &g->base;
    return true;
}

void playground_greeting(const struct platform *p, enum lang lang, struct buf *out)
{
    const struct playground *g = (const struct playground *)p;
    AUTO(arena_freep) struct arena *a = arena_new();
    struct speech say = playground_speech(g, lang, a);
    struct str port = arena_fmt(a, "%u", http_server_port(g->o.server));
    struct str url = arena_fmt(a, "http://127.0.0.1:" STR_FMT "/", STR_ARG(port));
    buf_add_char(out, '\n');
    render_wrap(out, playground_tty_address(&say, url), terminal_columns, STR("  "));
    render_wrap(out, playground_tty_laptop(&say, port), terminal_columns, STR("  "));
    buf_add_char(out, '\n');
    render_wrap(out, playground_tty_things(&say), terminal_columns, STR("  "));
    const struct str things[] = { playground_tty_share(&say), playground_tty_as(&say),
                                  playground_tty_home(&say) };
    for (size_t i = 0; i < COUNT(things); i++)
        buf_addf(out, "    " STR_FMT "\n", STR_ARG(things[i]));
    buf_add_char(out, '\n');
    render_wrap(out, playground_tty_numbers(&say), terminal_columns, STR("  "));
    buf_add_char(out, '\n');
}
