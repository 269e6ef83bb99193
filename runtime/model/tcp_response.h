/* The result of a connect, send or receive on a TCP or UDP connection. */
#ifndef SWARM_MODEL_TCP_RESPONSE_H
#define SWARM_MODEL_TCP_RESPONSE_H

#include "runtime/model/response.h"

struct tcp_response {
    struct response base; /* Its body is stored after this struct. If a receive failed, the body is the
                             beginning of the bytes that had arrived, and these can still be received. */
    bool is_udp;
    size_t room; /* bytes allocated after this struct */
};

/* A response with a copy of `bytes` as its body. Its kind is set, and nothing of its body is parsed. The
 * caller sets `is_udp` and the other members of `base`, which are undefined. The caller gets one reference.
 *
 * Most responses are freed before the next one is created, so the last one is reused: *spare, NULL at first,
 * holds one more reference to it. If that is the only one left, the struct is used again. The caller releases
 * *spare at the end. */
struct tcp_response *tcp_response_new(struct tcp_response **spare, const char *bytes, size_t length);

/* NULL: it is an HTTP response. */
static inline const struct tcp_response *tcp_response_of(const struct response *response)
{
    return response->kind == RESPONSE_TCP ? (const struct tcp_response *)response : NULL;
}

#endif
