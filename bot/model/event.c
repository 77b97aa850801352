#include "model/event.h"

#include "base/arena.h"

static void copy(struct arena *a, struct str *s)
{
    if (s->n > 0)
        *s = arena_str(a, *s);
}

static void copy_all(struct arena *a, struct str *const *views, size_t n)
{
    for (size_t i = 0; i < n; i++)
        copy(a, views[i]);
}

static const struct form_value *copy_values(struct arena *a, const struct event *ev)
{
    struct form_value *out = ARENA_ARRAY(a, ev->n_values, struct form_value);
    for (size_t i = 0; i < ev->n_values; i++) {
        out[i] = ev->values[i];
        copy(a, &out[i].name);
        copy(a, &out[i].value);
    }
    return out;
}

static const struct member *copy_members(struct arena *a, const struct event *ev)
{
    struct member *out = ARENA_ARRAY(a, ev->n_members, struct member);
    for (size_t i = 0; i < ev->n_members; i++) {
        struct member *m = &out[i];
        *m = ev->members[i];
        struct str *const views[] = { &m->user,  &m->name, &m->handle,
                                      &m->email, &m->zone, &m->locale };
        copy_all(a, views, COUNT(views));
    }
    return out;
}

static const struct channel *copy_channels(struct arena *a, const struct event *ev)
{
    struct channel *out = ARENA_ARRAY(a, ev->n_channels, struct channel);
    for (size_t i = 0; i < ev->n_channels; i++) {
        out[i] = ev->channels[i];
        copy(a, &out[i].id);
        copy(a, &out[i].name);
    }
    return out;
}

struct event *event_copy(struct arena *a, const struct event *ev)
{
    struct event *e = ARENA_NEW(a, struct event);
    *e = *ev;
    struct str *const views[] = { &e->id,     &e->workspace, &e->user,   &e->channel,
                                  &e->thread, &e->message,   &e->locale, &e->command,
                                  &e->text,   &e->ref,       &e->choice, &e->reply,
                                  &e->cursor, &e->result };
    copy_all(a, views, COUNT(views));
    if (ev->n_values > 0)
        e->values = copy_values(a, ev);
    if (ev->n_members > 0)
        e->members = copy_members(a, ev);
    if (ev->n_channels > 0)
        e->channels = copy_channels(a, ev);
    return e;
}
