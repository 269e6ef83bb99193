#include "runtime/reactor/arrivals.h"

#include "runtime/base/log.h"

#include <inttypes.h>

/* ---- before the run ---- */

static bool somebody_arrives(const struct run_plan *plan)
{
    for (size_t i = 0; i < plan->run.program->kinds_count; i++) {
        if (plan->shares[i].fixed == 0 && plan->shares[i].weight > 0)
            return true;
    }
    return false;
}

/* Of a run over many nodes, each has its share of the maximum; the first nodes have what is left over. */
static uint64_t max_users_share(const struct run_plan *plan, uint64_t most)
{
    uint64_t nodes = plan->run.worker_count > 0 ? plan->run.worker_count : 1;

    return most / nodes + (plan->run.worker_index < most % nodes);
}

bool arrivals_plan(struct run_plan *plan, struct buffer *why)
{
    const struct program *program = plan->run.program;
    struct timetable_walk walk;
    nanos first;

    if (!timetable_is_wanted(program->load, program->load_count))
        return true;
    timetable_init(&plan->timetable, program->load, program->load_count);
    plan->max_users =
        max_users_share(plan, program->load_max_users > 0 ? program->load_max_users : ARRIVALS_MOST);
    timetable_walk_init(&walk, &plan->timetable, plan->run.seed);
    if (!somebody_arrives(plan))
        buffer_append_text(why, "`load` has arrivals, but all users that run are `fixed`");
    else if (!timetable_walk_next(&walk, &first))
        buffer_append_text(why, "this `load` has no arrivals, so there is nothing to run");
    else
        return true;
    return false;
}

/* ---- this reactor's share ---- */

static void next_find(struct arrivals *arrivals)
{
    arrivals->has_next = arrival_share_next(&arrivals->share, &arrivals->next);
}

void arrivals_begin(struct arrivals *arrivals, struct run_plan *plan, struct user_pool *pool, instant start,
                    uint64_t first, uint32_t index, uint32_t count)
{
    *arrivals = (struct arrivals){.plan = plan, .pool = pool, .start = start, .first_id = first};
    arrival_share_init(&arrivals->share, &plan->timetable, plan->shares, plan->run.program->kinds_count,
                       plan->run.seed, index, count);
    next_find(arrivals);
}

void arrivals_end(struct arrivals *arrivals)
{
    arrivals->has_next = false;
}

void arrivals_free(struct arrivals *arrivals)
{
    arrival_share_free(&arrivals->share);
}

bool arrivals_next(const struct arrivals *arrivals, instant *when)
{
    *when = instant_add(arrivals->start, arrivals->next.time);
    return arrivals->has_next;
}

/* ---- starting ---- */

/* Counts one more arrival in flight. False, without a change, if max_users has been reached. */
static bool arrival_admit(struct run_plan *plan)
{
    uint_fast64_t arriving = atomic_load_explicit(&plan->arriving, memory_order_relaxed);

    while (arriving < plan->max_users) {
        if (atomic_compare_exchange_weak_explicit(&plan->arriving, &arriving, arriving + 1,
                                                  memory_order_relaxed, memory_order_relaxed))
            return true;
    }
    return false;
}

void arrival_ended(struct run_plan *plan)
{
    atomic_fetch_sub_explicit(&plan->arriving, 1, memory_order_relaxed);
}

static void arrival_drop(struct arrivals *arrivals)
{
    arrivals->dropped++;
    log_warning_once("arrivals dropped",
                     "arrivals are dropped: %" PRIu64
                     " users are in flight, the maximum that max_users allows",
                     arrivals->plan->max_users);
}

static void arrival_start(struct arrivals *arrivals, instant due)
{
    const struct arrival *arrival = &arrivals->next;

    if (!arrival_admit(arrivals->plan)) {
        arrival_drop(arrivals);
        return;
    }
    arrivals->started++;
    user_pool_arrive(arrivals->pool, arrival->kind, arrivals->first_id + arrival->number, due);
}

void arrivals_turn(struct arrivals *arrivals)
{
    instant now = clock_now(), due;

    while (arrivals_next(arrivals, &due) && !instant_before(now, due)) {
        arrival_start(arrivals, due);
        next_find(arrivals);
    }
}
