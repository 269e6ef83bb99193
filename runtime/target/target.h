/* The built-in target: a small web server to aim a scenario at, for the examples, the tests and `swarm demo`.
 *
 * It serves a music library, a shop, a notice board, and answers made to order (chunked, compressed, slow,
 * redirected, broken); routes.c lists them all. What clients create is kept in memory, bounded, and is gone
 * at the stop. It isn't made to stand in the open: every account has its name for a password.
 *
 * libmicrohttpd runs its own threads; an answer that has to wait suspends its connection and costs no thread,
 * so tens of thousands of connections may wait at once. All functions may be called from any one thread at a
 * time. */
#ifndef SWARM_TARGET_TARGET_H
#define SWARM_TARGET_TARGET_H

#include "runtime/base/clock.h"

#include <stdint.h>

struct target;

/* All-zero bytes are the defaults. */
struct target_options {
    const char *host;  /* address or name to listen on; NULL: 127.0.0.1 */
    uint16_t port;     /* 0: any free one, see target_port */
    nanos delay;       /* every answer waits this long; 0: none */
    unsigned workers;  /* that wait it out, one request at a time each; 0: any number */
    double fail_ratio; /* 0…1 of all requests are answered 500 or 503 at once after the delay */
    uint64_t seed;     /* which requests fail: the n-th request of two runs with one seed fares the same */
    unsigned threads;  /* 0: one a core */
};

/* Starts to serve and returns at once; the limit of open files is raised to the hard limit. NULL when it
 * can't: log_error has then said why (a port in use, a host that isn't ours). `options` isn't kept. */
struct target *target_start(const struct target_options *options);

/* Waits no delay out: pending answers go at once, connections are closed, memory is freed. NULL is fine. */
void target_stop(struct target *target);

/* The port it listens on. */
uint16_t target_port(const struct target *target);

/* Requests that got as far as an answer, from the start on. */
uint64_t target_answered(const struct target *target);

#endif
