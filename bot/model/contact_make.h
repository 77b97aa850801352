/* For the contact gate alone (lint holds it): how a contact is made. */
#ifndef MODEL_CONTACT_MAKE_H
#define MODEL_CONTACT_MAKE_H

#include "model/contact.h"

struct arena;

/* As model/contact.h says, one by one. */
struct contact_parts {
    int64_t person;
    enum contact_kind kind;
    struct str topic, workspace, user;
    int64_t not_before_ms;
};

/* Lives in the arena; copies its views. */
const struct contact *contact_make(struct arena *a, const struct contact_parts *parts);

#endif
