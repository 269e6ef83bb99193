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
#include "runtime/model/run_settings.h"
#include "runtime/model/task_share.h"
#include "runtime/program/program.h"

#include <stdbool.h>

/* Runs a program on this node. `open` raises the limit of file descriptors to the hard limit. The program is
 * borrowed, must outlive all runs and is only read. */
struct run_backend engine_backend(const struct program *program);

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
