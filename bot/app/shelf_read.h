/* From files into the store; for shelf.c alone. */
#ifndef APP_SHELF_READ_H
#define APP_SHELF_READ_H

#include "advocacy/library_import.h"

struct app;

/* Reads every NAME.toml of a folder, with the pictures beside them. Bad ones are logged,
 * the others are used. False: the folder or the database cannot be read. */
bool shelf_read_folder(struct app *a, const char *folder, struct library_counts *counts,
                       struct err *err);
/* The same from the pretend company's files. */
bool shelf_read_demo(struct app *a, struct library_counts *counts, struct err *err);

#endif
