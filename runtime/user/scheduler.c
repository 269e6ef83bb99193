#include "runtime/user/scheduler.h"

#include "runtime/base/alloc.h"
#include "runtime/user/lease_wait.h"

enum { TURNS_PER_LOOK = 16 }; /* fibers between two readings of the clock */

void scheduler_init(struct scheduler *scheduler, const struct run_context *run,
                    const struct user_network *network, void *network_context,
                    const struct scheduler_owner *owner)
{
    *scheduler = (struct scheduler){
        .run = run, .network = network, .network_context = network_context, .owner = *owner};
    scheduler->common = (struct vm_common){
        .program = run->program,
        .services = &fiber_services,
        .tracer = owner->trace && owner->trace->event ? fiber_trace : NULL,
        .worker_index = run->worker_index,
        .worker_count = run->worker_count > 0 ? run->worker_count : 1,
    };
    scheduler->waits = run->leases ? lease_waits_new(run->program) : NULL;
    scheduler->common.shared = mem_zalloc(run->program->shared_count + 1, sizeof *scheduler->common.shared);
}

static void shared_release(struct scheduler *scheduler)
{
    for (size_t i = 0; i < scheduler->run->program->shared_count; i++)
        value_release(scheduler->common.shared[i]);
    mem_free(scheduler->common.shared);
}

void scheduler_shared_set(struct scheduler *scheduler, const value *values)
{
    for (size_t i = 0; i < scheduler->run->program->shared_count; i++) {
        value_release(scheduler->common.shared[i]);
        scheduler->common.shared[i] = values[i];
    }
}

void scheduler_counts_set(struct scheduler *scheduler, struct line_count *counts)
{
    scheduler->common.counts = counts;
}

void scheduler_free(struct scheduler *scheduler)
{
    for (size_t i = 0; i < scheduler->idle_vms.count; i++)
        vm_free(scheduler->idle_vms.items[i]);
    vec_free(&scheduler->idle_vms);
    shared_release(scheduler);
    lease_waits_free(scheduler->waits, scheduler->run->program);
    timers_free(&scheduler->timers);
}

bool scheduler_next(const struct scheduler *scheduler, instant *when)
{
    if (scheduler->first) {
        *when = (instant){INT64_MIN};
        return true;
    }
    return timers_next(&scheduler->timers, when);
}

static void wake_due(struct scheduler *scheduler)
{
    instant now = clock_now();
    struct timer *timer;

    while ((timer = timers_pop(&scheduler->timers, now)) != NULL)
        fiber_timer_fired((struct fiber *)timer);
}

static struct fiber *ready_pop(struct scheduler *scheduler)
{
    struct fiber *fiber = scheduler->first;

    scheduler->first = fiber->next;
    if (!scheduler->first)
        scheduler->last = NULL;
    scheduler->ready--;
    fiber->next = NULL;
    fiber->is_queued = false;
    return fiber;
}

void scheduler_turn(struct scheduler *scheduler, nanos budget)
{
    instant begin = clock_now();
    size_t turns;

    scheduler->turn++;
    wake_due(scheduler);
    /* Fibers that are queued meanwhile wait for the next turn. */
    turns = scheduler->ready;
    for (size_t i = 1; i <= turns && scheduler->first; i++) {
        fiber_resume(ready_pop(scheduler));
        if (budget > 0 && i % TURNS_PER_LOOK == 0 && instant_since(clock_now(), begin) > budget)
            break;
    }
}
