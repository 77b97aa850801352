#include "core/action.h"

#include "base/arena.h"
#include "base/crypt.h"
#include "core/engine_internal.h"

enum { mac_bytes = 16, fields_max = 8 };
static const int64_t lifetime_ms = 30LL * 24 * 60 * 60 * 1000;
static const struct str version = STR_INIT("1");

static struct str base36(struct arena *mem, int64_t v)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    char out[16];
    size_t at = sizeof(out);
    uint64_t u = (uint64_t)v;
    do {
        out[--at] = digits[u % 36];
        u /= 36;
    } while (u > 0 && at > 0);
    return arena_str(mem, (struct str){ out + at, sizeof(out) - at });
}

static bool from_base36(struct str s, int64_t *out)
{
    uint64_t v = 0;
    if (s.n == 0 || s.n > 12)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= '0' && c <= '9')
            v = v * 36 + (uint64_t)(c - '0');
        else if (c >= 'a' && c <= 'z')
            v = v * 36 + (uint64_t)(c - 'a') + 10;
        else
            return false;
    }
    *out = (int64_t)v;
    return true;
}

/* The workspace is part of what is signed, though not of the text: the same ids may
 * exist in two of them. */
static struct str mac(struct turn *t, struct str text)
{
    struct str parts[] = { text, STR("\n"), t->event->workspace };
    struct str all = arena_join(t->mem, parts, COUNT(parts));
    uint8_t sum[sha256_bytes];
    mac_key_sign(t->engine->signer, all, sum);
    return base64url_encode(t->mem, (struct str){ (const char *)sum, mac_bytes });
}

static struct str make_mark(struct turn *t)
{
    if (t->event->channel.n == 0)
        return STR("-");
    uint8_t sum[sha256_bytes];
    sha256(t->event->channel, sum);
    return base64url_encode(t->mem, (struct str){ (const char *)sum, 6 });
}

/* Channel ids may hold what our fields may not; a short hash tells them apart. */
static struct str place_mark(struct turn *t)
{
    if (t->out->place.n == 0)
        t->out->place = make_mark(t);
    return t->out->place;
}

struct str ref_sign(struct turn *t, const char *feature, const char *action,
                    struct str object)
{
    static const struct str dot = STR_INIT(".");
    struct str fields[] = { version,
                            dot,
                            str_from_c(feature),
                            dot,
                            str_from_c(action),
                            dot,
                            object,
                            dot,
                            base36(t->mem, t->person.id),
                            dot,
                            place_mark(t),
                            dot,
                            base36(t->mem, t->now_ms + lifetime_ms) };
    struct str text = arena_join(t->mem, fields, COUNT(fields));
    struct str parts[] = { text, dot, mac(t, text) };
    return arena_join(t->mem, parts, COUNT(parts));
}

static size_t split(struct str text, struct str *fields)
{
    size_t n = 0;
    while (text.p && n < fields_max)
        fields[n++] = str_cut(&text, '.');
    return text.p ? fields_max + 1 : n;
}

static enum ref_check check_scope(struct turn *t, const struct ref *r, struct str place)
{
    if (r->expires_ms < t->now_ms)
        return REF_EXPIRED;
    if (r->person != 0 && r->person != t->person.id)
        return REF_OTHER;
    bool anywhere = str_eq(place, STR("-")) || t->event->channel.n == 0;
    return anywhere || str_eq(place, place_mark(t)) ? REF_OK : REF_OTHER;
}

enum ref_check ref_read(struct turn *t, struct str text, struct ref *out)
{
    struct str f[fields_max];
    if (text.n > ref_max_bytes)
        return REF_FORGED;
    size_t n = split(text, f);
    if (n > 1 && !str_eq(f[0], version))
        return REF_OUTDATED;
    if (n != fields_max)
        return REF_FORGED;
    struct str signed_part = str_take(text, text.n - f[7].n - 1);
    if (!crypt_equal(mac(t, signed_part), f[7]))
        return REF_FORGED;
    struct ref r = { .feature = f[1], .action = f[2], .object = f[3] };
    if (!from_base36(f[4], &r.person) || !from_base36(f[6], &r.expires_ms))
        return REF_FORGED;
    enum ref_check scope = check_scope(t, &r, f[5]);
    if (scope == REF_OK)
        *out = r;
    return scope;
}
