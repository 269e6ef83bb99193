/* An HTTP request as it goes to a transport: everything is evaluated. Plain data; all pointers are borrowed
 * from the sender until the transport calls back. */
#ifndef SWARM_MODEL_HTTP_REQUEST_H
#define SWARM_MODEL_HTTP_REQUEST_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_header {
    const char *name;
    const char *value; /* NUL-terminated, without CR, LF or NUL inside (the VM has seen to it) */
};

enum http_auth {
    HTTP_AUTH_NONE,
    HTTP_AUTH_BASIC,
    HTTP_AUTH_BEARER,
    HTTP_AUTH_DIGEST,
    HTTP_AUTH_NTLM,
    HTTP_AUTH_NEGOTIATE, /* by the Kerberos ticket of whoever runs it */
};

#define HTTP_REDIRECTS_DEFAULT UINT32_MAX

struct http_request {
    const char *method;
    const char *url; /* absolute, encoded and dot segments resolved, unless raw */
    const struct http_header *headers;
    size_t header_count;
    const char *cookies; /* "a=1; b=2", sent besides the jar's; NULL: none */
    const char *body;    /* NULL: none */
    size_t body_length;
    const char *content_type; /* for the body when no header says; NULL: none */
    enum http_auth auth;
    const char *auth_user;   /* BASIC, DIGEST, NTLM */
    const char *auth_secret; /* password, or the token of BEARER */
    nanos timeout;           /* 0: the client's */
    uint32_t redirects;      /* HTTP_REDIRECTS_DEFAULT: the client's */
    bool raw;                /* the target goes out byte for byte */
};

#endif
