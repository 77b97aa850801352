/*
 * Slack's JSON -> neutral structs. Pure: no clock, no socket. Nothing that comes in
 * is trusted: what is missing or of another type is empty. Views point into the
 * parsed JSON or into wire.mem.
 */
#ifndef PLATFORM_SLACK_WIRE_H
#define PLATFORM_SLACK_WIRE_H

#include "base/json.h"
#include "model/event.h"

struct arena;

/* ---- Socket Mode ---- */

/* What a frame is. */
enum envelope_kind {
    ENVELOPE_HELLO,
    ENVELOPE_DISCONNECT,
    ENVELOPE_EVENT,
    ENVELOPE_COMMAND,
    ENVELOPE_INTERACTIVE,
    ENVELOPE_UNKNOWN,
};

/* Why Slack says that it will close a connection. */
enum hangup {
    HANGUP_WARNING,
    HANGUP_REFRESH,
    HANGUP_DISABLED, /* Socket Mode was switched off */
    HANGUP_TOO_MANY, /* more than ten connections */
    HANGUP_OTHER,
};

/* One text frame. */
struct envelope {
    enum envelope_kind kind;
    struct str id;      /* to be acknowledged; empty: nothing to acknowledge */
    bool takes_payload; /* the acknowledgement may carry an answer */
    const struct json *payload;
    int64_t connections; /* hello: how many Slack counts, ours included; 0: unknown */
    int64_t lifetime_ms; /* hello: how long it will live about; 0: unknown */
    enum hangup hangup;  /* disconnect */
};

/* False when it is not an object. */
bool wire_envelope(const struct json *frame, struct envelope *out);

/* Who reads, and where to. */
struct wire {
    struct arena *mem;
    struct str workspace;
    struct str bot_user, bot_id; /* ourselves; empty until known */
    int64_t socket;              /* on which it came */
};

enum heard {
    HEARD_EVENT,      /* *out is one */
    HEARD_NOTHING,    /* to be acknowledged and forgotten */
    HEARD_BOT_JOINED, /* we were added to out->channel */
    HEARD_REVOKED,    /* the app was removed or its tokens taken back */
    HEARD_TOO_MUCH,   /* Slack holds back events: more than 30,000 an hour */
};

/* What an envelope of the last four kinds says. */
enum heard wire_hear(const struct wire *w, const struct envelope *e, struct event *out);

/* The parts of it, by kind of envelope. */
enum heard wire_hear_event(const struct wire *w, const struct envelope *e,
                           struct event *out);
enum heard wire_hear_command(const struct wire *w, const struct envelope *e,
                             struct event *out);
enum heard wire_hear_interactive(const struct wire *w, const struct envelope *e,
                                 struct event *out);

/* The acknowledgement; payload (JSON) may be empty. */
struct str wire_ack(struct arena *mem, struct str envelope, struct str payload);

/* ---- texts and objects ---- */

/* Text as Slack sends it -> plain text: entities and links undone, a mention as
 * "<@user>". The member `self` is left out where the text starts with it. */
struct str wire_text(struct arena *mem, struct str text, struct str self);
/* Only &amp; &lt; &gt; undone. */
struct str wire_plain(struct arena *mem, struct str text);
/* "1700000000.000100" in milliseconds; 0 when it is not one. */
int64_t wire_ts_ms(struct str ts);

/* A user and a conversation object. False without an id. */
bool slack_member(const struct wire *w, const struct json *user, struct member *out);
bool slack_channel(const struct json *conversation, struct channel *out);

/* ---- the Web API ---- */

/* What may be made of an answer. */
enum web_kind {
    WEB_OK,
    WEB_NO,      /* refused for good: error */
    WEB_AUTH,    /* the token is no good: only an operator can help */
    WEB_LATER,   /* certainly not done; may be tried again after retry_ms */
    WEB_UNKNOWN, /* nobody knows whether it was done */
};

/* How far a request got. */
enum web_sent { WEB_ANSWERED, WEB_NOT_SENT, WEB_LOST };

/* An answer, judged. Views live as long as what it was read from. */
struct web_answer {
    enum web_kind kind;
    struct str error;        /* Slack's code, or our word for what happened */
    struct str needed;       /* missing_scope: the scope */
    int64_t retry_ms;        /* WEB_LATER: how long to wait; 0: as one likes */
    struct str scopes;       /* header X-OAuth-Scopes; set by whoever reads headers */
    const struct json *body; /* may be NULL */
};

/* What an answer means. body may be NULL (not JSON); retry_after: the header. */
struct web_answer wire_web(enum web_sent sent, int status, const struct json *body,
                           struct str retry_after);

/* Looks for our mark in a page of conversations.history: the message's ts, or empty. */
struct str wire_find_mark(const struct json *page, struct str uid,
                          const struct wire *self);
/* The cursor of the next page; empty: that was the last. */
struct str wire_next_cursor(const struct json *page);

/* Pages of users.list and conversations.list as events. */
void wire_members_page(const struct wire *w, const struct json *page, struct event *out);
void wire_channels_page(const struct wire *w, const struct json *page, struct event *out);

/* The first of the scopes (ends with NULL) that the x-oauth-scopes header lacks;
 * NULL: none. */
const char *wire_scope_missing(struct str granted, const char *const *needed);

#endif
