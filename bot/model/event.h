/*
 * What happened, in neutral words. A platform's wire.c makes events from bytes;
 * the sink copies them; a turn (core/turn.h) runs them.
 */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include "base/lang.h"
#include "base/str.h"

enum event_kind {
    EVENT_COMMAND,  /* slash command: command, text */
    EVENT_ACTION,   /* button, menu or select: ref, choice */
    EVENT_FORM,     /* a form was sent: ref, values */
    EVENT_MESSAGE,  /* text in a direct message, a channel, or a mention of the bot */
    EVENT_JOIN,     /* a new member of the company: members[0] */
    EVENT_REACTION, /* text: the emoji's name; message */
    EVENT_HOME,     /* a person opened their own page */
    EVENT_MEMBERS,  /* directory: members (a page of the list, or one that changed) */
    EVENT_CHANNELS, /* directory: channels */
    EVENT_OUTCOME,  /* what a send or a find brought back */
    EVENT_LINE,     /* the connection's state, for logs and health: line, text */
    EVENT_DUE,      /* made by core: a durable timer fired */
};

/* A member as the platform describes them. */
struct member {
    struct str user;   /* the platform's id */
    struct str name;   /* as shown to colleagues */
    struct str handle; /* as typed after @; may be empty */
    struct str email;  /* may be empty */
    bool email_verified;
    struct str zone;   /* IANA name; may be empty */
    struct str locale; /* "de-DE"; may be empty */
    bool is_bot, is_guest, is_gone;
};

/* A channel as the platform describes it. */
struct channel {
    struct str id;
    struct str name; /* without # */
    bool is_private, is_gone, has_bot;
};

struct form_value {
    struct str name, value; /* of the field; value as model/card.h says */
};

enum outcome {
    OUTCOME_APPLIED,    /* result: the platform's id of what was made */
    OUTCOME_NOT,        /* definitely not applied; may be tried again at retry_at_ms */
    OUTCOME_NEVER,      /* definitely not, and trying again is useless: why */
    OUTCOME_UNKNOWN,    /* sent, but the answer was lost: look before sending again */
    OUTCOME_ABSENT,     /* find: it is not there */
    OUTCOME_UNREADABLE, /* find: we may not look */
};

/* The state of a workspace's connection. */
enum line { LINE_UP, LINE_DOWN, LINE_REFUSED /* tokens: only an operator can help */ };

/* Views belong to whoever made the event; a sink copies what it keeps. */
struct event {
    enum event_kind kind;
    struct str id;        /* unique for what the platform may deliver twice; else empty */
    struct str workspace; /* name in the configuration */
    struct str user;      /* the platform's id of who did it */
    struct str channel;   /* where; the platform's id */
    struct str thread;    /* root message where it happened in a thread, else empty */
    struct str message;   /* id of the message acted on, reacted to or written */
    bool is_direct;       /* the channel is the person's direct messages with us */
    bool is_mention;      /* EVENT_MESSAGE: we were addressed by name in a channel */
    struct str locale;    /* hint of the platform, "de"; may be empty */
    struct str command;   /* without the slash */
    struct str text;      /* words after the command; message text; reason */
    struct str ref;       /* signed reference of the button or form */
    struct str choice;    /* chosen option's value */
    struct str reply;     /* opaque handle of the platform, given back in reply() */
    int64_t at_ms;        /* when the platform says it happened; 0: it does not say */

    const struct form_value *values;
    size_t n_values;
    const struct member *members;
    size_t n_members;
    const struct channel *channels;
    size_t n_channels;
    struct str cursor; /* directory pages: where the next one begins; empty: the end */
    bool is_page;      /* a page of the whole list, not a single change */

    enum line line;
    enum outcome outcome;
    int64_t outbox_id;   /* which send; EVENT_DUE: which timer */
    int64_t retry_at_ms; /* 0: as soon as it likes */
    struct str result;
};

struct arena;
/* A deep copy that lives in the arena. */
struct event *event_copy(struct arena *a, const struct event *ev);

#endif
