/* Tokens that prove a login without stored state: a number, the name, and an HMAC-SHA256 of both with a
 * random key of the server. Logins take no memory. */
#ifndef SWARM_TARGET_TOKENS_H
#define SWARM_TARGET_TOKENS_H

#include "runtime/base/buffer.h"

#include <stdbool.h>

struct target;

/* Appends a new token for the name; no two are the same. */
void token_write(struct target *target, const char *name, struct buffer *out);

/* Whether this server issued the token, to any name. */
bool token_is_ours(struct target *target, const char *token);

/* The same; also appends the name that it was issued for. */
bool token_name(struct target *target, const char *token, struct buffer *name);

#endif
