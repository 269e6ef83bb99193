/* What came of a connect, send or receive on a connection of TCP or UDP. */
#ifndef SWARM_MODEL_TCP_RESPONSE_H
#define SWARM_MODEL_TCP_RESPONSE_H

#include "runtime/model/response.h"

struct tcp_response {
    struct response base; /* Its body lies behind this struct: what was received. If a receive failed, it is
                             the beginning of what had come, which can still be received. */
    bool is_udp;
    size_t room; /* bytes behind this struct */
};

/* A response with a copy of `bytes` as its body. Its kind is set, and nothing was made of its body; the other
 * members of `base` and `is_udp` have any value, and are the caller's to fill in. One reference is the
 * caller's.
 *
 * Most responses are gone before the next comes, so a last one is kept: *spare, NULL at first, has a
 * reference of its own, and is used again when that is the only one. The caller releases it in the end. */
struct tcp_response *tcp_response_new(struct tcp_response **spare, const char *bytes, size_t length);

/* NULL: it is one of HTTP. */
static inline const struct tcp_response *tcp_response_of(const struct response *response)
{
    return response->kind == RESPONSE_TCP ? (const struct tcp_response *)response : NULL;
}

#endif
