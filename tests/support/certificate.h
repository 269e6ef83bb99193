/* A TLS server for tests, and its certificate. */
#ifndef SWARM_TESTS_SUPPORT_CERTIFICATE_H
#define SWARM_TESTS_SUPPORT_CERTIFICATE_H

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

/* The context of a server with a self-signed certificate for localhost. The certificate is also written to a
 * new file, whose name replaces the X of `ca_path` (mkstemp). */
static SSL_CTX *tls_new(char *ca_path)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_EXTENSION *alternative =
        X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
    FILE *file = fdopen(mkstemp(ca_path), "w");

    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"test", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_add_ext(certificate, alternative, -1);
    X509_sign(certificate, key, EVP_sha256());
    PEM_write_X509(file, certificate);
    fclose(file);
    SSL_CTX_use_certificate(tls, certificate);
    SSL_CTX_use_PrivateKey(tls, key);
    X509_EXTENSION_free(alternative);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return tls;
}

#endif
