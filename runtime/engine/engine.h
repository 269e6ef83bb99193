/* A run on this node, from the first `setup` to the last `teardown`.
 *
 * The engine owns the control side: a loop of its own, the reactor threads, the dispatcher that says who
 * spawns where and when, and the totals. Its caller's thread becomes the control thread for the time of
 * engine_run; all functions here are for that thread, and the observer is called on it.
 *
 *     engine = engine_new(program, &settings, &observer, why);   (files of data are read here)
 *     ev_io_start(engine_loop(engine), &keyboard);               (the caller's own watchers, if any)
 *     end = engine_run(engine);                                  (blocks)
 *     snapshot = engine_snapshot(engine);                        (the final one)
 *     engine_free(engine);
 *
 * Run order (LANGUAGE.md section 2): first values of `shared`, `setup` of the run, of users, of sets; users;
 * `teardown` of sets, of users, of the run. The hooks run on the first reactor. */
#ifndef SWARM_ENGINE_ENGINE_H
#define SWARM_ENGINE_ENGINE_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/model/run_end.h"
#include "runtime/model/run_settings.h"
#include "runtime/program/program.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ev_loop;
struct engine;

/* Whom the control thread tells. Every function may be NULL. */
struct engine_observer {
    void *context;
    /* Setup is over, the first user is about to spawn. */
    void (*began)(void *context);
    /* A second of the run has passed. The snapshot is the observer's only during the call. */
    void (*tick)(void *context, const struct snapshot *snapshot);
    /* As many users as there ever are to be, or as were asked for meanwhile, are there; not for arrivals. */
    void (*users_reached)(void *context, uint64_t users);
    /* Users are being stopped; `why`, valid during the call: "the run time has ended", "interrupted", … */
    void (*stopping)(void *context, const char *why);
};

/* An engine that is ready to run: data files are read and checked, tags and kinds applied, file descriptors
 * raised to the hard limit. NULL with the reason, several lines perhaps, appended to `why` when it can't run:
 * "accounts.csv:3: 4 fields where the head has 5", "there is no user `Vistor`: did you mean `Visitor`?".
 * `program`, `settings` and `observer` (which may be NULL) are borrowed. */
struct engine *engine_new(const struct program *program, const struct run_settings *settings,
                          const struct engine_observer *observer, struct buffer *why);

/* The loop of the control thread, for watchers of the caller's; they are stopped before engine_free. */
struct ev_loop *engine_loop(const struct engine *engine);

/* Runs to the end. Once per engine. SIGINT and SIGTERM are taken over until it returns: the first ends the
 * run gracefully, the second at once. */
enum run_end engine_run(struct engine *engine);

/* Ends the run as if run_time were over; `why` as in the observer, copied. Nothing happens when it is ending.
 */
void engine_stop(struct engine *engine, const char *why);

/* Ends the run without waiting for tasks and hooks. */
void engine_stop_now(struct engine *engine);

/* So many users more or, with a negative number, less: at spawn_rate while the first ones are still being
 * spawned, later at 100 per second if that is more, as in Locust. Removed users finish their running task.
 * False, and nothing happens, where that number is wanted already or while the run isn't in its phase of
 * users; likewise where `load { }` or a search says how many users there are, which a line in the log
 * says. */
bool engine_users_change(struct engine *engine, int64_t change);

/* How many users are asked for now (of arrivals, how many there may be), at which rate (per second; 0 or
 * less: all at once), and how many run. */
uint64_t engine_users_wanted(const struct engine *engine);
double engine_spawn_rate(const struct engine *engine);
uint64_t engine_users_running(const struct engine *engine);

/* The numbers so far; after engine_run the final ones, complete, with the buckets of histograms. The caller
 * frees it. */
struct snapshot *engine_snapshot(const struct engine *engine);

/* NULL is fine. Not while it runs. */
void engine_free(struct engine *engine);

/* ---- the task tree, for --list and --show-task-ratio: engine-free ---- */

/* How the program's text for `--show-task-ratio` would look under the settings' kinds and tags: for each kind
 * its tasks with their part of the picks, indented as the sets are, per kind and in total. Appended. False
 * with the reason in `why` as for engine_new. */
bool engine_task_ratio(const struct program *program, const struct run_settings *settings, struct buffer *out,
                       struct buffer *why);

#endif
