/* Certificates for a peer, made when the test runs. */
#ifndef TESTS_UNIT_PEER_TLS_H
#define TESTS_UNIT_PEER_TLS_H

#include "peer.h"

#include <openssl/ssl.h>

/* A server context with a fresh key and a self-signed certificate, which is written
 * to ca_file so that a client can trust it. Aborts when it cannot. */
SSL_CTX *peer_tls_make(enum peer_tls kind, const char *ca_file);

#endif
