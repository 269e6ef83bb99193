#include "runtime/user/user.h"

#include "runtime/user/user_states.h"
#include "runtime/user/world.h"

/* ---- what the VM calls ---- */

static const struct client_settings *user_client(const struct actor *actor)
{
    return &actor->world->run->clients[((const struct user *)actor)->kind];
}

static void user_report(void *context, const struct vm_report *report)
{
    const struct user *user = context;
    const struct world *world = user->actor.world;

    world->outside->report(world->context, report, user->lateness);
}

static void user_failure(void *context, const struct vm_failure *failure)
{
    const struct world *world = ((struct user *)context)->actor.world;

    world->outside->failure(world->context, failure);
}

#define USER_CALLS                                                                                           \
    .log = actor_log, .report = user_report, .failure = user_failure, .publish = actor_publish,              \
    .cookie = actor_cookie, .take = actor_take, .next = actor_next, .exchange = actor_exchange

#define USER_CLASS(...)                                                                                      \
    {                                                                                                        \
        .is_counted = true, .host = {__VA_ARGS__}, .ended = user_function_ended, .woken = user_woken,        \
        .client = user_client                                                                                \
    }

static const struct actor_class user_class = USER_CLASS(USER_CALLS);

/* Telling a watcher costs the VM time, so in a run without one it isn't asked to. */
static const struct actor_class watched_class = USER_CLASS(USER_CALLS, .event = actor_event);

/* ---- from outside ---- */

/* From outside a turn of its own: what it has begun runs when its turn comes. */
static void user_go_queued(struct user *user, enum user_state state)
{
    user_go(user, state);
    if (user->actor.state == ACTOR_RUNNING)
        actor_queue(&user->actor);
}

/* Whom the VM runs for; the variables are those of its outermost visit, once there is one. */
static void environment_fill(struct user *user, uint64_t id)
{
    const struct world_run *run = user->actor.world->run;
    struct vm_environment *environment = &user->actor.environment;

    environment->rng = &user->code_rng;
    environment->wait_rng = &user->wait_rng;
    environment->user_id = id;
    environment->kind = run->program->kinds[user->kind].name;
    environment->target_host = run->hosts[user->kind];
}

void user_begin(struct user *user, struct world *world, uint32_t kind, uint64_t id, uint32_t root_times)
{
    const struct actor_class *class = world->outside->event ? &watched_class : &user_class;

    *user = (struct user){
        .actor = user->actor, .kind = kind, .root_times = root_times, .delay = -1, .lateness = -1};
    actor_init(&user->actor, world, class);
    environment_fill(user, id);
    user->turn = world->turn - 1;
    rng_seed(&user->pick_rng, world->run->seed, id, RNG_PICK);
    rng_seed(&user->wait_rng, world->run->seed, id, RNG_WAIT);
    rng_seed(&user->code_rng, world->run->seed, id, RNG_CODE);
    user->state = USER_BEGINNING;
    actor_yield(&user->actor);
}

void user_arrive(struct user *user, struct world *world, uint32_t kind, uint64_t id, instant due)
{
    user_begin(user, world, kind, id, 1);
    user->is_arrival = true;
    user->due = due;
}

void user_stop(struct user *user)
{
    user->is_stopping = true;
    if (user->actor.state != ACTOR_PAUSED && user->actor.state != ACTOR_WOKEN)
        return;
    actor_cut(&user->actor);
    user_go_queued(user, USER_ON_STOP);
}

void user_cut(struct user *user)
{
    user->is_stopping = true;
    if (user->state == USER_SET_ON_STOP || user->state == USER_ON_STOP || user->state == USER_ENDED)
        return;
    actor_cut(&user->actor);
    user_go_queued(user, USER_ON_STOP);
}

void user_kill(struct user *user)
{
    if (user->state == USER_ENDED)
        return;
    actor_cut(&user->actor);
    user_go(user, USER_ENDED);
}
