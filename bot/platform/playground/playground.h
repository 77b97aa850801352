/*
 * The playground: a platform like any other, for people who want to look before
 * they install. A pretend company in the browser and in the terminal.
 */
#ifndef PLATFORM_PLAYGROUND_PLAYGROUND_H
#define PLATFORM_PLAYGROUND_PLAYGROUND_H

#include "base/text.h"
#include "platform/platform.h"

struct buf;
struct http_server;
struct loop;

/* A slash command, or one with its first word ("share list"), for the suggestions
 * under the message box. */
struct playground_command {
    struct str name; /* without the slash */
    struct str usage[LANG_COUNT], summary[LANG_COUNT];
};

/* Copied, except loop, server and texts, which outlive the playground. */
struct playground_options {
    struct str workspace;
    struct loop *loop;
    struct http_server *server; /* on loopback; its routes are taken by us */
    struct texts *texts;
    const struct playground_command *commands;
    size_t n_commands;
    bool terminal; /* listen to standard input, answer on standard output */
    /* Bytes of a picture by its hash, for those that were uploaded in an earlier
     * life; may be NULL. The view must live until the call returns to the loop. */
    bool (*picture)(void *self, struct str hash, struct str *bytes);
    void *picture_self;
};

/* Takes the routes; start() makes it live. Freed by (*out)->ops->free(). */
bool playground_open(struct platform **out, const struct playground_options *o,
                     struct err *err);

/* What to tell who started it: the address, how to reach it from elsewhere, three
 * things to try. */
void playground_greeting(const struct platform *p, enum lang lang, struct buf *out);

/* One exchange, for `try --as anna --say '/share linkedin'`. */
struct playground_exchange {
    struct str as, say; /* borrowed for the call */
    bool json;          /* as JSON, or as the terminal shows it */
    /* Called once with the answer: on the loop's thread, never from inside. */
    void (*done)(void *self, struct str answer);
    void *self;
};

/* After start(); one at a time. ERR_NOTFOUND: there is no such person. */
bool playground_say(struct platform *p, const struct playground_exchange *x,
                    struct err *err);

#endif
