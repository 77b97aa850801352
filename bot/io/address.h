/* Which addresses a stranger's URL may lead to. */
#ifndef IO_ADDRESS_H
#define IO_ADDRESS_H

#include <stdbool.h>

struct sockaddr;

/* False for all that is private, local, reserved, multicast, or an IPv4 address of
 * that kind in IPv6 clothes. */
bool address_is_public(const struct sockaddr *a);

/* True for 127.0.0.0/8 and ::1. */
bool address_is_loopback(const struct sockaddr *a);

#endif
