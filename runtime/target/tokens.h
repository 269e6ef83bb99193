/* Tokens that prove a login without being remembered: a number, the name, and an HMAC-SHA256 of both under a
 * key that the server draws at its start. However many logins there are, they take no memory. */
#ifndef SWARM_TARGET_TOKENS_H
#define SWARM_TARGET_TOKENS_H

#include "runtime/base/buffer.h"

#include <stdbool.h>

struct target;

/* Appends a new token for the name; no two are the same. */
void token_write(struct target *target, const char *name, struct buffer *out);

/* Whether this server gave the token out, to whomever. */
bool token_is_ours(struct target *target, const char *token);

/* The same, and appends the name it was given for. */
bool token_name(struct target *target, const char *token, struct buffer *name);

#endif
