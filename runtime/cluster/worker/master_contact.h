/* What all connections of a worker to a master share. */
#ifndef SWARM_CLUSTER_WORKER_MASTER_CONTACT_H
#define SWARM_CLUSTER_WORKER_MASTER_CONTACT_H

#include "runtime/cluster/wire/node_socket.h"

#define MASTER_ASK_EVERY 5.0 /* seconds between introductions that aren't answered; Locust's */

enum { MASTER_SILENT_AFTER = 3 }; /* introductions without an answer; then something seems wrong */

/* A new id of this node, which the caller frees: host_hex as in Locust, whose master groups workers by the
 * part before the first `_`. */
char *worker_id_new(void);

/* Logs a state of the connection in which no master can be reached. */
void master_contact_log(const struct node_address *master, enum node_link link);

/* Logs that something accepts connections there, but doesn't answer. */
void master_contact_silent(const struct node_address *master);

/* Logs that this worker has given up after `waited` seconds. */
void master_contact_give_up(const struct node_address *master, double waited);

#endif
