/* What the doctor can see without asking anybody outside. */
#ifndef CLI_CHECK_LOCAL_H
#define CLI_CHECK_LOCAL_H

#include "config/config.h"
#include "platform/check.h"

/* The file itself, data directory, database, keys, library, clock, zones, limits. */
void check_local(struct findings *f, const char *file, const struct loaded_config *c);

#endif
