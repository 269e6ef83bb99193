/* The table of what the target serves. */
#ifndef SWARM_TARGET_ROUTES_H
#define SWARM_TARGET_ROUTES_H

struct exchange;

/* Gives the exchange its answer: by the handler of its method and path; 404 where there is no such path, 405
 * with `Allow` where there is one for other methods, 204 with `Allow` for OPTIONS. HEAD is served as GET,
 * without the body. */
void routes_serve(struct exchange *exchange);

#endif
