/* The program with the settings of a run applied: kinds and tasks that take part, their hosts and client
 * settings, the rows of data. Created before the first thread starts. All threads read it; only its atomic
 * members are written. */
#ifndef SWARM_REACTOR_RUN_PLAN_H
#define SWARM_REACTOR_RUN_PLAN_H

#include "runtime/base/buffer.h"
#include "runtime/load/timetable.h"
#include "runtime/model/kind_share.h"
#include "runtime/model/run_settings.h"
#include "runtime/reactor/quota.h"
#include "runtime/stats/stats.h"
#include "runtime/user/hooks.h"
#include "runtime/user/scheduler.h"
#include "runtime/user/task_selector.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct run_plan {
    struct run_context run;    /* for the schedulers; points to members below */
    bool *takes_part;          /* by kind */
    struct kind_share *shares; /* by kind; zero for those that take no part */
    struct task_selector *selectors;
    struct client_settings *clients;
    const char **hosts;
    struct feeder **feeders;
    atomic_int_fast64_t *counters;
    struct value_pool **pools;
    struct lease_stock **leases; /* as in run_context; NULL: none */
    bool is_part;                /* as in the settings */
    nanos stop_timeout;
    bool has_task_limit; /* the next two count */
    struct quota tasks;  /* that may begin on this node */
    atomic_uint_fast64_t tasks_ended;
    struct timetable timetable; /* of arrivals; no stages: there are none */
    struct quota arriving;      /* arrivals in flight on this node; limited by max_users */
    struct arena arena;         /* of the names of hooks */
};

/* For `swarm try` and --show-task-ratio. Zero bytes for a run. */
struct run_plan_extras {
    const char *task;   /* only tasks of that name; NULL: all */
    bool in_order;      /* each task once, without waits */
    bool sends_nothing; /* no request will be sent and no row of data taken, so neither is checked */
    bool deals_leases;  /* users are on other nodes, which lease rows and numbers from this one */
};

/* NULL: the settings don't fit the program; the reasons are in `why`. `program` and `settings` are borrowed.
 * The timetable is empty (see arrivals_plan). */
struct run_plan *run_plan_new(const struct program *program, const struct run_settings *settings,
                              const struct run_plan_extras *extras, struct buffer *why);

/* No row of data may be in use any more. NULL is allowed. */
void run_plan_free(struct run_plan *plan);

/* Appends the hooks that run before the users: first values of `shared`, then `setup` of the run, of each
 * kind that takes part and of each set that such a kind can reach (swarm(5), "Run order"). _after:
 * `teardown`, in reverse order. */
void run_plan_hooks_before(struct run_plan *plan, struct hooks *hooks);
void run_plan_hooks_after(struct run_plan *plan, struct hooks *hooks);

/* Appends the handlers of a message; `v` is borrowed. */
void run_plan_hooks_message(struct run_plan *plan, struct hooks *hooks, const char *type, value v);

#endif
