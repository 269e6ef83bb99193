/* The backend of this node: a run from the first `setup` to the last `teardown`.
 *
 * The engine owns what a run consists of: the reactor threads, the dispatcher that says who spawns where and
 * when, the totals and the health of the generator. Its watchers are on control's loop; the thread of that
 * loop is the control thread.
 *
 * Run order (LANGUAGE.md section 2): first values of `shared`, `setup` of the run, of users, of sets; users;
 * `teardown` of sets, of users, of the run. The hooks run on the first reactor. */
#ifndef SWARM_ENGINE_ENGINE_H
#define SWARM_ENGINE_ENGINE_H

#include "runtime/base/buffer.h"
#include "runtime/control/run_backend.h"
#include "runtime/model/run_settings.h"
#include "runtime/program/program.h"

#include <stdbool.h>

/* Runs a program on this node. At `open`, file descriptors are raised to the hard limit. The program is
 * borrowed and outlives all runs; it is only read. */
struct run_backend engine_backend(const struct program *program);

/* ---- the task tree, for --list and --show-task-ratio: without a run ---- */

/* How the program's text for `--show-task-ratio` would look under the settings' kinds and tags: for each kind
 * its tasks with their part of the picks, indented as the sets are, per kind and in total. Appended. False
 * with the reason in `why`, as where a run can't be made ready. */
bool engine_task_ratio(const struct program *program, const struct run_settings *settings, struct buffer *out,
                       struct buffer *why);

#endif
