/* Which feature an event is for. */
#ifndef CORE_DISPATCH_H
#define CORE_DISPATCH_H

#include "core/turn.h"

/* Hands the event to its feature. False: the turn failed and leaves no trace. */
bool dispatch(struct turn *t, struct err *err);

#endif
