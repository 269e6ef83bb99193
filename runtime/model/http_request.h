/* An HTTP request for a transport. All expressions are evaluated. Plain data; all pointers are borrowed from
 * the sender until the transport calls back. */
#ifndef SWARM_MODEL_HTTP_REQUEST_H
#define SWARM_MODEL_HTTP_REQUEST_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_header {
    const char *name;
    const char *value; /* NUL-terminated, contains no CR or LF (checked by the VM) */
};

enum http_auth {
    HTTP_AUTH_NONE,
    HTTP_AUTH_BASIC,
    HTTP_AUTH_BEARER,
    HTTP_AUTH_DIGEST,
    HTTP_AUTH_NTLM,
    HTTP_AUTH_NEGOTIATE, /* with the Kerberos ticket of the user that runs swarm */
};

#define HTTP_REDIRECTS_DEFAULT UINT32_MAX

struct http_request {
    const char *method;
    const char *url; /* absolute; encoded, dot segments resolved, unless `raw` */
    const struct http_header *headers;
    size_t header_count;
    const char *cookies; /* "a=1; b=2", sent besides the cookies of the jar, or in place of those with these
                            names; a name alone, "a=1; b", only leaves out that one; NULL: none */
    const char *body;    /* NULL: none */
    size_t body_length;
    const char *content_type; /* of the body, if no header sets it; NULL: none */
    enum http_auth auth;
    const char *auth_user;   /* BASIC, DIGEST, NTLM */
    const char *auth_secret; /* password, or the token of BEARER */
    nanos timeout;           /* 0: that of the client settings */
    uint32_t redirects;      /* HTTP_REDIRECTS_DEFAULT: that of the client settings */
    bool raw;                /* the target is sent unchanged, byte for byte */
};

#endif
