/* What a feature asks to leave the process; carried out after the commit. */
#ifndef CORE_EFFECTS_H
#define CORE_EFFECTS_H

#include "core/turn.h"
#include "model/contact.h"
#include "model/effect.h"

/* Fleeting. Cards, forms and pages live in the turn's arena and are not copied.
 * The last answer wins: an event has one answer. */
void fx_answer(struct turn *t, const struct card *card);
void fx_replace(struct turn *t, const struct card *card);
void fx_remove(struct turn *t);
void fx_form(struct turn *t, const struct form *form);
void fx_form_error(struct turn *t, struct str field, struct str text);
void fx_page(struct turn *t, const struct page *page);

/* A place to say something for all to read. */
struct place {
    struct str workspace, channel;
};

/* Durable: a row in the outbox, within this transaction. `key` makes it once:
 * a second one with the same key is silently the first. */
bool fx_post(struct turn *t, struct place where, const struct card *card, struct str key,
             enum lane lane, struct err *err);
bool fx_direct(struct turn *t, const struct contact *to, const struct card *card,
               struct str key, enum lane lane, struct err *err);
/* The same for what is not to be kept longer: dropped when it did not go before until_ms. */
bool fx_direct_until(struct turn *t, const struct contact *to, const struct card *card,
                     struct str key, enum lane lane, int64_t until_ms, struct err *err);
/* message: the platform's id, from an earlier outcome. */
bool fx_edit(struct turn *t, struct place where, struct str message,
             const struct card *card, struct str key, struct err *err);
bool fx_delete(struct turn *t, struct place where, struct str message, struct str key,
               struct err *err);
/* The picture of that hash to the workspace; its handle is kept when it is there. */
bool fx_upload(struct turn *t, struct str workspace, struct str hash, struct str alt,
               struct err *err);

#endif
