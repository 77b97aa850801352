/* Files, as the rest needs them: whole, with a ceiling, atomically. */
#ifndef IO_FILES_H
#define IO_FILES_H

#include "base/err.h"
#include "base/str.h"

struct buf;
struct loop;
struct folder_watch; /* opaque */

/* Appends the whole file to *out. ERR_NOTFOUND, ERR_LIMIT (more than out's ceiling),
 * ERR_IO. On failure *out is as before. */
bool file_read(const char *path, struct buf *out, struct err *err);
/* The same for a secret: ERR_DENIED when group or others may read it, or when it is
 * not a regular file of ours or root's. (Not for systemd's credentials: their folder
 * is private, but their mode shows an access list.) */
bool file_read_secret(const char *path, struct buf *out, struct err *err);

/* Replaces the file as a whole or not at all, durably; mode e.g. 0600. ERR_FULL when
 * the disk is full, else ERR_IO. */
bool file_write(const char *path, struct str bytes, unsigned mode, struct err *err);
/* The same for a file that there is: it keeps its mode and owner, and a link to it stays
 * one. */
bool file_rewrite(const char *path, struct str bytes, struct err *err);

/* Calls `each` with the name of every regular file in the folder, sorted; hidden ones
 * (".x") are left out. `each` returns false to stop. At most 10,000 (ERR_LIMIT). */
bool folder_list(const char *path, bool (*each)(void *ctx, const char *name), void *ctx,
                 struct err *err);

/* Makes the folder (mode 0700), and those above it that are missing. */
bool folder_make(const char *path, struct err *err);

/* Calls `changed` when files in the folder were written, made, renamed or removed, and
 * then nothing happened for `quiet_ms` (at the latest after ten times that). */
bool folder_watch_open(struct folder_watch **out, struct loop *loop, const char *path,
                       int64_t quiet_ms, void (*changed)(void *ctx), void *ctx,
                       struct err *err);
void folder_watch_close(struct folder_watch *w);

/* Holds the file against other processes until file_unlock() or death. ERR_CONFLICT
 * when another holds it; the message names its process id. */
bool file_lock(const char *path, int *out_fd, struct err *err);
void file_unlock(int fd);

/* Bytes that we may still write on the file system of `path`. */
bool disk_free(const char *path, int64_t *out_bytes, struct err *err);

#endif
