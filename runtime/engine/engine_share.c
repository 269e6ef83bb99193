/* The share of this node in a run over many nodes: arrivals, and tasks of a limited number. */
#include "runtime/engine/engine_state.h"

/* All of it. */
static struct run_share share_whole(const struct engine *engine)
{
    return (struct run_share){.count = engine->reactor_count, .has_fixed = true};
}

static const struct run_share *share_of(const struct engine *engine, struct run_share *whole)
{
    *whole = share_whole(engine);
    return engine->settings.is_part ? &engine->share : whole;
}

/* Users of `fixed` kinds start at once and stay while the share has them. */
static void fixed_adjust(struct engine *engine, bool has_fixed)
{
    engine_users_fix(engine, has_fixed ? kind_mix_fixed(&engine->users.order.mix) : 0);
}

/* Each reactor follows the timetable by itself. */
static void arrivals_send(struct engine *engine, const struct run_share *share)
{
    for (uint32_t i = 0; i < engine->reactor_count; i++) {
        struct message_arrive *message = message_new(MESSAGE_ARRIVE);

        message->start = engine->users.load_start;
        message->first_id = engine->users.next_id;
        message->from = share->from;
        message->first = share->first;
        message->reactors = share->count;
        reactor_send(engine->reactors[i].reactor, &message->head);
    }
}

void engine_share_begin(struct engine *engine)
{
    struct run_share whole;
    const struct run_share *share = share_of(engine, &whole);

    if (share->count == 0) /* it comes later */
        return;
    fixed_adjust(engine, share->has_fixed);
    arrivals_send(engine, share);
}

/* A reactor reports the last task itself, unless the limit changes. */
static void tasks_deal(struct engine *engine, uint64_t tasks)
{
    struct run_plan *plan = engine->plan;

    if (plan->has_task_limit && quota_set_above(&plan->tasks, tasks) == atomic_load(&plan->tasks_ended))
        engine->events.tasks_done(engine->events.context);
}

static bool is_dealt_anew(const struct run_share *one, const struct run_share *other)
{
    return one->from != other->from || one->first != other->first || one->count != other->count ||
           one->has_fixed != other->has_fixed;
}

void engine_deal(struct engine *engine, const struct run_share *share)
{
    bool is_new = is_dealt_anew(&engine->share, share);

    if (!engine->settings.is_part || share->serial <= engine->share.serial || share->count == 0)
        return;
    engine->share = *share;
    if (engine_users_arrive(engine)) {
        quota_set(&engine->plan->arriving, share->max_users);
        if (is_new && engine->phase == ENGINE_USERS)
            engine_share_begin(engine);
    }
    tasks_deal(engine, share->tasks);
}

void engine_progress(const struct engine *engine, struct run_progress *progress)
{
    const struct run_plan *plan = engine->plan;

    *progress = (struct run_progress){.serial = engine->share.serial,
                                      .tasks = atomic_load(&plan->tasks.limit),
                                      .begun = quota_used(&plan->tasks),
                                      .ended = atomic_load(&plan->tasks_ended),
                                      .arriving = quota_used(&plan->arriving),
                                      .strained = health_strained(engine->numbers.health)};
}
