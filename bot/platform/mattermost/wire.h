/*
 * Mattermost's JSON -> neutral structs. Pure: no clock, no socket. Nothing that comes in
 * is trusted: what is missing or of another type is empty, and so is an id that is none.
 * Views point into the parsed JSON or into wire.mem.
 */
#ifndef PLATFORM_MATTERMOST_WIRE_H
#define PLATFORM_MATTERMOST_WIRE_H

#include "base/json.h"
#include "model/event.h"

struct arena;

/* Of the server's alphabet and length: safe as a part of a path. */
bool wire_is_id(struct str s);
/* The id at a path; empty when there is none. */
struct str wire_id(const struct json *j, const char *path);

/* ---- the websocket ---- */

/* What a frame is. */
enum frame_kind {
    FRAME_HELLO,    /* connection, server_version */
    FRAME_REPLY,    /* to an action of ours; consumes no seq of the server */
    FRAME_POSTED,   /* post */
    FRAME_EDITED,   /* post */
    FRAME_DELETED,  /* post */
    FRAME_NEW_USER, /* user: somebody has an account now */
    FRAME_USER,     /* data has the changed user */
    FRAME_JOINED,   /* user was added to channel */
    FRAME_LEFT,     /* user was removed from channel */
    FRAME_CHANNEL,  /* a channel was made, changed, archived or restored */
    FRAME_TEAM,     /* user joined a team or left it; without user: the team is another */
    FRAME_OTHER,    /* nothing that concerns us */
};

/* One text frame. */
struct frame {
    enum frame_kind kind;
    int64_t seq; /* of the server; -1: a reply */
    bool is_ok;  /* FRAME_REPLY */
    struct str connection, server_version;
    struct str user, channel, team;
    struct str channel_type; /* "D": direct messages */
    struct str post;         /* JSON in a string */
};

/* False when it is neither an event nor a reply. */
bool wire_frame(const struct json *j, struct frame *out);

/* ---- posts ---- */

/* Who reads, and where to. */
struct wire {
    struct arena *mem;
    struct str workspace;
    struct str bot_user, bot_name; /* ourselves; empty until known */
};

/* A post as REST and the websocket describe it. */
struct post_seen {
    struct str id, user, channel, root, message, type;
    int64_t create_ms, delete_ms;
    bool is_ours;             /* user is our own; nothing else can be trusted */
    bool is_by_hook;          /* of a webhook or a bot: nobody typed it */
    struct str mark;          /* our own mark's id; empty: none, or not ours */
    bool is_page;             /* our mark says so */
    struct str answers;       /* our mark: the post that this one answers */
    bool is_answered;         /* our sign stands at it (REST alone tells) */
    const struct json *state; /* our mark; NULL: none, or not ours */
};
/* False when it has no ids. */
bool wire_post(const struct wire *w, const struct json *post, struct post_seen *out);

/* EVENT_MESSAGE from a post of a person; false when it is nothing that anybody typed to
 * us: our own, the system's, a webhook's or bot's, deleted, without text, or (not is_direct)
 * without a mention of us. A mention at the beginning is taken out of the text; one in
 * code is none. Without a reply handle. */
bool wire_message(const struct wire *w, const struct post_seen *p, bool is_direct,
                  struct event *out);

/* ---- who is who ---- */

/* The three kinds of zone settings (automatic, by hand, none that is known);
 * deactivated, bots and guests (people of another server, too) are told apart. The name
 * is what colleagues call them: nickname, else full name, else user name. */
bool wire_member(const struct wire *w, const struct json *user, struct member *out);
/* name: as typed after ~; has_bot is for the caller to know. Direct and group messages
 * are no channels: false. */
bool wire_channel(const struct json *channel, struct channel *out);

/* ---- what comes to our listener ---- */

/* A slash command: an urlencoded form. */
struct command_call {
    struct str
        token; /* of the Authorization header or, where that has none, the form's */
    struct str user, channel, team, command, text, root, trigger;
    struct str hook;     /* id at the end of response_url; empty: not such a URL */
    bool is_direct;      /* in our direct messages with them */
    struct str event_id; /* the same for a replay */
};
/* authorization: the header's value, may be empty. False when it is not such a form. */
bool wire_command(const struct wire *w, struct str body, struct str authorization,
                  struct command_call *out);

/* A button or a select: JSON. Anybody may call: only with a seal that is ours it counts. */
struct action_call {
    struct str user, channel, team, post, trigger;
    struct str ref, seal, choice; /* of the context */
    struct str event_id;
};
bool wire_action(const struct wire *w, const struct json *body, struct action_call *out);

/* A dialog that was sent: JSON. All but user comes from the client. */
struct dialog_call {
    struct str user, state;
    bool is_cancelled;
    const struct form_value *values; /* as model/card.h says */
    size_t n_values;
    struct str event_id;
};
/* At most wire_values_max fields: what names.h says of the elements' names is done, yes
 * and no are "true" and "false", whole numbers are text, lists have commas between. */
enum { wire_values_max = 100 };
bool wire_dialog(const struct wire *w, const struct json *body, struct dialog_call *out);

#endif
