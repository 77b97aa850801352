#include "model/contact.h"

#include "base/arena.h"
#include "model/contact_make.h"

struct contact {
    struct contact_parts parts;
};

const struct contact *contact_make(struct arena *a, const struct contact_parts *parts)
{
    struct contact *c = ARENA_NEW(a, struct contact);
    c->parts = *parts;
    c->parts.topic = arena_str(a, parts->topic);
    c->parts.workspace = arena_str(a, parts->workspace);
    c->parts.user = arena_str(a, parts->user);
    return c;
}

int64_t contact_person(const struct contact *c)
{
    return c->parts.person;
}

enum contact_kind contact_kind_of(const struct contact *c)
{
    return c->parts.kind;
}

struct str contact_topic(const struct contact *c)
{
    return c->parts.topic;
}

struct str contact_workspace(const struct contact *c)
{
    return c->parts.workspace;
}

struct str contact_user(const struct contact *c)
{
    return c->parts.user;
}

int64_t contact_not_before_ms(const struct contact *c)
{
    return c->parts.not_before_ms;
}
