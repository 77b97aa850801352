/*
 * The write-ahead log goes back into the database while people are answered: in a
 * thread and on a handle of its own, since a disk may take its time with it. SQLite
 * lets others read and write meanwhile.
 */
#ifndef APP_CHECKPOINT_H
#define APP_CHECKPOINT_H

#include "base/auto.h"
#include "base/err.h"

struct checkpointer; /* opaque */

/* A thread that waits to be asked. The caller closes it. */
bool checkpointer_open(struct checkpointer **out, const char *db_path, struct err *err);
/* Waits for one that is under way. Accepts NULL. */
void checkpointer_close(struct checkpointer *c);
AUTO_PTR(struct checkpointer, checkpointer_close)

/* Asks for one; returns at once. Asking again while it works does nothing. */
void checkpointer_ask(struct checkpointer *c);

/* True once after each that ended. What was written meanwhile is little: the owner puts
 * it back on its own handle, and the log begins anew. */
bool checkpointer_has_ended(struct checkpointer *c);

#endif
