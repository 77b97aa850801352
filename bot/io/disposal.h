/* Files that go, and room that is held for them. */
#ifndef IO_DISPOSAL_H
#define IO_DISPOSAL_H

#include "base/err.h"

#include <stddef.h>

/* Is there a regular file of that name? */
bool file_exists(const char *path);

/* False when there was none, or it cannot be removed. */
bool file_remove(const char *path);

/* Overwrites a secret, then removes it. No error when there is none. */
bool file_destroy(const char *path, struct err *err);

/* A file of that size whose room on the disk is really taken; one that is there already
 * is left as it is. */
bool file_reserve(const char *path, size_t bytes, struct err *err);

/* A new folder for a while (mode 0700) below $XDG_RUNTIME_DIR or /tmp; its path into
 * `out`. */
bool folder_temporary(const char *prefix, char *out, size_t size, struct err *err);

/* Removes a folder with all that is in it; follows no links. */
bool folder_remove(const char *path, struct err *err);

#endif
