/*
 * Where an answer goes: the way it takes first, and the one for when that is closed.
 * What was learned from the server decides here and nowhere else: an ephemeral post
 * cannot be edited, a response_url works five times within half an hour, a post for all
 * is never changed by what one person does. Pure.
 *
 *   asked by                 a card              in place of it      a form
 *   command in a channel     exchange            exchange            window, talk
 *   command, direct          direct, exchange    direct, exchange    window, talk
 *   button, ephemeral card   hook, direct        hook, direct        window, talk
 *   button, direct           direct              update, patch       window, talk
 *   button, card for all     direct              direct              window, talk
 *   button, own page         direct              direct              window, talk
 *   window, ephemeral card   hook, direct        hook, direct        talk
 *   window, direct           direct              patch, direct       talk
 *   window, from elsewhere   direct              direct              talk
 *   words, mention, number   direct              direct              talk
 */
#ifndef PLATFORM_MATTERMOST_REPLY_H
#define PLATFORM_MATTERMOST_REPLY_H

#include "model/effect.h"
#include "platform/mattermost/handle.h"

enum way {
    WAY_NONE,     /* nothing to be said */
    WAY_EXCHANGE, /* in the exchange: an ephemeral card */
    WAY_UPDATE,   /* in the exchange: in place of the post */
    WAY_ERRORS,   /* in the exchange: the window stays open and says what is wrong */
    WAY_DONE,     /* in the exchange: a word that it is done */
    WAY_HOOK,     /* a new ephemeral card by the command's response_url */
    WAY_DIRECT,   /* a new post in the person's direct messages */
    WAY_PATCH,    /* in place of a post there */
    WAY_DELETE,   /* that post goes away */
    WAY_WINDOW,   /* a dialog */
    WAY_TALK,     /* the form as a talk */
    WAY_REFUSE,   /* the talk says what is wrong, and asks again */
    WAY_PAGE,     /* the person's own page */
};

/* The second is WAY_NONE where there is nothing else to try. */
struct reply_plan {
    enum way first, second;
};
struct reply_plan reply_choose(const struct handle *h, enum answer_kind kind,
                               int64_t now_ms);

/* What the exchange says at the end, beside what went another way. */
enum closing {
    CLOSING_NOTHING,
    CLOSING_LINK,  /* where the card stands now */
    CLOSING_HERE,  /* no window: asked here instead */
    CLOSING_THERE, /* no window: asked in the direct messages instead */
};
/* After this way was taken. */
enum closing reply_closing(const struct handle *h, enum way way);

/* Origin of the card or window that is made on this way; channel and team of the
 * person's direct messages where it goes there, else empty. Views into h. */
struct origin reply_origin(const struct handle *h, enum way way, struct str channel,
                           struct str team);
/* The post that WAY_PATCH and WAY_DELETE are about. */
struct str reply_post(const struct handle *h);

/* Text as the answer of an exchange, "{}" where it is empty. What a window is told is
 * an error, so that it stays open: it can show nothing else. */
struct str reply_text(struct arena *mem, enum asked asked, struct str text);

#endif
