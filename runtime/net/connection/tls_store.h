/* The certificates of TLS connections, parsed once per process: trusted ones, and those of clients with their
 * keys.
 *
 * The bundle of a system contains some 140 certificates, which take 30 to 50 ms of CPU to parse: several
 * times as long as a handshake. So each file is parsed once, and the connections of all users and threads
 * share the result. OpenSSL locks a store while it searches it. A store isn't changed after its creation.
 *
 * All functions may be called from any thread. */
#ifndef SWARM_NET_CONNECTION_TLS_STORE_H
#define SWARM_NET_CONNECTION_TLS_STORE_H

#include <stdbool.h>

struct ssl_ctx_st;    /* OpenSSL's SSL_CTX */
struct x509_store_st; /* OpenSSL's X509_STORE */

/* Keeps stores until tls_store_release has been called as often as tls_store_retain. The last release frees
 * all stores, so a later run reads the files again. */
void tls_store_retain(void);
void tls_store_release(void);

/* The certificates in the PEM file `ca`, or those of the system if it is NULL: SSL_CERT_FILE and
 * SSL_CERT_DIR, or where OpenSSL and the usual distributions have them. They are parsed at the first call
 * with that path. The caller must have called tls_store_retain; the store is valid until its
 * tls_store_release. Returns NULL if the file can't be read or contains no certificate. */
struct x509_store_st *tls_store_find(const char *ca);

/* Makes connections of the context present the certificate in the PEM file `cert`, with those that follow it
 * there as its chain, and the key in the PEM file `key` (NULL: in `cert`, too). They are parsed at the first
 * call with these paths, under the same conditions. False: a file can't be read, has a passphrase, or the key
 * belongs to another certificate. */
bool tls_store_identify(struct ssl_ctx_st *context, const char *cert, const char *key);

#endif
