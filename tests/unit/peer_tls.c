#include "peer_tls.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

static void must(bool ok)
{
    if (ok)
        return;
    ERR_print_errors_fp(stderr);
    abort();
}

static void add_extension(X509 *cert, int nid, const char *value)
{
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    must(e && X509_add_ext(cert, e, -1));
    X509_EXTENSION_free(e);
}

static X509 *make_cert(EVP_PKEY *key, enum peer_tls kind)
{
    const char *name = kind == PEER_TLS_OTHER ? "other.example" : "localhost";
    const char *alt =
        kind == PEER_TLS_OTHER ? "DNS:other.example" : "DNS:localhost,IP:127.0.0.1";
    long last_s = kind == PEER_TLS_EXPIRED ? -24 * 3600 : 24 * 3600;
    X509 *cert = X509_new();
    must(cert && X509_set_version(cert, 2));
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -48 * 3600);
    X509_gmtime_adj(X509_getm_notAfter(cert), last_s);
    X509_NAME *subject = X509_get_subject_name(cert);
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                    (const unsigned char *)name, -1, -1, 0));
    must(X509_set_issuer_name(cert, subject) && X509_set_pubkey(cert, key));
    add_extension(cert, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(cert, NID_subject_alt_name, alt);
    must(X509_sign(cert, key, EVP_sha256()) > 0);
    return cert;
}

SSL_CTX *peer_tls_make(enum peer_tls kind, const char *ca_file)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    must(key != NULL);
    X509 *cert = make_cert(key, kind);
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    must(ctx && SSL_CTX_use_certificate(ctx, cert) && SSL_CTX_use_PrivateKey(ctx, key));
    FILE *f = fopen(ca_file, "w");
    must(f && PEM_write_X509(f, cert) && fclose(f) == 0);
    X509_free(cert);
    EVP_PKEY_free(key);
    return ctx;
}
