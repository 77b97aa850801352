/* Hashes and message authentication, held to the cases of RFC 4231. */
#include "check.h"

#include "base/arena.h"
#include "base/crypt.h"

static const struct {
    const char *label, *key, *data, *want;
} cases[] = {
    { "case 2", "Jefe", "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { "case 1",
      "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b",
      "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
};

TEST(hmac_is_that_of_the_rfc)
{
    struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t sum[sha256_bytes];
        hmac_sha256(str_from_c(cases[i].key), str_from_c(cases[i].data), sum);
        CHECK_STR(cases[i].label, hex_encode(mem, sum, sizeof(sum)),
                  str_from_c(cases[i].want));
    }
    arena_free(mem);
}

TEST(a_key_signs_again_and_again)
{
    struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(mac_key_freep) struct mac_key *key = mac_key_new(str_from_c(cases[i].key));
        uint8_t sum[sha256_bytes];
        mac_key_sign(key, STR("something else"), sum);
        mac_key_sign(key, STR(""), sum);
        mac_key_sign(key, str_from_c(cases[i].data), sum);
        CHECK_STR(cases[i].label, hex_encode(mem, sum, sizeof(sum)),
                  str_from_c(cases[i].want));
    }
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hmac_is_that_of_the_rfc),
        cmocka_unit_test(a_key_signs_again_and_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
