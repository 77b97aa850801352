#include "app/picture.h"

#include "app/home.h"
#include "base/arena.h"
#include "base/auto.h"
#include "base/crypt.h"
#include "io/disposal.h"
#include "io/files.h"

#include <stdio.h>

static const struct {
    struct str magic, kind, file_name;
} kinds[] = {
    { STR_INIT("\x89PNG\r\n\x1a\n"), STR_INIT("png"), STR_INIT("picture.png") },
    { STR_INIT("\xff\xd8\xff"), STR_INIT("jpg"), STR_INIT("picture.jpg") },
    { STR_INIT("GIF87a"), STR_INIT("gif"), STR_INIT("picture.gif") },
    { STR_INIT("GIF89a"), STR_INIT("gif"), STR_INIT("picture.gif") },
};

struct str picture_kind(struct str bytes)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_starts(bytes, kinds[i].magic))
            return kinds[i].kind;
    }
    return STR("");
}

struct str picture_file_name(struct str bytes)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_starts(bytes, kinds[i].magic))
            return kinds[i].file_name;
    }
    return STR("picture");
}

struct str picture_hash(struct arena *mem, struct str bytes)
{
    uint8_t digest[sha256_bytes];
    sha256(bytes, digest);
    return hex_encode(mem, digest, sizeof(digest));
}

bool picture_is_hash(struct str hash)
{
    for (size_t i = 0; i < hash.n; i++) {
        char c = hash.p[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
            return false;
    }
    return hash.n == 2 * sha256_bytes;
}

bool picture_keep(const struct home *h, struct str bytes, struct arena *mem,
                  struct str *hash, struct err *err)
{
    if (picture_kind(bytes).n == 0)
        return err_set(err, ERR_INVALID,
                       "not a PNG, JPEG or GIF: save it as one of these");
    struct str hex = picture_hash(mem, bytes);
    char name[100], path[home_path_max];
    snprintf(name, sizeof(name), "pictures/" STR_FMT, STR_ARG(hex));
    if (!file_exists(home_file(h, path, name)) && !file_write(path, bytes, 0600, err))
        return false;
    *hash = hex;
    return true;
}
