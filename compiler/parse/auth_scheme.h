/* The authentication methods of `auth`. */
#ifndef SWARM_COMPILER_PARSE_AUTH_SCHEME_H
#define SWARM_COMPILER_PARSE_AUTH_SCHEME_H

#include "runtime/model/http_request.h"

struct auth_scheme {
    const char *word; /* NULL ends the table */
    enum http_auth auth;
    bool has_user; /* the first argument is a name */
    bool has_secret;
};

/* The scheme of that name, or NULL. Static. */
const struct auth_scheme *auth_scheme_find(const char *word);

#endif
