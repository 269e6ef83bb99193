/* The certificates that TLS connections trust, parsed once per process.
 *
 * A system's bundle holds some 140 certificates, which take 30 to 50 ms of CPU to parse: several times a
 * whole handshake. So each file is parsed once, and the connections of all users and threads share the
 * result. OpenSSL locks a store while it searches it; nobody adds to one here after it was made.
 *
 * All functions may be called from any thread. */
#ifndef SWARM_NET_CONNECTION_TLS_STORE_H
#define SWARM_NET_CONNECTION_TLS_STORE_H

struct x509_store_st; /* OpenSSL's X509_STORE */

/* Keeps stores alive until the same number of calls of tls_store_release. The last release frees all of them,
 * so a run that starts later reads the files again. */
void tls_store_retain(void);
void tls_store_release(void);

/* The certificates in the PEM file `ca`, or the system's if it is NULL; parses them at the first call with
 * that path. The caller must have called tls_store_retain; the store stays valid until its tls_store_release.
 * Returns NULL if the file can't be read or holds no certificate. */
struct x509_store_st *tls_store_find(const char *ca);

#endif
