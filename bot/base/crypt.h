/* Hashes and message authentication (libcrypto), and their text form. */
#ifndef BASE_CRYPT_H
#define BASE_CRYPT_H

#include "base/auto.h"
#include "base/str.h"

enum { sha256_bytes = 32 };

/* SHA-256 (FIPS 180-4). */
void sha256(struct str data, uint8_t out[static sha256_bytes]);

/* HMAC-SHA256 (RFC 2104). */
void hmac_sha256(struct str key, struct str data, uint8_t out[static sha256_bytes]);

/* HMAC-SHA256 under one key, for many texts: setting a key up costs ten times what a
 * short text does. */
struct mac_key; /* opaque */
struct mac_key *mac_key_new(struct str key);
void mac_key_free(struct mac_key *k);
AUTO_PTR(struct mac_key, mac_key_free)
void mac_key_sign(struct mac_key *k, struct str data, uint8_t out[static sha256_bytes]);

/* In constant time for equal lengths. */
bool crypt_equal(struct str a, struct str b);

struct arena;
/* Lower-case hexadecimal. */
struct str hex_encode(struct arena *a, const uint8_t *bytes, size_t n);

/* RFC 4648 section 5 (URL-safe alphabet), without padding. */
struct str base64url_encode(struct arena *a, struct str bytes);
/* False when s is not such text, or spelt otherwise than the encoder does. */
bool base64url_decode(struct arena *a, struct str s, struct str *out);

#endif
