/* Event loops of libev. */
#ifndef SWARM_BASE_EVENT_LOOP_H
#define SWARM_BASE_EVENT_LOOP_H

struct ev_loop;

/* A new loop, which the caller destroys. Without one nothing can run, so this never returns NULL: it logs the
 * reason and exits with status 71 (EX_OSERR). */
struct ev_loop *event_loop_new(void);

#endif
