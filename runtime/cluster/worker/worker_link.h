/* The link of a worker to its master: a front of control that starts, changes and stops runs as the master
 * says, and reports to it. It speaks the protocol of Locust's masters (versions 2.12 and later), and more
 * with masters of swarm (message/swarm_protocol.h).
 *
 * The master sets the number of users of each kind. The worker sends a heartbeat every second, and its
 * numbers every three seconds, to a master of swarm every second. Numbers that can't be sent stay for the
 * next report; only what was on its way when the connection broke is lost.
 *
 * It gives up if no master answers in time, or if the connection is lost for 60 seconds. Then,
 * and when the master quits, it calls control_leave. All functions run on the control thread. */
#ifndef SWARM_CLUSTER_WORKER_WORKER_LINK_H
#define SWARM_CLUSTER_WORKER_WORKER_LINK_H

#include "runtime/base/buffer.h"
#include "runtime/cluster/message/scenario_files.h"
#include "runtime/cluster/wire/node_socket.h"
#include "runtime/control/control.h"
#include "runtime/model/run_settings.h"
#include "runtime/program/program.h"

#include <stdint.h>

struct worker_link;

/* Everything is borrowed, and outlives the link, except the socket. */
struct worker_link_options {
    struct node_address master;
    nanos most_wait; /* for an answer of a master; 0: no limit */
    const struct program *program;
    const struct program *const *current; /* that of the current or last run: constants may differ */
    const struct scenario_files *files;   /* for a master of swarm, which compares them with its own */
    const struct run_settings *settings;  /* of each run, before the master's changes */
    uint32_t reactors;                    /* threads that a run uses */
    struct node_socket *socket;           /* a connection that the link takes over; NULL: it makes its own */
    const char *id;                       /* of that connection */
};

/* How a link has ended. */
enum worker_end {
    WORKER_RUNS,       /* it hasn't */
    WORKER_QUIT,       /* the master has quit, or this process was told to end */
    WORKER_NO_MASTER,  /* no master has answered */
    WORKER_LOST,       /* the master has stopped to answer */
    WORKER_RUN_FAILED, /* `setup` failed */
    WORKER_REFUSED,    /* by the master */
    WORKER_RUN_ENDED,  /* the scenario has ended the run */
};

/* Starts to connect. NULL with the reason appended to `why`: the host isn't a name or an address. */
struct worker_link *worker_link_new(struct control *control, const struct worker_link_options *options,
                                    struct buffer *why);

enum worker_end worker_link_end(const struct worker_link *link);

/* Tells the master that this worker quits, unless it knows; waits at most two seconds until that is sent.
 * Must be called before control_free. NULL is allowed. */
void worker_link_free(struct worker_link *link);

#endif
