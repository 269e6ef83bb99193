/* The seam between control and whatever carries out a run: the engine of this node, or a master of many
 * nodes.
 *
 * A backend never blocks and owns neither a loop nor signals: it puts its watchers on control's loop and
 * reports by calls. All functions and events are for the control thread. At most one run is open at a time.
 */
#ifndef SWARM_CONTROL_RUN_BACKEND_H
#define SWARM_CONTROL_RUN_BACKEND_H

#include "runtime/base/buffer.h"
#include "runtime/model/population.h"
#include "runtime/model/run_settings.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

struct ev_loop;

/* What a run reports. None of these is called from within `open` or `begin`. */
struct backend_events {
    void *context;
    /* Setup is over and the first users start. `is_spawning`: users_reached follows; false for arrivals,
     * whose number nobody can wait for. */
    void (*began)(void *context, bool is_spawning);
    /* A second of the run has passed. The snapshot belongs to the backend. */
    void (*second)(void *context, const struct snapshot *snapshot);
    /* As many users as the settings or the last set_users asked for have been started. */
    void (*users_reached)(void *context, uint64_t users);
    /* Statistics have started anew. */
    void (*was_reset)(void *context);
    /* Users are being stopped; `why` is valid during the call: "the run time has ended", "interrupted", … */
    void (*stopping)(void *context, const char *why);
    /* The run is over and its snapshot is final. Control closes the run within this call. */
    void (*ended)(void *context);
};

struct run_backend {
    void *context; /* for `open` */
    /* Makes a run ready: files of data are read and checked, tags and kinds applied. NULL with the reason,
     * perhaps several lines, appended to `why` when it can't run: "accounts.csv:3: 4 fields where the head
     * has 5". Settings and events are copied, the loop is borrowed. */
    void *(*open)(void *context, const struct run_settings *settings, struct ev_loop *loop,
                  const struct backend_events *events, struct buffer *why);
    /* Starts the run with its `setup`. `ended` follows, sooner or later. Once per run. */
    void (*begin)(void *run);
    /* From now on there shall be `users`; new ones start at `rate` per second (0 or less: at once), removed
     * ones finish their running task. False, and nothing happens, where that number is wanted already,
     * outside the phase of users, and where the load itself says how many users there are, which the log says
     * then. */
    bool (*set_users)(void *run, uint64_t users, double rate);
    /* The same for each kind of user. Of kinds that take no part in the run, no user starts. From then on the
     * run doesn't end because all users have ended. False also if the number of kinds isn't the program's;
     * true if that population is there already. */
    bool (*set_population)(void *run, const struct population *population, double rate);
    /* Ends the run gracefully; `why` is copied. Nothing happens to a run that is ending. If `at_once`, it
     * ends without waiting for tasks and hooks, also while it is ending. */
    void (*stop)(void *run, const char *why, bool at_once);
    /* Statistics start anew once all numbers gathered so far have come in. Users go on. */
    void (*reset)(void *run);
    /* The numbers so far, or the final ones; the caller frees the snapshot. */
    struct snapshot *(*snapshot)(const void *run);
    /* Frees the run, which has not begun or has ended. */
    void (*close)(void *run);
};

#endif
