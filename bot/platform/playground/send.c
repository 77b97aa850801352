/* Durable effects: they are carried out at once; the outcome is told a little later,
 * since a sink must not be called from within. */
#include "base/arena.h"
#include "base/mem.h"
#include "platform/playground/inside.h"
#include "platform/playground/terminal.h"
#include "platform/playground/world.h"

#include <stdlib.h>

struct outcomes {
    struct arena *mem; /* of what waits; forgotten when all is told */
    struct event *events;
    size_t n, cap;
};

struct outcomes *outcomes_new(void)
{
    struct outcomes *o = mem_new(1, sizeof *o);
    o->mem = arena_new();
    return o;
}

void outcomes_free(struct outcomes *o)
{
    if (!o)
        return;
    arena_free(o->mem);
    free(o->events);
    free(o);
}

static void tell_later(struct playground *g, const struct outgoing *out,
                       const struct event *ev)
{
    struct outcomes *o = g->outcomes;
    if (o->n == o->cap) {
        o->cap = o->cap ? 2 * o->cap : 16;
        o->events = mem_grow(o->events, o->cap, sizeof *o->events);
    }
    struct event e = *ev;
    e.kind = EVENT_OUTCOME;
    e.outbox_id = out->id;
    e.workspace = g->base.workspace;
    e.channel = arena_str(o->mem, ev->channel);
    e.result = arena_str(o->mem, ev->result);
    e.text = arena_str(o->mem, ev->text);
    o->events[o->n++] = e;
    loop_defer(g->o.loop, &g->work);
}

void outcomes_tell(struct playground *g)
{
    struct outcomes *o = g->outcomes;
    for (size_t i = 0; g->is_started && i < o->n; i++)
        g->sink.take(g->sink.self, &o->events[i]);
    o->n = 0;
    arena_reset(o->mem);
}

static void never(struct playground *g, const struct outgoing *out, struct str why)
{
    tell_later(g, out, &(struct event){ .outcome = OUTCOME_NEVER, .text = why });
}

/* The conversation it belongs to; empty when there is none. */
static struct str channel_of(struct arena *a, const struct outgoing *out)
{
    if (out->channel.n)
        return out->channel;
    if (!world_person(out->user))
        return (struct str){ 0 };
    return arena_fmt(a, "D-" STR_FMT, STR_ARG(out->user));
}

static bool exists(struct str channel)
{
    size_t n;
    const struct world_channel *all = world_channels(&n);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(all[i].id, channel))
            return true;
    }
    return str_starts(channel, STR("D-")) && world_person(str_skip(channel, 2));
}

static void add(struct playground *g, const struct outgoing *out, struct str channel)
{
    struct str id = show_add(
        g, &(struct shown){ .channel = channel, .uid = out->uid, .card = out->card });
    if (g->terminal)
        terminal_heard(g->terminal, channel, id, out->card);
    tell_later(
        g, out,
        &(struct event){ .outcome = OUTCOME_APPLIED, .channel = channel, .result = id });
}

static void edit(struct playground *g, const struct outgoing *out, struct str channel)
{
    if (!show_edit(g, channel, out->message, out->card)) {
        never(g, out, STR("there is no such message"));
        return;
    }
    tell_later(g, out,
               &(struct event){ .outcome = OUTCOME_APPLIED,
                                .channel = channel,
                                .result = out->message });
}

static void upload(struct playground *g, const struct outgoing *out)
{
    struct str hash = out->card ? out->card->picture.hash : (struct str){ 0 };
    if (!pictures_add(g->pictures, hash, out->bytes)) {
        never(g, out, STR("the picture is too large, or there are too many"));
        return;
    }
    tell_later(g, out, &(struct event){ .outcome = OUTCOME_APPLIED, .result = hash });
}

void playground_send(struct platform *p, const struct outgoing *out)
{
    struct playground *g = (struct playground *)p;
    AUTO(arena_freep) struct arena *a = arena_new();
    struct str channel = channel_of(a, out);
    if (out->kind == OUTGOING_UPLOAD) {
        upload(g, out);
    } else if (!exists(channel)) {
        never(g, out, STR("there is no such channel or person"));
    } else if (out->kind == OUTGOING_EDIT) {
        edit(g, out, channel);
    } else if (out->kind == OUTGOING_DELETE) {
        show_remove(g, channel, out->message); /* gone already is as good */
        tell_later(g, out, &(struct event){ .outcome = OUTCOME_APPLIED });
    } else {
        add(g, out, channel);
    }
}

void playground_find(struct platform *p, const struct outgoing *out)
{
    struct playground *g = (struct playground *)p;
    AUTO(arena_freep) struct arena *a = arena_new();
    struct str channel = channel_of(a, out);
    const struct world_message *m = world_find_uid(g->world, channel, out->uid);
    struct event ev = { .outcome = OUTCOME_ABSENT, .channel = channel };
    if (m) {
        ev.outcome = OUTCOME_APPLIED;
        ev.result = str_from_c(m->id);
    }
    tell_later(g, out, &ev);
}
