/* Secrets stand in the file as references only. */
#include "config/read.h"

#include "base/arena.h"
#include "io/files.h"

#include <stdlib.h>

enum { max_secret = 4096 };

static bool from_env(struct reading *r, struct str name, struct str *out, struct err *err)
{
    const char *value = getenv(arena_str(r->mem, name).p);
    if (!value || !*value)
        return err_set(err, ERR_NOTFOUND,
                       "the environment variable " STR_FMT " is not set: set it, or use "
                       "file:PATH",
                       STR_ARG(name));
    *out = arena_str(r->mem, str_from_c(value));
    return true;
}

static bool from_file(struct reading *r, struct str path, struct str *out,
                      struct err *err)
{
    AUTO(buf_clear) struct buf bytes = BUF_INIT(max_secret);
    if (!file_read_secret(arena_str(r->mem, path).p, &bytes, err))
        return false;
    *out = arena_str(r->mem, str_trim(buf_str(&bytes)));
    return true;
}

static bool from_credential(struct reading *r, struct str name, struct str *out,
                            struct err *err)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    if (!folder)
        return err_set(err, ERR_NOTFOUND,
                       "credential:" STR_FMT
                       " works under systemd with LoadCredential=" STR_FMT
                       ":PATH; else use file:PATH",
                       STR_ARG(name), STR_ARG(name));
    struct str path = arena_fmt(r->mem, "%s/" STR_FMT, folder, STR_ARG(name));
    AUTO(buf_clear) struct buf bytes = BUF_INIT(max_secret);
    if (!file_read(path.p, &bytes, err)) /* systemd guards that folder */
        return false;
    *out = arena_str(r->mem, str_trim(buf_str(&bytes)));
    return true;
}

static bool fetch(struct reading *r, struct str reference, struct str *out,
                  struct err *err)
{
    struct str name = reference;
    struct str kind = str_cut(&name, ':');
    if (name.n > 0 && str_eq(kind, STR("env")))
        return from_env(r, name, out, err);
    if (name.n > 0 && str_eq(kind, STR("credential")))
        return from_credential(r, name, out, err);
    if (name.n > 0 && str_eq(kind, STR("file"))) {
        bool is_absolute = name.p[0] == '/' || r->folder.n == 0;
        struct str path = is_absolute ? name
                                      : arena_fmt(r->mem, STR_FMT "/" STR_FMT,
                                                  STR_ARG(r->folder), STR_ARG(name));
        return from_file(r, path, out, err);
    }
    return err_set(err, ERR_INVALID,
                   "a secret is not written out here: put it in a file of mode 0600 "
                   "and write \"file:PATH\", or use \"env:NAME\" or \"credential:NAME\"");
}

bool read_secret(struct reading *r, struct str reference, struct secret *out,
                 struct err *err)
{
    struct str value = { 0 };
    if (!fetch(r, reference, &value, err))
        return false;
    if (value.n == 0)
        return err_set(err, ERR_INVALID, "there is nothing in it");
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] <= ' ' || value.p[i] > '~')
            return err_set(
                err, ERR_INVALID,
                "it holds blanks or line breaks: only the token belongs there");
    }
    *out = SECRET(value);
    return true;
}
