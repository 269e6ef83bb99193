/* `swarm run --worker`: runs users for a master. */
#ifndef SWARM_CLI_WORKER_H
#define SWARM_CLI_WORKER_H

#include "runtime/cli/options.h"
#include "runtime/cli/scenario.h"
#include "runtime/cluster/worker/worker_link.h"
#include "runtime/control/control.h"

/* Connects to the master of the options. All arguments are borrowed, and outlive the link. NULL: it
 * can't; the reason is printed on stderr. */
struct worker_link *worker_open(struct control *control, const struct scenario *scenario,
                                const struct options *options, const struct cluster_key *key);

/* The exit status of a worker whose link has ended. Failed requests don't count: the master reports them. */
int worker_status(const struct worker_link *link);

#endif
