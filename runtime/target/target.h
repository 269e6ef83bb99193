/* The built-in target: a small web server for the examples, the tests and `swarm demo`.
 *
 * It serves a music library, a shop, a notice board, and special responses (chunked, compressed, slow,
 * redirected, broken); routes.c lists them all. What clients create is kept in memory, with a limit, until
 * the stop. It isn't secure, so it must not be reachable from other networks: the password of every account
 * is its name.
 *
 * libmicrohttpd runs its own threads. A delayed response suspends its connection and blocks no thread, so
 * tens of thousands of connections may wait at once. All functions may be called from any one thread at a
 * time. */
#ifndef SWARM_TARGET_TARGET_H
#define SWARM_TARGET_TARGET_H

#include "runtime/base/clock.h"

#include <stdint.h>

struct target;

/* Zero bytes are the defaults. */
struct target_options {
    const char *host; /* address or name to listen on; NULL: 127.0.0.1 */
    uint16_t port;    /* 0: any free one, see target_port */
    nanos delay;      /* delay of every response; 0: none */
    unsigned
        workers; /* number of workers, each of which is busy with one request during `delay`; 0: unlimited */
    double fail_ratio; /* share of requests, 0 to 1, that get 500 or 503 after the delay */
    uint64_t seed;     /* of the choice of failing requests: with the same seed the same requests fail */
    unsigned threads;  /* 0: one per core */
};

/* Starts the server and returns at once. Raises the limit of open files to the hard limit. NULL: it can't
 * start (a port in use, an address of another machine); the reason has been logged. `options` is borrowed for
 * the call. */
struct target *target_start(const struct target_options *options);

/* Stops the server. Pending responses are sent without further delay, connections are closed, memory is
 * freed. NULL is allowed. */
void target_stop(struct target *target);

/* The port it listens on. */
uint16_t target_port(const struct target *target);

/* Number of requests with a response since the start. */
uint64_t target_answered(const struct target *target);

#endif
