/* The one place that starts, changes, stops and resets runs.
 *
 * Control owns the loop of the control thread and the signals SIGINT and SIGTERM, and it lives longer than
 * any run. Fronts (terminal, web page, link to a master) ask it for the same few things and observe the same
 * events; a backend carries the requests out. Runs follow one another:
 *
 *     ready -> starting -> spawning -> running -> stopping -> stopped -> starting ...
 *
 * All functions are for the control thread, which is the thread that calls control_run.
 *
 *     control = control_new(&backend);
 *     control_observe(control, &observer);
 *     if (control_start(control, &settings, &why))
 *         control_run(control);                          (blocks until control_leave)
 *     snapshot = control_snapshot(control);              (the final one)
 *     control_free(control);
 *
 * A request takes effect at once, also from within an observer's call. Events are queued: all observers hear
 * the same events in the same order, each event in the order in which the observers were added. */
#ifndef SWARM_CONTROL_CONTROL_H
#define SWARM_CONTROL_CONTROL_H

#include "runtime/base/buffer.h"
#include "runtime/control/run_backend.h"
#include "runtime/model/run_settings.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

struct control;
struct ev_loop;

enum control_state {
    CONTROL_READY,    /* no run yet */
    CONTROL_STARTING, /* hooks before the users run */
    CONTROL_SPAWNING, /* users start; not as many as are wanted yet */
    CONTROL_RUNNING,  /* all wanted users have started, or users arrive */
    CONTROL_STOPPING, /* users stop, hooks after the users run */
    CONTROL_STOPPED,  /* the last run is over, its final snapshot is kept */
};

/* What a front hears. Every function may be NULL. */
struct control_observer {
    void *context;
    /* A run is about to begin with its setup. Here and below, the settings are those of control_settings. */
    void (*starting)(void *context, const struct run_settings *settings);
    /* Setup is over, the first users start. */
    void (*began)(void *context, const struct run_settings *settings);
    /* A second of the run has passed. Here and in `ended`: snapshot_hold keeps the snapshot. */
    void (*tick)(void *context, const struct snapshot *snapshot);
    /* As many users as are wanted have been started. */
    void (*users_reached)(void *context, const struct run_settings *settings, uint64_t users);
    /* Users are being stopped; `why` is valid during the call. */
    void (*stopping)(void *context, const char *why);
    /* Statistics have started anew, after control_reset or as --reset-stats wants. */
    void (*was_reset)(void *context);
    /* The run is over. SIGINT and SIGTERM have their default effect during this call, since an observer may
     * write for as long as a terminal makes it wait. */
    void (*ended)(void *context, const struct snapshot *snapshot);
};

/* The backend's struct is copied, its context borrowed. */
struct control *control_new(const struct run_backend *backend);

/* Cuts the run that goes on, if any; its events still come. Watchers of others on the loop are stopped
 * before. NULL is fine. */
void control_free(struct control *control);

/* The loop of the control thread, for watchers of fronts. */
struct ev_loop *control_loop(const struct control *control);

/* Adds an observer, or takes it off the list; both also from within a call. Borrowed; one that was taken off
 * isn't called any more. */
void control_observe(struct control *control, const struct control_observer *observer);
void control_unobserve(struct control *control, const struct control_observer *observer);

/* Runs the loop until control_leave. SIGINT and SIGTERM are taken over until it returns: the first one ends
 * the run gracefully and then leaves, a further one ends it at once. */
void control_run(struct control *control);

/* Ends control_run as soon as no run goes on. */
void control_leave(struct control *control);

/* ---- requests ---- */

/* Starts a run from scratch; nothing of the last one remains. False while a run goes on, and where it can't
 * run; the reason is appended to `why`. The settings are copied. */
bool control_start(struct control *control, const struct run_settings *settings, struct buffer *why);

/* From now on there shall be `users`, new ones at `rate` per second (0 or less: at once). False, and nothing
 * happens, where that number is wanted already, outside the phase of users, and where the load itself says
 * how many users there are, which the log says then. */
bool control_set_users(struct control *control, uint64_t users, double rate);

/* The same for each kind of user, in the order of the program; see run_backend.set_population. */
bool control_set_population(struct control *control, const struct population *population, double rate);

/* So many users more or, with a negative number, less: at the run's spawn rate while users are being spawned,
 * later at 100 per second if that is more, as in Locust. False as above. */
bool control_change_users(struct control *control, int64_t change);

/* Ends the run as if its time were over. `why` as in the observer, copied. Nothing happens where no run goes
 * on, or it is stopping. */
void control_stop(struct control *control, const char *why);

/* Ends the run without waiting for tasks and hooks. `why` stands in the results. */
void control_stop_now(struct control *control, const char *why);

/* Statistics start anew, users go on. False where no users run. */
bool control_reset(struct control *control);

/* ---- what there is ---- */

enum control_state control_state(const struct control *control);

/* "ready", "starting", … */
const char *control_state_text(enum control_state state);

/* The numbers of the run so far, those of the last run when it is over, all zero before the first one. The
 * caller frees it. */
struct snapshot *control_snapshot(const struct control *control);

/* The settings of the run that goes on, or of the last one; users and spawn rate are the latest that were
 * asked for. NULL before the first run. */
const struct run_settings *control_settings(const struct control *control);

#endif
