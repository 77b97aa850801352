/* Pictures by their bytes: what they are, and what they are called. */
#ifndef APP_PICTURE_H
#define APP_PICTURE_H

#include "base/err.h"
#include "base/str.h"

struct arena;
struct home;

enum { picture_max_bytes = 5 * 1024 * 1024 };

/* "png", "jpg" or "gif"; empty: none of them. */
struct str picture_kind(struct str bytes);

/* "picture.png": for uploads. */
struct str picture_file_name(struct str bytes);

/* The SHA-256 of the bytes, in hex; in the arena. */
struct str picture_hash(struct arena *mem, struct str bytes);

/* Is it a hash as a picture's file is called? */
bool picture_is_hash(struct str hash);

/* Keeps the bytes in the data directory under their hash, which lives in the arena.
 * ERR_INVALID: no picture. */
bool picture_keep(const struct home *h, struct str bytes, struct arena *mem,
                  struct str *hash, struct err *err);

#endif
