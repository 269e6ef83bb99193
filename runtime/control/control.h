/* Starts, changes, stops and resets runs.
 *
 * Control owns the event loop of the control thread and handles SIGINT and SIGTERM. It exists longer than any
 * run. Fronts (terminal, web page, link to a master) call the same functions and observe the same events. A
 * backend carries out the run. Runs follow one another:
 *     ready -> starting -> spawning -> running -> stopping -> stopped -> starting ...
 *
 * All functions must be called on the control thread, which is the thread that calls control_run.
 *     control = control_new(&backend);
 *     control_observe(control, &observer);
 *     if (control_start(control, &settings, &why))
 *         control_run(control);                          (blocks until control_leave)
 *     snapshot = control_snapshot(control);              (the final one)
 *     control_free(control);
 *
 * A request takes effect at once, also if an observer makes it. Events are queued: all observers get the same
 * events in the same order. Each event is passed to the observers in the order in which they were added. */
#ifndef SWARM_CONTROL_CONTROL_H
#define SWARM_CONTROL_CONTROL_H

#include "runtime/base/buffer.h"
#include "runtime/control/run_backend.h"
#include "runtime/model/run_settings.h"
#include "runtime/model/run_share.h"
#include "runtime/stats/snapshot.h"
#include "runtime/stats/stats.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stdint.h>

struct control;
struct ev_loop;

enum control_state {
    CONTROL_READY,    /* no run yet */
    CONTROL_STARTING, /* hooks before the users run */
    CONTROL_SPAWNING, /* users start; fewer than wanted have started */
    CONTROL_RUNNING,  /* all wanted users have started, or users arrive */
    CONTROL_STOPPING, /* users stop, hooks after the users run */
    CONTROL_STOPPED,  /* the last run is over; its final snapshot is kept */
};

/* Callbacks to a front. Each may be NULL. */
struct control_observer {
    void *context;
    /* A run starts with its setup. Here and below, the settings are those of control_settings. */
    void (*starting)(void *context, const struct run_settings *settings);
    /* Setup is over; the first users start. */
    void (*began)(void *context, const struct run_settings *settings);
    /* A second of the run has passed. The snapshot is brief: it has no histories. Here and in `ended`,
     * snapshot_hold keeps the snapshot. */
    void (*tick)(void *context, const struct snapshot *snapshot);
    /* As in backend_events. Unlike all others these four aren't queued: they come during the call in which
     * the backend has them. */
    void (*numbers)(void *context, const struct stats_set *set);
    void (*published)(void *context, const char *type, value v);
    void (*lease)(void *context, const struct lease_note *note);
    void (*tasks_done)(void *context);
    /* The wanted number of users has started. */
    void (*users_reached)(void *context, const struct run_settings *settings, uint64_t users);
    /* Users are being stopped; `why` is valid during the call. */
    void (*stopping)(void *context, const char *why);
    /* The statistics were reset, by control_reset or --reset-stats. */
    void (*was_reset)(void *context);
    /* The run is over. During this call SIGINT and SIGTERM have their default effect, since an observer may
     * block while it writes to a terminal. */
    void (*ended)(void *context, const struct snapshot *snapshot);
};

/* The struct of the backend is copied; its context is borrowed. */
struct control *control_new(const struct run_backend *backend);

/* Ends the current run at once, if any; its events are still delivered. Watchers of other owners must be
 * removed from the loop before. NULL is allowed. */
void control_free(struct control *control);

/* The loop of the control thread, for watchers of fronts. */
struct ev_loop *control_loop(const struct control *control);

/* Adds or removes an observer (borrowed), also from within a callback. A removed observer isn't called any
 * more. */
void control_observe(struct control *control, const struct control_observer *observer);
void control_unobserve(struct control *control, const struct control_observer *observer);

/* Runs the loop until control_leave. Until it returns it handles SIGINT and SIGTERM: the first signal stops
 * the run gracefully and then calls control_leave; another one ends the run at once. */
void control_run(struct control *control);

/* Ends control_run when no run is in progress any more. */
void control_leave(struct control *control);

/* Whether control_leave was called since control_run began, for instance by a signal. */
bool control_is_leaving(const struct control *control);

/* ---- requests ---- */

/* Starts a run from scratch. Nothing of the previous run remains. False: a run is in progress, or this run
 * can't start; the reason is appended to `why`. The settings are copied. */
bool control_start(struct control *control, const struct run_settings *settings, struct buffer *why);

/* Sets the number of users to `users`; new ones start at `rate` per second (0 or less: at once); the log
 * says so. False: that
 * number is set already, or users aren't running, or the load controls the number of users; the log says so
 * in the last case. After false nothing has changed. */
bool control_set_users(struct control *control, uint64_t users, double rate);

/* The same per kind of user, in the order of the program; see run_backend.set_population. */
bool control_set_population(struct control *control, const struct population *population, double rate);

/* Logs the number of users of these settings as the goal, as at the start of a run. */
void control_log_ramping(const struct run_settings *settings);

/* Adds `change` users, or removes them if it is negative. The rate is the spawn rate of the run while users
 * are spawning, and later at least 100 per second, as in Locust. Returns the same as control_set_users. */
bool control_change_users(struct control *control, int64_t change);

/* Stops the run gracefully, as at the end of its run time. `why` is as in the observer, and copied. Does
 * nothing if no run is in progress or if it is stopping already. */
void control_stop(struct control *control, const char *why);

/* Ends the run without waiting for tasks and hooks. `why` appears in the results. */
void control_stop_now(struct control *control, const char *why);

/* Resets the statistics; users continue. False: no users are running. */
bool control_reset(struct control *control);

/* Passes a message to the `on message` of the scenario on this node. False: no run is in progress. */
bool control_publish(struct control *control, const char *type, value v);

/* Sets the values of `shared`; see run_backend.share. False: no run is in progress. */
bool control_share(struct control *control, const value *values, size_t count);

/* Passes on what the master has leased, or wants back; see run_backend.lease. False: no run is in progress.
 */
bool control_lease(struct control *control, const struct lease_answer *answer);

/* Passes on the share of this node that the master has dealt; see run_backend.deal. False: no run is in
 * progress. */
bool control_deal(struct control *control, const struct run_share *share);

/* ---- state ---- */

enum control_state control_state(const struct control *control);

/* "ready", "starting", … */
const char *control_state_text(enum control_state state);

/* The users of each kind that were started and not told to stop. The caller frees it. Without a run in
 * progress it has no kinds. */
struct population control_population(const struct control *control);

/* The numbers of the current run so far; of the last run if it is over; all zero before the first run. The
 * caller frees it. */
struct snapshot *control_snapshot(const struct control *control);

/* The workers now, also before and after runs, and what is missing of the current or last run; zero if
 * there is no cluster. Borrowed until the loop goes on. */
struct cluster_report control_cluster(const struct control *control);

/* The settings of the current or last run; users and spawn rate are the latest requested ones. NULL before
 * the first run. */
const struct run_settings *control_settings(const struct control *control);

#endif
