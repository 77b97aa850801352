/* Pictures of the library on their way to platforms that show only their own. */
#ifndef ADVOCACY_LIBRARY_PICTURES_H
#define ADVOCACY_LIBRARY_PICTURES_H

#include "core/turn.h"

/* Asks for the upload of each picture of an approved post that the workspace does not
 * have yet; *n says how many there are. Asking again for one on its way changes nothing. */
bool library_upload_pictures(struct turn *t, struct str workspace, size_t *n,
                             struct err *err);

#endif
