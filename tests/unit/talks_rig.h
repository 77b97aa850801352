/*
 * Direct messages in front of a server that is a list of posts. What is asked of it is
 * answered when a test says so. Stands in for the session's other parts: rest_call(),
 * session_emit(), session_wire(), session_render(), catchup_answered() and
 * directs_find().
 */
#ifndef TESTS_UNIT_TALKS_RIG_H
#define TESTS_UNIT_TALKS_RIG_H

#include "check.h"

#include "platform/mattermost/session.h"

#define BOT  "bbbbbbbbbbbbbbbbbbbbbbbbbb"
#define ANN  "aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DM   "dddddddddddddddddddddddddd"
#define TOWN "tttttttttttttttttttttttttt"

enum { asked_max = 64, heard_max = 64, posts_max = 64 };

/* A session, what it asked and what it told, and the server's posts. */
struct rig {
    struct session s; /* first */
    struct arena *mem;
    struct rest_request asked[asked_max]; /* with copies of path and body */
    size_t n_asked, n_answered;
    const struct event *heard[heard_max];
    size_t n_heard;
    struct str posts[posts_max];
    size_t n_posts;
    int64_t now_ms; /* of the server: one more for each post */
    size_t n_marks; /* asked to be moved */
    bool has_direct;
};

/* A server without posts, a session that knows nothing; freed by the caller. */
struct rig *rig_new(void);
void rig_free(struct rig *r); /* calls under way are dropped */
AUTO_PTR(struct rig, rig_free)
/* A process that knows nothing takes over. */
void rig_restart(struct rig *r);

/* An id: the kind, and the number. Lives as long as the rig. */
struct str rig_id(struct rig *r, char kind, size_t n);
/* Appends a post of ours, "p" and its number: `rest` are its other members, with the
 * closing brace; or one with a mark of ours in the direct messages. Its JSON. */
struct str rig_post(struct rig *r, struct str rest);
struct str rig_marked(struct rig *r, const char *mark);
/* The websocket tells of a post. */
void rig_show(struct rig *r, struct str post);

/* The server answers the next call: as it would, all of them, or as the test says. */
void rig_answer(struct rig *r);
void rig_answer_all(struct rig *r);
void rig_give(struct rig *r, enum rest_kind kind, struct str body);
/* The last post that was asked for: the question for that field, with that in it; or the
 * sentence. */
void rig_check_asked(struct rig *r, const char *field, const char *problem);
void rig_check_said(struct rig *r, const char *sentence);

/* Ann types a line now: "l" and the time of the server; or it comes again. */
void rig_type(struct rig *r, const char *text);
void rig_type_at(struct rig *r, const char *text, int64_t at_ms);
const struct event *rig_last(struct rig *r);

#endif
