/* The backend of this node: a run from the first `setup` to the last `teardown`.
 *
 * The engine owns the reactor threads, the assignment of users to reactors, the totals and the health of the
 * load generator. Its watchers are on the loop of control; the thread of that loop is the control thread.
 *
 * Run order (swarm(5), "Run order"): first values of `shared`, `setup` of the run, of users, of sets; users;
 * `teardown` of sets, of users, of the run. The hooks run on the first reactor. */
#ifndef SWARM_ENGINE_ENGINE_H
#define SWARM_ENGINE_ENGINE_H

#include "runtime/base/buffer.h"
#include "runtime/control/run_backend.h"
#include "runtime/model/cluster_report.h"
#include "runtime/model/health_report.h"
#include "runtime/model/lease.h"
#include "runtime/model/population.h"
#include "runtime/model/run_settings.h"
#include "runtime/model/task_share.h"
#include "runtime/program/program.h"
#include "runtime/stats/stats.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ev_loop;

/* Runs a program on this node. `open` raises the limit of file descriptors to the hard limit. The program is
 * borrowed, must outlive all runs and is only read. */
struct run_backend engine_backend(const struct program *program);

/* ---- a run whose users are on other nodes ---- */

struct engine;

/* The nodes that run the users. The engine decides how many users of each kind there should be, runs `setup`,
 * `teardown` and `on message`, and adds up the numbers. Functions are called on the control thread, and none
 * after the end of the run. */
struct engine_nodes {
    void *context;
    /* `setup`, `teardown` or `on message` has changed `shared`: the values in the order of the program,
     * borrowed. */
    void (*share)(void *context, const value *values, size_t count);
    /* `setup` is over: the first users may start. */
    void (*begin)(void *context);
    /* From now on there should be these users. */
    void (*set_users)(void *context, const struct population *users);
    /* All users should end, and with `at_once` they should not finish their tasks. engine_nodes_ended
     * follows, within a limited time. Called a second time if the end has become urgent. */
    void (*stop)(void *context, bool at_once);
    /* The scenario has published a message, in `setup` or `on message`; borrowed. */
    void (*publish)(void *context, const char *type, value v);
    /* The run is over; the engine isn't there any more after this call. */
    void (*over)(void *context);
    /* Adds the health of the nodes to a report, which borrows it until the next call. */
    void (*health)(void *context, struct health_report *report);
    /* For a capacity search: the longest time that the generator of one node was overloaded, since the last
     * call with `begins`. */
    nanos (*strained)(void *context, bool begins);
    /* For a capacity search: requests and transactions that have been in flight for `age` or longer, with
     * their number; borrowed until the next call. */
    const struct waiting *(*waiting)(void *context, nanos age, size_t *count);
    /* What reports show of the nodes; borrowed until the next call. */
    void (*cluster)(void *context, struct cluster_report *report);
};

/* As run_backend.open, with the users on other nodes. The run is one of engine_backend in all other
 * functions. The nodes are copied. */
struct engine *engine_open(const struct program *program, const struct run_settings *settings,
                           struct ev_loop *loop, const struct backend_events *events,
                           const struct engine_nodes *nodes, struct buffer *why);

/* Adds numbers of a node, which are only read. */
void engine_nodes_numbers(struct engine *engine, const struct stats_set *set);

/* The number of users that run on all nodes. */
void engine_nodes_users(struct engine *engine, uint64_t running);

/* All users have ended, and all numbers of the nodes were added. */
void engine_nodes_ended(struct engine *engine);

/* The number of items that can be leased (model/lease.h), and their names, as in the program; NULL: each node
 * has all rows of it. */
uint32_t engine_lease_items(const struct program *program);
const char *engine_lease_name(const struct engine *engine, uint32_t item);

/* Deals at most `most` rows or numbers of an item to a node, or takes some back. */
struct lease_range engine_lease_deal(struct engine *engine, uint32_t item, uint64_t most);
void engine_lease_take_back(struct engine *engine, uint32_t item, struct lease_range range);

/* The number of reactor threads of a run with these settings and enough users: settings.reactors, or one per
 * core that CPU affinity and the container allow. */
uint32_t engine_reactors(const struct run_settings *settings);

/* ---- the task tree, for --list and --show-task-ratio, without a run ---- */

/* The share of each kind, set and task that takes part under these settings. Names are those of the program.
 * False: the run can't be prepared; the reason is in `why`. */
bool engine_task_shares(const struct program *program, const struct run_settings *settings,
                        struct task_shares *shares, struct buffer *why);

/* Appends the text for `--show-task-ratio` under the kinds and tags of the settings: the tasks of each kind
 * with their share of the picks, indented like the sets, per kind and in total. False: the run can't be
 * prepared; the reason is in `why`. */
bool engine_task_ratio(const struct program *program, const struct run_settings *settings, struct buffer *out,
                       struct buffer *why);

#endif
