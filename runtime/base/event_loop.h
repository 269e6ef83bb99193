/* Event loops of libev. */
#ifndef SWARM_BASE_EVENT_LOOP_H
#define SWARM_BASE_EVENT_LOOP_H

struct ev_loop;

/* A new loop, which the caller destroys. Never NULL: if there is an error, it logs the reason and exits with
 * status 71 (EX_OSERR). */
struct ev_loop *event_loop_new(void);

#endif
