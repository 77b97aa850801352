/*
 * Cards, forms, pages and answers as JSON, member by member as model/card.h names
 * them: kept in the outbox and with the ids of what was answered, and printed for
 * people. What was encoded is decoded to the same. It may gain members, never lose or
 * rename them.
 */
#ifndef CODEC_CARD_JSON_H
#define CODEC_CARD_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "model/effect.h"

/* Each appends one JSON object; the buffer keeps its ceiling. */
void card_encode(struct buf *out, const struct card *card);
void form_encode(struct buf *out, const struct form *form);
void answer_encode(struct buf *out, const struct answer *answer);
/* A form within other JSON. */
void form_write(struct json_w *w, const struct form *form);

/* Each fills *out; all of it lives in the arena, nothing in `text`. ERR_PARSE,
 * ERR_LIMIT: it is not what the encoder writes. */
bool card_decode(struct arena *a, struct str text, struct card *out, struct err *err);
bool form_decode(struct arena *a, struct str text, struct form *out, struct err *err);
bool answer_decode(struct arena *a, struct str text, struct answer *out, struct err *err);
bool form_read(struct arena *a, const struct json *j, struct form *out, struct err *err);

#endif
