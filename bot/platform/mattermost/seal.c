#include "platform/mattermost/seal.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "codec/shape.h"

#include <inttypes.h>

enum {
    nonce_bytes = 12,
    /* Half of HMAC-SHA256's, which RFC 2104 (5.) holds for enough: the key stays as far
     * away as before, and one guess in 2^128 is right. Each guess is a call to us; core's
     * own signature stands behind it, as long. */
    mac_bytes = 16,
};

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
    return base64url_encode(mem, (struct str){ (const char *)mac, mac_bytes });
}

/* The text before the MAC, and the MAC. */
static struct str split(struct str text, struct str *mac)
{
    size_t n = text.n;
    while (n > 0 && text.p[n - 1] != '.')
        n--;
    *mac = str_skip(text, n);
    return str_take(text, n > 0 ? n - 1 : 0);
}

/* ---- origins ---- */

/* FLAGS "." place "." team "." uid "." answers "." hook "." hook_until_ms, those at the
 * end left out where they are empty. */
enum { written_max = 6 };

/* The first flag is the stand's letter; these follow in any number. */
enum flag {
    FLAG_USER = 'u',    /* has one: whose, the call says */
    FLAG_CHANNEL = 'c', /* likewise */
    FLAG_SAME = 's',    /* place is that channel */
    FLAG_DIRECT = 'd',
};

static const char stand_letters[] = {
    [STAND_NOWHERE] = 'n', [STAND_EPHEMERAL] = 'e', [STAND_DIRECT] = 'd',
    [STAND_CHANNEL] = 'c', [STAND_PAGE] = 'p',
};

static bool is_same_place(const struct origin *o)
{
    return o->channel.n > 0 && str_eq(o->place, o->channel);
}

static void add_flags(struct buf *out, const struct origin *o)
{
    buf_add_char(out, stand_letters[o->stand]);
    if (o->user.n > 0)
        buf_add_char(out, FLAG_USER);
    if (o->channel.n > 0)
        buf_add_char(out, FLAG_CHANNEL);
    if (is_same_place(o))
        buf_add_char(out, FLAG_SAME);
    if (o->is_direct)
        buf_add_char(out, FLAG_DIRECT);
}

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return true;
}

/* Ids as they are; whatever else there may be as "~" base64url. */
static void add_text(struct buf *out, struct arena *mem, struct str s)
{
    buf_add_char(out, '.');
    if (!is_plain(s))
        buf_add_char(out, '~');
    buf_add(out, is_plain(s) ? s : base64url_encode(mem, s));
}

static bool take_text(struct arena *mem, struct str *rest, struct str *out)
{
    struct str s = str_cut(rest, '.');
    if (s.n > 0 && s.p[0] == '~')
        return base64url_decode(mem, str_skip(s, 1), out);
    *out = s;
    return is_plain(s);
}

/* Length before each, so that no two ways to press look alike. */
static struct str origin_mac(struct arena *mem, struct mac_key *key, struct pressed by,
                             struct str body)
{
    return mac_of(mem, key, FOR_ORIGIN,
                  arena_fmt(mem, "%zu:" STR_FMT "%zu:" STR_FMT STR_FMT, by.user.n,
                            STR_ARG(by.user), by.channel.n, STR_ARG(by.channel),
                            STR_ARG(body)));
}

struct str origin_seal(struct arena *mem, struct mac_key *key, const struct origin *o)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    const struct str written[written_max] = {
        is_same_place(o) ? STR("") : o->place,
        o->team,
        o->uid,
        o->answers,
        o->hook,
        o->hook_until_ms > 0 ? arena_fmt(mem, "%" PRId64, o->hook_until_ms) : STR(""),
    };
    size_t n = written_max;
    while (n > 0 && written[n - 1].n == 0)
        n--;
    add_flags(&out, o);
    for (size_t i = 0; i < n; i++)
        add_text(&out, mem, written[i]);
    struct str body = buf_str(&out);
    struct str mac = origin_mac(mem, key, (struct pressed){ o->user, o->channel }, body);
    return arena_fmt(mem, STR_FMT "." STR_FMT, STR_ARG(body), STR_ARG(mac));
}

static bool take_stand(char letter, enum stand *out)
{
    for (size_t i = 0; i < COUNT(stand_letters); i++) {
        if (stand_letters[i] == letter) {
            *out = (enum stand)i;
            return true;
        }
    }
    return false;
}

static bool has_flag(struct str flags, enum flag flag)
{
    return str_find_char(str_skip(flags, 1), (char)flag) >= 0;
}

/* What is written after the flags. */
static bool take_written(struct arena *mem, struct str rest, struct origin *o)
{
    struct str until = STR("");
    struct str *const written[written_max] = { &o->place,   &o->team, &o->uid,
                                               &o->answers, &o->hook, &until };
    for (size_t i = 0; i < written_max && rest.p; i++) {
        if (!take_text(mem, &rest, written[i]))
            return false;
    }
    return !rest.p && (until.n == 0 || str_to_int(until, &o->hook_until_ms));
}

/* But for the flags nothing is decoded before the signature was seen to be right. */
bool origin_open(struct arena *mem, struct mac_key *key, struct str text,
                 struct pressed by, struct origin *out)
{
    struct str mac, body = split(text, &mac), rest = body, flags = str_cut(&rest, '.');
    struct origin o = { .is_direct = has_flag(flags, FLAG_DIRECT) };
    if (text.n > seal_max_bytes || flags.n == 0)
        return false;
    if (has_flag(flags, FLAG_USER))
        o.user = by.user;
    if (has_flag(flags, FLAG_CHANNEL))
        o.channel = by.channel;
    const struct pressed who = { o.user, o.channel };
    if (!crypt_equal(mac, origin_mac(mem, key, who, body)) ||
        !take_stand(flags.p[0], &o.stand) || !take_written(mem, rest, &o))
        return false;
    if (has_flag(flags, FLAG_SAME))
        o.place = o.channel;
    *out = o;
    return true;
}

/* ---- what dialogs remember ---- */

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
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    struct json_w w = JSON_W(&out);
    shape_encode(&w, &state_shape, &sealed);
    struct str body = base64url_encode(mem, buf_str(&out));
    struct str mac = mac_of(mem, key, FOR_STATE, body);
    return arena_fmt(mem, STR_FMT "." STR_FMT, STR_ARG(body), STR_ARG(mac));
}

/* Nothing is decoded, let alone parsed, before the signature was seen to be right. */
static bool unseal(struct arena *mem, struct mac_key *key, struct str text,
                   struct sealed_state *to)
{
    AUTO(json_freep) struct json *j = NULL;
    struct str mac, body = split(text, &mac), bytes;
    return text.n <= seal_max_bytes &&
           crypt_equal(mac, mac_of(mem, key, FOR_STATE, body)) &&
           base64url_decode(mem, body, &bytes) && json_parse(&j, bytes, NULL) &&
           shape_decode(mem, &state_shape, j, to, NULL);
}

bool state_open(struct arena *mem, struct mac_key *key, struct str text, struct str user,
                int64_t now_ms, struct dialog_state *out)
{
    struct sealed_state s = { 0 };
    if (!unseal(mem, key, text, &s) || user.n == 0 || !str_eq(s.origin.user, user) ||
        now_ms >= s.expires_ms)
        return false;
    *out = (struct dialog_state){ s.ref, s.origin, s.expires_ms };
    return true;
}
