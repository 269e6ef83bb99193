/* A session as the files of this folder see it: what transport.c keeps of a user, session.c moves from state
 * to state, and an engine fills. */
#ifndef SWARM_NET_HTTP_SESSION_H
#define SWARM_NET_HTTP_SESSION_H

#include "runtime/base/ring.h"
#include "runtime/net/http/route.h"
#include "runtime/net/transport.h"

#include <ev.h>

struct curl_handle;
struct http_curl;
struct redirect;
struct tcp;
struct tcp_hub;

struct transport {
    struct ev_loop *loop;
    transport_done *done;
    void *context;
    struct http_curl *curl;
    struct resolver *resolver;
    struct tcp_hub *tcp;
    struct ring flight;   /* sessions with a request, the oldest first */
    struct ring finished; /* those of them whose response waits to be delivered */
    size_t in_flight;
    uint32_t sessions; /* made so far */
    bool in_turn;
    ev_prepare turn; /* begins transfers, delivers what is left */
    ev_idle awake;   /* keeps the loop from waiting while there is work for a turn */
};

enum session_state {
    SESSION_IDLE,      /* no request; only connections and cookies are kept */
    SESSION_RESOLVING, /* waits for the addresses of the host; session_resolved takes it on */
    SESSION_RUNNING,   /* an engine has it and will say when it has finished */
    SESSION_FINISHED,  /* the draft is complete; to be delivered, or its redirect to be followed */
};

struct session {
    struct transport *transport;
    struct tcp *tcp; /* NULL before the first `connect` */
    const struct client_settings *settings;
    void *owner;
    uint64_t ticket;
    enum session_state state;
    uint32_t number;                    /* how many sessions the transport had before */
    const struct http_request *request; /* the sender's, or that of `redirect` */
    struct redirect *redirect;          /* the request that a redirect led to; NULL: none yet */
    struct http_response draft;         /* its texts are those of `request` and of the buffers */
    struct buffer headers;              /* header lines as received, for engines to fill; kept for the next */
    struct buffer body;                 /* decoded */
    instant begun;                      /* when `request` came up: the start, or after a redirect */
    instant deadline;                   /* start + timeout */
    ev_timer alarm;                     /* see session_begin */
    instant alarm_at;                   /* what it is set to while it is active */
    struct ring flight;                 /* in the transport's ring while there is a request */
    struct ring finished;               /* in its queue when FINISHED */
    struct route route;
    char *addresses; /* "host:port:address,…" for the engine to take and free; NULL: nothing new */
    struct curl_handle *handle; /* http_curl.c's; NULL before the first request */
};

/* Sends session->request on its way: to the engine, or to wait for its addresses first. The session watches
 * over its time from then on. */
void session_begin(struct session *session);

/* Ends it with the draft as it is, or with an error. */
void session_finished(struct session *session);
void session_fail(struct session *session, enum net_error error);

/* What was pending is known now (resolver_done; the context is the transport). */
void session_resolved(void *transport, const struct resolved_name *name);

/* The engine lost track of its transfers: fails those that run (the context is the transport). */
void session_lost(void *transport);

/* For session_new. */
void session_alarm_init(struct session *session);

#endif
