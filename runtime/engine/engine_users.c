/* Who spawns where and when, and who goes. */
#include "runtime/base/log.h"
#include "runtime/engine/engine_state.h"

#include <inttypes.h>

static struct message_spawn *spawn_message(const struct engine *engine)
{
    struct message_spawn *message = message_new(MESSAGE_SPAWN);

    message->start = engine->began;
    return message;
}

/* Users go to the reactors in turn, so each has as many as the others. */
static bool user_spawn(struct engine *engine)
{
    uint32_t kind = kind_mix_spawn(&engine->mix);
    struct spawn spawn = {.id = engine->next_id, .kind = kind};
    struct engine_reactor *reactor = &engine->reactors[(spawn.id - 1) % engine->reactor_count];

    if (kind == KIND_MIX_NONE)
        return false;
    if (!reactor->spawning)
        reactor->spawning = spawn_message(engine);
    vec_push(&reactor->spawning->spawns, spawn);
    reactor->staying[kind]++;
    engine->running++;
    engine->next_id++;
    return true;
}

/* Where most of a kind are. */
static struct engine_reactor *fullest(const struct engine *engine, uint32_t kind)
{
    struct engine_reactor *most = &engine->reactors[0];

    for (uint32_t i = 1; i < engine->reactor_count; i++) {
        if (engine->reactors[i].staying[kind] > most->staying[kind])
            most = &engine->reactors[i];
    }
    return most;
}

static bool user_remove(struct engine *engine)
{
    uint32_t kind = kind_mix_remove(&engine->mix);
    struct engine_reactor *reactor;

    if (kind == KIND_MIX_NONE)
        return false;
    reactor = fullest(engine, kind);
    if (reactor->staying[kind] == 0)
        return true;
    reactor->staying[kind]--;
    reactor->removing[kind]++;
    return true;
}

static void changes_send(struct engine *engine, struct engine_reactor *reactor)
{
    if (reactor->spawning)
        reactor_send(reactor->reactor, &reactor->spawning->head);
    reactor->spawning = NULL;
    for (uint32_t kind = 0; kind < engine->program->kinds_count; kind++) {
        struct message_remove *message;

        if (reactor->removing[kind] == 0)
            continue;
        message = message_new(MESSAGE_REMOVE);
        message->user_kind = kind;
        message->count = reactor->removing[kind];
        reactor->removing[kind] = 0;
        reactor_send(reactor->reactor, &message->head);
    }
}

static void peak_reached(struct engine *engine)
{
    if (engine->has_reached)
        return;
    engine->has_reached = true;
    if (engine->settings.reset_stats && !engine->search)
        report_reset(engine);
    if (!users_arrive(engine))
        engine->events.users_reached(engine->events.context, kind_mix_count(&engine->mix));
}

static void spawn_timer_arm(struct engine *engine, nanos after)
{
    ev_timer_stop(engine->loop, &engine->spawn);
    ev_now_update(engine->loop);
    ev_timer_set(&engine->spawn, (double)after / (double)NANOS_PER_S, 0.0);
    ev_timer_start(engine->loop, &engine->spawn);
}

/* Brings the number of users to what the load says it is now. Where there are only kinds with `fixed`, they
 * may be fewer. */
static void users_adjust(struct engine *engine)
{
    nanos time = instant_since(clock_now(), engine->load_start);
    uint64_t wanted = load_users(&engine->load, time), count = kind_mix_count(&engine->mix);
    nanos next;

    while (count < wanted && user_spawn(engine))
        count++;
    while (count > wanted && user_remove(engine))
        count--;
    for (uint32_t i = 0; i < engine->reactor_count; i++)
        changes_send(engine, &engine->reactors[i]);
    engine->is_settled =
        !load_next(&engine->load, time, &next) || (count < wanted && !engine->settings.has_load);
    if (engine->is_settled || wanted >= engine->peak)
        peak_reached(engine);
    if (!engine->is_settled && engine->phase == ENGINE_USERS)
        spawn_timer_arm(engine, next - time);
}

/* ---- arrivals ---- */

bool users_arrive(const struct engine *engine)
{
    return engine->plan->timetable.stages.count > 0;
}

/* Kinds with `fixed` are there from the beginning and stay; all others come by the timetable, for which each
 * reactor sees to its share by itself. */
static void arrivals_send(struct engine *engine)
{
    for (uint64_t fixed = kind_mix_fixed(&engine->mix); fixed > 0; fixed--)
        user_spawn(engine);
    for (uint32_t i = 0; i < engine->reactor_count; i++) {
        struct message_arrive *message = message_new(MESSAGE_ARRIVE);

        changes_send(engine, &engine->reactors[i]);
        message->start = engine->load_start;
        message->first_id = engine->next_id;
        message->reactors = engine->reactor_count;
        reactor_send(engine->reactors[i].reactor, &message->head);
    }
    spawn_timer_arm(engine, timetable_peak(&engine->plan->timetable));
}

/* ---- from outside ---- */

void users_spawn_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct engine *engine = watcher->data;

    (void)loop;
    (void)events;
    if (users_arrive(engine))
        peak_reached(engine);
    else
        users_adjust(engine);
}

void users_begin(struct engine *engine)
{
    engine->load_start = clock_now();
    if (users_arrive(engine))
        arrivals_send(engine);
    else
        users_adjust(engine);
}

bool users_are_over(const struct engine *engine)
{
    return engine->running == 0 && engine->is_settled && kind_mix_count(&engine->mix) > 0;
}

/* A search asks how many users at once are borne, so another comes for each that has ended; not where the
 * number of tasks is bounded, and they end for want of one. */
static void users_replace(struct engine *engine, const struct message_users_ended *message)
{
    if (!engine->search || engine->settings.iterations > 0 || message->by_itself == 0)
        return;
    kind_mix_forget(&engine->mix, message->user_kind, message->by_itself);
    users_adjust(engine);
}

void users_ended(struct engine *engine, const struct message_users_ended *message)
{
    uint64_t *staying = &engine->reactors[message->head.reactor].staying[message->user_kind];

    /* One that was to be removed may have gone by itself meanwhile. */
    *staying -= message->by_itself < *staying ? message->by_itself : *staying;
    engine->running -= message->count;
    if (engine->phase == ENGINE_USERS)
        users_replace(engine, message);
}

uint64_t engine_users_running(const struct engine *engine)
{
    return engine->running + atomic_load_explicit(&engine->plan->arriving, memory_order_relaxed);
}

/* On the loop, so that whoever asked for it can say so before the observers hear that they are there. */
void users_set(struct engine *engine, uint64_t users, double spawn_rate)
{
    uint64_t now = kind_mix_count(&engine->mix);

    engine->wanted = engine->peak = users;
    load_free(&engine->load);
    load_init(&engine->load, now, users, spawn_rate);
    engine->load_start = clock_now();
    engine->has_reached = engine->is_settled = false;
    spawn_timer_arm(engine, 0);
}

/* Who says how many users there are, if it isn't whoever asks for another number; else NULL. */
static const char *users_decided(const struct engine *engine)
{
    if (engine->search)
        return "the capacity search sets the number of users";
    if (users_arrive(engine))
        return "`load` sets the arrival rate";
    return engine->settings.has_load ? "`load` sets the number of users" : NULL;
}

bool engine_set_users(struct engine *engine, uint64_t users, double rate)
{
    const char *decided = users_decided(engine);

    if (engine->phase != ENGINE_USERS)
        return false;
    if (decided)
        log_info("%s, so it can't be changed", decided);
    if (decided || users == engine->wanted)
        return false;
    users_set(engine, users, rate);
    return true;
}
