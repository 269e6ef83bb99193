/* The interface between control and a backend that carries out a run: the engine of this node, or a master of
 * many nodes.
 *
 * A backend never blocks and owns neither a loop nor signals: it adds its watchers to the loop of control and
 * reports by callbacks. All functions and events run on the control thread. At most one run is open at a
 * time. */
#ifndef SWARM_CONTROL_RUN_BACKEND_H
#define SWARM_CONTROL_RUN_BACKEND_H

#include "runtime/base/buffer.h"
#include "runtime/model/cluster_report.h"
#include "runtime/model/lease.h"
#include "runtime/model/population.h"
#include "runtime/model/run_settings.h"
#include "runtime/model/run_share.h"
#include "runtime/stats/snapshot.h"
#include "runtime/stats/stats.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stdint.h>

struct ev_loop;

/* Callbacks of a run. None of them is called from within `open` or `begin`. */
struct backend_events {
    void *context;
    /* Setup is over and the first users start. `is_spawning`: users_reached follows. False for arrivals,
     * which have no final number. */
    void (*began)(void *context, bool is_spawning);
    /* A second of the run has passed. The snapshot is brief (see snapshot.is_brief). It belongs to the
     * backend; control holds it (snapshot_hold) until all observers have had it. */
    void (*second)(void *context, const struct snapshot *snapshot);
    /* Numbers that were counted since the last call with numbers of the same thread. The set is valid during
     * the call. The sum of all sets since `began` or the last was_reset is what the snapshot has. */
    void (*numbers)(void *context, const struct stats_set *set);
    /* The scenario has published a message, with settings.publishes_out. Type and value are valid during the
     * call. */
    void (*published)(void *context, const char *type, value v);
    /* With settings.is_part: the node that leads the run should lease rows or numbers, or gets some back. */
    void (*lease)(void *context, const struct lease_note *note);
    /* With settings.is_part: no task of this node's share is left, and all have ended. */
    void (*tasks_done)(void *context);
    /* The number of users that the settings or the last set_users requested has started. */
    void (*users_reached)(void *context, uint64_t users);
    /* The statistics were reset. */
    void (*was_reset)(void *context);
    /* Users are being stopped; `why` is valid during the call: "the run time has ended", "interrupted", … */
    void (*stopping)(void *context, const char *why);
    /* The run is over. During this call, control takes the final snapshot and closes the run. Observers get
     * the snapshot from the queue of events (control_observer.ended). */
    void (*ended)(void *context);
};

struct run_backend {
    void *context; /* the first argument of `open` */
    /* Prepares a run: reads and checks data files, applies tags and kinds. NULL: it can't run; the reason,
     * which may have several lines, is appended to `why`: "accounts.csv:3: 4 fields where the head has 5".
     * Settings and events are copied; the loop is borrowed. */
    void *(*open)(void *context, const struct run_settings *settings, struct ev_loop *loop,
                  const struct backend_events *events, struct buffer *why);
    /* Starts the run with its `setup`. `ended` follows eventually. Once per run. */
    void (*begin)(void *run);
    /* Sets the number of users to `users`. New users start at `rate` per second (0 or less: at once); removed
     * ones finish their running task. False: that number is set already, or users aren't running, or the load
     * controls the number of users; the log says so in the last case. After false nothing has changed. */
    bool (*set_users)(void *run, uint64_t users, double rate);
    /* The same per kind of user. Kinds that take no part in the run get no users. From then on the run
     * doesn't end because all users have ended. False also if the number of kinds isn't that of the program.
     * True if the population is the same already. */
    bool (*set_population)(void *run, const struct population *population, double rate);
    /* Stops the run gracefully; `why` is copied. Does nothing if it is ending already. With `at_once` it ends
     * without waiting for tasks and hooks, even if it is ending already. */
    void (*stop)(void *run, const char *why, bool at_once);
    /* Resets the statistics, once all numbers collected so far have arrived. Users continue. */
    void (*reset)(void *run);
    /* Passes a message to the `on message` of this node. Type and value are copied. */
    void (*publish)(void *run, const char *type, value v);
    /* Sets the values of `shared`, in the order of the program; they are copied. For a run with
     * is_part. */
    void (*share)(void *run, const value *values, size_t count);
    /* What the node that leads the run says to a note. */
    void (*lease)(void *run, const struct lease_answer *answer);
    /* With settings.is_part: the share of this node from now on. One that isn't newer than the last one has
     * no effect. */
    void (*deal)(void *run, const struct run_share *share);
    /* Stores the users of each kind that were started and not told to stop. The caller frees the population.
     */
    struct population (*population)(const void *run);
    /* The numbers so far, or the final ones; the caller frees the snapshot. */
    struct snapshot *(*snapshot)(const void *run);
    /* Frees the run, which hasn't begun or has ended. */
    void (*close)(void *run);
    /* The workers of the backend now, also without a run; `context` as in `open`. The report is borrowed
     * until the next call of the backend. NULL: there are none. */
    void (*cluster)(void *context, struct cluster_report *report);
};

#endif
