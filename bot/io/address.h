/* Which addresses a stranger's URL may lead to, and which our own tokens. */
#ifndef IO_ADDRESS_H
#define IO_ADDRESS_H

#include "base/str.h"

struct sockaddr;

/* False for all that is private, local, reserved, multicast, or an IPv4 address of
 * that kind in IPv6 clothes. */
bool address_is_public(const struct sockaddr *a);

/* True for 127.0.0.0/8 and ::1. */
bool address_is_loopback(const struct sockaddr *a);

/* Whether tokens may go to that URL: https anywhere; http (*is_http) only on this very
 * machine, for tests and for a server or proxy that stands here. */
bool address_takes_tokens(struct str url, bool *is_http);

#endif
