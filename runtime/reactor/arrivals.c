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
    quota_init(&plan->arriving, plan->is_part                 ? 0
                                : program->load_max_users > 0 ? program->load_max_users
                                                              : ARRIVALS_MOST);
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
                    uint64_t first, struct arrival_deal deal)
{
    *arrivals = (struct arrivals){.plan = plan, .pool = pool, .start = start, .first_id = first};
    arrival_share_init(&arrivals->share, &plan->timetable, plan->shares, plan->run.program->kinds_count,
                       plan->run.seed, deal);
    next_find(arrivals);
}

void arrivals_deal(struct arrivals *arrivals, struct arrival_deal deal)
{
    if (arrivals->is_over)
        return;
    arrival_share_deal(&arrivals->share, deal);
    next_find(arrivals);
}

void arrivals_end(struct arrivals *arrivals)
{
    arrivals->has_next = false;
    arrivals->is_over = true;
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

void arrival_ended(struct run_plan *plan)
{
    quota_put_back(&plan->arriving);
}

static void arrival_drop(struct arrivals *arrivals)
{
    arrivals->dropped++;
    log_warning_once("arrivals dropped",
                     "arrivals are dropped: %" PRIu64
                     " users are in flight, the maximum that max_users allows",
                     (uint64_t)atomic_load_explicit(&arrivals->plan->arriving.limit, memory_order_relaxed));
}

static void arrival_start(struct arrivals *arrivals, instant due)
{
    const struct arrival *arrival = &arrivals->next;

    if (!quota_take(&arrivals->plan->arriving)) {
        arrival_drop(arrivals);
        return;
    }
    arrivals->started++;
    user_pool_arrive(arrivals->pool, arrival->kind, arrivals->first_id + arrival->number, due);
}

static bool is_stale(const struct arrivals *arrivals, instant now)
{
    instant due;

    return arrivals->plan && arrivals->plan->is_part && arrivals_next(arrivals, &due) &&
           instant_since(now, due) > ARRIVALS_STALE;
}

static void stale_pass(struct arrivals *arrivals, instant now)
{
    uint64_t passed = 0;
    instant due;

    while (arrivals_next(arrivals, &due) && !instant_before(now, due)) {
        passed++;
        next_find(arrivals);
    }
    log_warning("this process stood still; %" PRIu64 " of its arrivals weren't started", passed);
}

void arrivals_turn(struct arrivals *arrivals)
{
    instant now = clock_now(), due;

    if (is_stale(arrivals, now))
        stale_pass(arrivals, now);
    while (arrivals_next(arrivals, &due) && !instant_before(now, due)) {
        arrival_start(arrivals, due);
        next_find(arrivals);
    }
}
