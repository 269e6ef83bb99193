#include "runtime/user/world.h"

#include "runtime/base/alloc.h"

enum { TURNS_PER_LOOK = 16 }; /* at the clock, while there is a budget */

void world_init(struct world *world, const struct world_run *run, const struct world_outside *outside,
                void *context)
{
    *world = (struct world){.run = run, .outside = outside, .context = context};
    world->common = (struct vm_common){.program = run->program, .worker_count = 1};
    world->common.shared = mem_zalloc(run->program->shared_count + 1, sizeof *world->common.shared);
}

static void shared_release(struct world *world)
{
    for (size_t i = 0; i < world->run->program->shared_count; i++)
        value_release(world->common.shared[i]);
    mem_free(world->common.shared);
}

void world_shared_set(struct world *world, const value *values)
{
    for (size_t i = 0; i < world->run->program->shared_count; i++) {
        value_release(world->common.shared[i]);
        world->common.shared[i] = values[i];
    }
}

void world_free(struct world *world)
{
    for (size_t i = 0; i < world->idle.count; i++)
        vm_free(world->idle.items[i]);
    vec_free(&world->idle);
    shared_release(world);
    timers_free(&world->timers);
}

bool world_next(const struct world *world, instant *when)
{
    if (world->first) {
        *when = (instant){INT64_MIN};
        return true;
    }
    return timers_next(&world->timers, when);
}

static void wake_due(struct world *world)
{
    instant now = clock_now();
    struct timer *timer;

    while ((timer = timers_pop(&world->timers, now)) != NULL)
        actor_due((struct actor *)timer);
}

static struct actor *ready_pop(struct world *world)
{
    struct actor *actor = world->first;

    world->first = actor->next;
    if (!world->first)
        world->last = NULL;
    world->ready--;
    actor->next = NULL;
    actor->is_queued = false;
    return actor;
}

void world_turn(struct world *world, nanos budget)
{
    instant begin = clock_now();
    size_t turns;

    world->turn++;
    wake_due(world);
    /* Those who are queued meanwhile have to wait for the next turn. */
    turns = world->ready;
    for (size_t i = 1; i <= turns && world->first; i++) {
        actor_turn(ready_pop(world));
        if (budget > 0 && i % TURNS_PER_LOOK == 0 && instant_since(clock_now(), begin) > budget)
            break;
    }
}
