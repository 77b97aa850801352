#include "base/crypt.h"

#include "base/arena.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

void sha256(struct str data, uint8_t out[static sha256_bytes])
{
    if (EVP_Digest(data.n ? data.p : "", data.n, out, NULL, EVP_sha256(), NULL) != 1)
        abort(); /* fails only without memory */
}

void hmac_sha256(struct str key, struct str data, uint8_t out[static sha256_bytes])
{
    const unsigned char *bytes = (const unsigned char *)(data.n ? data.p : "");
    if (!HMAC(EVP_sha256(), key.n ? key.p : "", (int)key.n, bytes, data.n, out, NULL))
        abort();
}

/* libcrypto's own object under our name, so that nobody above sees its headers. */
static EVP_MAC_CTX *context_of(struct mac_key *k)
{
    return (EVP_MAC_CTX *)k;
}

struct mac_key *mac_key_new(struct str key)
{
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
    const unsigned char *bytes = (const unsigned char *)(key.n ? key.p : "");
    if (EVP_MAC_init(ctx, bytes, key.n, params) != 1)
        abort();
    EVP_MAC_free(mac);
    return (struct mac_key *)ctx;
}

void mac_key_free(struct mac_key *k)
{
    EVP_MAC_CTX_free(context_of(k));
}

void mac_key_sign(struct mac_key *k, struct str data, uint8_t out[static sha256_bytes])
{
    EVP_MAC_CTX *ctx = context_of(k);
    const unsigned char *bytes = (const unsigned char *)(data.n ? data.p : "");
    size_t n = 0;
    if (EVP_MAC_init(ctx, NULL, 0, NULL) != 1 ||
        EVP_MAC_update(ctx, bytes, data.n) != 1 ||
        EVP_MAC_final(ctx, out, &n, sha256_bytes) != 1)
        abort();
}

bool crypt_equal(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

struct str hex_encode(struct arena *a, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    char *p = arena_alloc(a, n * 2 + 1, 1);
    for (size_t i = 0; i < n; i++) {
        p[2 * i] = digits[bytes[i] >> 4];
        p[2 * i + 1] = digits[bytes[i] & 15];
    }
    return (struct str){ p, n * 2 };
}

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct str base64url_encode(struct arena *a, struct str bytes)
{
    char *p = arena_alloc(a, bytes.n * 4 / 3 + 4, 1);
    size_t n = 0;
    uint32_t acc = 0;
    int bits = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        acc = acc << 8 | (uint8_t)bytes.p[i];
        for (bits += 8; bits >= 6; bits -= 6)
            p[n++] = alphabet[acc >> (bits - 6) & 63];
    }
    if (bits > 0)
        p[n++] = alphabet[acc << (6 - bits) & 63];
    return (struct str){ p, n };
}

bool base64url_decode(struct arena *a, struct str s, struct str *out)
{
    if (s.n % 4 == 1)
        return false;
    char *p = arena_alloc(a, s.n + 1, 1);
    size_t n = 0;
    uint32_t acc = 0;
    int bits = 0;
    for (size_t i = 0; i < s.n; i++) {
        ptrdiff_t v =
            str_find_char(((struct str){ alphabet, sizeof(alphabet) - 1 }), s.p[i]);
        if (v < 0)
            return false;
        acc = acc << 6 | (uint32_t)v;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            p[n++] = (char)(acc >> bits & 255);
        }
    }
    if (acc & ((1u << bits) - 1)) /* bits that mean nothing: a second spelling */
        return false;
    *out = (struct str){ p, n };
    return true;
}
