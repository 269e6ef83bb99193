/* OpenSSL's words for what went wrong with TLS: static texts, such as "wrong version number" or "certificate
 * has expired". Any thread. */
#ifndef SWARM_NET_CONNECTION_TLS_REASON_H
#define SWARM_NET_CONNECTION_TLS_REASON_H

/* The reason of the last error in OpenSSL's queue of this thread. NULL: there is none. */
const char *tls_reason_last(void);

/* Why a certificate wasn't accepted; `result` is that of SSL_get_verify_result. NULL: it was. */
const char *tls_reason_verify(long result);

/* The reason in a message of libcurl, which contains the code of OpenSSL's error or the words for a rejected
 * certificate. NULL: there is none. */
const char *tls_reason_find(const char *message);

#endif
