/* Pictures by content: which file has which hash, and what platforms call it. */
#ifndef CORE_PICTURES_H
#define CORE_PICTURES_H

#include "core/turn.h"
#include "model/effect.h"
#include "store/migrate.h"

/* Its tables. */
extern const struct migration pictures_migrations[];

/* The platform's handle; empty until it is uploaded there. */
bool pictures_handle(struct turn *t, struct str workspace, struct str hash,
                     struct str *handle, struct err *err);

/* An upload ended well. */
bool pictures_uploaded(struct turn *t, struct str workspace, struct str hash,
                       struct str handle, struct err *err);

/* Fills in the handles of the pictures in an answer's cards (copies of them). */
bool pictures_fill(struct turn *t, struct answer *answer, struct err *err);

/* The same for one card. */
bool pictures_fill_card(struct turn *t, struct str workspace, const struct card **card,
                        struct err *err);

#endif
