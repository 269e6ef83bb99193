/* TCP and UDP connections of users. A user has one connection and does one action at a time (struct
 * tcp_request).
 *
 * Bytes that arrive before a receive are kept in order: up to 256 KiB, or up to max_body during a send.
 * Further bytes stay in the kernel, so a peer that sends too much has to wait. Datagrams stay in the kernel
 * until a receive.
 *
 * If the peer closes or resets the connection, it is closed here too. After that every request fails with
 * that error until the user connects again, but bytes that arrived before can still be received. A receive
 * that times out leaves the connection open. Every other failure closes it. */
#ifndef SWARM_NET_TCP_TCP_H
#define SWARM_NET_TCP_TCP_H

#include "runtime/model/client_settings.h"
#include "runtime/model/tcp_request.h"
#include "runtime/model/tcp_response.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ev_loop;
struct resolved_name;
struct resolver;
struct tcp;     /* the connection of a user */
struct tcp_hub; /* shared by the TCP users of a reactor */

/* Called from the loop when an action that tcp_act started has completed. The callee owns `response`. */
typedef void tcp_done(void *context, void *owner, uint64_t ticket, struct response *response);

/* See transport_soon. */
typedef void tcp_soon(void *context, void *owner, const struct tcp_request *request);

/* `done(context, …)` is called for every request that doesn't complete at once. The owner of the resolver
 * calls tcp_hub_resolved when a name is known. */
struct tcp_hub *tcp_hub_new(struct ev_loop *loop, struct resolver *resolver, tcp_done *done, void *context);
void tcp_hub_free(struct tcp_hub *hub);
void tcp_hub_announce(struct tcp_hub *hub, tcp_soon *soon); /* see transport_announce */
void tcp_hub_resolved(struct tcp_hub *hub, const struct resolved_name *name);

/* The number of requests in flight, and the start of the oldest; untouched if there is none. */
size_t tcp_hub_in_flight(const struct tcp_hub *hub, instant *oldest);

/* A closed connection. It needs no descriptor and no other memory yet. `settings` is borrowed and must
 * outlive the hub. `number` is the number of earlier connections: users take the addresses of a name in turn.
 */
struct tcp *tcp_new(struct tcp_hub *hub, const struct client_settings *settings, void *owner,
                    uint32_t number);
void tcp_free(struct tcp *tcp);

/* See transport_act. Most sends, and receives of bytes that have arrived, complete at once: to queue
 * their responses until the next turn of the loop costs a tenth more CPU per echo. */
bool tcp_act(struct tcp *tcp, const struct tcp_request *request, uint64_t ticket, struct response **response);

/* When the request in flight was started; false: none is in flight. */
bool tcp_begun(const struct tcp *tcp, instant *begun);

/* Cancels the request in flight: `done` won't be called for it. If it was a connect or a send, the connection
 * is closed. *begun is when it was started; false: none was in flight. */
bool tcp_cancel(struct tcp *tcp, instant *begun);

#endif
