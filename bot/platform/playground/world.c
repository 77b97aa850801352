#include "platform/playground/world.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { conversations_max = 64 };

struct conversation {
    struct world_message *messages; /* oldest first; world_messages_each at most */
    size_t n;
};

struct world {
    struct conversation *conversations[conversations_max];
    size_t n;
    int64_t started_ms, counter;
};

/* Each view that is kept has its own storage. */
static struct str keep(struct str s)
{
    char *p = mem_new(s.n + 1, 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    return (struct str){ p, s.n };
}

static void drop(struct str *s)
{
    free((void *)(uintptr_t)s->p);
    *s = (struct str){ 0 };
}

static void message_clear(struct world_message *m)
{
    drop(&m->channel);
    drop(&m->from);
    drop(&m->only);
    drop(&m->uid);
    drop(&m->html);
    drop(&m->plain);
}

struct world *world_new(int64_t started_ms)
{
    struct world *w = mem_new(1, sizeof *w);
    w->started_ms = started_ms;
    return w;
}

void world_free(struct world *w)
{
    for (size_t i = 0; w && i < w->n; i++) {
        for (size_t k = 0; k < w->conversations[i]->n; k++)
            message_clear(&w->conversations[i]->messages[k]);
        free(w->conversations[i]->messages);
        free(w->conversations[i]);
    }
    free(w);
}

/* A conversation without messages is not kept: its channel stands in them. */
static struct conversation *conversation(const struct world *w, struct str channel)
{
    for (size_t i = 0; i < w->n; i++) {
        struct conversation *c = w->conversations[i];
        if (c->n && str_eq(c->messages[0].channel, channel))
            return c;
    }
    return NULL;
}

static struct conversation *conversation_for(struct world *w, struct str channel)
{
    struct conversation *c = conversation(w, channel);
    for (size_t i = 0; !c && i < w->n; i++) {
        if (!w->conversations[i]->n)
            c = w->conversations[i];
    }
    if (!c && w->n < conversations_max) {
        c = mem_new(1, sizeof *c);
        c->messages = mem_new(world_messages_each, sizeof *c->messages);
        w->conversations[w->n++] = c;
    }
    return c;
}

static void take_out(struct conversation *c, size_t i)
{
    message_clear(&c->messages[i]);
    memmove(&c->messages[i], &c->messages[i + 1], (c->n - i - 1) * sizeof *c->messages);
    c->n--;
}

const struct world_message *world_add(struct world *w, const struct world_message *m)
{
    struct conversation *c = conversation_for(w, m->channel);
    if (!c)
        return NULL;
    if (c->n == world_messages_each)
        take_out(c, 0);
    struct world_message *made = &c->messages[c->n++];
    *made = (struct world_message){
        .channel = keep(m->channel),
        .from = keep(m->from),
        .only = keep(m->only),
        .uid = keep(m->uid),
        .html = keep(m->html),
        .plain = keep(m->plain),
        .at_ms = m->at_ms,
    };
    snprintf(made->id, sizeof made->id, "m%llx-%lld", (unsigned long long)w->started_ms,
             (long long)++w->counter);
    return made;
}

static struct world_message *find(const struct world *w, struct str channel,
                                  struct str id)
{
    struct conversation *c = conversation(w, channel);
    for (size_t i = 0; c && i < c->n; i++) {
        if (str_eq(str_from_c(c->messages[i].id), id))
            return &c->messages[i];
    }
    return NULL;
}

const struct world_message *world_find(const struct world *w, struct str channel,
                                       struct str id)
{
    return find(w, channel, id);
}

const struct world_message *world_find_uid(const struct world *w, struct str channel,
                                           struct str uid)
{
    struct conversation *c = conversation(w, channel);
    for (size_t i = 0; c && uid.n && i < c->n; i++) {
        if (str_eq(c->messages[i].uid, uid))
            return &c->messages[i];
    }
    return NULL;
}

const struct world_message *world_edit(struct world *w, struct str channel, struct str id,
                                       struct str html, struct str plain)
{
    struct world_message *m = find(w, channel, id);
    if (!m)
        return NULL;
    drop(&m->html);
    drop(&m->plain);
    m->html = keep(html);
    m->plain = keep(plain);
    m->is_edited = true;
    return m;
}

bool world_remove(struct world *w, struct str channel, struct str id)
{
    struct world_message *m = find(w, channel, id);
    if (!m)
        return false;
    struct conversation *c = conversation(w, channel);
    take_out(c, (size_t)(m - c->messages));
    return true;
}

void world_each(const struct world *w, struct str channel, struct str person,
                void (*each)(void *ctx, const struct world_message *m), void *ctx)
{
    struct conversation *c = conversation(w, channel);
    for (size_t i = 0; c && i < c->n; i++) {
        const struct world_message *m = &c->messages[i];
        if (!m->only.n || str_eq(m->only, person))
            each(ctx, m);
    }
}
