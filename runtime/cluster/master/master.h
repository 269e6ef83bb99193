/* The master of a cluster: its workers, and a backend of control whose users run on them.
 *
 * It speaks the protocol of Locust's masters, so workers of swarm and of Locust (2.12 and later) can work for
 * it side by side. Workers of swarm get the settings of the run and the values of `shared`, and report exact
 * numbers. The master runs `setup` and `teardown`, follows the load, adds up the numbers and evaluates the
 * thresholds, like an engine whose users are elsewhere.
 *
 * The master lives longer than any run: workers join before the first one and stay. All functions run on the
 * control thread. */
#ifndef SWARM_CLUSTER_MASTER_MASTER_H
#define SWARM_CLUSTER_MASTER_MASTER_H

#include "runtime/base/buffer.h"
#include "runtime/cluster/message/scenario_files.h"
#include "runtime/cluster/wire/node_socket.h"
#include "runtime/control/run_backend.h"
#include "runtime/program/program.h"

#include <stddef.h>
#include <stdint.h>

struct ev_loop;
struct master;

/* Everything is borrowed, and outlives the master. */
struct master_options {
    struct node_address address;
    const struct program *program;
    const struct scenario_files *files; /* of the program: workers have the same, or get them */
    /* The program for a run, whose settings may give constants other values; it stays until the next call.
     * NULL with the reason appended to `why`: it can't be compiled. */
    const struct program *(*compile)(void *context, const struct run_settings *settings, struct buffer *why);
    void *context;
};

/* Without a loop, which master_listen gives it. */
struct master *master_new(const struct master_options *options);

/* The backend. Its `open` refuses a run if no worker is ready. */
struct run_backend master_backend(struct master *master);

/* Listens for workers from now on. False with the reason appended to `why`. */
bool master_listen(struct master *master, struct ev_loop *loop, struct buffer *why);

/* The port that it listens on. */
uint16_t master_port(const struct master *master);

/* The number of workers that can run users. */
size_t master_workers(const struct master *master);

/* Tells all workers to quit and closes the socket, within two seconds. After the last run, before the loop
 * ends. */
void master_close(struct master *master);

void master_free(struct master *master);

#endif
