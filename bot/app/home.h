/* The data directory: one daemon's at a time, and nobody else's to read. */
#ifndef APP_HOME_H
#define APP_HOME_H

#include "base/err.h"
#include "base/random.h"
#include "base/secret.h"

enum { home_key_bytes = 32, home_path_max = 1024 };

/* Filled by home_open(); begin with HOME_INIT. */
struct home {
    char path[home_path_max];
    int lock_fd; /* -1: not held */
    uint8_t signing_key[home_key_bytes];
    uint8_t weekly_key[home_key_bytes];
    int64_t week; /* of weekly_key; -1: there is none yet */
};

#define HOME_INIT                                                                        \
    {                                                                                    \
        .lock_fd = -1, .week = -1                                                        \
    }

/* Makes what is missing, takes the lock, reads (or makes) the signing key.
 * ERR_CONFLICT: another daemon has it. */
bool home_open(struct home *h, const char *path, struct random *rnd, struct err *err);
void home_close(struct home *h);

/* The key of that week: read, or made new; those of other weeks are destroyed. *is_new
 * tells whether weekly_key is another one now. */
bool home_week(struct home *h, int64_t week, struct random *rnd, bool *is_new,
               struct err *err);

/* Eight mebibytes that are given up when the disk is full, so that what is under way
 * can still be written down. */
bool home_ballast_drop(struct home *h);
void home_ballast_make(struct home *h);

/* "DIR/name", into a buffer of home_path_max. */
const char *home_file(const struct home *h, char *out, const char *name);

#endif
