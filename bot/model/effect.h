/*
 * What leaves the process. Two classes:
 *   fleeting: an answer, a form, a page. At most once; they expire.
 *   durable: a post, direct message, edit, deletion, upload. An outbox row,
 *   looked for before it is repeated.
 */
#ifndef MODEL_EFFECT_H
#define MODEL_EFFECT_H

#include "model/card.h"

enum answer_kind {
    ANSWER_NOTHING,     /* only an acknowledgement (closes a form) */
    ANSWER_CARD,        /* a new card that only this person sees */
    ANSWER_REPLACE,     /* in place of the card whose button was pressed */
    ANSWER_REMOVE,      /* the card whose button was pressed goes away */
    ANSWER_FORM,        /* opens a form */
    ANSWER_FORM_ERRORS, /* the form stays open and says what is wrong */
    ANSWER_PAGE,        /* the person's own page */
};

struct form_error {
    struct str field; /* name; empty: the form as a whole */
    struct str text;  /* plain text */
};

/* An event has at most one; what it points to lives in the turn's arena. */
struct answer {
    enum answer_kind kind;
    const struct card *card; /* ANSWER_CARD, ANSWER_REPLACE */
    const struct form *form;
    const struct page *page;
    const struct form_error *errors;
    size_t n_errors;
};

enum outgoing_kind {
    OUTGOING_POST,   /* card into a channel */
    OUTGOING_DIRECT, /* card to a person */
    OUTGOING_EDIT,   /* card in place of message */
    OUTGOING_DELETE, /* message goes away */
    OUTGOING_UPLOAD, /* picture (hash in card.picture); result: its handle */
};

/* Kept by number in the database: append only. Lower goes first. */
enum lane { LANE_ANSWER, LANE_THANKS, LANE_SCHEDULED, LANE_DRIP, LANE_BULK };

/* A claimed outbox row on its way to a platform. */
struct outgoing {
    int64_t id;     /* of the row; comes back in EVENT_OUTCOME */
    struct str uid; /* of this row for good; carried to the platform, so that it
                         can be found there (metadata, props) */
    enum outgoing_kind kind;
    struct str workspace;
    struct str channel; /* POST, EDIT, DELETE */
    struct str user;    /* DIRECT */
    struct str message; /* EDIT, DELETE */
    const struct card *card;
    struct str bytes;      /* UPLOAD: the picture */
    struct str file_name;  /* UPLOAD */
    int64_t started_at_ms; /* of the latest attempt: find looks from there */
    int attempt;           /* from 1 */
};

#endif
