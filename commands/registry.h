/* All features of the program. */
#ifndef COMMANDS_REGISTRY_H
#define COMMANDS_REGISTRY_H

#include "core/engine.h"

/* In alphabetical order, NULL at the end; made from the list in commands/meson.build. */
extern const struct feature *const features[];

/* The tables of advocacy, which the features share; name NULL at the end. */
extern const struct module feature_modules[];

/* Moves expired rows of advocacy out, in small steps; call when idle, with *position
 * kept between calls (0 at first). */
bool features_tidy(struct turn *t, int64_t *position, struct err *err);

#endif
