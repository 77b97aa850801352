/* Where the library's files come from: a folder that is watched, or the pretend
 * company's. What they say goes into the store, pictures into the data directory. */
#ifndef APP_SHELF_H
#define APP_SHELF_H

#include "base/err.h"
#include "base/str.h"

struct app;

/* Reads the files and begins to watch. A folder that cannot be read is an error; a bad
 * file is logged, and the others are used. */
bool shelf_open(struct app *a, struct err *err);
/* The configuration is another one: the folder may be, too. */
void shelf_reload(struct app *a);
/* No longer watches. */
void shelf_stop(struct app *a);
void shelf_close(struct app *a);

/* Bytes of a picture by its hash; the view lives until the next call. */
bool shelf_picture(void *app, struct str hash, struct str *bytes);

#endif
