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

bool arrivals_plan(struct run_plan *plan, struct buffer *why)
{
    const struct program *program = plan->run.program;
    struct timetable_walk walk;
    nanos first;

    if (!timetable_is_wanted(program->load, program->load_count))
        return true;
    timetable_init(&plan->timetable, program->load, program->load_count);
    plan->max_users = program->load_max_users > 0 ? program->load_max_users : ARRIVALS_MOST;
    timetable_walk_init(&walk, &plan->timetable, plan->run.seed);
    if (!somebody_arrives(plan))
        buffer_append_text(why, "`load` has arrivals, but all users that run are `fixed`");
    else if (!timetable_walk_next(&walk, &first))
        buffer_append_text(why, "this `load` has no arrivals, so there is nothing to run");
    else
        return true;
    return false;
}

/* ---- a share ---- */

/* The kinds with `fixed` don't arrive, they are there from the beginning. */
static void kind_mix_make(struct arrivals *arrivals)
{
    kind_mix_init(&arrivals->mix, arrivals->plan->shares, arrivals->plan->run.program->kinds_count);
    for (size_t i = 0; i < arrivals->mix.kind_count; i++) {
        if (arrivals->mix.kinds[i].share.fixed > 0)
            arrivals->mix.kinds[i].share = (struct kind_share){0};
    }
}

/* Of each kind one share after the other has its turn; that of the first arrival isn't the same for all, so
 * that a few arrivals of many kinds aren't all one share's. */
static bool is_ours(const struct arrivals *arrivals, uint32_t kind)
{
    return (arrivals->mix.kinds[kind].count + kind) % arrivals->count == arrivals->index;
}

static void next_find(struct arrivals *arrivals)
{
    nanos time;

    while ((arrivals->has_next = timetable_walk_next(&arrivals->walk, &time))) {
        arrivals->id++;
        arrivals->kind = kind_mix_next(&arrivals->mix);
        arrivals->due = instant_add(arrivals->start, time);
        if (is_ours(arrivals, arrivals->kind))
            return;
    }
}

void arrivals_begin(struct arrivals *arrivals, struct run_plan *plan, struct user_pool *pool, instant start,
                    uint64_t first, uint32_t index, uint32_t count)
{
    *arrivals = (struct arrivals){
        .plan = plan, .pool = pool, .index = index, .count = count, .start = start, .id = first - 1};
    timetable_walk_init(&arrivals->walk, &plan->timetable, plan->run.seed);
    kind_mix_make(arrivals);
    next_find(arrivals);
}

void arrivals_end(struct arrivals *arrivals)
{
    arrivals->has_next = false;
}

void arrivals_free(struct arrivals *arrivals)
{
    kind_mix_free(&arrivals->mix);
}

bool arrivals_next(const struct arrivals *arrivals, instant *when)
{
    *when = arrivals->due;
    return arrivals->has_next;
}

/* ---- starting ---- */

/* One more in flight, unless max_users are. */
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

void arrivals_turn(struct arrivals *arrivals)
{
    instant now = clock_now();

    while (arrivals->has_next && !instant_before(now, arrivals->due)) {
        if (arrival_admit(arrivals->plan)) {
            arrivals->started++;
            user_pool_arrive(arrivals->pool, arrivals->kind, arrivals->id, arrivals->due);
        } else {
            arrival_drop(arrivals);
        }
        next_find(arrivals);
    }
}
