#include "platform/mattermost/seal.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "codec/shape.h"

enum { nonce_bytes = 12 };

/* What a seal is for is signed too: one kind cannot stand for the other. */
#define FOR_ORIGIN "origin:"
#define FOR_STATE  "dialog:"

static const char *const stand_words[] = {
    [STAND_NOWHERE] = "nowhere", [STAND_EPHEMERAL] = "ephemeral",
    [STAND_DIRECT] = "direct",   [STAND_CHANNEL] = "channel",
    [STAND_PAGE] = "page",
};

static const struct member origin_members[] = {
    WORD_MEMBER(struct origin, stand, stand_words),
    STR_MEMBER(struct origin, user),
    STR_MEMBER(struct origin, channel),
    STR_MEMBER(struct origin, place),
    BOOL_MEMBER(struct origin, is_direct),
    STR_MEMBER(struct origin, team),
    STR_MEMBER(struct origin, hook),
    INT_MEMBER(struct origin, hook_until_ms),
    STR_MEMBER(struct origin, uid),
    STR_MEMBER(struct origin, message),
    STR_MEMBER(struct origin, answers),
};
const struct shape origin_shape = SHAPE(struct origin, origin_members);

/* A dialog's state as it is written. */
struct sealed_state {
    struct str ref;
    struct origin origin;
    int64_t expires_ms;
    struct str nonce;
};

static const struct member state_members[] = {
    STR_MEMBER(struct sealed_state, ref),
    SHAPED_MEMBER(struct sealed_state, origin, MEMBER_INSIDE, origin_shape),
    INT_MEMBER(struct sealed_state, expires_ms),
    STR_MEMBER(struct sealed_state, nonce),
};
static const struct shape state_shape = SHAPE(struct sealed_state, state_members);

static struct str mac_of(struct arena *mem, struct mac_key *key, const char *purpose,
                         struct str body)
{
    uint8_t mac[sha256_bytes];
    mac_key_sign(key, arena_fmt(mem, "%s" STR_FMT, purpose, STR_ARG(body)), mac);
    return base64url_encode(mem, (struct str){ (const char *)mac, sizeof(mac) });
}

static struct str seal(struct arena *mem, struct mac_key *key, const char *purpose,
                       const struct shape *shape, const void *from)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    struct json_w w = JSON_W(&out);
    shape_encode(&w, shape, from);
    struct str body = base64url_encode(mem, buf_str(&out));
    struct str mac = mac_of(mem, key, purpose, body);
    return arena_fmt(mem, STR_FMT "." STR_FMT, STR_ARG(body), STR_ARG(mac));
}

/* Nothing is decoded, let alone parsed, before the signature was seen to be right. */
static bool unseal(struct arena *mem, struct mac_key *key, const char *purpose,
                   const struct shape *shape, struct str text, void *to)
{
    AUTO(json_freep) struct json *j = NULL;
    if (text.n > seal_max_bytes)
        return false;
    struct str mac = text, body = str_cut(&mac, '.'), bytes;
    return crypt_equal(mac, mac_of(mem, key, purpose, body)) &&
           base64url_decode(mem, body, &bytes) && json_parse(&j, bytes, NULL) &&
           shape_decode(mem, shape, j, to, NULL);
}

struct str origin_seal(struct arena *mem, struct mac_key *key, const struct origin *o)
{
    return seal(mem, key, FOR_ORIGIN, &origin_shape, o);
}

bool origin_open(struct arena *mem, struct mac_key *key, struct str text,
                 struct origin *out)
{
    struct origin o = { 0 };
    if (!unseal(mem, key, FOR_ORIGIN, &origin_shape, text, &o))
        return false;
    *out = o;
    return true;
}

struct str state_seal(struct arena *mem, struct mac_key *key, const struct random *rnd,
                      const struct dialog_state *s)
{
    uint8_t nonce[nonce_bytes];
    rnd->fill(rnd->self, nonce, sizeof(nonce));
    const struct sealed_state sealed = {
        .ref = s->ref,
        .origin = s->origin,
        .expires_ms = s->expires_ms,
        .nonce =
            base64url_encode(mem, (struct str){ (const char *)nonce, sizeof(nonce) }),
    };
    return seal(mem, key, FOR_STATE, &state_shape, &sealed);
}

bool state_open(struct arena *mem, struct mac_key *key, struct str text, struct str user,
                int64_t now_ms, struct dialog_state *out)
{
    struct sealed_state s = { 0 };
    if (!unseal(mem, key, FOR_STATE, &state_shape, text, &s) || user.n == 0 ||
        !str_eq(s.origin.user, user) || now_ms >= s.expires_ms)
        return false;
    *out = (struct dialog_state){ s.ref, s.origin, s.expires_ms };
    return true;
}
