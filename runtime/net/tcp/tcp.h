/* TCP and UDP users: one connection each, on which one thing at a time is done (struct tcp_request).
 *
 * Bytes that come before they are asked for are kept in order. There is a bound to it, 256 KiB and while a
 * send is under way max_body: beyond it they stay in the kernel, so that a peer that floods has to wait.
 * Datagrams always stay there until they are asked for.
 *
 * A connection that the peer has closed or reset is closed, and each thing tried on it says so until it is
 * connected anew; what had come until then can still be received. After a receive that ran out of time it
 * stays open, after anything else that failed it doesn't. */
#ifndef SWARM_NET_TCP_TCP_H
#define SWARM_NET_TCP_TCP_H

#include "runtime/net/transport.h"

struct resolved_name;
struct resolver;
struct tcp;     /* a user's connection */
struct tcp_hub; /* what those of a reactor share */

/* `done(context, …)` hears of every completion. The resolver's completions go to tcp_hub_resolved. */
struct tcp_hub *tcp_hub_new(struct ev_loop *loop, struct resolver *resolver, transport_done *done,
                            void *context);
void tcp_hub_free(struct tcp_hub *hub);
void tcp_hub_announce(struct tcp_hub *hub, transport_soon *soon); /* see transport_announce */
void tcp_hub_resolved(struct tcp_hub *hub, const struct resolved_name *name);

/* Requests that are on their way, and the start of the oldest (untouched when there is none). */
size_t tcp_hub_in_flight(const struct tcp_hub *hub, instant *oldest);

/* Not connected; costs no descriptor and no memory but its own. `settings` is borrowed. `number`: how many
 * there were before; users take the addresses of a name in turn. */
struct tcp *tcp_new(struct tcp_hub *hub, const struct client_settings *settings, void *owner,
                    uint32_t number);
void tcp_free(struct tcp *tcp);

/* See transport_exchange. */
bool tcp_exchange(struct tcp *tcp, const struct tcp_request *request, uint64_t ticket,
                  struct response **response);

/* Since when something is being done; false: nothing is. */
bool tcp_begun(const struct tcp *tcp, instant *begun);

/* Ends what is being done; no completion will come. What was half sent or half connected is closed. False
 * when nothing was being done; else *begun is since when. */
bool tcp_cancel(struct tcp *tcp, instant *begun);

#endif
