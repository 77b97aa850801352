/*
 * The handle by which an event is answered: all that is needed for it, as a short
 * JSON text. It also travels in a form's private_metadata, so that the sent form can
 * still change the card from which it was opened.
 */
#ifndef PLATFORM_SLACK_HANDLE_H
#define PLATFORM_SLACK_HANDLE_H

#include "base/lang.h"
#include "base/str.h"

struct arena;

/* What is to be answered. Part of the handle's text: append only. */
enum asked { ASKED_EVENT, ASKED_COMMAND, ASKED_ACTION, ASKED_FORM };

/* Where the card is that was acted on. Append only. */
enum shown { SHOWN_NOWHERE, SHOWN_MESSAGE, SHOWN_EPHEMERAL, SHOWN_HOME, SHOWN_MODAL };

/* Whatever is unknown is empty. */
struct handle {
    enum asked asked;
    enum shown shown;
    enum lang lang; /* SHOWN_MODAL: of what the window shows */
    bool takes_payload;
    int64_t socket;
    struct str envelope;
    struct str response_url;
    struct str trigger; /* opens a window, for 3 s, once */
    struct str channel, thread, message, user;
    struct str view;  /* SHOWN_MODAL: the window */
    struct str block; /* ASKED_FORM: where an error of the whole form is shown */
};

/* To text and back; both live in the arena. False when it is not such a text. */
struct str slack_handle_write(struct arena *mem, const struct handle *h);
bool slack_handle_read(struct arena *mem, struct str text, struct handle *out);

/* What a window must remember of where it was opened: no envelope, no trigger. */
struct str handle_origin(struct arena *mem, const struct handle *h, enum lang lang);

#endif
