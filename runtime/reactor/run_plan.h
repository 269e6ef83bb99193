/* What a run is made of once its settings have been applied to the program: which kinds and tasks take part,
 * how they talk and to whom, the rows of data. Made before the first thread; afterwards read by all, and
 * written only where it is atomic. */
#ifndef SWARM_REACTOR_RUN_PLAN_H
#define SWARM_REACTOR_RUN_PLAN_H

#include "runtime/base/buffer.h"
#include "runtime/load/timetable.h"
#include "runtime/model/kind_share.h"
#include "runtime/model/run_settings.h"
#include "runtime/stats/stats.h"
#include "runtime/user/hooks.h"
#include "runtime/user/scheduler.h"
#include "runtime/user/task_selector.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct run_plan {
    struct run_context run;    /* for the schedulers; refers to what is below */
    bool *takes_part;          /* by kind */
    struct kind_share *shares; /* by kind; all-zero for those that take no part */
    struct task_selector *selectors;
    struct client_settings *clients;
    const char **hosts;
    struct feeder **feeders;
    atomic_int_fast64_t *counters;
    struct row_name *rows; /* program->rows_count of them, for the statistics */
    nanos stop_timeout;
    uint64_t iterations;              /* tasks in the whole run; 0: no bound */
    atomic_uint_fast64_t tasks_begun; /* counted where there is a bound */
    atomic_uint_fast64_t tasks_ended;
    struct timetable timetable;    /* of arrivals; without stages there are none */
    uint64_t max_users;            /* arrivals in flight at the most */
    atomic_uint_fast64_t arriving; /* that are in flight */
    struct arena arena;            /* of the names of hooks */
};

/* What `swarm try` and --show-task-ratio want besides. All-zero for a run. */
struct run_plan_extras {
    const char *task;   /* only tasks of that name; NULL: all */
    bool in_order;      /* each task once, without waits */
    bool sends_nothing; /* neither a request nor a row of data will be asked for */
};

/* NULL with the reasons in `why`. `program` and `settings` are borrowed. Nobody arrives yet (arrivals.h). */
struct run_plan *run_plan_new(const struct program *program, const struct run_settings *settings,
                              const struct run_plan_extras *extras, struct buffer *why);

/* Only when no user holds a row of data any more. NULL is fine. */
void run_plan_free(struct run_plan *plan);

/* Adds the hooks that come before the users, or after them, in their order (LANGUAGE.md, "Run order"): first
 * values of `shared`; of the run, of each kind that takes part, of each set that such a kind can get to.
 * After the users the other way round. */
void run_plan_hooks_before(struct run_plan *plan, struct hooks *hooks);
void run_plan_hooks_after(struct run_plan *plan, struct hooks *hooks);

/* Adds the handlers of a message; `v` is borrowed. */
void run_plan_hooks_message(struct run_plan *plan, struct hooks *hooks, const char *type, value v);

#endif
