#include "io/address.h"

#include "base/auto.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

struct block {
    const char *start;
    unsigned bits;
};

/* IANA's special-purpose registries, as far as they are not globally reachable. */
static const struct block closed4[] = {
    { "0.0.0.0", 8 },      { "10.0.0.0", 8 },     { "100.64.0.0", 10 },
    { "127.0.0.0", 8 },    { "169.254.0.0", 16 }, { "172.16.0.0", 12 },
    { "192.0.0.0", 24 },   { "192.0.2.0", 24 },   { "192.88.99.0", 24 },
    { "192.168.0.0", 16 }, { "198.18.0.0", 15 },  { "198.51.100.0", 24 },
    { "203.0.113.0", 24 }, { "224.0.0.0", 4 },    { "240.0.0.0", 4 },
};

/* Only 2000::/3 is given out; within it these are not what they seem (Teredo and
 * 6to4 carry an IPv4 address, the rest is documentation or benchmarking). */
static const struct block closed6[] = {
    { "2001::", 23 },
    { "2001:db8::", 32 },
    { "2002::", 16 },
    { "3fff::", 20 },
};

static const struct block loopback4 = { "127.0.0.0", 8 };
static const struct block loopback6 = { "::1", 128 };
static const struct block unicast6 = { "2000::", 3 };
static const struct block mapped6 = { "::ffff:0:0", 96 };

static bool is_within(int family, const unsigned char *address, const struct block *b)
{
    unsigned char start[16];
    if (inet_pton(family, b->start, start) != 1)
        return false;
    unsigned whole = b->bits / 8, rest = b->bits % 8;
    if (memcmp(address, start, whole) != 0)
        return false;
    return rest == 0 || ((address[whole] ^ start[whole]) >> (8 - rest)) == 0;
}

static bool is_within_any(int family, const unsigned char *address,
                          const struct block *blocks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (is_within(family, address, &blocks[i]))
            return true;
    }
    return false;
}

static bool is_public4(const unsigned char *address)
{
    return !is_within_any(AF_INET, address, closed4, COUNT(closed4));
}

static bool is_public6(const unsigned char *address)
{
    if (is_within(AF_INET6, address, &mapped6))
        return is_public4(address + 12);
    return is_within(AF_INET6, address, &unicast6) &&
           !is_within_any(AF_INET6, address, closed6, COUNT(closed6));
}

/* The address's bytes; NULL when it is neither IPv4 nor IPv6. */
static const unsigned char *bytes_of(const struct sockaddr *a)
{
    const void *p = NULL;
    if (a->sa_family == AF_INET)
        p = &((const struct sockaddr_in *)(const void *)a)->sin_addr;
    else if (a->sa_family == AF_INET6)
        p = &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr;
    return p;
}

bool address_is_public(const struct sockaddr *a)
{
    const unsigned char *p = bytes_of(a);
    return p && (a->sa_family == AF_INET ? is_public4(p) : is_public6(p));
}

bool address_is_loopback(const struct sockaddr *a)
{
    const unsigned char *p = bytes_of(a);
    if (!p)
        return false;
    return is_within(a->sa_family, p, a->sa_family == AF_INET ? &loopback4 : &loopback6);
}

bool address_takes_tokens(struct str url, bool *is_http)
{
    static const struct str here[] = { STR_INIT("http://127.0.0.1"),
                                       STR_INIT("http://localhost") };
    *is_http = false;
    if (str_starts(url, STR("https://")))
        return url.n > 8;
    for (size_t i = 0; i < COUNT(here); i++) {
        struct str rest = str_skip(url, here[i].n);
        bool is_whole = rest.n == 0 || rest.p[0] == ':' || rest.p[0] == '/';
        if (str_starts(url, here[i]) && is_whole)
            *is_http = true;
    }
    return *is_http;
}
