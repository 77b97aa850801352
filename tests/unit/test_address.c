/* Which addresses a stranger's URL may lead to. */

#include "check.h"

#include "io/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static const struct {
    const char *text;
    bool is_public, is_loopback;
} cases[] = {
    { "1.1.1.1", true, false },
    { "93.184.216.34", true, false },
    { "0.0.0.0", false, false },
    { "10.255.0.1", false, false },
    { "9.255.255.255", true, false },
    { "11.0.0.0", true, false },
    { "100.63.255.255", true, false },
    { "100.64.0.0", false, false },
    { "100.127.255.255", false, false },
    { "100.128.0.0", true, false },
    { "127.0.0.1", false, true },
    { "127.255.255.255", false, true },
    { "169.254.169.254", false, false },
    { "172.15.255.255", true, false },
    { "172.16.0.1", false, false },
    { "172.31.255.255", false, false },
    { "172.32.0.0", true, false },
    { "192.168.1.1", false, false },
    { "198.17.255.255", true, false },
    { "198.18.0.0", false, false },
    { "198.19.255.255", false, false },
    { "203.0.113.9", false, false },
    { "224.0.0.1", false, false },
    { "255.255.255.255", false, false },
    { "::", false, false },
    { "::1", false, true },
    { "::2", false, false },
    { "fe80::1", false, false },
    { "fc00::1", false, false },
    { "fdff::1", false, false },
    { "ff02::1", false, false },
    { "2606:4700::1111", true, false },
    { "2a00:1450::1", true, false },
    { "2001:db8::1", false, false },
    { "2001::1", false, false },
    { "2001:200::1", true, false },
    { "2002:7f00:1::", false, false },
    { "64:ff9b::7f00:1", false, false },
    { "::ffff:127.0.0.1", false, false },
    { "::ffff:10.0.0.1", false, false },
    { "::ffff:1.1.1.1", true, false },
    { "::127.0.0.1", false, false },
};

TEST(public_and_loopback_addresses_are_told_from_others)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sockaddr_in a4 = { .sin_family = AF_INET };
        struct sockaddr_in6 a6 = { .sin6_family = AF_INET6 };
        const void *a = &a4;
        if (inet_pton(AF_INET, cases[i].text, &a4.sin_addr) != 1) {
            assert_int_equal(inet_pton(AF_INET6, cases[i].text, &a6.sin6_addr), 1);
            a = &a6;
        }
        CHECK(cases[i].text, address_is_public(a) == cases[i].is_public);
        CHECK(cases[i].text, address_is_loopback(a) == cases[i].is_loopback);
    }
}

TEST(another_family_is_neither)
{
    struct sockaddr a = { .sa_family = AF_UNIX };
    assert_false(address_is_public(&a));
    assert_false(address_is_loopback(&a));
}

TEST(tokens_go_over_tls_or_not_off_this_machine)
{
    static const struct {
        const char *url;
        bool is_taken, is_http;
    } urls[] = {
        { "https://chat.example.com", true, false },
        { "https://chat.example.com/sub/", true, false },
        { "https://", false, false },
        { "http://127.0.0.1", true, true },
        { "http://127.0.0.1:8065/sub", true, true },
        { "http://localhost/", true, true },
        { "http://127.0.0.1.example.com", false, false },
        { "http://localhost.example.com/", false, false },
        { "http://127.0.0.1@example.com/", false, false },
        { "http://chat.example.com", false, false },
        { "HTTP://localhost", false, false },
        { "ftp://localhost", false, false },
        { "", false, false },
    };
    for (size_t i = 0; i < COUNT(urls); i++) {
        bool is_http = true;
        bool is_taken = address_takes_tokens(str_from_c(urls[i].url), &is_http);
        CHECK(urls[i].url, is_taken == urls[i].is_taken && is_http == urls[i].is_http);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(public_and_loopback_addresses_are_told_from_others),
        cmocka_unit_test(another_family_is_neither),
        cmocka_unit_test(tokens_go_over_tls_or_not_off_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
