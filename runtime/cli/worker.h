/* `swarm run --worker`: runs users for a master. */
#ifndef SWARM_CLI_WORKER_H
#define SWARM_CLI_WORKER_H

#include "runtime/cli/options.h"
#include "runtime/cli/scenario.h"
#include "runtime/cluster/message/scenario_files.h"
#include "runtime/cluster/worker/worker_link.h"
#include "runtime/control/control.h"

/* Runs `command` with the scenario of a worker. If its file is `-`, the program comes from the master. A
 * master hears why a program can't be compiled. Returns the exit status. */
int worker_command(struct options *options,
                   int (*command)(const struct scenario *scenario, const struct options *options));

/* Connects to the master of the options. All arguments are borrowed, and outlive the link. NULL: it
 * can't; the reason is printed on stderr. */
struct worker_link *worker_open(struct control *control, const struct scenario *scenario,
                                const struct program *const *program, const struct scenario_files *files,
                                const struct options *options, const struct cluster_key *key);

/* Reads --cluster-key. True without it. False: it can't be read; the reason is printed on stderr. */
bool cluster_key_option(const struct options *options, struct cluster_key *key);

/* The exit status of a worker whose link has ended. Failed requests don't count: the master reports them. */
int worker_status(const struct worker_link *link);

#endif
