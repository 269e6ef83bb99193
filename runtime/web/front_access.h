/* Whether a request is allowed, for front_routes.c. */
#ifndef SWARM_WEB_FRONT_ACCESS_H
#define SWARM_WEB_FRONT_ACCESS_H

#include "runtime/web/front_state.h"

#include <stdbool.h>

/* What a route demands besides its method. */
enum front_access {
    ACCESS_READS,   /* a session, if there is --web-login */
    ACCESS_CHANGES, /* the same, and that the request doesn't come from another site */
    ACCESS_OPEN,    /* nothing: the files of the login page */
    ACCESS_LOGIN,   /* that the request doesn't come from another site */
};

/* False after filling in the answer that refuses the request. */
bool front_allows(struct web_front *front, const struct web_request *request, enum front_access access,
                  struct web_answer *answer);

/* Appends the token of the session that the request's cookie names. False: it has none. */
bool front_session_token(const struct web_front *front, const struct web_request *request,
                         struct buffer *token);

#endif
