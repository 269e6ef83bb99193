/* A session as the files of this folder see it: what transport.c keeps of a user and an engine fills. */
#ifndef SWARM_NET_SESSION_H
#define SWARM_NET_SESSION_H

#include "runtime/net/ring.h"
#include "runtime/net/route.h"
#include "runtime/net/transport.h"

struct curl_handle;
struct redirect;

enum session_state {
    SESSION_IDLE,      /* no request */
    SESSION_RESOLVING, /* waits for the addresses of the host */
    SESSION_RUNNING,   /* an engine has it */
    SESSION_FINISHED,  /* the response waits to be delivered */
};

struct session {
    struct transport *transport;
    const struct client_settings *settings;
    void *owner;
    uint64_t ticket;
    enum session_state state;
    uint32_t number;                    /* how many sessions the transport had before */
    const struct http_request *request; /* the sender's, or that of `redirect` */
    struct http_response *response;     /* being filled; ours until it is delivered */
    struct redirect *redirect;          /* the request that a redirect led to; NULL: none yet */
    instant deadline;                   /* start + timeout */
    struct ring flight;                 /* in the transport's ring while there is a request */
    struct ring finished;               /* in its queue when FINISHED */
    struct route route;
    char *addresses; /* "host:port:address,…" for the engine to take and free; NULL: nothing new */
    struct curl_handle *handle; /* http_curl.c's; NULL before the first request */
};

#endif
