/* What the files of /share have in common. */
#ifndef COMMANDS_SHARE_SHARE_H
#define COMMANDS_SHARE_SHARE_H

#include "advocacy/dealing.h"
#include "advocacy/networks.h"
#include "advocacy/preferences.h"
#include "core/feature.h"

/* A share card as it stands before a person: enough to make it again. It is what the
 * references of its buttons are signed over. */
struct shown {
    struct deal deal;
    bool is_mine; /* with the person's own words instead of the wording's */
    /* Typed with /share, comma between: the next post is about them, too. */
    struct str topics;
};

/* "POST:NETWORK:LANG:WORDING:m:TOPICS", without what is not given; in the turn's arena.
 * Topics that would make a reference too long are left out. */
struct str shown_encode(struct turn *t, const struct shown *s);
bool shown_decode(struct str object, struct shown *out);

/* What the card says besides. */
struct card_extra {
    struct str note;        /* markup; empty: none */
    const struct deal *ask; /* "did you post it?" about this one; NULL: do not ask */
};

/* The card of a deal. *out is NULL when the post, its words or its network are gone. */
bool share_card(struct turn *t, const struct shown *s, const struct card_extra *extra,
                const struct card **out, struct err *err);

/* Everything about a person that dealing asks for, from their settings and the
 * company's; `network` and `topics` overrule when they are not empty. */
bool share_wish(struct turn *t, struct str network, struct str topics, struct wish *out,
                struct err *err);

/* Deals the next post (of the `typed` topics, if any) and makes its card, or the card that says there is none. */
bool share_next(struct turn *t, const struct wish *wish, struct str typed,
                struct str note, const struct card **out, struct err *err);

/* The card that says that nothing suits just now, and what one may do. */
bool share_nothing(struct turn *t, const struct wish *wish, const struct card **out,
                   struct err *err);

/* A card that is only a sentence (markup). */
const struct card *share_say(struct turn *t, struct str text);

/* Its name as one reads it: mail has one in each language. */
struct str share_network_name(const struct turn *t, const struct network *n);

/* The networks a person is offered: switched on, and chosen by them if they chose. */
bool share_offers(const struct network *n, const struct preferences *p);

/* The text a person gets: their own words, or the wording. Empty: it is gone. */
bool share_text(struct turn *t, const struct shown *s, struct str *out, struct err *err);

/* Own words: kept for 24 hours, for nobody else. */
bool own_words_get(struct turn *t, int64_t post, struct str network, struct str *out,
                   struct err *err);
bool own_words_put(struct turn *t, int64_t post, struct str network, struct str text,
                   struct err *err);
bool own_words_expire(struct turn *t, const struct due *d, struct err *err);
bool own_words_merge(struct turn *t, int64_t from, int64_t into, struct err *err);
/* When they are to be gone (Unix ms); 0: there are none. */
bool own_words_until(struct turn *t, int64_t post, struct str network, int64_t *until_ms,
                     struct err *err);

/* Buttons, menus and forms; each answers by itself. */
bool share_act(struct turn *t, const struct action *a, struct err *err);

/* What the words do. */
bool share_run(struct turn *t, const struct call *call, struct err *err);
bool share_list(struct turn *t, struct str args, struct err *err);
bool share_settings(struct turn *t, struct err *err);
bool share_settings_sent(struct turn *t, struct err *err);
bool share_page(struct turn *t, struct page *page, struct err *err);

/* One person in several places: a code to carry over, or one that was, and the way back. */
bool share_connect(struct turn *t, struct str args, struct err *err);
bool share_disconnect(struct turn *t, struct err *err);

/* Forms of the card. */
void share_form_own(struct turn *t, const struct shown *s, struct str text);
bool share_own_sent(struct turn *t, const struct shown *s, struct err *err);
void share_form_remind(struct turn *t, const struct shown *s);
bool share_remind_sent(struct turn *t, const struct shown *s, struct err *err);
bool share_remind_due(struct turn *t, const struct due *d, struct err *err);
void share_form_instance(struct turn *t, const struct shown *s);
bool share_instance_sent(struct turn *t, const struct shown *s, struct err *err);

/* Text and picture by direct message, for phones. *sent is false when they are gone. */
bool share_send_by_message(struct turn *t, const struct shown *s, bool *sent,
                           struct err *err);

#endif
