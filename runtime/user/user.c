#include "runtime/user/user.h"

#include "runtime/user/scheduler.h"
#include "runtime/user/user_states.h"

/* ---- what the VM calls ---- */

static const struct client_settings *user_client(const struct fiber *fiber)
{
    return &fiber->scheduler->run->clients[((const struct user *)fiber)->kind];
}

static void user_report(void *context, const struct vm_report *report)
{
    const struct user *user = context;
    const struct scheduler *scheduler = user->fiber.scheduler;

    scheduler->owner.observer->report(scheduler->owner.context, report, user->clock.task_lateness);
}

static void user_failure(void *context, const struct vm_failure *failure)
{
    const struct scheduler *scheduler = ((struct user *)context)->fiber.scheduler;

    scheduler->owner.observer->failure(scheduler->owner.context, failure);
}

static const struct fiber_class user_class = {
    .counts_canceled = true,
    .observer = {.report = user_report, .failure = user_failure},
    .function_ended = user_function_ended,
    .resumed = user_resumed,
    .client_settings = user_client,
};

/* ---- start and end ---- */

/* For calls outside the user's own turn: a function that was started runs at its next turn. */
static void user_enter_queued(struct user *user, enum user_state state)
{
    user_enter(user, state);
    if (user->fiber.state == FIBER_RUNNING)
        fiber_queue(&user->fiber);
}

/* The variables are set when the body of the kind is entered. */
static void environment_fill(struct user *user, uint64_t id)
{
    const struct run_context *run = user->fiber.scheduler->run;
    struct vm_environment *environment = &user->fiber.environment;

    environment->rng = &user->streams.code;
    environment->wait_rng = &user->streams.wait;
    environment->user_id = id;
    environment->kind = run->program->kinds[user->kind].name;
    environment->base_url = run->hosts[user->kind];
}

void user_begin(struct user *user, struct scheduler *scheduler, uint32_t kind, uint64_t id,
                uint32_t root_times)
{
    *user = (struct user){.fiber = user->fiber,
                          .kind = kind,
                          .root_times = root_times,
                          .clock = {.arrival_lateness = -1, .task_lateness = -1}};
    fiber_init(&user->fiber, scheduler, &user_class);
    environment_fill(user, id);
    user->turn = scheduler->turn - 1;
    rng_seed(&user->streams.pick, scheduler->run->seed, id, RNG_PICK);
    rng_seed(&user->streams.wait, scheduler->run->seed, id, RNG_WAIT);
    rng_seed(&user->streams.code, scheduler->run->seed, id, RNG_CODE);
    user->state = USER_BEGINNING;
    scheduler->common.counts[scheduler->run->program->kinds[kind].counted_as].passed++;
    fiber_yield(&user->fiber);
}

void user_arrive(struct user *user, struct scheduler *scheduler, uint32_t kind, uint64_t id, instant due)
{
    user_begin(user, scheduler, kind, id, 1);
    user->is_arrival = true;
    user->due = due;
}

void user_stop(struct user *user)
{
    user->is_stopping = true;
    if (user->fiber.state != FIBER_PAUSED && user->fiber.state != FIBER_RESUMING)
        return;
    fiber_cancel(&user->fiber);
    user_enter_queued(user, USER_ON_STOP);
}

void user_stop_now(struct user *user)
{
    user->is_stopping = true;
    if (user->state == USER_SET_ON_STOP || user->state == USER_ON_STOP || user->state == USER_ENDED)
        return;
    fiber_cancel(&user->fiber);
    user_enter_queued(user, USER_ON_STOP);
}

void user_kill(struct user *user)
{
    if (user->state == USER_ENDED)
        return;
    fiber_cancel(&user->fiber);
    user_enter(user, USER_ENDED);
}
