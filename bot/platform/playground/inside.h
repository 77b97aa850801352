/* What the parts of the playground share; nobody else includes it. */
#ifndef PLATFORM_PLAYGROUND_INSIDE_H
#define PLATFORM_PLAYGROUND_INSIDE_H

#include "io/loop.h"
#include "platform/playground/playground.h"
#include "platform/playground/render.h"
#include "platform/playground/wire.h"

struct feed;
struct once;
struct outcomes;
struct pictures;
struct terminal;
struct world;

/* Where an answer goes: the handle that an event carries as `reply`. */
struct reply_place {
    struct str user, tab, channel, message;
    bool is_form; /* a form waits to hear that it may close */
};

/* Windows that are none: the terminal, and the one exchange of `try`. */
#define TAB_TERMINAL STR("terminal")
#define TAB_ONCE     STR("once")

/* The platform; its parts are owned. */
struct playground {
    struct platform base;
    struct playground_options o;
    struct arena *mem; /* for what lives as long as we do */
    struct render_words words[LANG_COUNT];
    struct world *world;
    struct feed *feed;
    struct pictures *pictures;
    struct terminal *terminal; /* NULL: there is none */
    struct outcomes *outcomes;
    struct sink sink;
    struct loop_task work; /* what must not happen inside of a call from above */
    bool is_started, is_announced, is_draining;
    bool has_joined; /* the new hire was looked through once */
    int64_t n_events, started_ms;
    struct once *once; /* the exchange of `try` under way; NULL: none */
    void (*drained)(void *self);
    void *drained_self;
};

/* Fills in what all events have and hands it to the sink. False while nobody
 * listens (before start, after drain). */
bool playground_event(struct playground *g, struct event *ev, struct str tab);

/* Somebody looks through this person's eyes: a new hire joins with the first look. */
void playground_look(struct playground *g, struct str user);

/* The way a person of this language is spoken to; texts live in the arena. */
struct speech playground_speech(const struct playground *g, enum lang lang,
                                struct arena *mem);

/* Takes the routes of the page. */
bool session_open(struct playground *g, struct err *err);

/* Adds, edits or removes a message and shows it to all who may see it. The id is
 * empty when there is no room for it. */
struct shown {
    struct str channel, from, only, uid;
    const struct card *card; /* or */
    struct str typed;
};
struct str show_add(struct playground *g, const struct shown *s);
bool show_edit(struct playground *g, struct str channel, struct str id,
               const struct card *card);
bool show_remove(struct playground *g, struct str channel, struct str id);
/* A form, its mistakes, or a page, to one window. */
void show_answer(struct playground *g, const struct reply_place *to,
                 const struct answer *answer);

/* A message as the page gets it. */
struct json_w;
struct world_message;
void show_message_json(struct json_w *w, const struct world_message *m);

/* Answers (reply.c). */
enum replied playground_reply(struct platform *p, struct str reply,
                              const struct answer *answer);

/* The one exchange of `try` (once.c): says it, keeps the answer, hands it over. */
void once_step(struct playground *g);
void once_answer(struct playground *g, const struct answer *answer);
void once_free(struct once *o);

/* Outgoing effects (send.c); outcomes wait there for the work task. */
struct outcomes *outcomes_new(void);
void outcomes_free(struct outcomes *o);
void outcomes_tell(struct playground *g);
void playground_send(struct platform *p, const struct outgoing *out);
void playground_find(struct platform *p, const struct outgoing *out);

/* Pictures by hash (pictures.c): uploaded ones, then the demo's. */
struct pictures *pictures_new(void);
void pictures_free(struct pictures *p);
bool pictures_add(struct pictures *p, struct str hash, struct str bytes);
bool pictures_get(const struct pictures *p, struct str hash, struct str *bytes);

#endif
