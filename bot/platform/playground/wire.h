/*
 * What the page says: JSON -> events. Pure and fuzzed. Every request has "as" (who
 * is speaking) and "tab" (which window asked, so that a form opens there alone).
 *
 *     /say    {"as","tab","channel","text"}              message or slash command
 *     /press  {"as","tab","channel","message","ref","choice"}
 *     /form   {"as","tab","channel","message","ref","values":{"name":"value",...}}
 *     /home   {"as","tab"}                               their own page was opened
 *
 * "channel" is "home" for what stands on that page; the event then has none.
 */
#ifndef PLATFORM_PLAYGROUND_WIRE_H
#define PLATFORM_PLAYGROUND_WIRE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/event.h"

enum { wire_max_bytes = 64 * 1024, wire_max_values = 40 };

/* The path that was asked for. */
enum wire_route { WIRE_SAY, WIRE_PRESS, WIRE_FORM, WIRE_HOME };

/* `event` lacks id, workspace, reply and time: the session adds them. */
struct wire_request {
    struct event event;
    struct str tab;
};

/* Reads a request; everything in *out lives in the arena. ERR_PARSE for what is no
 * such JSON, ERR_INVALID for what is missing or too long. */
bool wire_read(struct arena *a, enum wire_route route, struct str body,
               struct wire_request *out, struct err *err);

/* Makes *ev a slash command ("/share linkedin"), or a message with that text. A
 * mention of @botschafter in a channel is noted and taken out. */
void wire_say(struct arena *a, struct str text, struct event *ev);

/* Names of people, channels, tabs and messages: [A-Za-z0-9_-], at most 64 bytes. */
bool wire_is_name(struct str s);

#endif
