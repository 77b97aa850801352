/* Pictures by the hash of their bytes: those that were uploaded, and the demo's. */
#include "base/arena.h"
#include "base/crypt.h"
#include "base/mem.h"
#include "platform/playground/demo.h"
#include "platform/playground/inside.h"

#include <stdlib.h>
#include <string.h>

enum { pictures_max = 256, bytes_max = 64 * 1024 * 1024, hash_max = 64 };

struct kept {
    char hash[hash_max + 1];
    struct str bytes;
    bool is_owned;
};

struct pictures {
    struct kept list[pictures_max];
    size_t n, bytes;
};

static bool add(struct pictures *p, struct str hash, struct str bytes, bool is_owned)
{
    if (!wire_is_name(hash) || p->n == pictures_max)
        return false;
    struct kept *k = &p->list[p->n++];
    memcpy(k->hash, hash.p, hash.n);
    k->bytes = bytes;
    k->is_owned = is_owned;
    return true;
}

struct pictures *pictures_new(void)
{
    struct pictures *p = mem_new(1, sizeof *p);
    AUTO(arena_freep) struct arena *a = arena_new();
    size_t n;
    const struct embedded *files = demo_files(&n);
    for (size_t i = 0; i < n; i++) {
        uint8_t hash[sha256_bytes];
        if (str_ends(str_from_c(files[i].name), STR(".toml")))
            continue;
        sha256(files[i].bytes, hash);
        add(p, hex_encode(a, hash, sizeof hash), files[i].bytes, false);
    }
    return p;
}

void pictures_free(struct pictures *p)
{
    for (size_t i = 0; p && i < p->n; i++) {
        if (p->list[i].is_owned)
            free((void *)(uintptr_t)p->list[i].bytes.p);
    }
    free(p);
}

bool pictures_get(const struct pictures *p, struct str hash, struct str *bytes)
{
    for (size_t i = 0; i < p->n; i++) {
        if (str_eq(str_from_c(p->list[i].hash), hash)) {
            *bytes = p->list[i].bytes;
            return true;
        }
    }
    return false;
}

bool pictures_add(struct pictures *p, struct str hash, struct str bytes)
{
    struct str there;
    if (pictures_get(p, hash, &there))
        return true;
    if (!bytes.n || bytes.n > bytes_max - p->bytes || p->n == pictures_max ||
        !wire_is_name(hash))
        return false;
    char *copy = mem_new(bytes.n, 1);
    memcpy(copy, bytes.p, bytes.n);
    p->bytes += bytes.n;
    return add(p, hash, (struct str){ copy, bytes.n }, true);
}
