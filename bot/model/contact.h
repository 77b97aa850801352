/*
 * The right to write to a person by direct message. Opaque: only the contact
 * gate (advocacy/gate.c) can make one, so nothing else can send unasked.
 */
#ifndef MODEL_CONTACT_H
#define MODEL_CONTACT_H

#include "base/str.h"

/* Kept by number in the database: append only. */
enum contact_kind {
    CONTACT_ANSWER,       /* it was asked for, at this very instant */
    CONTACT_SUBSCRIPTION, /* switched on by the person */
    CONTACT_UNASKED,      /* switched on by the company and not refused */
};

struct contact;

/* For whom, and by which right. */
int64_t contact_person(const struct contact *c);
enum contact_kind contact_kind_of(const struct contact *c);
/* What it is about ("remind", "digest"): consents and caps are kept by it. */
struct str contact_topic(const struct contact *c);
/* The account to write to. */
struct str contact_workspace(const struct contact *c);
struct str contact_user(const struct contact *c);
/* Not before this instant (Unix ms); 0: now. */
int64_t contact_not_before_ms(const struct contact *c);

#endif
