/* The table of routes of the target. */
#ifndef SWARM_TARGET_ROUTES_H
#define SWARM_TARGET_ROUTES_H

struct exchange;

/* Gives the response of the exchange: calls the handler of its method and path. 404 for an unknown path, 405
 * with `Allow` for another method, 204 with `Allow` for OPTIONS. HEAD is handled like GET, without the body.
 */
void routes_serve(struct exchange *exchange);

#endif
